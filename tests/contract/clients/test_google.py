"""Google's own client (google-api-python-client) against the sandbox: it builds each request from `youtube.v3.json`.

A parameter that the description does not know makes it raise before anything is sent; an answer that it cannot read
makes it raise after.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from google.oauth2.credentials import Credentials
from googleapiclient.discovery import build
from googleapiclient.errors import HttpError
from tests.sandbox.helpers import Sandbox


@pytest.fixture
def youtube(sandbox: Sandbox) -> Iterator[Any]:
    token = Credentials(sandbox.channels["youtube"]["token"])  # type: ignore[no-untyped-call]
    there = {"api_endpoint": f"{sandbox.url}/youtube"}
    with build("youtube", "v3", credentials=token, static_discovery=True, client_options=there) as client:
        yield client  # it makes its methods at run time


def test_it_lists_the_channel_its_videos_and_all_threads(sandbox: Sandbox, youtube: Any) -> None:  # noqa: ANN401 -- as above
    made = [sandbox.publish("youtube", f"Comment {number}") for number in range(3)]
    mine = youtube.channels().list(part="id,contentDetails", mine=True).execute()["items"][0]
    uploads = mine["contentDetails"]["relatedPlaylists"]["uploads"]
    videos = youtube.playlistItems().list(part="contentDetails", playlistId=uploads, maxResults=50).execute()
    assert sandbox.post_of("youtube") in [each["contentDetails"]["videoId"] for each in videos["items"]]
    request = youtube.commentThreads().list(
        part="snippet,replies", allThreadsRelatedToChannelId=mine["id"], maxResults=1, order="time"
    )
    found = []
    while request is not None:  # the client itself follows the page tokens
        page = request.execute()
        found += [each["id"] for each in page["items"]]
        request = youtube.commentThreads().list_next(request, page)
    assert set(made) <= set(found)


def test_it_holds_and_publishes_and_the_status_is_seen_in_lists_alone(sandbox: Sandbox, youtube: Any) -> None:  # noqa: ANN401 -- as above
    made, video = sandbox.publish("youtube"), sandbox.post_of("youtube")
    assert not youtube.comments().setModerationStatus(id=made, moderationStatus="heldForReview").execute()
    assert not sandbox.see("youtube", made)["visible"]
    held = youtube.commentThreads().list(part="snippet", videoId=video, moderationStatus="heldForReview").execute()
    assert made in [each["id"] for each in held["items"]]
    by_id = youtube.comments().list(part="snippet", id=made).execute()["items"][0]["snippet"]
    assert "moderationStatus" not in by_id
    youtube.comments().setModerationStatus(id=made, moderationStatus="published").execute()
    assert sandbox.see("youtube", made)["visible"]


def test_it_replies_changes_and_deletes_its_own(sandbox: Sandbox, youtube: Any) -> None:  # noqa: ANN401 -- as above
    made = sandbox.publish("youtube")
    body = {"snippet": {"parentId": made, "textOriginal": "Thank you for asking."}}
    reply = youtube.comments().insert(part="snippet", body=body).execute()
    assert reply["snippet"]["parentId"] == made
    assert [each["text"] for each in sandbox.see("youtube", made)["replies"]] == ["Thank you for asking."]
    change = {"id": reply["id"], "snippet": {"textOriginal": "Thank you."}}
    youtube.comments().update(part="snippet", body=change).execute()
    listed = youtube.comments().list(part="snippet", parentId=made, textFormat="plainText").execute()
    assert [each["snippet"]["textDisplay"] for each in listed["items"]] == ["Thank you."]
    youtube.comments().delete(id=reply["id"]).execute()
    assert sandbox.see("youtube", made)["replies"] == []


def test_it_rejects_and_bans_for_ever(sandbox: Sandbox, youtube: Any) -> None:  # noqa: ANN401 -- as above
    made = sandbox.publish("youtube")
    author = sandbox.author_of("youtube", made)
    youtube.comments().setModerationStatus(id=made, moderationStatus="rejected", banAuthor=True).execute()
    assert sandbox.look(f"authors/youtube/{author}")["blocked"]
    with pytest.raises(HttpError) as refused:
        youtube.comments().setModerationStatus(id=made, moderationStatus="published").execute()
    assert (refused.value.status_code, refused.value.error_details[0]["reason"]) == (400, "operationNotSupported")


@pytest.mark.parametrize(
    ("fault", "status", "reason"),
    [("throttle", 403, "quotaExceeded"), ("refused", 403, "forbidden")],
)
def test_it_reads_our_refusals(sandbox: Sandbox, youtube: Any, fault: str, status: int, reason: str) -> None:  # noqa: ANN401 -- as above
    sandbox.fault("youtube", fault)
    with pytest.raises(HttpError) as refused:
        youtube.channels().list(part="id", mine=True).execute(num_retries=0)
    assert refused.value.status_code == status
    assert refused.value.error_details[0]["reason"] == reason


def test_what_others_wrote_it_cannot_delete(sandbox: Sandbox, youtube: Any) -> None:  # noqa: ANN401 -- as above
    made = sandbox.publish("youtube")
    with pytest.raises(HttpError) as refused:
        youtube.comments().delete(id=made).execute()
    assert refused.value.status_code == 403
    assert sandbox.see("youtube", made)["visible"]

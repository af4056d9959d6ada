"""The simulated YouTube channel does what the Data API v3 does, traps included."""

from __future__ import annotations

from datetime import UTC, datetime

import httpx
import pytest
from tests.sandbox.helpers import Json, Sandbox

from evenhand.sandbox.youtube.quota import PACIFIC, Quota

MODERATE = "comments/setModerationStatus"


def channel(sandbox: Sandbox) -> str:
    return str(sandbox.channels["youtube"]["external_id"])


def threads(sandbox: Sandbox, status: str = "published", **more: str) -> Json:
    query = {"part": "snippet,replies", "maxResults": "100", "moderationStatus": status, **more}
    return sandbox.get("youtube", "commentThreads", allThreadsRelatedToChannelId=channel(sandbox), **query)


def listed(sandbox: Sandbox, status: str = "published") -> list[str]:
    return [each["id"] for each in threads(sandbox, status)["items"]]


def moderate(sandbox: Sandbox, ids: str, status: str, **more: str) -> httpx.Response:
    return sandbox.call("youtube", "POST", MODERATE, params={"id": ids, "moderationStatus": status, **more})


def reason(answer: httpx.Response) -> tuple[int, str]:
    return answer.status_code, answer.json()["error"]["errors"][0]["reason"]


def test_uploads_are_found_by_the_channel_s_playlist(sandbox: Sandbox) -> None:
    own = sandbox.get("youtube", "channels", part="contentDetails", mine="true")["items"][0]
    assert "snippet" not in own
    uploads = own["contentDetails"]["relatedPlaylists"]["uploads"]
    query = {"part": "snippet,contentDetails", "playlistId": uploads, "maxResults": "3"}
    first = sandbox.get("youtube", "playlistItems", **query)
    second = sandbox.get("youtube", "playlistItems", **query, pageToken=first["nextPageToken"])
    ids = [each["contentDetails"]["videoId"] for each in first["items"] + second["items"]]
    assert len(set(ids)) == 6
    assert ids[0] == sandbox.post_of("youtube")


def test_held_comments_are_seen_by_nobody_but_the_moderator_and_can_be_published(sandbox: Sandbox) -> None:
    made = sandbox.publish("youtube")
    answer = moderate(sandbox, made, "heldForReview")
    assert (answer.status_code, answer.content) == (204, b"")
    assert sandbox.sights("youtube", made) == {"author": False, "friend": False, "stranger": False, "moderator": True}
    assert made in listed(sandbox, "heldForReview")
    assert made not in listed(sandbox)
    moderate(sandbox, made, "published")
    assert all(sandbox.sights("youtube", made).values())
    operations = [each["operation"] for each in sandbox.ledger(event="api.write", id=made, effect=True)]
    assert operations == ["hide", "unhide"]


def test_rejected_can_never_be_undone(sandbox: Sandbox) -> None:
    made = sandbox.publish("youtube")
    moderate(sandbox, made, "rejected")
    assert reason(moderate(sandbox, made, "published")) == (400, "operationNotSupported")
    assert not any(sandbox.sights("youtube", made).values())
    assert sandbox.get("youtube", "comments", part="snippet", id=made)["items"] == []
    writes = sandbox.ledger(event="api.write", id=made)
    assert [(each["operation"], each["effect"]) for each in writes] == [("delete", True), ("unhide", False)]


def test_ban_only_together_with_reject(sandbox: Sandbox) -> None:
    made = sandbox.publish("youtube", author="Bram Fisk")
    person = sandbox.author_of("youtube", made)
    assert reason(moderate(sandbox, made, "heldForReview", banAuthor="true")) == (400, "banWithoutReject")
    assert sandbox.look(f"authors/youtube/{person}")["blocked"] is False
    moderate(sandbox, made, "rejected", banAuthor="true")
    assert sandbox.look(f"authors/youtube/{person}")["blocked"] is True
    assert sandbox.ledger(event="api.write", operation="block", id=person)[-1]["effect"] is True


def test_a_batch_of_fifty_changes_all_or_nothing(sandbox: Sandbox) -> None:
    made = [sandbox.publish("youtube", f"number {n}") for n in range(3)]
    assert reason(moderate(sandbox, ",".join([*made, "Ugnever4AaABAg"]), "heldForReview")) == (403, "forbidden")
    assert all(sandbox.item("youtube", each)["state"] == "visible" for each in made)
    assert moderate(sandbox, ",".join(made), "heldForReview").status_code == 204
    assert all(sandbox.item("youtube", each)["state"] == "held" for each in made)
    assert reason(moderate(sandbox, ",".join(["x"] * 51), "heldForReview")) == (400, "invalidParameter")


def test_what_its_author_removed_cannot_be_moderated(sandbox: Sandbox) -> None:
    made = sandbox.publish("youtube")
    sandbox.control("remove", platform="youtube", id=made)
    assert reason(moderate(sandbox, made, "heldForReview")) == (400, "processingFailure")


def test_asked_by_id_there_is_no_status_and_no_original_text(sandbox: Sandbox) -> None:
    made = sandbox.publish("youtube", "a < b\nand c")
    snippet = sandbox.get("youtube", "comments", part="snippet", id=made)["items"][0]["snippet"]
    assert "moderationStatus" not in snippet
    assert "textOriginal" not in snippet
    assert snippet["textDisplay"] == "a &lt; b<br>and c"
    plain = sandbox.get("youtube", "comments", part="snippet", id=made, textFormat="plainText")
    assert plain["items"][0]["snippet"]["textDisplay"] == "a < b\nand c"


def test_a_thread_brings_only_a_few_of_its_replies(sandbox: Sandbox) -> None:
    top = sandbox.publish("youtube", "Many will answer")
    made = [sandbox.publish("youtube", f"reply {n}", parent=top) for n in range(7)]
    moderate(sandbox, made[0], "heldForReview")
    thread = next(each for each in threads(sandbox)["items"] if each["id"] == top)
    assert thread["snippet"]["totalReplyCount"] == 6
    assert len(thread["replies"]["comments"]) == 5
    query = {"part": "snippet", "parentId": top, "maxResults": "4"}
    first = sandbox.get("youtube", "comments", **query)
    second = sandbox.get("youtube", "comments", **query, pageToken=first["nextPageToken"])
    assert {each["id"] for each in first["items"] + second["items"]} == set(made[1:])
    without = sandbox.get("youtube", "commentThreads", part="snippet", id=top)["items"][0]
    assert "replies" not in without


def test_threads_of_one_video(sandbox: Sandbox) -> None:
    videos = sandbox.look("posts", platform="youtube")["posts"]
    made = sandbox.publish("youtube", post=videos[2]["id"])
    found = sandbox.get("youtube", "commentThreads", part="snippet", videoId=videos[2]["id"])["items"]
    assert [each["id"] for each in found] == [made]


def test_reply_and_change_only_one_s_own(sandbox: Sandbox) -> None:
    top = sandbox.publish("youtube")
    body = {"snippet": {"parentId": top, "textOriginal": "Thank you"}}
    made = sandbox.call("youtube", "POST", "comments", params={"part": "snippet"}, json=body).json()
    assert made["snippet"]["parentId"] == top
    assert sandbox.see("youtube", top)["replies"] == [{"id": made["id"], "text": "Thank you", "by_organisation": True}]
    edited = {"id": made["id"], "snippet": {"textOriginal": "Thank you!"}}
    assert sandbox.call("youtube", "PUT", "comments", json=edited).json()["snippet"]["textOriginal"] == "Thank you!"
    assert reason(sandbox.call("youtube", "DELETE", "comments", params={"id": top})) == (403, "forbidden")
    assert sandbox.call("youtube", "DELETE", "comments", params={"id": made["id"]}).status_code == 204
    nested = {"snippet": {"parentId": made["id"], "textOriginal": "x"}}
    assert sandbox.call("youtube", "POST", "comments", json=nested).status_code == 404


def test_a_reply_under_a_held_comment_is_seen_by_nobody(sandbox: Sandbox) -> None:
    top = sandbox.publish("youtube")
    moderate(sandbox, top, "heldForReview")
    body = {"snippet": {"parentId": top, "textOriginal": "Please read our guidelines"}}
    made = sandbox.call("youtube", "POST", "comments", json=body).json()["id"]
    assert sandbox.see("youtube", made, "author")["visible"] is False
    assert sandbox.see("youtube", top, "author")["replies"] == []


def test_an_edit_has_a_date(sandbox: Sandbox) -> None:
    made = sandbox.publish("youtube", at="2026-01-05T09:00:00Z")
    sandbox.control("edit", platform="youtube", id=made, text="changed")
    snippet = sandbox.get("youtube", "comments", part="snippet", id=made)["items"][0]["snippet"]
    assert snippet["publishedAt"] == "2026-01-05T09:00:00Z"
    assert snippet["updatedAt"] > snippet["publishedAt"]


def test_the_day_s_units(sandbox: Sandbox) -> None:
    sandbox.control("limits", platform="youtube", scale=0.0001)
    try:
        answer = moderate(sandbox, sandbox.publish("youtube"), "heldForReview")
        assert reason(answer) == (403, "quotaExceeded")
    finally:
        sandbox.control("limits", platform="youtube", scale=1000)


def test_units_start_anew_at_midnight_in_california() -> None:
    quota = Quota(1)
    evening = datetime(2026, 3, 1, 23, 59, tzinfo=PACIFIC)
    assert all(quota.spend(50, evening) for _ in range(200))
    assert not quota.spend(1, evening)
    assert not quota.spend(1, datetime(2026, 3, 2, 7, 59, tzinfo=UTC))
    assert quota.spend(1, datetime(2026, 3, 2, 8, 1, tzinfo=UTC))


@pytest.mark.parametrize(
    ("path", "query", "wanted"),
    [
        ("commentThreads", {"part": "snippet"}, (400, "required")),
        ("commentThreads", {"videoId": "none", "part": "snippet"}, (404, "videoNotFound")),
        ("commentThreads", {"allThreadsRelatedToChannelId": "UCnone", "part": "snippet"}, (404, "channelNotFound")),
        ("commentThreads", {"id": "x"}, (400, "required")),
        ("commentThreads", {"id": "x", "part": "id", "maxResults": "101"}, (400, "invalidParameter")),
        ("commentThreads", {"id": "x", "part": "id", "pageToken": "@@"}, (400, "invalidPageToken")),
        ("commentThreads", {"id": "x", "part": "id", "moderationStatus": "gone"}, (400, "invalidParameter")),
        ("comments", {"part": "snippet", "parentId": "none"}, (404, "commentNotFound")),
        ("comments", {"part": "snippet"}, (400, "required")),
        ("search", {"part": "snippet"}, (404, "notFound")),
    ],
)
def test_wrong_questions(sandbox: Sandbox, path: str, query: dict[str, str], wanted: tuple[int, str]) -> None:
    assert reason(sandbox.call("youtube", "GET", path, params=query)) == wanted


def test_without_the_owner_s_token(sandbox: Sandbox) -> None:
    answer = sandbox.call("youtube", "GET", "comments", headers={"authorization": "Bearer wrong"})
    assert reason(answer) == (401, "authError")

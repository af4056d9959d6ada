"""YouTube: held and never rejected, three lists, and reading back where the status shows."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import UTC, datetime

import httpx
import pytest
from tests.platforms.fakes import START, FakePlatform

from evenhand.platforms import errors
from evenhand.platforms.interface import (
    ContributionKind,
    Operation,
    Platform,
    PlatformState,
    PostItem,
    ReadBack,
    Receipt,
    Target,
)
from evenhand.platforms.reading import EPOCH
from evenhand.platforms.wire import Answer, FaultKind
from evenhand.platforms.youtube.dialect import fault, next_quota_day

VIDEO = PostItem("vid1", "How probation works", EPOCH)
TARGET = Target("Ugc1", post_external_id="vid1", author_external_id="UCother")
EMPTY: dict[str, object] = {"items": []}


def snippet(text: str = "Nice film", author: str = "UCother", **more: object) -> dict[str, object]:
    return {
        "textOriginal": text,
        "textDisplay": text,
        "authorDisplayName": "@sam",
        "authorChannelId": {"value": author},
        "publishedAt": "2026-11-20T10:00:00Z",
        "updatedAt": "2026-11-21T10:00:00Z",
        **more,
    }


def thread(external_id: str = "Ugc1", replies: int = 0, embedded: list[object] | None = None) -> dict[str, object]:
    return {
        "id": external_id,
        "snippet": {
            "videoId": "vid1",
            "topLevelComment": {"id": external_id, "snippet": snippet()},
            "totalReplyCount": replies,
        },
        "replies": {"comments": embedded or []},
    }


def reply(external_id: str = "Ugc1.r1", text: str = "Me too", author: str = "UCother") -> dict[str, object]:
    return {"id": external_id, "snippet": snippet(text, author, parentId="Ugc1")}


def test_posts_come_from_the_uploads_list(fake: FakePlatform) -> None:
    fake.says({"items": [{"contentDetails": {"relatedPlaylists": {"uploads": "UUx"}}}]})
    item = {
        "snippet": {"title": "Title", "description": "More", "publishedAt": "2026-11-20T10:00:00Z"},
        "contentDetails": {"videoId": "vid1"},
    }
    fake.says({"items": [item, {}], "nextPageToken": "N"}).says(EMPTY)
    adapter = fake.adapter(Platform.YOUTUBE)
    page = asyncio.run(adapter.list_posts())
    assert (page.items[0].external_id, page.items[0].text) == ("vid1", "Title\n\nMore")
    assert page.cursor == "UUx|N"
    assert not page.complete
    asyncio.run(adapter.list_posts(page.cursor))
    assert [asked.path for asked in fake.asked] == [
        "/youtube/v3/channels",
        "/youtube/v3/playlistItems",
        "/youtube/v3/playlistItems",
    ]
    assert fake.asked[2].query["pageToken"] == "N"


def test_a_channel_without_uploads_has_no_posts(fake: FakePlatform) -> None:
    fake.says(EMPTY)
    assert asyncio.run(fake.adapter(Platform.YOUTUBE).list_posts()).items == ()


def test_all_three_lists_are_walked(fake: FakePlatform) -> None:
    fake.says({"items": [thread()], "nextPageToken": "N"}).says({"items": [thread("Ugc2")]}).says(
        {"items": [thread("Ugc3")]}
    ).says({"items": [thread("Ugc4")]})
    adapter = fake.adapter(Platform.YOUTUBE)

    async def walk() -> list[tuple[str, PlatformState]]:
        seen, cursor = [], ""
        while True:
            page = await adapter.list_comments(None, cursor)
            seen += [(item.external_id, item.state) for item in page.items]
            if not (cursor := page.cursor):
                return seen

    held = PlatformState.HELD
    assert asyncio.run(walk()) == [
        ("Ugc1", PlatformState.VISIBLE),
        ("Ugc2", PlatformState.VISIBLE),
        ("Ugc3", held),
        ("Ugc4", held),
    ]
    assert [asked.query["moderationStatus"] for asked in fake.asked] == [
        "published",
        "published",
        "heldForReview",
        "likelySpam",
    ]
    assert {asked.query["allThreadsRelatedToChannelId"] for asked in fake.asked} == {"UCevenhand"}


def test_an_item_is_mapped(fake: FakePlatform) -> None:
    fake.says({"items": [thread(replies=1, embedded=[reply()])]})
    top, below = asyncio.run(fake.adapter(Platform.YOUTUBE).list_comments(VIDEO)).items
    assert fake.asked[0].query["videoId"] == "vid1"
    assert top.author is not None
    assert (top.author.handle, top.author.external_id) == ("@sam", "UCother")
    assert top.dated_at == datetime(2026, 11, 21, 10, tzinfo=UTC)
    assert top.permalink == "https://www.youtube.com/watch?v=vid1&lc=Ugc1"
    assert (below.kind, below.parent_external_id, below.post_external_id) == (ContributionKind.REPLY, "Ugc1", "vid1")


def test_replies_that_did_not_come_along_are_asked_for(fake: FakePlatform) -> None:
    fake.says({"items": [thread(replies=3, embedded=[reply()])]})
    fake.says({"items": [reply("Ugc1.r1"), reply("Ugc1.r2")], "nextPageToken": "N"}).says(
        {"items": [reply("Ugc1.r3"), {}]}
    )
    items = asyncio.run(fake.adapter(Platform.YOUTUBE).list_comments(VIDEO)).items
    assert [item.external_id for item in items] == ["Ugc1", "Ugc1.r1", "Ugc1.r2", "Ugc1.r3"]
    assert fake.asked[1].query["parentId"] == "Ugc1"


def test_a_video_without_comments_is_empty_and_a_refusal_is_told(fake: FakePlatform) -> None:
    fake.says({"error": {"errors": [{"reason": "commentsDisabled"}]}}, 403)
    assert asyncio.run(fake.adapter(Platform.YOUTUBE).list_comments(VIDEO)).items == ()
    other = FakePlatform().says({"error": {"errors": [{"reason": "processingFailure"}]}}, 400)
    with pytest.raises(errors.Refused):
        asyncio.run(other.adapter(Platform.YOUTUBE).list_comments(VIDEO))


def test_hiding_holds_for_review_and_never_rejects(fake: FakePlatform) -> None:
    fake.answers.append(httpx.Response(204))
    adapter = fake.adapter(Platform.YOUTUBE)
    receipt = asyncio.run(adapter.hide(TARGET))
    asyncio.run(adapter.unhide(TARGET))
    assert receipt.detail == {"moderationStatus": "heldForReview"}
    assert [asked.query for asked in fake.asked] == [
        {"id": "Ugc1", "moderationStatus": "heldForReview"},
        {"id": "Ugc1", "moderationStatus": "published"},
    ]


@pytest.mark.parametrize(("status", "reason"), [(403, "forbidden"), (400, "processingFailure")])
def test_a_refusal_is_told_from_a_comment_that_its_author_deleted(fake: FakePlatform, status: int, reason: str) -> None:
    refusal = {"error": {"errors": [{"reason": reason}]}}
    fake.says(refusal, status).says(EMPTY)
    with pytest.raises(errors.Gone):
        asyncio.run(fake.adapter(Platform.YOUTUBE).hide(TARGET))
    still = FakePlatform().says(refusal, status).says({"items": [{"id": "Ugc1", "snippet": snippet()}]})
    with pytest.raises((errors.PermissionMissing, errors.Refused)):
        asyncio.run(still.adapter(Platform.YOUTUBE).hide(TARGET))


def test_a_reply_goes_to_the_thread_even_under_a_reply(fake: FakePlatform) -> None:
    fake.says(reply("Ugc1.r9"))
    adapter = fake.adapter(Platform.YOUTUBE)
    assert asyncio.run(adapter.reply(Target("Ugc1.r1"), "Thank you")).external_id == "Ugc1.r9"
    assert fake.asked[0].body == {"snippet": {"parentId": "Ugc1", "textOriginal": "Thank you"}}
    fake.answers = []
    fake.says({})
    with pytest.raises(errors.OutcomeUnknown):
        asyncio.run(adapter.reply(TARGET, "Thank you"))


@pytest.mark.parametrize("operation", ["delete", "block", "unblock"])
def test_what_youtube_cannot_do_says_so(fake: FakePlatform, operation: str) -> None:
    with pytest.raises(errors.Unsupported, match="manual task"):
        asyncio.run(getattr(fake.adapter(Platform.YOUTUBE), operation)(TARGET))
    with pytest.raises(errors.Unsupported):
        asyncio.run(fake.adapter(Platform.YOUTUBE).message(TARGET, "Hello"))
    assert fake.asked == []


def test_there_are_no_messages(fake: FakePlatform) -> None:
    assert asyncio.run(fake.adapter(Platform.YOUTUBE).list_messages()).items == ()


def test_the_status_is_read_in_the_lists(fake: FakePlatform) -> None:
    adapter = fake.says({"items": [thread("Ugc9"), thread("Ugc1")]}).adapter(Platform.YOUTUBE)
    assert asyncio.run(adapter.read_back(Operation.HIDE, TARGET, None)) is ReadBack.SHOWN
    assert asyncio.run(adapter.read_back(Operation.UNHIDE, TARGET, None)) is ReadBack.NOT_SHOWN
    fake.answers = []
    fake.says({"items": [thread("Ugc9")], "nextPageToken": "N"}).says(EMPTY).says({"items": [thread("Ugc1")]})
    assert asyncio.run(adapter.read_back(Operation.UNHIDE, TARGET, None)) is ReadBack.SHOWN


def test_in_no_list_it_is_gone_or_cannot_be_read(fake: FakePlatform) -> None:
    adapter = fake.says(EMPTY).adapter(Platform.YOUTUBE)
    assert asyncio.run(adapter.read_back(Operation.HIDE, TARGET, None)) is ReadBack.TARGET_GONE
    fake.answers = []
    fake.says(EMPTY).says(EMPTY).says(EMPTY).says({"items": [{"id": "Ugc1", "snippet": snippet()}]})
    assert asyncio.run(adapter.read_back(Operation.HIDE, TARGET, None)) is ReadBack.UNREADABLE


def test_a_held_reply_is_read_where_its_status_is_given(fake: FakePlatform) -> None:
    held = {"id": "Ugc1.r1", "snippet": snippet(parentId="Ugc1", moderationStatus="heldForReview")}
    adapter = fake.says({"items": [held]}).adapter(Platform.YOUTUBE)
    assert asyncio.run(adapter.read_back(Operation.HIDE, Target("Ugc1.r1"), None)) is ReadBack.SHOWN
    fake.answers = []
    fake.says({"items": [reply()]})
    assert asyncio.run(adapter.read_back(Operation.HIDE, Target("Ugc1.r1"), None)) is ReadBack.UNREADABLE


def test_a_reply_that_its_thread_no_longer_shows_is_held(fake: FakePlatform) -> None:
    exists = {"items": [reply()]}
    adapter = fake.says(EMPTY).says(exists).says(EMPTY).says(exists).says(EMPTY).adapter(Platform.YOUTUBE)
    target = Target("Ugc1.r1")
    assert asyncio.run(adapter.read_back(Operation.HIDE, target, None)) is ReadBack.SHOWN
    assert asyncio.run(adapter.read_back(Operation.UNHIDE, target, None)) is ReadBack.NOT_SHOWN
    assert asyncio.run(adapter.read_back(Operation.HIDE, target, None)) is ReadBack.TARGET_GONE


def test_a_thread_that_goes_away_does_not_stop_the_list(fake: FakePlatform) -> None:
    fake.says({"items": [thread(replies=9), thread("Ugc2")]}).says(
        {"error": {"errors": [{"reason": "commentNotFound"}]}}, 404
    )
    items = asyncio.run(fake.adapter(Platform.YOUTUBE).list_comments(VIDEO)).items
    assert [item.external_id for item in items] == ["Ugc1", "Ugc2"]


def test_a_reply_is_read_back_in_the_thread(fake: FakePlatform) -> None:
    ours = reply("Ugc1.r9", "Thank you", "UCevenhand")
    adapter = fake.says({"items": [reply(text="Thank you"), ours]}).adapter(Platform.YOUTUBE)
    assert asyncio.run(adapter.read_back(Operation.REPLY, TARGET, None, "Thank you")) is ReadBack.SHOWN
    assert asyncio.run(adapter.read_back(Operation.REPLY, TARGET, Receipt("Ugc1.r9"))) is ReadBack.SHOWN
    assert asyncio.run(adapter.read_back(Operation.REPLY, TARGET, Receipt("Ugc1.r8"))) is ReadBack.NOT_SHOWN
    assert asyncio.run(adapter.read_back(Operation.REPLY, TARGET, None, "Hello")) is ReadBack.NOT_SHOWN
    assert asyncio.run(adapter.read_back(Operation.DELETE, TARGET, None)) is ReadBack.UNREADABLE


@pytest.mark.parametrize(
    ("status", "reason", "kind"),
    [
        (403, "quotaExceeded", FaultKind.THROTTLED),
        (403, "userRateLimitExceeded", FaultKind.THROTTLED),
        (429, "", FaultKind.THROTTLED),
        (401, "authError", FaultKind.TOKEN),
        (403, "forbidden", FaultKind.PERMISSION),
        (403, "SERVICE_UNAVAILABLE", FaultKind.PERMISSION),
        (404, "commentNotFound", FaultKind.GONE),
        (400, "operationNotSupported", FaultKind.REFUSED),
        (400, "banWithoutReject", FaultKind.REFUSED),
        (500, "backendError", FaultKind.UNCLEAR),
    ],
)
def test_reasons(status: int, reason: str, kind: FaultKind) -> None:
    found = fault(Answer(status, {}, {"error": {"errors": [{"reason": reason}]}}), START)
    assert found is not None
    assert found.kind is kind
    assert (found.resume_at is not None) == (kind is FaultKind.THROTTLED)


def test_the_bare_word_of_oauth_is_read() -> None:
    dead = fault(Answer(400, {}, {"error": "invalid_grant"}), START)
    odd = fault(Answer(500, {}, {"error": "error message"}), START)
    assert dead is not None
    assert odd is not None
    assert (dead.kind, odd.kind) == (FaultKind.TOKEN, FaultKind.UNCLEAR)


@pytest.mark.parametrize(
    ("now", "then"),
    [
        ((2026, 11, 23, 12), (2026, 11, 24, 8)),
        ((2026, 11, 24, 7, 59), (2026, 11, 24, 8)),
        ((2026, 7, 1, 12), (2026, 7, 2, 7)),
        ((2026, 3, 8, 9), (2026, 3, 9, 7)),
        ((2026, 11, 1, 8), (2026, 11, 2, 8)),
    ],
)
def test_the_quota_starts_anew_at_midnight_in_california(now: tuple[int, ...], then: tuple[int, ...]) -> None:
    assert next_quota_day(datetime(*now, tzinfo=UTC)) == datetime(*then, tzinfo=UTC)  # type: ignore[misc, arg-type]  # year to hour, from a table


@pytest.mark.parametrize("operation", [Operation.HIDE, Operation.UNHIDE, Operation.REPLY])
def test_replies_not_followed_to_their_end_prove_nothing(fake: FakePlatform, operation: Operation) -> None:
    """Elsewhere a reply that exists and is not listed is a held one, and a text that is not listed was not sent."""

    def handle(request: httpx.Request) -> httpx.Response:
        endless = "parentId" in request.url.params
        return httpx.Response(200, json={"items": [reply("Ugc1.r9")], **({"nextPageToken": "N"} if endless else {})})

    fake.handle = handle  # type: ignore[method-assign]  # lists without an end
    target = replace(TARGET, external_id="Ugc1.r1", parent_external_id="Ugc1")
    shown = asyncio.run(fake.adapter(Platform.YOUTUBE).read_back(operation, target, None, "We open at nine."))
    assert shown is ReadBack.UNREADABLE

"""What a list shows and cannot be read is handed on by every adapter, as it came, and costs the others nothing."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Mapping
from typing import Any

import pytest
from tests.platforms.fakes import START, FakePlatform

from evenhand.platforms.interface import (
    AuthorItem,
    ContributionItem,
    ContributionKind,
    Page,
    Platform,
    PostItem,
    Unread,
)
from evenhand.platforms.listing import TOO_DEEP, entries, handed_on, likeness, page_of, read, read_all
from evenhand.platforms.reading import EPOCH, ident, words

WHO = {"id": "4401", "name": "Robin Example"}
AT = "2026-11-20T09:15:16+0000"
FACEBOOK = {"id": "1_22", "message": "Is it open?", "created_time": AT, "from": WHO}
INSTAGRAM = {"id": "17901", "text": "Is it open?", "timestamp": AT, "from": {"id": "6841", "username": "robin"}}
TWEET = {"id": "801", "text": "Is it open?", "created_at": "2026-11-20T09:15:16Z", "author_id": "42"}
EVENT = {"id": "31", "event_type": "MessageCreate", "text": "Is it open?", "created_at": AT, "sender_id": "42"}
LINKEDIN = {
    "id": "10",
    "actor": "urn:li:person:p1",
    "object": "urn:li:activity:72",
    "message": {"text": "Is it open?"},
    "created": {"time": int(START.timestamp() * 1000)},
    "commentsSummary": {"aggregatedTotalComments": 0},
}
SNIPPET = {
    "textOriginal": "Is it open?",
    "authorChannelId": {"value": "UCother"},
    "publishedAt": "2026-11-20T10:00:00Z",
}
YOUTUBE = {"id": "Ugc1", "snippet": SNIPPET}
SHARE = PostItem("urn:li:share:71", "", EPOCH)
POST = PostItem("800", "", EPOCH)


def without_id(data: Mapping[str, object]) -> dict[str, object]:
    return {name: value for name, value in data.items() if name != "id"}


def comments(fake: FakePlatform, platform: Platform, post: PostItem | None = None) -> Page[ContributionItem]:
    return asyncio.run(fake.adapter(platform).list_comments(post))


def handed(page: Page[Any]) -> list[tuple[str, str]]:
    assert page.complete is not bool(page.unread)
    return [(one.reason, one.external_id) for one in page.unread]


def same(page: Page[ContributionItem], good: int = 0) -> bool:
    """Whether what could not be read is known again in what could be."""
    return page.unread[0].likeness == likeness(page.items[good]) != ""


def test_facebook_hands_on_comments_visitor_posts_and_posts(fake: FakePlatform) -> None:
    listed = {"data": [without_id(FACEBOOK), FACEBOOK, "odd", {"id": "x" * 301}]}
    for post in (POST, None):
        page = comments(fake.says(listed), Platform.FACEBOOK, post)
        assert [item.external_id for item in page.items] == ["1_22"]
        assert handed(page) == [("no_id", ""), ("not_an_object", ""), ("no_id", "")]
        assert json.loads(page.unread[0].raw) == without_id(FACEBOOK)
        assert same(page)
    posts = asyncio.run(fake.adapter(Platform.FACEBOOK).list_posts())
    assert (len(posts.items), len(posts.unread), posts.complete) == (1, 3, False)


def test_a_list_that_is_none_is_handed_on_whole(fake: FakePlatform) -> None:
    page = comments(fake.says({"data": "later"}), Platform.FACEBOOK, POST)
    assert handed(page) == [("not_an_object", "")]
    assert page.unread[0].raw == '"later"'


@pytest.mark.parametrize("platform", [Platform.FACEBOOK, Platform.INSTAGRAM])
def test_meta_hands_on_messages_and_conversations(fake: FakePlatform, platform: Platform) -> None:
    thread = {"id": "t_1", "messages": {"data": [FACEBOOK, without_id(FACEBOOK)]}}
    fake.says({"data": [thread, {"updated_time": AT}, 7, {"id": "t_2", "messages": [FACEBOOK]}, {"id": "t_3"}]})
    page = asyncio.run(fake.adapter(platform).list_messages())
    assert [item.thread_external_id for item in page.items] == ["t_1"]
    assert handed(page) == [("no_id", ""), ("no_id", ""), ("not_an_object", ""), ("not_read", "t_2")]
    assert same(page)


def test_instagram_hands_on_comments_and_replies_and_reads_the_replies_of_the_unreadable(fake: FakePlatform) -> None:
    reply = INSTAGRAM | {"id": "17902", "parent_id": "17900"}
    above = without_id(INSTAGRAM) | {"replies": {"data": [reply, without_id(reply) | {"text": "Hm."}]}}
    page = comments(fake.says({"data": [above, INSTAGRAM, 5]}), Platform.INSTAGRAM, POST)
    assert [(item.external_id, item.parent_external_id) for item in page.items] == [("17902", "17900"), ("17901", "")]
    assert handed(page) == [("no_id", ""), ("no_id", ""), ("not_an_object", "")]
    assert "17902" not in page.unread[0].raw
    assert same(page, 1)
    media = FakePlatform().says({"data": [{"caption": "Open day"}]})
    assert handed(asyncio.run(media.adapter(Platform.INSTAGRAM).list_posts())) == [("no_id", "")]


def test_a_reply_that_instagram_lists_twice_is_handed_on_once(fake: FakePlatform) -> None:
    full = [INSTAGRAM | {"id": f"9{n}"} for n in range(49)] + [without_id(INSTAGRAM)]
    fake.says({"data": [INSTAGRAM | {"replies": {"data": full}}]}).says({"data": full})
    page = comments(fake, Platform.INSTAGRAM, POST)
    assert (len(fake.asked), len(page.items), handed(page)) == (2, 50, [("no_id", "")])


def test_x_hands_on_posts_mentions_and_messages(fake: FakePlatform) -> None:
    listed = {"data": [without_id(TWEET), TWEET, None]}
    for post in (PostItem("801x", "", EPOCH), None):
        page = comments(fake.says(listed), Platform.X, post)
        assert [item.external_id for item in page.items] == ["801"]
        assert handed(page) == [("no_id", ""), ("not_an_object", "")]
        assert same(page)
    assert len(asyncio.run(fake.adapter(Platform.X).list_posts()).unread) == 2


def test_x_hands_on_messages_and_passes_over_what_is_known_to_be_none(fake: FakePlatform) -> None:
    joined, strange = EVENT | {"id": "32", "event_type": "ParticipantsJoin"}, EVENT | {"id": "33", "event_type": "New"}
    page = asyncio.run(fake.says({"data": [EVENT, joined, strange, {}]}).adapter(Platform.X).list_messages())
    assert [item.external_id for item in page.items] == ["31"]
    assert handed(page) == [("not_read", "33"), ("no_id", "")]


def test_linkedin_hands_on_comments_replies_and_posts(fake: FakePlatform) -> None:
    asked = LINKEDIN | {"commentsSummary": {"aggregatedTotalComments": 2}}
    fake.says({"elements": [without_id(asked), asked, LINKEDIN | {"id": "1,0"}]})
    fake.says({"elements": [without_id(LINKEDIN), []]}).says({"elements": [{"commentary": "We are hiring"}]})
    page = comments(fake, Platform.LINKEDIN, SHARE)
    assert [item.external_id for item in page.items] == ["urn:li:comment:(urn:li:activity:72,10)"]
    assert handed(page) == [("no_id", ""), ("no_id", ""), ("not_an_object", ""), ("not_read", "1,0")]
    assert same(page)
    assert "parentComment" not in page.unread[1].raw
    assert len(asyncio.run(fake.adapter(Platform.LINKEDIN).list_posts()).unread) == 1


def test_linkedins_pages_count_what_could_not_be_read(fake: FakePlatform) -> None:
    page = comments(fake.says({"elements": [LINKEDIN, 3], "paging": {"total": 4}}), Platform.LINKEDIN, SHARE)
    assert page.cursor == "2"


def youtube_thread(first: object, *replies: object, total: int = 0) -> dict[str, object]:
    snippet = {"videoId": "vid1", "totalReplyCount": total, "topLevelComment": first}
    return {"id": "Ugc1", "snippet": snippet, "replies": {"comments": list(replies)}}


def test_youtube_hands_on_comments_replies_and_videos(fake: FakePlatform) -> None:
    reply = {"id": "Ugc1.r1", "snippet": SNIPPET | {"parentId": "Ugc1"}}
    listed = [youtube_thread(without_id(YOUTUBE), reply, without_id(reply)), youtube_thread(YOUTUBE, 9)]
    page = comments(fake.says({"items": [*listed, "odd", {"id": "Ugc7"}]}), Platform.YOUTUBE)
    assert [(item.external_id, item.post_external_id) for item in page.items] == [("Ugc1.r1", "vid1"), ("Ugc1", "vid1")]
    assert handed(page) == [
        ("no_id", "Ugc1"),
        ("no_id", ""),
        ("not_an_object", ""),
        ("not_an_object", ""),
        ("no_comment", "Ugc7"),
    ]
    assert same(page, 1)
    videos = FakePlatform().says({"items": [{"id": "item"}]})
    assert handed(asyncio.run(videos.adapter(Platform.YOUTUBE).list_posts("UU|"))) == [("not_read", "item")]


def test_youtubes_further_replies_are_read_under_a_comment_that_is_not(fake: FakePlatform) -> None:
    fake.says({"items": [youtube_thread(None, total=2)]}).says({"items": [YOUTUBE | {"id": "Ugc1.r1"}, 4]})
    page = comments(fake, Platform.YOUTUBE)
    assert fake.asked[1].query["parentId"] == "Ugc1"
    assert [item.external_id for item in page.items] == ["Ugc1.r1"]
    assert handed(page) == [("no_comment", "Ugc1"), ("not_an_object", "")]


# The tools themselves


def plain(data: Mapping[str, object]) -> ContributionItem | None:
    external_id = ident(data.get("id"))
    who = AuthorItem("kim")
    return (
        ContributionItem(external_id, ContributionKind.COMMENT, words(data["text"]), START, who)
        if external_id
        else None
    )


def test_a_reader_that_fails_on_one_item_reads_the_others() -> None:
    page = page_of(read_all([{"id": "1"}, {"id": "2", "text": "Hi"}, {}], plain), "on")
    assert [item.external_id for item in page.items] == ["2"]
    assert [(one.reason, one.external_id) for one in page.unread] == [("fault:KeyError", "1"), ("fault:KeyError", "")]
    assert (page.cursor, page.complete) == ("on", False)


def test_a_page_that_was_not_followed_to_its_end_stays_incomplete() -> None:
    assert not page_of([read({"id": "2", "text": "Hi"}, plain)], "", complete=False).complete
    assert page_of([read({"id": "2", "text": "Hi"}, plain)], "").complete


def test_nothing_listed_is_nothing() -> None:
    assert (entries(None), entries([1]), entries({})) == ([], [1], [{}])


def test_what_is_handed_on_can_be_written_down_and_not_read_in_a_log() -> None:
    deep: list[object] = []
    for _ in range(100_000):
        deep = [deep]
    assert handed_on(deep).raw == TOO_DEEP
    odd = handed_on({"text": "lone \ud800, \x00, Ŵ"})
    assert odd.raw.encode()
    assert json.loads(odd.raw) == {"text": "lone \ud800, \x00, Ŵ"}
    assert "lone" not in repr(odd)
    while deep:  # taken apart by hand: its own destructor would go too deep
        deep = deep.pop()  # type: ignore[assignment]


def test_what_tells_too_little_is_like_nothing() -> None:
    item = ContributionItem("1", ContributionKind.COMMENT, "Hi", START, AuthorItem("kim"))
    dateless = ContributionItem("1", ContributionKind.COMMENT, "Hi", EPOCH, AuthorItem("kim"))
    assert likeness(item) != ""
    assert likeness(dateless) == likeness(ContributionItem("1", ContributionKind.COMMENT, "Hi", START)) == ""
    assert likeness(PostItem("1", "Hi", START)) not in {"", likeness(item)}
    assert isinstance(read({"text": "Hi"}, plain), Unread)

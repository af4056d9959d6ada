"""Instagram: comments with their replies, one level of answers, and blocks only where a conversation exists."""

from __future__ import annotations

import asyncio
import json
from dataclasses import replace

import pytest
from tests.platforms.fakes import FakePlatform

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

MEDIA = PostItem("17800", "Open day", EPOCH, permalink="https://www.instagram.com/p/Cx/")
TARGET = Target("17901", post_external_id="17800", author_external_id="6841")
MESSAGE = Target("aWdf1", author_external_id="6841", thread_external_id="t_9", kind=ContributionKind.DIRECT_MESSAGE)
COMMENT = {
    "id": "17901",
    "text": "Lovely \N{CLAPPING HANDS SIGN}",
    "timestamp": "2026-11-20T09:15:16+0000",
    "from": {"id": "6841", "username": "robin.example"},
    "hidden": False,
}
OURS = {"id": "17950", "text": "Thank you", "timestamp": "2026-11-23T12:00:00+0000", "username": "evenhandcouncil"}


def test_comments_and_all_their_replies(fake: FakePlatform) -> None:
    more = {"cursors": {"after": "R2"}, "next": "https://x"}
    top = COMMENT | {"replies": {"data": [COMMENT | {"id": "17902", "hidden": True}], "paging": more}}
    fake.says({"data": [top, {}], "paging": {"cursors": {"after": "C2"}, "next": "https://x"}})
    fake.says({"data": [OURS]})
    page = asyncio.run(fake.adapter(Platform.INSTAGRAM).list_comments(MEDIA))
    assert [asked.path for asked in fake.asked] == ["/v26.0/17800/comments", "/v26.0/17901/replies"]
    assert page.cursor == "C2"
    assert not page.complete
    first, hidden, ours = page.items
    assert (first.kind, first.permalink, first.post_external_id) == (
        ContributionKind.COMMENT,
        MEDIA.permalink,
        "17800",
    )
    assert (hidden.kind, hidden.state, hidden.parent_external_id) == (
        ContributionKind.REPLY,
        PlatformState.HIDDEN,
        "17901",
    )
    assert ours.by_organisation
    assert ours.author is not None
    assert ours.author.external_id == "@evenhandcouncil"


def test_a_comment_that_goes_away_does_not_stop_the_list(fake: FakePlatform) -> None:
    more = {"cursors": {"after": "R2"}, "next": "https://x"}
    fake.says({"data": [COMMENT | {"replies": {"data": [], "paging": more}}, COMMENT | {"id": "17909"}]})
    fake.says({"error": {"code": 100, "error_subcode": 33}}, 400)
    items = asyncio.run(fake.adapter(Platform.INSTAGRAM).list_comments(MEDIA)).items
    assert [item.external_id for item in items] == ["17901", "17909"]


def test_a_full_page_of_replies_without_a_cursor_is_not_trusted_to_be_all(fake: FakePlatform) -> None:
    along = [OURS | {"id": str(number)} for number in range(1, 51)]
    fake.says({"data": [COMMENT | {"replies": {"data": along}}]})
    fake.says({"data": along, "paging": {"cursors": {"after": "R2"}, "next": "https://x"}}).says({"data": [OURS]})
    items = asyncio.run(fake.adapter(Platform.INSTAGRAM).list_comments(MEDIA)).items
    assert len(items) == 52
    assert [asked.query.get("after") for asked in fake.asked] == [None, None, "R2"]


def test_nothing_is_listed_by_account(fake: FakePlatform) -> None:
    assert asyncio.run(fake.adapter(Platform.INSTAGRAM).list_comments(None)).items == ()
    assert fake.asked == []


def test_posts(fake: FakePlatform) -> None:
    fake.says(
        {
            "data": [
                {"id": "17800", "caption": "Open day", "timestamp": "2026-11-20T09:15:16+0000", "media_type": "IMAGE"}
            ]
        }
    )
    (item,) = asyncio.run(fake.adapter(Platform.INSTAGRAM).list_posts()).items
    assert (fake.asked[0].path, item.kind) == ("/v26.0/178400/media", "image")


def test_what_has_no_id_or_no_author(fake: FakePlatform) -> None:
    fake.says({"data": [{}]}).says({"data": [{"id": "17901", "text": "Hi"}, {"id": "17902", "user": {"id": 6}}]})
    adapter = fake.adapter(Platform.INSTAGRAM)
    page = asyncio.run(adapter.list_posts())
    assert (page.items, page.complete) == ((), False)
    nobody, somebody = asyncio.run(adapter.list_comments(MEDIA)).items
    assert nobody.author is None
    assert nobody.published_at == EPOCH
    assert somebody.author is not None
    assert somebody.author.external_id == "6"


def test_hide_show_again_and_delete(fake: FakePlatform) -> None:
    fake.says({"success": True})
    adapter = fake.adapter(Platform.INSTAGRAM)
    asyncio.run(adapter.hide(TARGET))
    asyncio.run(adapter.unhide(TARGET))
    asyncio.run(adapter.delete(TARGET))
    assert [(asked.method, asked.path, asked.body) for asked in fake.asked] == [
        ("POST", "/v26.0/17901", {"hide": "true"}),
        ("POST", "/v26.0/17901", {"hide": "false"}),
        ("DELETE", "/v26.0/17901", {}),
    ]


def test_a_reply_to_a_reply_goes_under_the_comment(fake: FakePlatform) -> None:
    fake.says({"id": "17950"})
    adapter = fake.adapter(Platform.INSTAGRAM)
    assert asyncio.run(adapter.reply(Target("17902", parent_external_id="17901"), "Thank you")).external_id == "17950"
    assert fake.asked[0].path == "/v26.0/17901/replies"
    fake.answers = []
    fake.says({"id": "17901"})
    with pytest.raises(errors.OutcomeUnknown):
        asyncio.run(adapter.reply(TARGET, "Thank you"))


def test_messages_go_through_the_page(fake: FakePlatform) -> None:
    fake.says({"message_id": "aWdf2"})
    adapter = fake.adapter(Platform.INSTAGRAM)
    asyncio.run(adapter.message(TARGET, "Hello"))
    asyncio.run(adapter.message(MESSAGE, "Hello"))
    assert {asked.path for asked in fake.asked} == {"/v26.0/700100/messages"}
    assert [json.loads(asked.body["recipient"]) for asked in fake.asked] == [{"comment_id": "17901"}, {"id": "6841"}]
    with pytest.raises(errors.Refused, match="1002 bytes"):
        asyncio.run(adapter.message(MESSAGE, "é" * 501))


def test_conversations_and_fetch(fake: FakePlatform) -> None:
    message = {"id": "aWdf1", "message": "Hello", "from": {"id": "6841", "username": "robin"}}
    fake.says({"data": [{"id": "t_9", "messages": {"data": [message]}}]}).says(message).says(COMMENT).says({})
    adapter = fake.adapter(Platform.INSTAGRAM)
    (item,) = asyncio.run(adapter.list_messages()).items
    assert item.author is not None
    assert (item.author.handle, fake.asked[0].query["platform"]) == ("robin", "instagram")
    assert asyncio.run(adapter.fetch(MESSAGE, ContributionKind.DIRECT_MESSAGE)).text == "Hello"
    assert asyncio.run(adapter.fetch(TARGET, ContributionKind.COMMENT)).post_external_id == "17800"
    with pytest.raises(errors.NotUnderstood):
        asyncio.run(adapter.fetch(TARGET, ContributionKind.COMMENT))


def test_a_block_needs_a_conversation(fake: FakePlatform) -> None:
    fake.says({"success": "true"})
    adapter = fake.adapter(Platform.INSTAGRAM)
    with pytest.raises(errors.Unsupported):
        asyncio.run(adapter.block(TARGET))
    assert fake.asked == []
    asyncio.run(adapter.block(MESSAGE))
    asyncio.run(adapter.unblock(MESSAGE))
    assert fake.asked[0].path == "/v26.0/700100/moderate_conversations"
    assert [json.loads(asked.body["actions"]) for asked in fake.asked] == [["block_user"], ["unblock_user"]]
    assert json.loads(fake.asked[0].body["user_ids"]) == [{"id": "6841"}]


@pytest.mark.parametrize(
    ("operation", "answer", "seen"),
    [
        (Operation.HIDE, COMMENT | {"hidden": True}, ReadBack.SHOWN),
        (Operation.HIDE, COMMENT, ReadBack.NOT_SHOWN),
        (Operation.UNHIDE, COMMENT, ReadBack.SHOWN),
        (Operation.DELETE, {"id": "17901"}, ReadBack.NOT_SHOWN),
        (Operation.BLOCK, {}, ReadBack.UNREADABLE),
        (Operation.REPLY, {"data": [OURS]}, ReadBack.SHOWN),
        (Operation.REPLY, {"data": []}, ReadBack.NOT_SHOWN),
        (Operation.MESSAGE, {"data": []}, ReadBack.NOT_SHOWN),
    ],
)
def test_read_back(fake: FakePlatform, operation: Operation, answer: object, seen: ReadBack) -> None:
    adapter = fake.says(answer).adapter(Platform.INSTAGRAM)
    assert asyncio.run(adapter.read_back(operation, TARGET, None, "Thank you")) is seen


def test_read_back_by_id_and_of_what_is_gone(fake: FakePlatform) -> None:
    adapter = fake.says({"data": [OURS]}).adapter(Platform.INSTAGRAM)
    assert asyncio.run(adapter.read_back(Operation.REPLY, TARGET, Receipt("17950"))) is ReadBack.SHOWN
    assert asyncio.run(adapter.read_back(Operation.REPLY, TARGET, Receipt("17951"))) is ReadBack.NOT_SHOWN
    nobody = Target("17901", post_external_id="17800")
    assert asyncio.run(adapter.read_back(Operation.MESSAGE, nobody, None, "Hello")) is ReadBack.UNREADABLE
    fake.answers = []
    fake.says({"error": {"code": 100, "error_subcode": 33}}, 400)
    assert asyncio.run(adapter.read_back(Operation.DELETE, TARGET, None)) is ReadBack.SHOWN
    assert asyncio.run(adapter.read_back(Operation.HIDE, TARGET, None)) is ReadBack.TARGET_GONE


GONE = {"error": {"code": 100, "error_subcode": 33, "message": "does not exist, or missing permissions"}}


@pytest.mark.parametrize("name", ["hide", "unhide", "delete", "reply", "message"])
def test_what_a_write_calls_gone_is_gone_only_when_it_cannot_be_read_either(fake: FakePlatform, name: str) -> None:
    words = ("Open at nine.",) if name in {"reply", "message"} else ()
    adapter = fake.adapter(Platform.INSTAGRAM)
    fake.says(GONE, 400).says({"id": TARGET.external_id}).says(GONE, 400).says(GONE, 400)
    with pytest.raises(errors.Refused, match="it is there") as caught:
        asyncio.run(getattr(adapter, name)(TARGET, *words))
    assert caught.value.code == "100/33"
    assert (fake.asked[1].method, fake.asked[1].path) == ("GET", f"/v26.0/{TARGET.external_id}")
    with pytest.raises(errors.Gone):
        asyncio.run(getattr(adapter, name)(TARGET, *words))


@pytest.mark.parametrize("where", ["caption", "comment"])
def test_a_mention_elsewhere_is_read_by_way_of_the_account_and_never_hidden(fake: FakePlatform, where: str) -> None:
    in_caption = where == "caption"
    adapter, post = fake.adapter(Platform.INSTAGRAM), "17873440459141021"
    external_id = post if in_caption else "17967008497439572"
    hinted = Target(external_id, post_external_id=post, kind=ContributionKind.MENTION)
    told = {"id": external_id, "timestamp": "2026-11-20T09:14:16+0000", "username": "somebody"}
    if in_caption:
        fake.says({"mentioned_media": told | {"caption": "@council shame", "permalink": "https://x.test/p/1"}})
    else:
        media = {"id": post, "permalink": "https://x.test/p/1"}
        fake.says({"mentioned_comment": told | {"text": "@council shame", "media": media}})
    item = asyncio.run(adapter.fetch(hinted, ContributionKind.MENTION))
    assert (item.external_id, item.kind, item.text) == (external_id, ContributionKind.MENTION, "@council shame")
    assert (item.permalink, item.can_hide) == ("https://x.test/p/1", False)
    assert item.author is not None
    assert item.author.external_id == "@somebody"
    (asked,) = fake.asked
    name = f"mentioned_media.media_id({post})" if in_caption else f"mentioned_comment.comment_id({external_id})"
    assert asked.path == "/v26.0/178400"
    assert asked.query["fields"].startswith(f"{name}{{id,")
    for refused in (
        adapter.hide(hinted),
        adapter.delete(hinted),
        adapter.reply(hinted, "a"),
        adapter.message(hinted, "a"),
    ):
        with pytest.raises(errors.Refused) as caught:
            asyncio.run(refused)
        assert caught.value.code == errors.NOT_OURS
    assert len(fake.asked) == 1
    with pytest.raises(errors.Refused):
        asyncio.run(adapter.fetch(replace(hinted, external_id="1){name}"), ContributionKind.MENTION))


def test_whoever_takes_the_channels_name_as_their_handle_is_not_taken_for_us(fake: FakePlatform) -> None:
    theirs = {"id": "17905", "text": "Rubbish.", "from": {"id": "6842", "username": "evenhandcouncil"}}
    fake.says({"data": [theirs, theirs | {"id": "17906", "from": {"id": "178400", "username": "evenhandcouncil"}}]})
    page = asyncio.run(fake.adapter(Platform.INSTAGRAM).list_comments(PostItem("17800", "", EPOCH)))
    assert [one.by_organisation for one in page.items] == [False, True]

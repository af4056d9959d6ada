"""Facebook: what is asked of Graph, how its answers are read, and the two traps."""

from __future__ import annotations

import asyncio
import json
from dataclasses import replace
from datetime import timedelta

import pytest
from tests.platforms.fakes import START, FakePlatform, account

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
from evenhand.platforms.meta.subscription import MetaSubscription
from evenhand.platforms.reading import EPOCH
from evenhand.platforms.subscriptions import Wish

POST = PostItem("700100_1", "Open day", EPOCH)
TARGET = Target("1_22", post_external_id="700100_1", author_external_id="4401")
MESSAGE = Target("m_1", author_external_id="4401", thread_external_id="t_9", kind=ContributionKind.DIRECT_MESSAGE)
COMMENT = {
    "id": "1_22",
    "message": "When does it open? \N{SLIGHTLY SMILING FACE}",
    "created_time": "2026-11-20T09:15:16+0000",
    "from": {"id": "4401", "name": "Robin Example"},
    "is_hidden": False,
    "can_hide": True,
    "permalink_url": "https://www.facebook.com/700100/posts/1/?comment_id=22",
}
OURS = {
    "id": "1_30",
    "message": "It opens  at nine.",
    "created_time": "2026-11-23T12:00:00+0000",
    "from": {"id": "700100"},
}


def test_comments_are_listed_whole_with_hidden_ones(fake: FakePlatform) -> None:
    reply = COMMENT | {"id": "1_23", "parent": {"id": "1_22"}, "is_hidden": True, "from": None, "message": "\x00\ud800"}
    fake.says(
        {"data": [COMMENT, reply, {"message": "no id"}], "paging": {"cursors": {"after": "Q2"}, "next": "https://x"}}
    )
    page = asyncio.run(fake.adapter(Platform.FACEBOOK).list_comments(POST))
    asked = fake.asked[0]
    assert asked.path == "/v26.0/700100_1/comments"
    assert asked.query["filter"] == "stream"
    assert "is_hidden" in asked.query["fields"]
    assert page.cursor == "Q2"
    assert not page.complete
    top, below = page.items
    assert (top.kind, top.state, top.can_hide) == (ContributionKind.COMMENT, PlatformState.VISIBLE, True)
    assert top.author is not None
    assert (top.author.external_id, top.author.display_name) == ("4401", "Robin Example")
    assert top.dated_at == top.published_at
    assert (below.kind, below.parent_external_id, below.state) == (ContributionKind.REPLY, "1_22", PlatformState.HIDDEN)
    assert below.author is None
    assert below.text == "\N{REPLACEMENT CHARACTER}" * 2


def test_the_cursor_of_the_last_page_is_not_followed(fake: FakePlatform) -> None:
    fake.says({"data": [COMMENT], "paging": {"cursors": {"after": "Q3"}}})
    page = asyncio.run(fake.adapter(Platform.FACEBOOK).list_comments(POST, "Q2"))
    assert page.cursor == ""
    assert fake.asked[0].query["after"] == "Q2"


def test_an_empty_list_under_a_persons_token_is_told_from_a_quiet_post(fake: FakePlatform) -> None:
    fake.says({"data": []}).says({"id": "12345"})
    with pytest.raises(errors.PermissionMissing) as caught:
        asyncio.run(fake.adapter(Platform.FACEBOOK).list_comments(POST))
    assert caught.value.code == "not_page_token"
    assert fake.asked[1].path == "/v26.0/me"


def test_a_quiet_post_is_quiet_and_the_token_is_asked_about_once(fake: FakePlatform) -> None:
    fake.says({"data": []}).says({"id": "700100"}).says({"data": []})
    adapter = fake.adapter(Platform.FACEBOOK)

    async def twice() -> int:
        return len((await adapter.list_comments(POST)).items) + len((await adapter.list_comments(POST)).items)

    assert asyncio.run(twice()) == 0
    assert [asked.path for asked in fake.asked].count("/v26.0/me") == 1


def test_visitor_posts_are_contributions_that_are_their_own_post(fake: FakePlatform) -> None:
    fake.says({"data": [COMMENT | {"id": "700100_9"}]})
    (item,) = asyncio.run(fake.adapter(Platform.FACEBOOK).list_comments(None)).items
    assert item.kind is ContributionKind.VISITOR_POST
    assert item.post_external_id == item.external_id == "700100_9"


def test_posts_are_listed(fake: FakePlatform) -> None:
    fake.says({"data": [{"id": "700100_1", "message": "Open day", "created_time": "2026-11-20T09:15:16+0000"}, {}]})
    page = asyncio.run(fake.adapter(Platform.FACEBOOK).list_posts())
    assert fake.asked[0].path == "/v26.0/700100/published_posts"
    assert [item.text for item in page.items] == ["Open day"]
    assert not page.complete


def test_hide_and_show_again(fake: FakePlatform) -> None:
    fake.says({"success": True})
    adapter = fake.adapter(Platform.FACEBOOK)
    asyncio.run(adapter.hide(TARGET))
    asyncio.run(adapter.unhide(TARGET))
    assert [(asked.method, asked.path, asked.body) for asked in fake.asked] == [
        ("POST", "/v26.0/1_22", {"is_hidden": "true"}),
        ("POST", "/v26.0/1_22", {"is_hidden": "false"}),
    ]


@pytest.mark.parametrize(
    ("answer", "error"), [({"success": False}, errors.Refused), ({"id": "1"}, errors.OutcomeUnknown)]
)
def test_only_success_is_success(fake: FakePlatform, answer: object, error: type[Exception]) -> None:
    fake.says(answer)
    with pytest.raises(error):
        asyncio.run(fake.adapter(Platform.FACEBOOK).delete(TARGET))
    assert fake.asked[0].method == "DELETE"


def test_an_empty_target_never_leaves(fake: FakePlatform) -> None:
    fake.says({"success": True})
    with pytest.raises(errors.Refused):
        asyncio.run(fake.adapter(Platform.FACEBOOK).delete(Target("")))
    assert fake.asked == []


def test_a_reply_goes_under_the_comment_and_brings_a_new_id(fake: FakePlatform) -> None:
    fake.says({"id": "1_30"})
    receipt = asyncio.run(fake.adapter(Platform.FACEBOOK).reply(TARGET, "It opens at nine."))
    assert receipt.external_id == "1_30"
    assert (fake.asked[0].path, fake.asked[0].body) == ("/v26.0/1_22/comments", {"message": "It opens at nine."})


@pytest.mark.parametrize(
    ("made", "code"), [("1_22", "reply_edited_target"), ("1_11", "reply_edited_target"), ("", "no_id")]
)
def test_a_reply_that_edits_is_noticed(fake: FakePlatform, made: str, code: str) -> None:
    fake.says({"id": made})
    with pytest.raises(errors.OutcomeUnknown) as caught:
        asyncio.run(fake.adapter(Platform.FACEBOOK).reply(Target("1_22", parent_external_id="1_11"), "Hello"))
    assert caught.value.code == code


@pytest.mark.parametrize("text", ["", "  \n", "a\x00b", "a\ud800b", "x" * 8001])
def test_a_text_that_would_be_refused_never_leaves(fake: FakePlatform, text: str) -> None:
    with pytest.raises(errors.Refused):
        asyncio.run(fake.adapter(Platform.FACEBOOK).reply(TARGET, text))
    assert fake.asked == []


def test_a_comment_is_answered_in_private_and_a_message_in_its_thread(fake: FakePlatform) -> None:
    fake.says({"recipient_id": "99", "message_id": "m_2"})
    adapter = fake.adapter(Platform.FACEBOOK)
    receipt = asyncio.run(adapter.message(TARGET, "Hello"))
    assert (receipt.external_id, receipt.detail["recipient_id"]) == ("m_2", "99")
    asyncio.run(adapter.message(MESSAGE, "Hello"))
    asyncio.run(adapter.message(Target("700100_9", post_external_id="700100_9"), "Hello"))
    recipients = [json.loads(asked.body["recipient"]) for asked in fake.asked]
    assert recipients == [{"comment_id": "1_22"}, {"id": "4401"}, {"post_id": "700100_9"}]
    assert fake.asked[1].body["messaging_type"] == "RESPONSE"
    assert "messaging_type" not in fake.asked[0].body


def test_after_the_window_the_human_agent_only_where_granted(fake: FakePlatform) -> None:
    closed = {"error": {"code": 10, "error_subcode": 2018278}}
    fake.says(closed, 400)
    with pytest.raises(errors.Refused) as caught:
        asyncio.run(fake.adapter(Platform.FACEBOOK).message(MESSAGE, "Hello"))
    assert caught.value.code == "10/2018278"
    assert len(fake.asked) == 1
    granted = FakePlatform().says(closed, 400).says({"message_id": "m_2"})
    adapter = granted.adapter(Platform.FACEBOOK)
    adapter.account = replace(adapter.account, settings={"human_agent": "granted"})
    assert asyncio.run(adapter.message(MESSAGE, "Hello")).external_id == "m_2"
    assert granted.asked[1].body["tag"] == "HUMAN_AGENT"


def test_block_and_unblock(fake: FakePlatform) -> None:
    fake.says({"4401": True}).says({"success": True})
    adapter = fake.adapter(Platform.FACEBOOK)
    asyncio.run(adapter.block(TARGET))
    asyncio.run(adapter.unblock(TARGET))
    assert [(a.method, a.path, a.body, a.query) for a in fake.asked] == [
        ("POST", "/v26.0/700100/blocked", {"user": "4401"}, {}),
        ("DELETE", "/v26.0/700100/blocked", {}, {"user": "4401"}),
    ]
    with pytest.raises(errors.Refused):
        asyncio.run(adapter.block(Target("1_22")))


def test_a_block_that_is_not_confirmed_is_unknown(fake: FakePlatform) -> None:
    fake.says({"4401": False})
    with pytest.raises(errors.OutcomeUnknown):
        asyncio.run(fake.adapter(Platform.FACEBOOK).block(TARGET))


def test_conversations_are_read_to_their_end(fake: FakePlatform) -> None:
    first = {
        "id": "m_1",
        "message": "Hello",
        "from": {"id": "4401", "name": "Robin"},
        "created_time": "2026-11-20T09:15:16+0000",
    }
    more = {"cursors": {"after": "older"}, "next": "https://x"}
    fake.says({"data": [{"id": "t_9", "messages": {"data": [first], "paging": more}}]})
    fake.says({"data": [first | {"id": "m_0", "from": {"id": "700100"}}]})
    page = asyncio.run(fake.adapter(Platform.FACEBOOK).list_messages())
    assert [(item.external_id, item.thread_external_id, item.by_organisation) for item in page.items] == [
        ("m_1", "t_9", False),
        ("m_0", "t_9", True),
    ]
    assert page.complete
    assert {item.kind for item in page.items} == {ContributionKind.DIRECT_MESSAGE}
    assert fake.asked[0].query["platform"] == "messenger"
    assert fake.asked[1].path == "/v26.0/t_9/messages"


@pytest.mark.parametrize(
    ("kind", "answer"),
    [
        (ContributionKind.COMMENT, COMMENT),
        (ContributionKind.VISITOR_POST, COMMENT),
        (ContributionKind.MENTION, COMMENT),
        (ContributionKind.DIRECT_MESSAGE, COMMENT),
    ],
)
def test_fetch_by_kind(fake: FakePlatform, kind: ContributionKind, answer: object) -> None:
    fake.says(answer)
    item = asyncio.run(fake.adapter(Platform.FACEBOOK).fetch(TARGET, kind))
    assert (item.kind, item.external_id) == (kind, "1_22")


def test_fetch_of_what_is_gone(fake: FakePlatform) -> None:
    fake.says({"error": {"code": 100, "error_subcode": 33}}, 400).says({})
    adapter = fake.adapter(Platform.FACEBOOK)
    with pytest.raises(errors.Gone):
        asyncio.run(adapter.fetch(TARGET, ContributionKind.COMMENT))
    with pytest.raises(errors.NotUnderstood):  # an answer without it is no word that it is gone
        asyncio.run(adapter.fetch(TARGET, ContributionKind.COMMENT))


@pytest.mark.parametrize(
    ("hidden", "operation", "seen"),
    [
        (True, Operation.HIDE, ReadBack.SHOWN),
        (False, Operation.HIDE, ReadBack.NOT_SHOWN),
        (True, Operation.UNHIDE, ReadBack.NOT_SHOWN),
        (False, Operation.UNHIDE, ReadBack.SHOWN),
        (False, Operation.DELETE, ReadBack.NOT_SHOWN),
        (False, Operation.PLATFORM_REPORT, ReadBack.UNREADABLE),
    ],
)
def test_read_back_of_a_comment(fake: FakePlatform, *, hidden: bool, operation: Operation, seen: ReadBack) -> None:
    fake.says(COMMENT | {"is_hidden": hidden})
    assert asyncio.run(fake.adapter(Platform.FACEBOOK).read_back(operation, TARGET, None)) is seen


def test_read_back_of_what_is_gone(fake: FakePlatform) -> None:
    fake.says({"error": {"code": 100, "error_subcode": 33}}, 400)
    adapter = fake.adapter(Platform.FACEBOOK)
    assert asyncio.run(adapter.read_back(Operation.DELETE, TARGET, None)) is ReadBack.SHOWN
    assert asyncio.run(adapter.read_back(Operation.HIDE, TARGET, None)) is ReadBack.TARGET_GONE


def test_a_reply_is_read_back_by_its_id_under_its_parent(fake: FakePlatform) -> None:
    adapter = (
        fake.says(OURS | {"parent": {"id": "1_22"}}).says(OURS | {"parent": {"id": "1_99"}}).adapter(Platform.FACEBOOK)
    )
    receipt = Receipt("1_30")
    assert asyncio.run(adapter.read_back(Operation.REPLY, TARGET, receipt)) is ReadBack.SHOWN
    assert asyncio.run(adapter.read_back(Operation.REPLY, TARGET, receipt)) is ReadBack.NOT_SHOWN


def test_a_reply_that_is_no_longer_there_is_not_shown(fake: FakePlatform) -> None:
    adapter = fake.says({"error": {"code": 100, "error_subcode": 33}}, 400).adapter(Platform.FACEBOOK)
    assert asyncio.run(adapter.read_back(Operation.REPLY, TARGET, Receipt("1_30"))) is ReadBack.NOT_SHOWN


def test_our_words_are_looked_for_on_every_page(fake: FakePlatform) -> None:
    more = {"cursors": {"after": "Q2"}, "next": "https://x"}
    adapter = fake.says({"data": [COMMENT], "paging": more}).says({"data": [OURS]}).adapter(Platform.FACEBOOK)
    assert asyncio.run(adapter.read_back(Operation.REPLY, TARGET, None, "It opens at nine.")) is ReadBack.SHOWN
    assert fake.asked[1].query["after"] == "Q2"


def test_messages_that_cannot_be_named_or_answered(fake: FakePlatform) -> None:
    fake.says({"data": [{"id": "t_9", "messages": {"data": [{"message": "no id"}]}}]}).says({"recipient_id": "9"})
    adapter = fake.adapter(Platform.FACEBOOK)
    assert asyncio.run(adapter.list_messages()).items == ()
    with pytest.raises(errors.OutcomeUnknown):
        asyncio.run(adapter.message(MESSAGE, "Hello"))
    with pytest.raises(errors.Refused, match="by hand"):
        asyncio.run(adapter.message(replace(MESSAGE, author_external_id=""), "Hello"))


def test_a_conversation_without_an_end_is_not_complete(fake: FakePlatform) -> None:
    endless = {"data": [OURS], "paging": {"cursors": {"after": "older"}, "next": "https://x"}}
    fake.says({"data": [{"id": "t_9", "messages": endless}]}).says(endless)
    page = asyncio.run(fake.adapter(Platform.FACEBOOK).list_messages())
    assert not page.complete
    assert len(page.items) == 10


def test_after_a_lost_answer_our_own_words_are_looked_for(fake: FakePlatform) -> None:
    theirs = COMMENT | {"id": "1_29", "message": "It opens at nine.", "parent": {"id": "1_22"}}
    fake.says({"data": [theirs, OURS]})
    adapter = fake.adapter(Platform.FACEBOOK)
    words = "It opens at nine."
    assert asyncio.run(adapter.read_back(Operation.REPLY, TARGET, None, words)) is ReadBack.SHOWN
    assert asyncio.run(adapter.read_back(Operation.REPLY, TARGET, None, "Other words")) is ReadBack.NOT_SHOWN
    later = Target("1_22", post_external_id="700100_1", tried_at=START + timedelta(hours=2))
    assert asyncio.run(adapter.read_back(Operation.REPLY, later, None, words)) is ReadBack.NOT_SHOWN


def test_a_lost_private_reply_is_found_or_a_person_is_asked(fake: FakePlatform) -> None:
    thread = {"data": [{"id": "t_9", "messages": {"data": [OURS]}}]}
    adapter = fake.says(thread).adapter(Platform.FACEBOOK)
    assert asyncio.run(adapter.read_back(Operation.MESSAGE, TARGET, None, "It opens at nine.")) is ReadBack.SHOWN
    for can_reply, seen in ((True, ReadBack.NOT_SHOWN), (False, ReadBack.UNREADABLE)):
        fake.answers = []
        fake.says({"data": []}).says({"can_reply_privately": can_reply})
        assert asyncio.run(adapter.read_back(Operation.PRIVATE_REPLY, TARGET, None, "Hello")) is seen
    fake.answers = []
    fake.says({"data": []})
    assert asyncio.run(adapter.read_back(Operation.MESSAGE, MESSAGE, None, "Hello")) is ReadBack.NOT_SHOWN
    fake.answers = []
    fake.says(OURS)
    assert asyncio.run(adapter.read_back(Operation.MESSAGE, MESSAGE, Receipt("1_30"))) is ReadBack.SHOWN


def test_blocks_are_read_back(fake: FakePlatform) -> None:
    adapter = fake.says({"data": [{"id": "4401"}]}).adapter(Platform.FACEBOOK)
    assert asyncio.run(adapter.read_back(Operation.BLOCK, TARGET, None)) is ReadBack.SHOWN
    assert asyncio.run(adapter.read_back(Operation.UNBLOCK, TARGET, None)) is ReadBack.NOT_SHOWN


GONE = {"error": {"code": 100, "error_subcode": 33, "message": "does not exist, or missing permissions"}}


@pytest.mark.parametrize("name", ["hide", "unhide", "delete", "reply", "message"])
def test_what_a_write_calls_gone_is_gone_only_when_it_cannot_be_read_either(fake: FakePlatform, name: str) -> None:
    words = ("Open at nine.",) if name in {"reply", "message"} else ()
    adapter = fake.adapter(Platform.FACEBOOK)
    fake.says(GONE, 400).says({"id": TARGET.external_id}).says(GONE, 400).says(GONE, 400)
    with pytest.raises(errors.Refused, match="it is there") as caught:
        asyncio.run(getattr(adapter, name)(TARGET, *words))
    assert caught.value.code == "100/33"
    assert (fake.asked[1].method, fake.asked[1].path) == ("GET", f"/v26.0/{TARGET.external_id}")
    with pytest.raises(errors.Gone):
        asyncio.run(getattr(adapter, name)(TARGET, *words))


def test_an_app_with_two_pages_has_one_address_which_may_be_the_other_pages(fake: FakePlatform) -> None:
    app = {"id": "5", "subscribed_fields": ["feed", "mention", "messages", "message_edits"]}
    address = {"object": "page", "callback_url": "https://ours.test/hooks/facebook/1/"}
    wish = Wish("https://ours.test/hooks/facebook/2/", client_id="5", client_secret="s")
    fake.says({"data": [app]}).says({"data": [address]}).says({"data": [app]}).says({"data": [address]})
    asked = account(Platform.FACEBOOK)
    assert asyncio.run(MetaSubscription().look(asked, wish, fake.transport())).code == "other_address"
    known = replace(wish, others=("https://ours.test/hooks/facebook/1/",))
    assert asyncio.run(MetaSubscription().look(asked, known, fake.transport())).is_subscribed

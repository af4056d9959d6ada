"""X: what is ours to hide, what X refuses, and finding our own words behind shortened links."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
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
from evenhand.platforms.reading import EPOCH
from evenhand.platforms.subscriptions import Wish
from evenhand.platforms.wire import Answer, FaultKind
from evenhand.platforms.x.dialect import WINDOW, budget, fault
from evenhand.platforms.x.mapping import contribution, text_of
from evenhand.platforms.x.subscription import EVENTS, XSubscription

POST = PostItem("800", "Open day", EPOCH)
TARGET = Target("801", post_external_id="800", author_external_id="42")
MESSAGE = Target("55", author_external_id="42", kind=ContributionKind.DIRECT_MESSAGE)
REPLY = {
    "id": "801",
    "text": "@evenhandcouncil Fish &amp; chips? https://t.co/a",
    "created_at": "2026-11-23T11:00:00.000Z",
    "author_id": "42",
    "conversation_id": "800",
    "in_reply_to_user_id": "9001",
    "referenced_tweets": [{"type": "replied_to", "id": "800"}],
    "entities": {"urls": [{"url": "https://t.co/a", "expanded_url": "https://example.org/menu"}]},
}
USERS = {"users": [{"id": "42", "username": "robin", "name": "Robin"}]}
OURS = {
    "id": "900",
    "text": "@robin See https://t.co/b",
    "author_id": "9001",
    "created_at": "2026-11-23T12:00:00.000Z",
    "conversation_id": "800",
    "referenced_tweets": [{"type": "replied_to", "id": "801"}],
    "entities": {"urls": [{"url": "https://t.co/b", "expanded_url": "https://example.org/help"}]},
}
NOT_FOUND = {"errors": [{"title": "Not Found Error", "type": "https://api.twitter.com/2/problems/resource-not-found"}]}


def test_posts_without_replies(fake: FakePlatform) -> None:
    fake.says(
        {
            "data": [{"id": "800", "text": "Open day", "created_at": "2026-11-23T11:00:00.000Z"}],
            "meta": {"next_token": "N"},
        }
    )
    page = asyncio.run(fake.adapter(Platform.X).list_posts())
    assert fake.asked[0].path == "/2/users/9001/tweets"
    assert fake.asked[0].query["exclude"] == "replies,retweets"
    assert (page.cursor, page.items[0].permalink) == ("N", "https://x.com/i/web/status/800")


def test_a_conversation_is_searched_and_mapped(fake: FakePlatform) -> None:
    deeper = REPLY | {
        "id": "802",
        "referenced_tweets": [{"type": "replied_to", "id": "801"}],
        "in_reply_to_user_id": "42",
    }
    fake.says({"data": [{"id": "800", "conversation_id": "800"}, REPLY, deeper], "includes": USERS, "meta": {}})
    top, below = asyncio.run(fake.adapter(Platform.X).list_comments(POST)).items
    assert fake.asked[0].query["query"] == "conversation_id:800"
    assert top.text == "@evenhandcouncil Fish & chips? https://example.org/menu"
    assert top.author is not None
    assert (top.author.handle, top.kind, top.can_hide) == ("robin", ContributionKind.COMMENT, True)
    assert (top.post_external_id, top.parent_external_id) == ("800", "")
    assert (below.kind, below.parent_external_id, below.can_hide) == (ContributionKind.REPLY, "801", True)
    assert top.state is PlatformState.VISIBLE


def test_mentions_know_what_is_ours_to_hide(fake: FakePlatform) -> None:
    elsewhere = REPLY | {"id": "803", "conversation_id": "700", "in_reply_to_user_id": "43"}
    deeper = REPLY | {"id": "804", "referenced_posts": [{"type": "replied_to", "id": "900"}], "referenced_tweets": []}
    alone = {"id": "805", "text": "Hi @evenhandcouncil", "author_id": "42", "conversation_id": "805"}
    fake.says({"data": [REPLY, elsewhere, deeper, alone, {}], "meta": {"next_token": "N"}})
    fake.says({"data": [{"id": "800", "author_id": "9001"}, {"id": "700", "author_id": "43"}]})
    page = asyncio.run(fake.adapter(Platform.X).list_comments(None, "C"))
    assert (fake.asked[0].path, fake.asked[0].query["pagination_token"]) == ("/2/users/9001/mentions", "C")
    assert [(item.kind, item.can_hide) for item in page.items] == [
        (ContributionKind.COMMENT, True),
        (ContributionKind.MENTION, False),
        (ContributionKind.REPLY, True),
        (ContributionKind.MENTION, False),
    ]
    assert not page.complete
    assert (fake.asked[1].path, fake.asked[1].query["ids"]) == ("/2/tweets", "700,800")


def test_a_conversation_whose_start_is_deleted_is_not_ours(fake: FakePlatform) -> None:
    fake.says({"data": [REPLY]}).says(NOT_FOUND)
    (item,) = asyncio.run(fake.adapter(Platform.X).list_comments(None)).items
    assert (item.kind, item.can_hide) == (ContributionKind.MENTION, False)


def test_a_long_post_is_read_whole() -> None:
    long = {"text": "Start…", "note_tweet": {"text": "Start and end", "entities": {}}}
    assert text_of(long) == "Start and end"


def test_the_links_of_a_message_are_put_back_wherever_x_writes_them() -> None:
    links = [{"url": "https://t.co/a", "expanded_url": "https://example.org/rules"}]
    told = {"text": "All of them: https://t.co/a"}
    for message in (told | {"urls": links}, told | {"entities": {"urls": links}}):
        assert text_of(message) == "All of them: https://example.org/rules"


def test_messages(fake: FakePlatform) -> None:
    event = {
        "id": "55",
        "text": "Hello",
        "event_type": "MessageCreate",
        "sender_id": "42",
        "dm_conversation_id": "42-9001",
    }
    fake.says(
        {"data": [event, event | {"id": "56", "sender_id": "9001"}, {"id": "57", "event_type": "ParticipantsJoin"}]}
    )
    page = asyncio.run(fake.adapter(Platform.X).list_messages())
    assert [(item.external_id, item.by_organisation) for item in page.items] == [("55", False), ("56", True)]
    assert page.items[0].thread_external_id == "42-9001"


def test_fetch(fake: FakePlatform) -> None:
    fake.says({"data": REPLY, "includes": USERS}).says({"data": {"id": "55", "sender_id": "42"}}).says(NOT_FOUND).says(
        {"data": {}}
    )
    adapter = fake.adapter(Platform.X)
    assert asyncio.run(adapter.fetch(TARGET, ContributionKind.COMMENT)).external_id == "801"
    assert asyncio.run(adapter.fetch(MESSAGE, ContributionKind.DIRECT_MESSAGE)).external_id == "55"
    with pytest.raises(errors.Gone):
        asyncio.run(adapter.fetch(TARGET, ContributionKind.COMMENT))
    with pytest.raises(errors.NotUnderstood):
        asyncio.run(adapter.fetch(TARGET, ContributionKind.COMMENT))


def test_hiding_is_known_from_the_receipt_alone(fake: FakePlatform) -> None:
    fake.says({"data": {"hidden": True}})
    adapter = fake.adapter(Platform.X)
    receipt = asyncio.run(adapter.hide(TARGET))
    assert receipt.detail == {"hidden": True}
    assert (fake.asked[0].method, fake.asked[0].path, fake.asked[0].body) == (
        "PUT",
        "/2/tweets/801/hidden",
        {"hidden": True},
    )
    assert asyncio.run(adapter.read_back(Operation.HIDE, TARGET, receipt)) is ReadBack.UNREADABLE
    with pytest.raises(errors.Refused):
        asyncio.run(adapter.unhide(TARGET))
    fake.answers = []
    fake.says({"data": {}})
    with pytest.raises(errors.OutcomeUnknown):
        asyncio.run(adapter.hide(TARGET))


def test_hiding_a_reply_that_is_gone(fake: FakePlatform) -> None:
    fake.says(NOT_FOUND)
    with pytest.raises(errors.Gone):
        asyncio.run(fake.adapter(Platform.X).hide(TARGET))


def test_a_reply_that_x_does_not_take_is_refused_and_goes_to_a_person(fake: FakePlatform) -> None:
    fake.says({"data": {"id": "900"}}).says({"title": "Forbidden", "status": 403, "type": "about:blank"}, 403)
    adapter = fake.adapter(Platform.X)
    assert asyncio.run(adapter.reply(TARGET, "Hello")).external_id == "900"
    assert fake.asked[0].body == {"text": "Hello", "reply": {"in_reply_to_tweet_id": "801"}}
    with pytest.raises(errors.Refused, match="by hand") as caught:
        asyncio.run(adapter.reply(TARGET, "Hello"))
    assert caught.value.code == "reply_403"
    with pytest.raises(errors.Refused, match="weighted"):
        asyncio.run(adapter.reply(TARGET, "語" * 141))
    asyncio.run(_takes_a_long_link())


async def _takes_a_long_link() -> None:
    fake = FakePlatform().says({"data": {"id": "900"}})
    await fake.adapter(Platform.X).reply(TARGET, "See https://example.org/" + "x" * 300)


def test_a_message(fake: FakePlatform) -> None:
    fake.says({"data": {"dm_conversation_id": "42-9001", "dm_event_id": "77"}}, 201).says({"data": {}}, 201)
    adapter = fake.adapter(Platform.X)
    assert asyncio.run(adapter.message(MESSAGE, "Hello")).external_id == "77"
    assert fake.asked[0].path == "/2/dm_conversations/with/42/messages"
    with pytest.raises(errors.OutcomeUnknown):
        asyncio.run(adapter.message(MESSAGE, "Hello"))


@pytest.mark.parametrize("operation", ["delete", "block", "unblock"])
def test_what_x_cannot_do_says_so(fake: FakePlatform, operation: str) -> None:
    with pytest.raises(errors.Unsupported):
        asyncio.run(getattr(fake.adapter(Platform.X), operation)(TARGET))


def test_a_lost_reply_is_found_behind_its_shortened_link(fake: FakePlatform) -> None:
    adapter = fake.says({"data": [OURS], "meta": {}}).adapter(Platform.X)
    words = "See https://example.org/help"
    assert asyncio.run(adapter.read_back(Operation.REPLY, TARGET, None, words)) is ReadBack.SHOWN
    assert asyncio.run(adapter.read_back(Operation.REPLY, TARGET, None, "Other")) is ReadBack.NOT_SHOWN
    later = Target("801", tried_at=START + timedelta(hours=2))
    assert asyncio.run(adapter.read_back(Operation.REPLY, later, None, words)) is ReadBack.NOT_SHOWN
    fake.answers = []
    fake.says({"data": OURS}).says(NOT_FOUND)
    assert asyncio.run(adapter.read_back(Operation.REPLY, TARGET, Receipt("900"))) is ReadBack.SHOWN
    assert asyncio.run(adapter.read_back(Operation.REPLY, TARGET, Receipt("900"))) is ReadBack.NOT_SHOWN


def test_a_reply_to_what_its_author_edited_meanwhile_is_found_under_the_id_it_had(fake: FakePlatform) -> None:
    edited = Target("850", earlier_external_ids=("801",))
    adapter = fake.says({"data": [OURS], "meta": {}}).says({"data": OURS}).adapter(Platform.X)
    words = "See https://example.org/help"
    assert asyncio.run(adapter.read_back(Operation.REPLY, edited, None, words)) is ReadBack.SHOWN
    assert asyncio.run(adapter.read_back(Operation.REPLY, edited, Receipt("900"))) is ReadBack.SHOWN


def test_a_lost_message_is_found(fake: FakePlatform) -> None:
    sent = {"id": "77", "text": "Hello", "sender_id": "9001", "created_at": "2026-11-23T12:00:00.000Z"}
    fake.says({"data": [], "meta": {"next_token": "N"}}).says({"data": [sent], "meta": {}})
    adapter = fake.adapter(Platform.X)
    assert asyncio.run(adapter.read_back(Operation.MESSAGE, MESSAGE, None, "Hello")) is ReadBack.SHOWN
    assert asyncio.run(adapter.read_back(Operation.MESSAGE, MESSAGE, None, "Bye")) is ReadBack.NOT_SHOWN
    fake.answers = []
    fake.says({"data": sent})
    assert asyncio.run(adapter.read_back(Operation.MESSAGE, MESSAGE, Receipt("77"))) is ReadBack.SHOWN


def test_blocks_by_hand_can_be_read(fake: FakePlatform) -> None:
    adapter = (
        fake.says({"data": [{"id": "41"}], "meta": {"next_token": "N"}})
        .says({"data": [{"id": "42"}]})
        .adapter(Platform.X)
    )
    assert asyncio.run(adapter.read_back(Operation.BLOCK, TARGET, None)) is ReadBack.SHOWN
    assert asyncio.run(adapter.read_back(Operation.UNBLOCK, TARGET, None)) is ReadBack.NOT_SHOWN
    fake.answers = []
    fake.says({"meta": {}})
    assert asyncio.run(adapter.read_back(Operation.UNBLOCK, TARGET, None)) is ReadBack.SHOWN


def test_a_block_of_somebody_known_by_handle_alone_is_looked_for_by_handle(fake: FakePlatform) -> None:
    pasted = replace(TARGET, author_external_id="@somebody")
    adapter = fake.says({"data": [{"id": "41", "username": "SomeBody"}]}).adapter(Platform.X)
    assert asyncio.run(adapter.read_back(Operation.UNBLOCK, pasted, None)) is ReadBack.NOT_SHOWN
    assert asyncio.run(adapter.read_back(Operation.BLOCK, pasted, None)) is ReadBack.SHOWN


def test_a_list_of_blocks_that_was_not_read_to_its_end_proves_no_unblocking(fake: FakePlatform) -> None:
    adapter = fake.says({"data": [{"id": "41"}], "meta": {"next_token": "N"}}).adapter(Platform.X)
    assert asyncio.run(adapter.read_back(Operation.UNBLOCK, TARGET, None)) is ReadBack.UNREADABLE


def test_events_that_go_to_an_older_address_are_asked_for_again(fake: FakePlatform) -> None:
    wish = Wish("https://new.test/hooks/x/1/", app_token="app")
    old = {"id": "7", "url": "https://old.test/hooks/x/1/", "valid": True}
    hooks = {"data": [old, {"id": "8", "url": wish.url, "valid": True}]}
    told = [{"event_type": one, "filter": {"user_id": "9001"}, "webhook_id": "7"} for one in EVENTS]
    fake.says(hooks).says({"data": told}).says(hooks).says({"data": told}).says({"data": {}})
    rules, transport = XSubscription(), fake.transport()
    assert asyncio.run(rules.look(account(Platform.X), wish, transport)).code == "events_missing"
    asyncio.run(rules.subscribe(account(Platform.X), wish, transport))
    asked = [one.body for one in fake.asked if one.method == "POST"]
    assert [(one["event_type"], one["webhook_id"]) for one in asked] == [(one, "8") for one in EVENTS]


@pytest.mark.parametrize(
    ("status", "data", "kind"),
    [
        (401, {"title": "Unauthorized"}, FaultKind.TOKEN),
        (402, {"title": "CreditsDepleted"}, FaultKind.PERMISSION),
        (403, {}, FaultKind.PERMISSION),
        (403, {"type": "https://api.twitter.com/2/problems/client-forbidden"}, FaultKind.PERMISSION),
        (404, {}, FaultKind.GONE),
        (429, {}, FaultKind.THROTTLED),
        (429, {"type": "https://api.twitter.com/2/problems/usage-capped"}, FaultKind.THROTTLED),
        (400, {}, FaultKind.REFUSED),
        (503, {}, FaultKind.UNCLEAR),
        (200, NOT_FOUND, FaultKind.GONE),
        (200, {"errors": [{"title": "?"}]}, FaultKind.REFUSED),
    ],
)
def test_problems(status: int, data: dict[str, object], kind: FaultKind) -> None:
    found = fault(Answer(status, {}, data), START)
    assert found is not None
    assert found.kind is kind
    assert (found.resume_at == START + WINDOW) == (kind is FaultKind.THROTTLED)


def test_a_partial_answer_is_an_answer() -> None:
    assert fault(Answer(200, {}, {"data": [], **NOT_FOUND}), START) is None
    assert fault(Answer(200, {}, {"meta": {"result_count": 0}}), START) is None


def test_the_window_and_the_day_are_told_by_headers() -> None:
    reset = int((START + timedelta(minutes=4)).timestamp())
    day = int((START + timedelta(hours=9)).timestamp())
    window = {"x-rate-limit-reset": str(reset), "x-rate-limit-limit": "50", "x-rate-limit-remaining": "0"}
    whole_day = {"x-user-limit-24hour-remaining": "0", "x-user-limit-24hour-reset": str(day)}
    for headers, until in (
        (window, START + timedelta(minutes=4)),
        (window | whole_day, START + timedelta(hours=9)),
        ({"retry-after": "30"}, START + timedelta(seconds=30)),
        ({"x-rate-limit-reset": "1"}, START + timedelta(seconds=1)),
    ):
        found = fault(Answer(429, headers, {}), START)
        assert found is not None
        assert found.resume_at == until
    left = budget(window, START)
    assert left is not None
    assert (left.share_used, left.resume_at) == (1.0, START + timedelta(minutes=4))
    assert budget({"x-rate-limit-limit": "0", "x-rate-limit-remaining": "0"}, START) is None


@given(
    st.dictionaries(
        st.sampled_from([*REPLY, "in_reply_to_tweet_id", "note_tweet"]),
        st.none() | st.text() | st.integers() | st.lists(st.text() | st.dictionaries(st.text(), st.text())),
    )
)
def test_no_post_breaks_the_mapping(data: dict[str, object]) -> None:
    item = contribution(data, {}, account_id="9001")
    assert item is None or item.published_at.tzinfo is UTC
    assert item is None or item.published_at >= datetime(1, 1, 1, tzinfo=UTC)

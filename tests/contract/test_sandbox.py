"""Every adapter against the sandbox: each operation, read back, and seen by a stranger; then the faults.

The sandbox was written by others from the same sources, so that a mistake of one side shows on the other.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import httpx
import pytest
from tests.contract.stage import Stage, target_of

from evenhand.platforms import errors
from evenhand.platforms.capabilities import Sight, capability
from evenhand.platforms.interface import (
    Adapter,
    ContributionKind,
    Operation,
    Platform,
    PlatformState,
    ReadBack,
    Receipt,
    Target,
)
from evenhand.sandbox.testing import running

FACEBOOK, INSTAGRAM, X = Platform.FACEBOOK, Platform.INSTAGRAM, Platform.X
LINKEDIN, YOUTUBE = Platform.LINKEDIN, Platform.YOUTUBE
EVERY = list(Platform)
HIDES = [FACEBOOK, INSTAGRAM, X, YOUTUBE]
READS_HIDDEN = [FACEBOOK, INSTAGRAM, YOUTUBE]
META = [FACEBOOK, INSTAGRAM]
MESSAGES = [FACEBOOK, INSTAGRAM, X]
WORDS = "When is the next open day? \N{SLIGHTLY SMILING FACE} café"
Act = Callable[[Adapter], Awaitable[Receipt]]


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Stage]:
    with running() as url, httpx.Client(base_url=f"{url}/_sandbox/") as control:
        yield Stage(url, control)


@pytest.fixture
def stage(sandbox: Stage) -> Iterator[Stage]:
    yield sandbox
    sandbox.no_faults()


def read_back(stage: Stage, platform: Platform) -> Callable[..., ReadBack]:
    """Asks the adapter whether the effect of (operation, target, receipt, text) is there."""

    def ask(operation: Operation, target: Target, receipt: Receipt | None = None, text: str = "") -> ReadBack:
        return stage.ask(platform, lambda adapter: adapter.read_back(operation, target, receipt, text))

    return ask


@pytest.mark.parametrize("platform", EVERY)
def test_posts_are_listed(stage: Stage, platform: Platform) -> None:
    listed = {post.external_id for post in stage.posts(platform)}
    assert listed == {post["id"] for post in stage.control("GET", "posts", platform=platform)["posts"]}
    assert all(post.text and post.permalink for post in stage.posts(platform))


@pytest.mark.parametrize("platform", EVERY)
def test_a_comment_is_listed_fetched_and_mapped(stage: Stage, platform: Platform) -> None:
    item = stage.publish(platform, WORDS)
    assert WORDS in item.text
    assert item.kind is ContributionKind.COMMENT
    assert item.author is not None
    assert item.post_external_id
    assert not item.by_organisation
    assert abs(item.published_at - datetime.now(UTC)) < timedelta(minutes=1)
    again = stage.ask(platform, lambda adapter: adapter.fetch(target_of(item), item.kind))
    assert (again.external_id, again.text) == (item.external_id, item.text)
    assert again.author is not None
    assert again.author.external_id == item.author.external_id


@pytest.mark.parametrize("platform", EVERY)
def test_a_reply_of_the_public_knows_its_parent(stage: Stage, platform: Platform) -> None:
    above = stage.publish(platform, WORDS)
    below = stage.publish(platform, "I would like to know too", parent=above.external_id)
    assert below.kind is ContributionKind.REPLY
    assert below.parent_external_id == above.external_id


@pytest.mark.parametrize("platform", EVERY)
def test_a_thread_of_many_replies_is_listed_whole(stage: Stage, platform: Platform) -> None:
    above = stage.publish(platform, WORDS)
    made = {
        stage.control("POST", "publish", platform=platform, kind="reply", text=f"Answer {n}", parent=above.external_id)[
            "id"
        ]
        for n in range(12)
    }
    assert made <= {item.external_id for item in stage.everything(platform)}


@pytest.mark.parametrize("platform", EVERY)
def test_what_its_author_removed_is_gone(stage: Stage, platform: Platform) -> None:
    item = stage.publish(platform, WORDS)
    stage.control("POST", "remove", platform=platform, id=item.external_id)
    with pytest.raises(errors.Gone):
        stage.ask(platform, lambda adapter: adapter.fetch(target_of(item), item.kind))
    assert item.external_id not in {each.external_id for each in stage.everything(platform)}


@pytest.mark.parametrize("platform", EVERY)
def test_an_edit_is_seen(stage: Stage, platform: Platform) -> None:
    item = stage.publish(platform, WORDS)
    made = stage.control("POST", "edit", platform=platform, id=item.external_id, text="Never mind, I found it")
    assert "Never mind" in stage.listed(platform, made["id"]).text


@pytest.mark.parametrize("platform", HIDES)
@pytest.mark.parametrize("below", [False, True])
def test_hide_and_show_again(stage: Stage, platform: Platform, *, below: bool) -> None:
    item = stage.publish(platform, WORDS)
    if below:
        item = stage.publish(platform, "You are all fools", parent=item.external_id)
    target = target_of(item)
    receipt = stage.ask(platform, lambda adapter: adapter.hide(target))
    cell = capability(platform, Operation.HIDE)
    stranger, author = stage.seen(platform, target), stage.seen(platform, target, "author")
    assert stranger["visible"] == (cell.visible_to_stranger is Sight.YES)
    assert stranger["click_through"] == (cell.visible_to_stranger is Sight.CLICK_THROUGH)
    assert author["visible"] == (cell.visible_to_author is Sight.YES)
    assert stage.seen(platform, target, "friend")["visible"] == (cell.visible_to_friend is Sight.YES)
    readable = platform in READS_HIDDEN
    assert read_back(stage, platform)(Operation.HIDE, target, receipt) is (
        ReadBack.SHOWN if readable else ReadBack.UNREADABLE
    )
    if readable and not (below and platform is YOUTUBE):  # a held reply is in no list of YouTube's
        assert stage.listed(platform, item.external_id).state in {PlatformState.HIDDEN, PlatformState.HELD}
    receipt = stage.ask(platform, lambda adapter: adapter.unhide(target))
    assert stage.seen(platform, target)["visible"]
    assert read_back(stage, platform)(Operation.UNHIDE, target, receipt) is (
        ReadBack.SHOWN if readable else ReadBack.UNREADABLE
    )


@pytest.mark.parametrize("platform", META)
def test_delete(stage: Stage, platform: Platform) -> None:
    target = target_of(stage.publish(platform, WORDS))
    assert read_back(stage, platform)(Operation.DELETE, target) is ReadBack.NOT_SHOWN
    stage.ask(platform, lambda adapter: adapter.delete(target))
    assert read_back(stage, platform)(Operation.DELETE, target) is ReadBack.SHOWN
    assert not stage.seen(platform, target, "author")["visible"]


def test_a_deletion_by_hand_is_read_back_on_linkedin(stage: Stage) -> None:
    target = target_of(stage.publish(LINKEDIN, WORDS))
    assert read_back(stage, LINKEDIN)(Operation.DELETE, target) is ReadBack.NOT_SHOWN
    stage.control("POST", "by_hand", platform=LINKEDIN, operation="delete", id=target.external_id)
    assert read_back(stage, LINKEDIN)(Operation.DELETE, target) is ReadBack.SHOWN


@pytest.mark.parametrize("platform", EVERY)
@pytest.mark.parametrize("below", [False, True])
def test_reply(stage: Stage, platform: Platform, *, below: bool) -> None:
    item = stage.publish(platform, "@HMPPS_sandbox " + WORDS)
    if below:
        item = stage.publish(platform, "@HMPPS_sandbox Me too", parent=item.external_id)
    target, answer = target_of(item), "It is on Monday: https://www.gov.uk/open-days"
    assert read_back(stage, platform)(Operation.REPLY, target, None, answer) is ReadBack.NOT_SHOWN
    receipt = stage.ask(platform, lambda adapter: adapter.reply(target, answer))
    assert receipt.external_id
    assert read_back(stage, platform)(Operation.REPLY, target, receipt, answer) is ReadBack.SHOWN
    assert read_back(stage, platform)(Operation.REPLY, target, None, answer) is ReadBack.SHOWN
    later = replace(target, tried_at=datetime.now(UTC) + timedelta(hours=2))
    assert read_back(stage, platform)(Operation.REPLY, later, None, answer) is ReadBack.NOT_SHOWN
    assert answer in {each["text"] for each in _all_replies(stage, platform, item.external_id, item.parent_external_id)}


def _all_replies(stage: Stage, platform: Platform, *above: str) -> list[dict[str, str]]:
    """Replies that a stranger sees under any of these."""
    found: list[dict[str, str]] = []
    for external_id in filter(None, above):
        found += stage.seen(platform, Target(external_id))["replies"]
    return found


@pytest.mark.parametrize("platform", META)
def test_private_reply(stage: Stage, platform: Platform) -> None:
    item = stage.publish(platform, WORDS)
    target, text = target_of(item), "We wrote to you about your comment."
    assert read_back(stage, platform)(Operation.PRIVATE_REPLY, target, None, text) is ReadBack.NOT_SHOWN
    receipt = stage.ask(platform, lambda adapter: adapter.message(target, text))
    assert read_back(stage, platform)(Operation.PRIVATE_REPLY, target, receipt, text) is ReadBack.SHOWN
    assert read_back(stage, platform)(Operation.PRIVATE_REPLY, target, None, text) is ReadBack.SHOWN
    inbox = stage.control("GET", f"authors/{platform}/{target.author_external_id}")["inbox"]
    assert [each["text"] for each in inbox] == [text]
    with pytest.raises(errors.Refused):
        stage.ask(platform, lambda adapter: adapter.message(target, "And once more"))


@pytest.mark.parametrize("platform", MESSAGES)
def test_messages_are_read_and_answered(stage: Stage, platform: Platform) -> None:
    item = stage.publish(platform, "I am worried about my son", kind="direct_message")
    assert item.kind is ContributionKind.DIRECT_MESSAGE
    assert item.thread_external_id
    target, text = target_of(item), "You can call the family line today."
    again = stage.ask(platform, lambda adapter: adapter.fetch(target, item.kind))
    assert again.text == item.text
    assert read_back(stage, platform)(Operation.MESSAGE, target, None, text) is ReadBack.NOT_SHOWN
    receipt = stage.ask(platform, lambda adapter: adapter.message(target, text))
    assert read_back(stage, platform)(Operation.MESSAGE, target, receipt, text) is ReadBack.SHOWN
    assert read_back(stage, platform)(Operation.MESSAGE, target, None, text) is ReadBack.SHOWN
    ours = [each for each in stage.everything(platform, messages=True) if each.by_organisation]
    assert text in {each.text for each in ours}


def test_a_closed_window_is_a_refusal_and_not_a_sick_channel(stage: Stage) -> None:
    for platform in META:
        item = stage.publish(platform, "Hello", kind="direct_message")
        stage.fault(platform, "dm_window_closed")
        with pytest.raises(errors.Refused) as caught:
            stage.ask(platform, lambda adapter, item=item: adapter.message(target_of(item), "Hello"))  # type: ignore[misc]  # bound now
        assert caught.value.code.startswith("10/")


@pytest.mark.parametrize("platform", META)
def test_block_and_unblock(stage: Stage, platform: Platform) -> None:
    kind = "comment" if platform is FACEBOOK else "direct_message"
    target = target_of(stage.publish(platform, WORDS, kind=kind))
    where = f"authors/{platform}/{target.author_external_id}"
    seen = ReadBack.SHOWN if platform is FACEBOOK else ReadBack.UNREADABLE
    stage.ask(platform, lambda adapter: adapter.block(target))
    assert stage.control("GET", where)["blocked"]
    assert read_back(stage, platform)(Operation.BLOCK, target) is seen
    stage.ask(platform, lambda adapter: adapter.unblock(target))
    assert not stage.control("GET", where)["blocked"]
    assert read_back(stage, platform)(Operation.UNBLOCK, target) is seen


def test_a_block_by_hand_is_read_back_on_x(stage: Stage) -> None:
    target = target_of(stage.publish(X, WORDS))
    assert read_back(stage, X)(Operation.BLOCK, target) is ReadBack.NOT_SHOWN
    stage.control("POST", "by_hand", platform=X, operation="block", id=target.author_external_id)
    assert read_back(stage, X)(Operation.BLOCK, target) is ReadBack.SHOWN


def test_a_persons_token_is_told_from_a_quiet_page(stage: Stage) -> None:
    post = stage.posts(FACEBOOK)[0]
    with pytest.raises(errors.PermissionMissing) as caught:
        stage.ask(FACEBOOK, lambda adapter: adapter.list_comments(post), token="sandbox-facebook-user-token")
    assert caught.value.code == "not_page_token"


def test_visitor_posts(stage: Stage) -> None:
    item = stage.publish(FACEBOOK, "Who can I ask about visits?", kind="visitor_post")
    target = target_of(item)
    assert item.kind is ContributionKind.VISITOR_POST
    stage.ask(FACEBOOK, lambda adapter: adapter.hide(target))
    assert read_back(stage, FACEBOOK)(Operation.HIDE, target) is ReadBack.SHOWN
    receipt = stage.ask(FACEBOOK, lambda adapter: adapter.reply(target, "Please call the prison."))
    assert read_back(stage, FACEBOOK)(Operation.REPLY, target, receipt) is ReadBack.SHOWN
    assert read_back(stage, FACEBOOK)(Operation.REPLY, target, None, "Please call the prison.") is ReadBack.SHOWN


def _effect(platform: Platform) -> tuple[Operation, Callable[[Target], Act], str]:
    """A write that the platform has and whose loss can be read back."""
    if platform in READS_HIDDEN:
        return Operation.HIDE, lambda target: lambda adapter: adapter.hide(target), ""
    text = "It is on Monday."
    return Operation.REPLY, lambda target: lambda adapter: adapter.reply(target, text), text


@pytest.mark.parametrize("platform", EVERY)
@pytest.mark.parametrize("fault", ["lost_response", "truncated", "wrong_content_type"])
def test_an_answer_that_is_lost_is_settled_by_reading_back(stage: Stage, platform: Platform, fault: str) -> None:
    operation, act, text = _effect(platform)
    target = target_of(stage.publish(platform, "@HMPPS_sandbox " + WORDS))
    before = stage.now()
    stage.fault(platform, fault, only="write")
    if fault == "truncated" and platform is YOUTUBE:
        stage.ask(platform, act(target))  # 204 has nothing to cut short
    else:
        with pytest.raises(errors.OutcomeUnknown):
            stage.ask(platform, act(target))
    assert read_back(stage, platform)(operation, target, None, text) is ReadBack.SHOWN
    assert len(stage.writes(platform, operation, before)) == 1


@pytest.mark.parametrize("platform", EVERY)
def test_a_lost_reply_is_never_made_twice(stage: Stage, platform: Platform) -> None:
    target = target_of(stage.publish(platform, "@HMPPS_sandbox " + WORDS))
    before = stage.now()
    stage.fault(platform, "lost_response", only="write")
    with pytest.raises(errors.OutcomeUnknown):
        stage.ask(platform, lambda adapter: adapter.reply(target, "Thank you for asking."))
    shown = read_back(stage, platform)(Operation.REPLY, target, None, "Thank you for asking.")
    assert shown is ReadBack.SHOWN
    assert len(stage.writes(platform, "reply", before)) == 1


@pytest.mark.parametrize("platform", MESSAGES)
def test_a_long_message_whose_answer_was_lost_is_found_by_its_words(stage: Stage, platform: Platform) -> None:
    warning = (
        "Hello. This is a warning.\n\n" + "It goes against a guideline. " * 25 + "See https://www.gov.uk/guidelines"
    )
    target = target_of(stage.publish(platform, WORDS, kind="direct_message"))
    stage.fault(platform, "lost_response", only="write")
    with pytest.raises(errors.OutcomeUnknown):
        stage.ask(platform, lambda adapter: adapter.message(target, warning))
    assert read_back(stage, platform)(Operation.MESSAGE, target, None, warning) is ReadBack.SHOWN


@pytest.mark.parametrize("platform", EVERY)
def test_a_server_error_on_a_write_is_unknown_and_reads_as_not_done(stage: Stage, platform: Platform) -> None:
    operation, act, text = _effect(platform)
    target = target_of(stage.publish(platform, "@HMPPS_sandbox " + WORDS))
    stage.fault(platform, "server_error", only="write")
    with pytest.raises(errors.OutcomeUnknown):
        stage.ask(platform, act(target))
    assert read_back(stage, platform)(operation, target, None, text) is ReadBack.NOT_SHOWN


@pytest.mark.parametrize("platform", EVERY)
@pytest.mark.parametrize("fault", ["server_error", "truncated", "wrong_content_type"])
def test_a_read_goes_on_after_a_passing_fault(stage: Stage, platform: Platform, fault: str) -> None:
    stage.fault(platform, fault)
    assert stage.posts(platform)


@pytest.mark.parametrize("platform", EVERY)
def test_throttled_until_a_time_that_is_told(stage: Stage, platform: Platform) -> None:
    operation, act, text = _effect(platform)
    target = target_of(stage.publish(platform, "@HMPPS_sandbox " + WORDS))
    stage.fault(platform, "throttle", only="write")
    with pytest.raises(errors.Throttled) as caught:
        stage.ask(platform, act(target))
    assert datetime.now(UTC) < caught.value.resume_at <= datetime.now(UTC) + timedelta(hours=25)
    assert read_back(stage, platform)(operation, target, None, text) is ReadBack.NOT_SHOWN


@pytest.mark.parametrize("platform", EVERY)
def test_dead_credentials(stage: Stage, platform: Platform) -> None:
    stage.fault(platform, "token_dead")
    with pytest.raises(errors.TokenDead):
        stage.posts(platform)
    with pytest.raises(errors.TokenDead):
        stage.ask(platform, lambda adapter: adapter.list_posts(), token="never-was-one")


@pytest.mark.parametrize("platform", HIDES)
def test_its_author_was_first(stage: Stage, platform: Platform) -> None:
    target = target_of(stage.publish(platform, WORDS))
    stage.fault(platform, "author_deletes_first")
    with pytest.raises(errors.Gone):
        stage.ask(platform, lambda adapter: adapter.hide(target))


@pytest.mark.parametrize("platform", READS_HIDDEN)
def test_a_yes_without_an_effect_is_found_out(stage: Stage, platform: Platform) -> None:
    target = target_of(stage.publish(platform, WORDS))
    stage.fault(platform, "no_effect_ok")
    receipt = stage.ask(platform, lambda adapter: adapter.hide(target))
    assert read_back(stage, platform)(Operation.HIDE, target, receipt) is ReadBack.NOT_SHOWN


@pytest.mark.parametrize("platform", EVERY)
def test_a_reply_that_was_only_said_to_be_made_is_found_out(stage: Stage, platform: Platform) -> None:
    target = target_of(stage.publish(platform, "@HMPPS_sandbox " + WORDS))
    stage.fault(platform, "no_effect_ok")
    receipt = stage.ask(platform, lambda adapter: adapter.reply(target, "Hello there."))
    assert read_back(stage, platform)(Operation.REPLY, target, receipt, "Hello there.") is ReadBack.NOT_SHOWN


@pytest.mark.parametrize("platform", EVERY)
def test_a_refusal_is_neither_passing_nor_unknown(stage: Stage, platform: Platform) -> None:
    _, act, _ = _effect(platform)
    target = target_of(stage.publish(platform, "@HMPPS_sandbox " + WORDS))
    stage.fault(platform, "refused")
    with pytest.raises((errors.Refused, errors.PermissionMissing)):
        stage.ask(platform, act(target))


@pytest.mark.parametrize("platform", META)
def test_budgets_are_read(stage: Stage, platform: Platform) -> None:
    async def use(adapter: Adapter) -> float:
        await adapter.list_posts()
        return adapter.budget().share_used

    assert 0 < stage.ask(platform, use) < 1

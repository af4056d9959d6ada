"""The matrix: every write on every platform in every situation, through the real way of an action.

Planned, performed, read back and reconciled over HTTP against the sandbox. Each ends done, waiting, with a person or
not needed any more, always with the reason; and never done without the sandbox's own ledger and state saying so.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from typing import NamedTuple

import httpx
import pytest
from tests import house as h
from tests.contract.stage import Stage
from tests.house import tries
from tests.live_house import Line, LiveHouse, seen_as

from evenhand.actions import planning
from evenhand.actions.models import Action
from evenhand.cases.models import Decision
from evenhand.channels import health
from evenhand.channels.models import Channel
from evenhand.intake.models import Contribution
from evenhand.platforms.capabilities import Support, capability
from evenhand.platforms.interface import Operation, Platform
from evenhand.sanctions import blocks, threats
from evenhand.sanctions.models import Block
from evenhand.sandbox.testing import running

WORDS = "They open on 4 January."
WRITES = (
    Operation.HIDE,
    Operation.UNHIDE,
    Operation.DELETE,
    Operation.PLATFORM_REPORT,
    Operation.REPLY,
    Operation.PRIVATE_REPLY,
    Operation.MESSAGE,
    Operation.BLOCK,
    Operation.UNBLOCK,
)
CELLS = list(itertools.product(Platform, WRITES))
BY_API = [cell for cell in CELLS if capability(*cell).supported in {Support.API, Support.PARTIAL}]
BY_HAND = [cell for cell in CELLS if cell not in BY_API and cell != (Platform.X, Operation.PRIVATE_REPLY)]
UNSEEN = [cell for cell in BY_API if seen_as(*cell) == "receipt"]
IN_MESSAGES = {
    (Platform.INSTAGRAM, Operation.BLOCK),  # both only where a private conversation exists
    (Platform.INSTAGRAM, Operation.UNBLOCK),
}
META = {Platform.FACEBOOK, Platform.INSTAGRAM}
NEEDS_THE_COMMENT = {Operation.HIDE, Operation.UNHIDE, Operation.REPLY, Operation.PRIVATE_REPLY}


class Scene(NamedTuple):
    """What an action is about to be done to."""

    written: Contribution
    decision: Decision


@pytest.fixture(scope="module")
def sandbox() -> Iterator[tuple[Stage, Line]]:
    with running() as url, httpx.Client(base_url=f"{url}/_sandbox/", trust_env=False) as control:
        line = Line()
        yield Stage(url, control), line
        line.close()


@pytest.fixture
def live(db: None, monkeypatch: pytest.MonkeyPatch, sandbox: tuple[Stage, Line]) -> Iterator[LiveHouse]:  # noqa: ARG001 (the database must be there)
    stage, line = sandbox
    made = LiveHouse(monkeypatch, stage, line)
    yield made
    stage.no_faults()
    assert made.stuck() == []


def scene(live: LiveHouse, platform: Platform, operation: Operation) -> Scene:
    """Somebody wrote what breaks a guideline, a person decided so, and what is to be undone has been done."""
    private = operation is Operation.MESSAGE or (platform, operation) in IN_MESSAGES
    sanction = operation in {Operation.BLOCK, Operation.UNBLOCK}
    text, guideline = (h.THREAT, "threat") if sanction else (f"@HMPPS_sandbox {h.MILD}", "disrespect")
    exists = capability(platform, Operation.LIST_MESSAGES).supported in {Support.API, Support.PARTIAL}
    written = live.publish(platform, text, "direct_message" if private and exists else "comment")
    made = Scene(written, live.decide(written, guideline, ("platform_report",)))
    if operation is Operation.UNHIDE:
        plan(live, made, Operation.HIDE)
    if operation is Operation.UNBLOCK:
        plan(live, made, Operation.BLOCK)
    return made


def plan(live: LiveHouse, at: Scene, operation: Operation) -> Action:
    """Plan the one operation as the house does, and let the worker go as far as it gets."""
    name = "message" if operation is Operation.PRIVATE_REPLY else operation.value
    if operation is Operation.BLOCK:
        threats.block_for_threat(at.decision, live.approver, "He names her street.")
    elif operation is Operation.UNBLOCK:
        blocks.lift(Block.objects.get(author=at.written.author), at.decision, "It was somebody else.")
    elif operation is not Operation.PLATFORM_REPORT:  # which the decision itself asked for
        planning.plan(at.decision, name, text=WORDS if name in {"reply", "message"} else "")
    live.run()
    return live.action(at.decision, name)


def strike(live: LiveHouse, platform: Platform, operation: Operation, fault: str) -> None:
    """The next write of this operation meets the fault."""
    name = "message" if operation is Operation.PRIVATE_REPLY else operation.value
    live.stage.fault(platform, fault, only="write", operation=name)


def is_there(live: LiveHouse, at: Scene, operation: Operation) -> bool:
    """Whether the sandbox itself shows the effect, whatever anybody answered."""
    platform, target = Platform(at.written.channel.platform), planning.target_of(at.written)
    if operation in {Operation.BLOCK, Operation.UNBLOCK, Operation.MESSAGE, Operation.PRIVATE_REPLY}:
        person = live.stage.control("GET", f"authors/{platform}/{target.author_external_id}")
        if operation in {Operation.BLOCK, Operation.UNBLOCK}:
            return bool(person["blocked"]) == (operation is Operation.BLOCK)
        return [each["text"] for each in person["inbox"]] == [WORDS]
    held = live.stage.control("GET", "contributions", platform=platform)["contributions"]
    item = next(each for each in held if each["id"] == target.external_id)
    if operation is Operation.REPLY:
        said = live.stage.seen(platform, target, "moderator")["replies"]
        return [each["text"].endswith(WORDS) for each in said] == [True]
    wanted = {Operation.HIDE: {"hidden", "held"}, Operation.UNHIDE: {"visible"}, Operation.DELETE: {"deleted"}}
    return item["state"] in wanted[operation]


def is_done(live: LiveHouse, at: Scene, operation: Operation, action: Action) -> None:
    """Done once, seen as the table says, and really there."""
    platform = Platform(at.written.channel.platform)
    action = Action.objects.get(pk=action.pk)
    assert (action.state, action.seen) == ("done", seen_as(platform, operation))
    assert is_there(live, at, operation)
    assert len(effects(live, at, operation)) == 1


def effects(live: LiveHouse, at: Scene, operation: Operation) -> list[dict[str, object]]:
    """What this operation changed on the platform, as the sandbox saw it."""
    name = "message" if operation is Operation.PRIVATE_REPLY else operation.value
    found = live.writes(Platform(at.written.channel.platform), name)
    return [one for one in found if one["detail"].get("text", WORDS).endswith(WORDS)]


@pytest.mark.parametrize(("platform", "operation"), BY_API)
def test_works(live: LiveHouse, platform: Platform, operation: Operation) -> None:
    at = scene(live, platform, operation)
    action = plan(live, at, operation)
    assert tries(action) == ["accepted"]
    is_done(live, at, operation, action)


@pytest.mark.parametrize(("platform", "operation"), BY_API)
def test_throttled_it_waits_as_long_as_it_was_told(live: LiveHouse, platform: Platform, operation: Operation) -> None:
    at = scene(live, platform, operation)
    strike(live, platform, operation, "throttle")
    action = plan(live, at, operation)
    assert (action.state, tries(action)) == ("planned", ["throttled"])
    assert Channel.objects.get().state == "throttled"
    assert effects(live, at, operation) == []
    live.run()
    assert tries(action) == ["throttled"]
    live.wait_for(action)
    live.run()
    assert tries(action) == ["throttled", "accepted"]
    is_done(live, at, operation, action)


@pytest.mark.parametrize(("platform", "operation"), BY_API)
def test_a_lost_answer_is_settled_without_a_second_effect(
    live: LiveHouse, platform: Platform, operation: Operation
) -> None:
    at = scene(live, platform, operation)
    strike(live, platform, operation, "lost_response")
    action = plan(live, at, operation)
    assert (action.state, tries(action)) == ("unknown", ["unknown"])
    assert "answer was lost" in action.reason
    live.wait_for(action)
    live.run()
    is_done(live, at, operation, action)


@pytest.mark.parametrize(("platform", "operation"), BY_API)
def test_what_its_author_removed_first(live: LiveHouse, platform: Platform, operation: Operation) -> None:
    at = scene(live, platform, operation)
    live.stage.control("POST", "remove", platform=platform, id=at.written.external_id)
    action = plan(live, at, operation)
    if operation in NEEDS_THE_COMMENT:
        assert action.state == "moot"
        assert "no longer exists" in action.reason
        assert effects(live, at, operation) == []
    elif operation is Operation.DELETE:
        assert (action.state, action.seen) == ("done", "read_back")
        assert effects(live, at, operation) == []
    elif platform in META and at.written.kind == "direct_message":  # nothing of theirs is left to answer or to go by
        assert action.state == "manual"
        assert "refused (code 10" in action.reason or "does not find this person" in action.reason
        assert effects(live, at, operation) == []
    else:  # it is about the person, who is still there
        is_done(live, at, operation, action)


@pytest.mark.parametrize(("platform", "operation"), BY_API)
def test_dead_credentials_turn_the_channel_red_and_lose_nothing(
    live: LiveHouse, platform: Platform, operation: Operation
) -> None:
    at = scene(live, platform, operation)
    strike(live, platform, operation, "token_dead")
    action = plan(live, at, operation)
    assert (action.state, tries(action)) == ("planned", ["token_dead"])
    assert Channel.objects.get().state == "token_dead"
    assert effects(live, at, operation) == []
    live.wait(5)
    live.run()
    assert tries(action) == ["token_dead"], "only the poll tries the token"
    health.report_ok(Channel.objects.get())  # as polling does (tests/channels/test_dead_token.py)
    live.run()
    assert Channel.objects.get().state == "working"
    is_done(live, at, operation, action)


@pytest.mark.parametrize(("platform", "operation"), BY_API)
def test_what_is_forbidden_is_a_persons_with_link_and_steps(
    live: LiveHouse, platform: Platform, operation: Operation
) -> None:
    at = scene(live, platform, operation)
    strike(live, platform, operation, "refused")
    action = plan(live, at, operation)
    assert (action.state, tries(action)) == ("manual", ["refused"])
    assert "refused (code " in action.reason
    assert effects(live, at, operation) == []
    task = action.manual_task
    assert task.link.startswith("https://")
    assert len(task.steps) >= 3


@pytest.mark.parametrize(("platform", "operation"), BY_API)
def test_a_yes_without_an_effect_is_believed_only_where_nothing_can_be_read(
    live: LiveHouse, platform: Platform, operation: Operation
) -> None:
    at = scene(live, platform, operation)
    strike(live, platform, operation, "no_effect_ok")
    action = plan(live, at, operation)
    if (platform, operation) in UNSEEN:
        assert (action.state, action.seen) == ("done", "receipt")  # and says so: nothing there tells more
        assert not is_there(live, at, operation)
        return
    assert (action.state, tries(action)) == ("unknown", ["accepted"])
    assert "does not show it" in action.reason
    live.wait_for(action)
    live.run()
    is_done(live, at, operation, action)


@pytest.mark.parametrize(("platform", "operation"), BY_HAND)
def test_what_no_api_can_do_never_leaves_the_house(live: LiveHouse, platform: Platform, operation: Operation) -> None:
    at = scene(live, platform, operation)
    action = plan(live, at, operation)
    assert (action.state, tries(action)) == ("manual", [])
    assert action.reason
    assert effects(live, at, operation) == []
    if capability(platform, operation).supported is Support.MANUAL:
        assert action.manual_task.link.startswith("https://")
    assert len(action.manual_task.steps) >= 1


def test_x_has_no_private_replies_so_a_message_goes(live: LiveHouse) -> None:
    at = scene(live, Platform.X, Operation.PRIVATE_REPLY)
    author = live.stage.control("POST", "authors", platform="x", name="Open Door", dm_open=True)
    at = Scene(live.publish(Platform.X, f"@HMPPS_sandbox {h.MILD}", author=author["id"]), at.decision)
    at = Scene(at.written, live.decide(at.written, "disrespect", ("platform_report",)))
    is_done(live, at, Operation.MESSAGE, plan(live, at, Operation.PRIVATE_REPLY))


def test_the_matrix_is_whole() -> None:
    assert len(BY_API) + len(BY_HAND) + 1 == len(Platform) * len(WRITES)
    assert set(UNSEEN) == {
        (Platform.X, Operation.HIDE),
        (Platform.X, Operation.UNHIDE),
        (Platform.INSTAGRAM, Operation.BLOCK),
        (Platform.INSTAGRAM, Operation.UNBLOCK),
    }

"""One action on its platform: tried until the platform shows it, read back after a lost answer, never done on hope."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import timedelta

import pytest
from tests import house as h
from tests.fake_platform import FakeAdapter
from tests.house import House, tries

from evenhand.actions.models import Action, Attempt
from evenhand.actions.performing import MOST_TRIES, Perform
from evenhand.actions.speaking import Done, Job, speak
from evenhand.cases.models import Decision
from evenhand.channels.credentials import Credentials
from evenhand.channels.models import Channel, Health
from evenhand.channels.modes import set_mode
from evenhand.channels.services import NewChannel, add_channel
from evenhand.intake.models import Contribution, EarlierId
from evenhand.platforms import errors
from evenhand.platforms.interface import Account, Operation, Platform, ReadBack, Target
from evenhand.platforms.transport import Transport
from evenhand.sanctions import blocks, threats
from evenhand.work.models import Task
from evenhand.work.types import TaskInfo


def hidden(house: House, *faults: str, on: str = "facebook") -> Action:
    """A hide that meets these faults, as far as it got at once."""
    written = house.write(h.INSULT if on == "linkedin" else h.MILD, on=on)
    house.on(on).faults.extend(faults)
    return house.action(house.decide(written, "disrespect", ("hide",)), "hide")


def replied(house: House, *faults: str, on: str = "facebook") -> Action:
    """An answer that meets these faults."""
    written = house.write(h.QUESTION, on=on)
    house.on(on).faults.extend(faults)
    return house.action(house.answer(written), "reply")


def now(action: Action) -> Action:
    return Action.objects.get(pk=action.pk)


def raising(house: House, error: Exception) -> None:
    """Every write to the platform fails so from now on."""

    async def fail(_self: FakeAdapter, _target: Target, _text: str = "") -> None:
        raise error

    for name in ("hide", "reply", "message", "delete"):
        house.patch.setattr(FakeAdapter, name, fail)


def reading(house: House, answer: Callable[[Operation], ReadBack]) -> None:
    """The platform shows this from now on, whatever happened."""

    async def read(
        _self: FakeAdapter, operation: Operation, _target: Target, _receipt: object, _text: str = ""
    ) -> ReadBack:
        return answer(operation)

    house.patch.setattr(FakeAdapter, "read_back", read)


def test_done_is_what_the_platform_shows(house: House) -> None:
    action = hidden(house)
    assert (action.state, action.seen) == ("done", "read_back")
    assert action.done_at == house.now
    assert tries(action) == ["accepted"]
    assert not house.seen(action.contribution)
    assert action.contribution.platform_state == "hidden"
    done = house.entries("action.done")[-1]
    assert done.facts["seen"] == "read_back"


def test_what_cannot_be_read_counts_by_its_receipt(house: House) -> None:
    action = hidden(house, on="x")
    assert (action.state, action.seen) == ("done", "receipt")


def test_youtubes_hide_is_held_for_review(house: House) -> None:
    assert hidden(house, on="youtube").contribution.platform_state == "held"


def test_an_answer_keeps_the_id_of_what_it_made(house: House) -> None:
    action = replied(house)
    assert action.result_external_id == house.item(action.contribution).replies[0][0]


def test_a_platform_that_does_not_answer_is_asked_again(house: House) -> None:
    action = hidden(house, "transient")
    assert (action.state, tries(action)) == ("planned", ["transient"])
    assert house.on("facebook").effects == []
    house.wait(1)
    house.run()
    assert now(action).state == "done"
    assert tries(action) == ["transient", "accepted"]


def test_told_to_slow_down_it_waits_as_long_as_it_was_told(house: House) -> None:
    action = hidden(house, "throttle")
    assert (action.state, tries(action)) == ("planned", ["throttled"])
    assert Channel.objects.get().state == "throttled"
    task = Task.objects.get(name="actions.perform")
    assert task.run_at == house.now + timedelta(minutes=1)
    assert task.failures == 0
    house.wait(0.5)
    house.run()
    assert tries(action) == ["throttled"]
    house.wait(0.6)
    house.run()
    assert now(action).state == "done"


def test_waiting_for_the_platform_never_runs_out_of_tries(house: House) -> None:
    action = hidden(house, *["throttle"] * (MOST_TRIES + 3), "transient")
    for _ in range(MOST_TRIES + 4):
        house.wait(2)
        house.run()
    assert now(action).state == "done"
    assert len(tries(action)) == MOST_TRIES + 5


def connect_again(house: House) -> None:
    """A person gives our channel on Facebook a token that works."""
    told = house.channels["facebook"]
    new = NewChannel(told.platform, told.external_id, told.name, base_url=told.base_url)
    add_channel(new, Credentials(token="t2", secrets=("s",), verify_token="v"))


def test_dead_credentials_wait_for_a_person_who_connects_again(house: House) -> None:
    action = hidden(house, "token_dead")
    assert (action.state, tries(action)) == ("planned", ["token_dead"])
    assert Channel.objects.get().state == "token_dead"
    house.keep_running(60)
    assert (now(action).state, tries(action)) == ("planned", ["token_dead"]), "only the poll tries the token"
    connect_again(house)
    house.run()
    assert now(action).state == "done"
    assert Channel.objects.get().state == "working"


def test_what_waits_for_credentials_goes_on_all_at_once(house: House) -> None:
    first = hidden(house, "token_dead")
    others = []
    for name in ("ben", "cleo", "dan"):
        written = house.write(h.MILD, by=name)
        others.append(house.action(house.decide(written, "disrespect", ("hide",)), "hide"))
    assert [(one.state, tries(one)) for one in others] == [("planned", [])] * 3
    connect_again(house)
    house.run()
    assert [now(one).state for one in (first, *others)] == ["done"] * 4
    assert [tries(one) for one in others] == [["accepted"]] * 3


def test_what_waits_for_credentials_goes_to_people_once_the_channel_is_assisted(house: House) -> None:
    action = hidden(house, "token_dead")
    set_mode(house.channels["facebook"], "assisted", actor="machine")
    house.run()
    assert now(action).state == "manual"


def test_a_lost_answer_is_read_back_and_not_asked_twice(house: House) -> None:
    action = replied(house, "lost_answer")
    assert (action.state, tries(action)) == ("unknown", ["unknown"])
    house.wait(1)
    house.run()
    assert (now(action).state, now(action).seen) == ("done", "read_back")
    assert tries(action) == ["unknown", "seen"]
    assert len(house.item(action.contribution).replies) == 1


def test_a_lost_answer_is_looked_for_under_the_id_that_it_had_before_its_authors_edit(house: House) -> None:
    action = replied(house, "lost_answer")
    seen: list[Target] = []

    async def read_back(_self: object, _operation: object, target: Target, *_: object, **__: object) -> ReadBack:
        seen.append(target)
        return ReadBack.SHOWN

    house.patch.setattr(FakeAdapter, "read_back", read_back)
    before, written = action.contribution.external_id, action.contribution
    EarlierId.objects.create(channel=action.channel, external_id=before, contribution=written)
    Contribution.objects.filter(pk=written.pk).update(external_id="after-the-edit")
    house.wait(1)
    house.run()
    assert [(one.external_id, one.earlier_external_ids) for one in seen] == [("after-the-edit", (before,))]
    assert now(action).state == "done"


def test_a_lost_answer_of_what_never_happened_is_asked_again(house: House) -> None:
    written = house.write(h.QUESTION)
    real = FakeAdapter.reply
    raising(house, errors.OutcomeUnknown("the answer was lost"))
    action = house.action(house.answer(written), "reply")
    assert action.state == "unknown"
    house.patch.setattr(FakeAdapter, "reply", real)
    house.wait(1)
    house.run()
    assert now(action).state == "done"
    assert tries(action) == ["unknown", "accepted"]
    assert len(house.item(written).replies) == 1


def test_lost_words_that_cannot_be_read_are_a_persons_to_find(house: House) -> None:
    action = replied(house, "lost_answer")
    reading(house, lambda _operation: ReadBack.UNREADABLE)
    house.wait(1)
    house.run()
    assert now(action).state == "manual"
    assert "please look" in now(action).reason
    assert len(house.item(action.contribution).replies) == 1


def test_a_lost_hide_that_cannot_be_read_is_asked_again(house: House) -> None:
    action = hidden(house, "lost_answer", on="x")
    house.wait(1)
    house.run()
    assert (now(action).state, now(action).seen) == ("done", "receipt")
    assert house.effects("x") == ["hide"]


def test_yes_without_an_effect_is_not_believed(house: House) -> None:
    action = hidden(house, "no_effect")
    assert (action.state, tries(action)) == ("unknown", ["accepted"])
    assert "does not show it" in action.reason
    assert house.seen(action.contribution)
    house.wait(1)
    house.run()
    assert now(action).state == "done"
    assert not house.seen(action.contribution)


def test_never_an_effect_ends_with_a_person_after_so_many_tries(house: House) -> None:
    action = hidden(house, *["no_effect"] * 20)
    house.keep_running(60)
    assert now(action).state == "manual"
    assert len(tries(action)) == MOST_TRIES
    assert f"Tried {MOST_TRIES} times" in now(action).reason
    assert now(action).manual_task.state == "open"
    assert house.seen(action.contribution)


def test_what_the_platform_refuses_is_a_persons_to_do(house: House) -> None:
    action = hidden(house, "refused")
    assert action.state == "manual"
    assert tries(action) == ["refused"]
    assert "368" in action.reason


@pytest.mark.parametrize(
    ("error", "state"),
    [(errors.PermissionMissing("no", code="200"), "missing"), (errors.Unsupported("no", status=405), "refused")],
)
def test_a_missing_right_is_noted_on_the_channel_and_done_by_hand(
    house: House, error: errors.PlatformError, state: str
) -> None:
    raising(house, error)
    action = hidden(house)
    assert action.state == "manual"
    assert (error.code or str(error.status)) in action.reason
    assert Health.objects.get(operation="hide").state == state


def test_a_fault_of_our_own_is_read_back_too(house: House) -> None:
    raising(house, RuntimeError("a fault"))
    action = hidden(house)
    assert (action.state, tries(action)) == ("unknown", ["unknown"])
    assert Attempt.objects.get().code == "RuntimeError"


def test_a_target_that_is_gone_needs_no_hiding(house: House) -> None:
    written = house.write(h.MILD)
    house.item(written).removed = True
    action = house.action(house.decide(written, "disrespect", ("hide",)), "hide")
    assert (action.state, tries(action)) == ("moot", ["gone"])
    assert "no longer exists" in action.reason


def test_a_target_that_is_gone_is_what_deleting_wanted(house: House) -> None:
    written = house.write(h.MILD)
    house.item(written).removed = True
    action = house.action(house.decide(written, "disrespect", ("delete",)), "delete")
    assert (action.state, action.seen) == ("done", "read_back")
    assert action.contribution.platform_state == "gone"


def test_gone_between_asking_and_looking_is_moot(house: House) -> None:
    reading(house, lambda _operation: ReadBack.TARGET_GONE)
    action = replied(house)
    assert (action.state, tries(action)) == ("moot", ["accepted"])


def test_gone_after_a_lost_answer_is_not_asked_again(house: House) -> None:
    action = replied(house, "lost_answer")
    house.item(action.contribution).removed = True
    house.wait(1)
    house.run()
    assert now(action).state == "moot"
    assert tries(action) == ["unknown", "seen"]


def test_what_is_deleted_is_gone_and_its_evidence_stays(house: House) -> None:
    written = house.write(h.MILD)
    decision = house.decide(written, "disrespect", ("delete",))
    assert house.item(written).removed
    assert house.action(decision, "delete").evidence_id


def test_the_queue_giving_up_hands_it_to_a_person(house: House) -> None:
    action = hidden(house, "throttle")
    Perform().gave_up({"action_id": str(action.pk)}, "worker_lost")
    assert now(action).state == "manual"
    assert "worker_lost" in now(action).reason
    Perform().gave_up({"action_id": str(action.pk)}, "again")
    assert "worker_lost" in now(action).reason
    Perform().gave_up({"action_id": "00000000-0000-0000-0000-000000000000"}, "nothing there")


def test_what_has_ended_is_not_performed_again(house: House) -> None:
    action = hidden(house)
    info = TaskInfo(1, 2, outcome_unknown=True)
    assert Perform().prepare({"action_id": str(action.pk)}, info) is None
    assert Perform().prepare({"action_id": "00000000-0000-0000-0000-000000000000"}, info) is None
    assert tries(action) == ["accepted"]


def test_a_worker_that_died_makes_the_next_one_look_first(house: House) -> None:
    action = replied(house, "throttle")
    prepared = Perform().prepare({"action_id": str(action.pk)}, TaskInfo(1, 2, outcome_unknown=True))
    assert isinstance(prepared, dict)
    assert Job.from_json(prepared).may_have_happened


def test_our_words_from_before_the_first_try_are_not_taken_for_this_answer(house: House) -> None:
    action = replied(house, "lost_answer")
    prepared = Perform().prepare({"action_id": str(action.pk)}, TaskInfo(1, 2, outcome_unknown=False))
    assert isinstance(prepared, dict)
    job = Job.from_json(prepared)
    assert job.target.tried_at == action.attempts.order_by("number")[0].started_at
    assert job.may_have_happened


def test_a_block_is_done_and_lifted_as_the_platform_shows(house: House) -> None:
    decision = house.decide(house.write(h.THREAT), "threat", ("hide",))
    block = threats.block_for_threat(decision, house.approver, "He names her street.")
    house.run()
    assert house.on("facebook").blocked == {"ann"}
    blocks.lift(block, decision, "A test.")
    house.run()
    assert house.on("facebook").blocked == set()
    assert {action.seen for action in Action.objects.filter(operation__in=["block", "unblock"])} == {"read_back"}


def test_actions_of_one_author_are_done_in_their_order(house: House) -> None:
    written = house.write(h.SLURRED)
    house.decide(written, "none")
    assert house.effects() == ["hide", "unhide"]
    assert Decision.objects.count() == 2


async def _speak(operation: Operation) -> Done:
    account = Account(platform=Platform.FACEBOOK, external_id="1", base_url="http://127.0.0.1:1", token="t")
    job = Job(account, operation, Target("1"), "", may_have_happened=False, attempt_id=1)
    async with Transport() as transport:
        return await speak(job, transport)


def test_what_is_no_effect_cannot_be_spoken() -> None:
    with pytest.raises(ValueError, match="not an effect on a platform"):
        asyncio.run(_speak(Operation.PLATFORM_REPORT))


def test_a_job_and_what_came_of_it_survive_the_queue() -> None:
    account = Account(platform=Platform.X, external_id="1", base_url="http://127.0.0.1:1", token="t")
    job = Job(account, Operation.HIDE, Target("9"), "words", may_have_happened=True, attempt_id=4)
    assert Job.from_json(job.as_json()) == job
    done = Done(ReadBack.SHOWN, "7", asked=False)
    assert Done.from_json(done.as_json()) == done

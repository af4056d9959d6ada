"""Manual tasks: done, or could not be done with why; by somebody who may, once."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from tests import factories as make
from tests import house as h
from tests.fake_platform import FakeAdapter
from tests.house import House, refused

from evenhand.actions import manual
from evenhand.actions.models import Action, ManualTask
from evenhand.cases.models import Case
from evenhand.channels import modes
from evenhand.platforms import errors
from evenhand.platforms.interface import ReadBack
from evenhand.sanctions import threats


def a_task(house: House) -> ManualTask:
    decision = house.decide(house.write(h.INSULT, on="linkedin"), "harassment", ("delete",))
    return house.task(decision, "delete")


def test_done_by_a_person_is_seen_by_that_person(house: House) -> None:
    task = a_task(house)
    action = manual.confirm(task, house.moderator, done=True, note=" Deleted from the page. ")
    assert (action.state, action.seen) == ("done", "person")
    ended = ManualTask.objects.get(pk=task.pk)
    assert (ended.state, ended.person, ended.note) == ("done", house.moderator, "Deleted from the page.")
    assert house.entries("action.done")[-1].actor == f"person:{house.moderator.pk}"
    assert action.contribution.platform_state == "gone"


def test_what_a_person_did_is_looked_for_where_it_can_be_seen(house: House) -> None:
    task = a_task(house)
    house.item(task.action.contribution).removed = True
    manual.confirm(task, house.moderator, done=True)
    house.run()
    assert Action.objects.get(pk=task.action_id).seen == "read_back"
    assert house.entries("action.verified")[-1].facts["operation"] == "delete"
    assert not Case.objects.filter(kind="review", state="open").exists()


def test_what_the_platform_does_not_show_is_a_persons_to_look_at_again(house: House) -> None:
    task = a_task(house)
    manual.confirm(task, house.moderator, done=True)
    house.run()
    assert not house.entries("action.not_shown")  # platforms show it a little later
    house.keep_running(60)
    case = Case.objects.get(contribution=task.action.contribution, kind="review", state="open")
    assert "the platform does not show it" in case.why[-1]
    assert len(house.entries("action.not_shown")) == 1
    assert Action.objects.get(pk=task.action_id).seen == "person"


@pytest.mark.parametrize("fault", [errors.Refused("no", code="no"), errors.Transient("down", code="503")])
def test_where_nobody_can_look_the_persons_word_has_to_do(house: House, fault: errors.PlatformError) -> None:
    async def blind(*_asked: object) -> None:
        raise fault

    task = a_task(house)
    house.patch.setattr(FakeAdapter, "read_back", blind)
    manual.confirm(task, house.moderator, done=True)
    house.keep_running(60)
    assert Action.objects.get(pk=task.action_id).seen == "person"
    assert not Case.objects.filter(kind="review", state="open").exists()


def test_nobody_looks_on_a_platform_that_was_switched_off_meanwhile(house: House) -> None:
    async def never(*_asked: object) -> None:
        raise AssertionError("the platform was asked")

    task = a_task(house)
    manual.confirm(task, house.moderator, done=True)
    modes.set_mode(task.action.channel, "assisted", actor="person:1")
    house.patch.setattr(FakeAdapter, "read_back", never)
    house.keep_running(60)
    assert Action.objects.get(pk=task.action_id).seen == "person"


def test_a_limit_is_waited_for(house: House) -> None:
    real, until = FakeAdapter.read_back, house.now + timedelta(minutes=30)

    async def later(self: FakeAdapter, *asked: Any) -> ReadBack:  # noqa: ANN401 (handed on as it is)
        if house.now < until:
            raise errors.Throttled("slow", resume_at=until, code="429")
        return await real(self, *asked)

    task = a_task(house)
    house.item(task.action.contribution).removed = True
    house.patch.setattr(FakeAdapter, "read_back", later)
    manual.confirm(task, house.moderator, done=True)
    house.keep_running(45)
    assert Action.objects.get(pk=task.action_id).seen == "read_back"


def test_being_told_to_wait_is_no_look(house: House) -> None:
    """After many limits the platform is still given the time that it needs to show what was done."""
    real, free = FakeAdapter.read_back, house.now + timedelta(minutes=30)

    async def later(self: FakeAdapter, *asked: Any) -> ReadBack:  # noqa: ANN401 (handed on as it is)
        if house.now < free:
            raise errors.Throttled("slow", resume_at=house.now + timedelta(minutes=5), code="429")
        return await real(self, *asked)

    task = a_task(house)
    house.patch.setattr(FakeAdapter, "read_back", later)
    manual.confirm(task, house.moderator, done=True)
    house.keep_running(30)
    house.run()  # the first look: not shown yet
    house.item(task.action.contribution).removed = True
    house.keep_running(10)
    assert Action.objects.get(pk=task.action_id).seen == "read_back"
    assert not house.entries("action.not_shown")


def test_nobody_looks_for_a_channel_that_was_switched_off_meanwhile(house: House) -> None:
    async def asked(*_asked: object) -> None:
        raise AssertionError("the platform was asked")

    task = a_task(house)
    house.patch.setattr(FakeAdapter, "read_back", asked)
    manual.confirm(task, house.moderator, done=True)
    task.action.channel.mode = "off"
    task.action.channel.save()
    house.keep_running(30)
    assert Action.objects.get(pk=task.action_id).seen == "person"


def test_a_block_by_hand_is_looked_for_on_x(house: House) -> None:
    decision = house.decide(house.write(h.THREAT, on="x"), "threat", ("hide",))
    threats.block_for_threat(decision, house.approver, "He names her street.")
    house.run()
    task = house.task(decision, "block")
    house.on("x").blocked.add("ann")
    manual.confirm(task, house.moderator, done=True)
    house.run()
    assert Action.objects.get(pk=task.action_id).seen == "read_back"


def test_could_not_be_done_says_why_and_leaves_it_failed(house: House) -> None:
    task = a_task(house)
    refused(lambda: manual.confirm(task, house.moderator, done=False, note="  "), field="note")
    action = manual.confirm(task, house.moderator, done=False, note="The page would not open.")
    assert (action.state, action.reason) == ("failed", "The page would not open.")
    assert action.done_at is None
    assert house.content("action.failed") == {"reason": "The page would not open."}


def test_a_task_ends_once(house: House) -> None:
    task = a_task(house)
    manual.confirm(task, house.moderator, done=True)
    refused(lambda: manual.confirm(task, house.approver, done=False, note="No."), says="finished this task already")
    assert Action.objects.get(pk=task.action_id).state == "done"


def test_only_who_may_decide_may_confirm(house: House) -> None:
    task = a_task(house)
    refused(lambda: manual.confirm(task, make.person("auditor"), done=True), says="Ask a moderator")


def test_open_tasks_are_oldest_first(house: House) -> None:
    first, second = a_task(house), a_task(house)
    assert [task.pk for task in manual.open_tasks()] == [first.pk, second.pk]
    manual.confirm(first, house.moderator, done=True)
    assert [task.pk for task in manual.open_tasks()] == [second.pk]


def test_nothing_is_confirmed_by_nobody(house: House) -> None:
    task = a_task(house)
    with pytest.raises(IntegrityError), transaction.atomic():
        ManualTask.objects.filter(pk=task.pk).update(state="done")

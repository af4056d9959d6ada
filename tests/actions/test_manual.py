"""Manual tasks: done, or could not be done with why; by somebody who may, once."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, transaction
from tests import factories as make
from tests import house as h
from tests.house import House, refused

from evenhand.actions import manual
from evenhand.actions.models import Action, ManualTask


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

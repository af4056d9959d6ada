"""Manual tasks: a person does on the platform what its API cannot do, and says whether it worked."""

from __future__ import annotations

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from evenhand.actions.models import Action, ManualTask
from evenhand.actions.outcome import finish
from evenhand.actions.verifying import look_later
from evenhand.cases.errors import RefusedError
from evenhand.judgement.services import hold_lane
from evenhand.people.models import User
from evenhand.people.permissions import may


def open_tasks() -> QuerySet[ManualTask]:
    """Manual tasks still to do, oldest first."""
    rows = ManualTask.objects.filter(state=ManualTask.State.OPEN)
    return rows.select_related("action__channel", "action__contribution", "action__author").order_by("pk")


@transaction.atomic
def confirm(task: ManualTask, person: User, *, done: bool, note: str = "") -> Action:
    """Record what the person did. 'Could not' leaves the action failed, for somebody to decide anew."""
    if not may(person, "decide"):
        raise RefusedError("Your role does not do manual tasks. Ask a moderator.")
    hold_lane(task.action.contribution)
    locked = ManualTask.objects.select_for_update().select_related("action").get(pk=task.pk)
    if locked.state != ManualTask.State.OPEN:
        raise RefusedError("Somebody has finished this task already.")
    if not done and not note.strip():
        raise RefusedError("Say why it could not be done.", "note")
    locked.state = ManualTask.State.DONE if done else ManualTask.State.COULD_NOT
    locked.person, locked.note, locked.ended_at = person, note.strip()[:500], timezone.now()
    locked.save()
    state = Action.State.DONE if done else Action.State.FAILED
    seen = Action.Seen.PERSON if done else Action.Seen.NOT_YET
    finished = finish(locked.action, state, seen=seen, reason=locked.note, actor=f"person:{person.pk}")
    if done:
        look_later(finished)
    return finished

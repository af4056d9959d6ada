"""Taking an action back before anybody did it: what it was for has fallen away. Not here: undoing what was done."""

from __future__ import annotations

from django.utils import timezone

from evenhand.actions.models import Action, ManualTask
from evenhand.actions.outcome import finish
from evenhand.actions.planning import MAY_HAVE_HAPPENED
from evenhand.people.models import User


def call_off(action: Action, person: User | None, reason: str) -> bool:
    """See that an action is not done any more; True where it certainly has had no effect.

    False where it is done, is being done or may have been: by an attempt whose end is not known, or by a person
    who has its manual task. Such a task is closed in the name of `person`; without one it stays for its own end.
    """
    locked = Action.objects.select_for_update().get(pk=action.pk)
    if locked.state in {Action.State.FAILED, Action.State.MOOT}:
        return True
    if locked.state == Action.State.MANUAL and person is not None:
        rows = ManualTask.objects.filter(action=locked, state=ManualTask.State.OPEN)
        rows.update(state=ManualTask.State.COULD_NOT, person=person, note=reason[:500], ended_at=timezone.now())
        finish(locked, Action.State.MOOT, reason=reason, actor=f"person:{person.pk}")
        return False
    if locked.state != Action.State.PLANNED or locked.attempts.filter(outcome__in=MAY_HAVE_HAPPENED).exists():
        return False
    finish(locked, Action.State.MOOT, reason=reason, actor=f"person:{person.pk}" if person else "machine")
    return True

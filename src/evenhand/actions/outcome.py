"""How an action ended, in one place: the row, what we know of the contribution, the record, and who hears of it."""

from __future__ import annotations

from django.db.models import QuerySet
from django.utils import timezone

from evenhand import work
from evenhand.actions.models import Action
from evenhand.intake.models import Contribution
from evenhand.intake.services import note_state
from evenhand.judgement.services import lane_of
from evenhand.platforms.capabilities import storage
from evenhand.platforms.interface import Platform
from evenhand.records import services as records
from evenhand.store.prepared import Value, prepared

SHOWN_AS = {"hide": "hidden", "unhide": "visible", "delete": "gone"}
SANCTIONS_HEAR_OF = {"warn", "block", "unblock"}
ANSWERS = {"reply", "message"}
NOT_THERE = {Action.State.FAILED, Action.State.MOOT}


@prepared
def _contribution(key: Value) -> QuerySet[Contribution]:
    return Contribution.objects.select_related("channel").filter(pk=key)


def author_sees_replies(contribution: Contribution) -> bool:
    """Whether its author sees what is said under it; held, rejected or gone nobody does, hidden by platform."""
    if contribution.platform_state == "hidden":
        return storage(Platform(contribution.channel.platform)).warning_visible_after_hide
    return contribution.platform_state == "visible"


def finish(  # noqa: PLR0913 (an ending has this many parts, each named by its caller)
    action: Action,
    state: Action.State,
    *,
    seen: Action.Seen = Action.Seen.NOT_YET,
    reason: str = "",
    external_id: str = "",
    actor: str = "machine",
) -> Action:
    """Set the final state of an action in the caller's transaction; who follows it hears of it by a named task."""
    action.state, action.seen, action.reason = state, seen, reason[:300]
    action.result_external_id = external_id or action.result_external_id
    action.done_at = timezone.now() if state == Action.State.DONE else None
    action.save(update_fields=["state", "seen", "reason", "result_external_id", "done_at"])
    contribution = _contribution.get(action.contribution_id)
    if state == Action.State.DONE and action.operation in SHOWN_AS:
        held = action.operation == "hide" and action.channel.platform == "youtube"
        note_state(contribution, "held" if held else SHOWN_AS[action.operation])
    records.append(
        f"action.{state}",
        subject=f"contribution:{action.contribution_id}",
        actor=actor,
        facts={"action": str(action.pk), "operation": action.operation, "seen": seen, "result": external_id},
        content={"reason": reason} if reason else None,
    )
    if action.operation in SANCTIONS_HEAR_OF:
        work.enqueue(
            "sanctions.action_ended",
            {"action_id": str(action.pk), "author_sees": author_sees_replies(contribution)},
            lane=lane_of(contribution),
            key=f"action-ended:{action.pk}:{state}",
            priority=1,
        )
    if action.operation in ANSWERS and state in NOT_THERE:
        work.enqueue(
            "support.not_delivered",
            {"action_id": str(action.pk)},
            lane=lane_of(contribution),
            key=f"not-delivered:{action.pk}:{state}",
            priority=3,
        )
    return action

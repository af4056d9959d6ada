"""The three modes of a channel: connected by API, assisted (a person pastes and does), off.

X is connected only where a recorded Enterprise confirmation lets it; the table of channels holds that. Assisted, no
call goes to the platform at all: what is to be done there becomes a manual task.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils import timezone

from evenhand import records
from evenhand.channels import checking, doors
from evenhand.channels.credentials import opened
from evenhand.channels.health import lanes_go_on, waiting_goes_on
from evenhand.channels.models import Channel, EnterprisePlan
from evenhand.platforms.interface import Platform

WITHOUT_PLAN = (
    "X is connected only with an Enterprise plan that X confirmed for your organisation (its agreement, XIV.C). "
    "Record who confirmed it, when and in which document; until then, use it assisted."
)
NO_TOKEN = "No token is stored for this channel. An engineer connects it with ‘evenhand channel add’."  # noqa: S105 (a sentence)


class ChannelError(ValueError):
    """A channel that cannot be connected or changed so; the text says what to do. `field` names a form's field."""

    def __init__(self, message: str, field: str = "") -> None:
        super().__init__(message)
        self.field = field


@dataclass(frozen=True, slots=True)
class Plan:
    """What X confirmed."""

    confirmed_by: str
    confirmed_on: date
    document: str


def needs_plan(platform: str) -> bool:
    """Whether this platform asks for a plan before it is connected."""
    return platform == Platform.X


def record_plan(plan: Plan, *, actor: str) -> EnterprisePlan:
    """Write down what X confirmed. ChannelError where it does not say who, when and in which document."""
    if not plan.confirmed_by.strip():
        raise ChannelError("Say who confirmed the Enterprise plan.", "confirmed_by")
    if not plan.document.strip():
        raise ChannelError("Name the document in which it was confirmed, so that somebody can find it.", "document")
    if plan.confirmed_on > timezone.localdate():
        raise ChannelError("It cannot have been confirmed in the future.", "confirmed_on")
    made = EnterprisePlan.objects.create(
        confirmed_by=plan.confirmed_by.strip()[:200],
        confirmed_on=plan.confirmed_on,
        document=plan.document.strip()[:500],
        recorded_by=actor,
    )
    records.append(
        "channel.plan_recorded",
        subject=f"plan:{made.pk}",
        actor=actor,
        facts={"plan": made.pk, "confirmed_on": made.confirmed_on.isoformat()},
        content={"confirmed_by": made.confirmed_by, "document": made.document},
    )
    return made


@transaction.atomic
def set_mode(channel: Channel, mode: str, *, actor: str, plan: Plan | None = None) -> Channel:
    """Change how a channel is used. What waits to be done by API then goes to people when its turn comes.

    Connected again, it is checked, and every list is read whole once: meanwhile nobody read it.
    """
    row = Channel.objects.select_for_update().get(pk=channel.pk)
    if mode not in Channel.Mode.values:
        raise ChannelError("Choose how the channel is used.", "mode")
    if mode == Channel.Mode.CONNECTED:
        if needs_plan(row.platform) and plan is None and row.plan_id is None:
            raise ChannelError(WITHOUT_PLAN, "mode")
        if not row.credentials or not opened(bytes(row.credentials)).token:
            raise ChannelError(NO_TOKEN, "mode")
    if plan is not None and needs_plan(row.platform):
        row.plan = record_plan(plan, actor=actor)
    before, row.mode = row.mode, mode
    if before != mode == Channel.Mode.CONNECTED:
        row.connected_at = row.back_fill_from = timezone.now()
    row.save(update_fields=["mode", "plan", "connected_at", "back_fill_from"])
    if before != mode:
        records.append(
            "channel.mode_changed",
            subject=f"channel:{row.pk}",
            actor=actor,
            facts={"from": before, "to": mode, "plan": row.plan_id},
        )
    if mode == Channel.Mode.CONNECTED:
        lanes_go_on(row)
        if before != mode:
            checking.ask_for(row)
    else:
        waiting_goes_on(row)  # to people
    transaction.on_commit(doors.forget)
    return row

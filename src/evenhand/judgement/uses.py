"""What a channel's texts may be used for: by the platform's terms, or by the body's own recorded decision.

LinkedIn's and X's terms forbid deriving whether somebody is at risk, and most platforms' learning from what people
write (`may_infer_risk`, `may_train` on the capability table). A body whose duties outweigh that records so, with its
ground, a name and an end. Not here: raising somebody at risk by hand, which needs no decision (care).
"""

from __future__ import annotations

from datetime import date

from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils import timezone

from evenhand.channels.models import Channel
from evenhand.judgement.models import UseDecision
from evenhand.people.models import User
from evenhand.people.permissions import may
from evenhand.platforms.capabilities import storage
from evenhand.platforms.interface import Platform
from evenhand.records import services as records
from evenhand.store.prepared import Value, prepared

Use = UseDecision.Use


class UseRefusedError(ValueError):
    """A decision that cannot be recorded or ended as asked; the text says what to do."""


@prepared
def _standing(channel: Value, use: Value, today: Value) -> QuerySet[UseDecision]:
    return UseDecision.objects.filter(channel=channel, use=use, ended_at=None, until__gte=today)


def may_use(channel: Channel, use: UseDecision.Use) -> bool:
    """Whether texts of the channel may be put to this use now."""
    return _allowed(channel, use) or _standing.first(channel, use.value, timezone.localdate()) is not None


def _allowed(channel: Channel, use: UseDecision.Use) -> bool:
    """Whether the platform's own terms allow it."""
    told = storage(Platform(channel.platform))
    return told.may_infer_risk if use == Use.INFER_RISK else told.may_train


@transaction.atomic
def decide(channel: Channel, use: UseDecision.Use, person: User, ground: str, until: date) -> UseDecision:
    """Put the channel's texts to a use from now until a day, on a ground. Raises UseRefusedError."""
    _check(person)
    today = timezone.localdate()
    if _allowed(channel, use):
        raise UseRefusedError("The platform's terms allow this already, so there is nothing to decide.")
    if not ground.strip():
        raise UseRefusedError("Say the ground, as your legal advisers put it.")
    if until <= today:
        raise UseRefusedError("Give a day later than today until which it holds; then it is looked at again.")
    lapsed = UseDecision.objects.filter(channel=channel, use=use, ended_at=None, until__lt=today)
    lapsed.update(ended_at=timezone.now())
    try:
        with transaction.atomic():
            made = UseDecision.objects.create(
                channel=channel, use=use, ground=ground.strip()[:1000], decided_by=person, until=until
            )
    except IntegrityError as error:
        raise UseRefusedError("A decision on this stands for the channel already. End that one first.") from error
    _note("use_decision.made", made, person, {"ground": made.ground})
    return made


@transaction.atomic
def end(decision: UseDecision, person: User) -> UseDecision:
    """End it: from now on the texts are put to this use no more. Raises UseRefusedError."""
    _check(person)
    row = UseDecision.objects.select_for_update().get(pk=decision.pk)
    if row.ended_at is not None:
        raise UseRefusedError("This decision has ended already.")
    row.ended_at = timezone.now()
    row.save(update_fields=["ended_at"])
    _note("use_decision.ended", row, person)
    return row


def _check(person: User) -> None:
    if not may(person, "handle_rights"):
        raise UseRefusedError("Your role decides nothing about this. Ask an information officer or an approver.")


def _note(kind: str, row: UseDecision, person: User, content: dict[str, object] | None = None) -> None:
    facts = {"decision": row.pk, "use": row.use, "until": row.until.isoformat()}
    records.append(kind, subject=f"channel:{row.channel_id}", actor=f"person:{person.pk}", facts=facts, content=content)

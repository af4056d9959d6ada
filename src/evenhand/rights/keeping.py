"""Recorded legal decisions to keep the words of a channel's upheld breaches: made, and ended, by a named person."""

from __future__ import annotations

from datetime import date

from django.db import IntegrityError, transaction
from django.utils import timezone

from evenhand.cases.errors import ChangedError, RefusedError
from evenhand.channels.models import Channel
from evenhand.people.models import User
from evenhand.people.permissions import may
from evenhand.records import services as records
from evenhand.rights.models import LegalDecision


@transaction.atomic
def decide(channel: Channel, person: User, ground: str, until: date) -> LegalDecision:
    """Keep upheld words of a channel until a day, on a ground."""
    _check(person)
    if not ground.strip():
        raise RefusedError("Say the legal ground, as your legal advisers put it.", "ground")
    if until <= timezone.localdate():
        raise RefusedError("Give a day later than today until which it holds; then it is looked at again.", "until")
    try:
        with transaction.atomic():
            made = LegalDecision.objects.create(
                channel=channel, ground=ground.strip()[:1000], decided_by=person, until=until
            )
    except IntegrityError as error:
        raise RefusedError("A decision to keep stands for this channel already. End that one first.") from error
    _note("legal_decision.made", made, person, {"ground": made.ground})
    return made


@transaction.atomic
def end(decision: LegalDecision, person: User) -> LegalDecision:
    """End it: the next sweep takes away what it kept."""
    _check(person)
    row = LegalDecision.objects.select_for_update().get(pk=decision.pk)
    if row.ended_at is not None:
        raise ChangedError("This decision has ended already.")
    row.ended_at = timezone.now()
    row.save(update_fields=["ended_at"])
    _note("legal_decision.ended", row, person)
    return row


def _check(person: User) -> None:
    if not may(person, "handle_rights"):
        raise RefusedError("Your role decides nothing about keeping. Ask an information officer or an approver.")


def _note(kind: str, row: LegalDecision, person: User, content: dict[str, object] | None = None) -> None:
    facts = {"decision": row.pk, "until": row.until.isoformat()}
    records.append(kind, subject=f"channel:{row.channel_id}", actor=f"person:{person.pk}", facts=facts, content=content)

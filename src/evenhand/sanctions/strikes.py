"""Strikes: an upheld breach that counts on the ladder, and the later breach that may lead to a block.

Never for what was hidden in bulk, personal information, self-harm detail, a person at risk, or a first profanity aimed
at nobody; the policy says by guideline whether it counts, the database refuses what it may not.
"""

from __future__ import annotations

from django.db.models import QuerySet

from evenhand.cases import queue
from evenhand.cases.first_time import is_exempt
from evenhand.cases.models import Case, Decision
from evenhand.cases.standing import overturned
from evenhand.records import services as records
from evenhand.sanctions.models import TEN_MINUTES_US, LadderGround, Strike, Warning
from evenhand.sanctions.times import microseconds
from evenhand.store.prepared import Value, prepared


@prepared
def _strike(decision: Value) -> QuerySet[Strike]:
    return Strike.objects.filter(decision=decision)


@prepared
def _warnings(  # noqa: PLR0913, PLR0917 (a query's values)
    strike: Value, author: Value, channel: Value, nature: Value, before: Value, at: Value
) -> QuerySet[Warning]:
    rows = Warning.objects.filter(
        author_id=author,
        channel_id=channel,
        nature=nature,
        state=Warning.State.DELIVERED,
        delivered_us__lt=before,
        lapses_us__gte=at,
    )
    return rows.exclude(strike=strike).select_related("strike__decision").order_by("delivered_us")


def count(decision: Decision) -> Strike | None:
    """The strike that a decision makes, or None where it makes none. Counting twice gives the same strike."""
    contribution = decision.contribution
    author_id = contribution.author_id
    if author_id is None or not _counts(decision):
        return None
    dated = decision.version.dated_at
    strike, created = _strike.get_or_make(
        decision,
        make=lambda: Strike.objects.create(
            decision=decision,
            contribution=contribution,
            author_id=author_id,
            channel_id=contribution.channel_id,
            guideline=decision.guideline,
            nature=decision.guideline.nature,
            assessment=decision.assessment,
            dated_us=microseconds(dated) if dated else None,
        ),
    )
    if created:
        records.append(
            "strike.counted",
            subject=f"author:{contribution.author_id}",
            actor=f"person:{decision.person_id}",
            facts={"strike": strike.pk, "decision": decision.pk, "guideline": decision.guideline.code},
        )
        propose_block(strike)
    return strike


def _counts(decision: Decision) -> bool:
    if decision.verdict != Decision.Verdict.BREACH or decision.person_id is None or decision.in_bulk:
        return False
    if not decision.guideline.makes_strike or decision.assessment.at_risk:
        return False
    if queue.said_to_be_at_risk(decision.contribution_id):
        return False
    return not is_exempt(decision.contribution, decision.assessment, decision.guideline, before=decision.pk)


def warning_before(strike: Strike) -> Warning | None:
    """The delivered warning of the same nature that this strike came after, by more than ten minutes, unlapsed."""
    if strike.dated_us is None:
        return None
    earlier = _warnings.rows(
        strike,
        strike.author_id,
        strike.channel_id,
        strike.nature,
        strike.dated_us - TEN_MINUTES_US,
        strike.dated_us,
    )
    return next((warning for warning in earlier if not overturned(warning.strike.decision)), None)


def propose_block(strike: Strike) -> LadderGround | None:
    """Where a strike came after a delivered warning: keep the ground and ask an approver. It never blocks."""
    warning = warning_before(strike)
    if warning is None or warning.delivered_us is None or warning.lapses_us is None or strike.dated_us is None:
        return None
    ground, created = LadderGround.objects.get_or_create(
        strike=strike,
        defaults={
            "warning": warning,
            "author_id": strike.author_id,
            "channel_id": strike.channel_id,
            "nature": strike.nature,
            "delivered_us": warning.delivered_us,
            "lapses_us": warning.lapses_us,
            "breach_us": strike.dated_us,
        },
    )
    if created:
        queue.open_case(
            strike.contribution,
            Case.Kind.BLOCK_APPROVAL,
            priority=2,
            why=("The author was warned, the warning was delivered, and this is a later breach of the same nature.",),
            assessment=strike.assessment,
        )
        queue.settle_disposition(strike.contribution)
    return ground

"""Draws what a second person reads blind: every block, a share of what was hidden and of what was left alone.

Drawn the day after, with a seed that nobody knew while deciding, and that stands with the draw: whoever draws again
with it finds the same. Some items whose answer is known (the golden set) are mixed in. Left out are private messages,
erased words, and whatever may be from somebody at risk: a sample is no reason to read those. A decision is drawn once:
one that was drawn as hidden, and led to a block on a later day, is read blind already.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Iterable
from datetime import date, datetime, time, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from evenhand.cases.models import JUDGES_NOTHING, Case, Decision
from evenhand.channels.models import Channel
from evenhand.insights.models import Draw, SecondReview
from evenhand.intake.models import Disposition
from evenhand.judgement import policies
from evenhand.judgement.models import Assessment, GoldenItem
from evenhand.judgement.uses import Use, may_use
from evenhand.records import services as records
from evenhand.sanctions.models import Block

Kind = SecondReview.Kind
TESTS_A_DAY = 2
MOST_DAYS = 31
"""How far back a day that was missed is still drawn."""


def chance(seed: str, key: str) -> float:
    """The place of `key` between 0 and 1 in the order that `seed` gives."""
    return int(hashlib.sha256(f"{seed}:{key}".encode()).hexdigest()[:12], 16) / 16**12


def missed(today: date) -> list[date]:
    """The days before today that have no draw, the latest first: yesterday, and any since the first draw."""
    yesterday = today - timedelta(days=1)
    begun = Draw.objects.filter(day__gte=today - timedelta(days=MOST_DAYS)).order_by("day")
    known = set(begun.values_list("day", flat=True))
    since = min(known, default=yesterday)
    days = (yesterday - timedelta(days=back) for back in range(MOST_DAYS))
    return [day for day in days if day not in known and (day == yesterday or day > since)]


@transaction.atomic
def draw(day: date, seed: str = "") -> Draw:
    """Draw the sample of a local day, once. `seed` is chosen by chance unless a test gives it."""
    earlier = Draw.objects.filter(day=day).first()
    if earlier is not None:
        return earlier
    made = Draw.objects.create(day=day, seed=seed or secrets.token_hex(16))
    rows = sample(day, made.seed)
    for kind, (_, chosen) in rows.items():
        for key in chosen:
            _keep(made, kind, key)
    made.counts = {kind.value: [there, len(chosen)] for kind, (there, chosen) in rows.items()}
    made.save(update_fields=["counts"])
    records.append(
        "quality.drawn",
        subject=f"draw:{made.pk}",
        actor="machine",
        facts={"day": day.isoformat(), "seed": made.seed, "counts": made.counts},
    )
    return made


def sample(day: date, seed: str) -> dict[SecondReview.Kind, tuple[int, list[int]]]:
    """By kind, how many there were on a day and the keys drawn: of decisions, of assessments where nothing was done."""
    start = timezone.make_aware(datetime.combine(day, time()))
    end = timezone.make_aware(datetime.combine(day + timedelta(days=1), time()))
    blocks = Block.objects.filter(approved_at__gte=start, approved_at__lt=end).exclude(ground=Block.Ground.LINKED)
    blocked = sorted({one.decisions()[0].pk for one in blocks})
    possible = set(_seemly(Decision.objects.filter(pk__in=blocked)).values_list("pk", flat=True))
    hidden = _hidden(start, end).exclude(pk__in=blocked).values_list("pk", flat=True)
    untouched = _untouched(start, end).values_list("pk", flat=True)
    found = {
        Kind.BLOCK: (len(blocked), [one for one in blocked if one in possible]),
        Kind.HIDE: _share(hidden, seed, "hide", settings.SECOND_REVIEW_OF_HIDES),
        Kind.UNTOUCHED: _share(untouched, seed, "untouched", settings.SECOND_REVIEW_OF_UNTOUCHED),
    }
    golden = sorted(_golden(), key=lambda key: chance(seed, f"test:{key}"))
    any_drawn = any(chosen for _, chosen in found.values())
    found[Kind.TEST] = (len(golden), golden[:TESTS_A_DAY] if any_drawn else [])
    return found


def _share(keys: Iterable[int], seed: str, kind: str, per_cent: int) -> tuple[int, list[int]]:
    there = sorted(keys)
    return len(there), [key for key in there if chance(seed, f"{kind}:{key}") < per_cent / 100]


def _hidden(start: datetime, end: datetime) -> QuerySet[Decision]:
    rows = Decision.objects.filter(decided_at__gte=start, decided_at__lt=end, verdict=Decision.Verdict.BREACH)
    rows = rows.filter(Q(measures__contains="hide") | Q(measures__contains="delete"))
    return _seemly(rows).filter(superseded_by__isnull=True)


def _seemly(rows: QuerySet[Decision]) -> QuerySet[Decision]:
    """Decisions whose text a second person may be asked to read."""
    rows = rows.exclude(contribution_kind="direct_message").filter(version__erased_at__isnull=True)
    return rows.filter(assessment__at_risk=False).exclude(contribution__cases__kind=Case.Kind.SAFEGUARDING)


def _untouched(start: datetime, end: datetime) -> QuerySet[Assessment]:
    """What was read on a day and nobody, nor the machine, did anything about."""
    rows = Assessment.objects.filter(assessed_at__gte=start, assessed_at__lt=end, at_risk=False)
    rows = rows.filter(version__erased_at__isnull=True)
    rows = rows.filter(version__contribution__disposition__state=Disposition.State.KEPT)
    rows = rows.exclude(version__contribution__kind="direct_message")
    judged = Decision.objects.exclude(measures__in=JUDGES_NOTHING).values("contribution")
    rows = rows.exclude(version__contribution__in=judged)
    return rows.exclude(version__contribution__cases__kind=Case.Kind.SAFEGUARDING)


def _golden() -> list[int]:
    """Items whose text may still be learned from, and that nobody took for a sign of somebody at risk."""
    learn = [one.pk for one in Channel.objects.all() if may_use(one, Use.LEARN)]
    rows = GoldenItem.objects.filter(version__erased_at__isnull=True, version__contribution__channel__in=learn)
    rows = rows.exclude(version__contribution__kind="direct_message").exclude(version__assessments__at_risk=True)
    rows = rows.exclude(version__contribution__cases__kind=Case.Kind.SAFEGUARDING)
    return sorted(rows.values_list("pk", flat=True))


def _keep(made: Draw, kind: SecondReview.Kind, key: int) -> None:
    if kind == Kind.TEST:
        item = GoldenItem.objects.select_related("version").get(pk=key)
        version, policy_version, decision = item.version, policies.in_force(), None
        code = str(item.guidelines[0]) if item.guidelines else policies.NO_GUIDELINE
    elif kind == Kind.UNTOUCHED:
        assessment = Assessment.objects.select_related("version").get(pk=key)
        version, policy_version, decision = assessment.version, assessment.policy_version, None
        code = policies.NO_GUIDELINE
    else:
        decision = Decision.objects.select_related("version", "guideline").get(pk=key)
        if SecondReview.objects.filter(decision=decision).exists():
            return  # drawn on an earlier day
        version, policy_version, code = decision.version, decision.policy_version, decision.guideline.code
    SecondReview.objects.get_or_create(
        draw=made,
        version=version,
        defaults={
            "kind": kind,
            "contribution_id": version.contribution_id,
            "decision": decision,
            "policy_version": policy_version,
            "first_guideline": code,
            "first_actor": decision.actor if decision else "",
            "first_person_id": decision.person_id if decision else None,
        },
    )

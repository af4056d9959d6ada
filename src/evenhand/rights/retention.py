"""Retention: what may not, or need not, be kept any longer loses its words, and the record says how much.

Two clocks. A platform's own limit runs from when we first saw a text: what is undecided then loses its words and stays
a case; an upheld breach keeps them where the platform lets it or the channel's recorded legal decision does. The
schedule's classes run from the decision, and wait for open work. A legal hold stops both.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery
from django.utils import timezone

from evenhand.actions.models import Action
from evenhand.cases.models import Case, Decision
from evenhand.channels.models import Channel
from evenhand.intake.dispositions import set_disposition
from evenhand.intake.models import Author, Contribution, Delivery, Disposition, Version
from evenhand.judgement.services import hold_lanes
from evenhand.platforms.capabilities import storage
from evenhand.platforms.interface import Platform
from evenhand.records import services as records
from evenhand.rights import blanking, holds
from evenhand.rights.blockers import ENDED
from evenhand.rights.models import LegalDecision
from evenhand.rights.schedule import BREACH, KEPT, Schedule, schedule
from evenhand.sanctions.models import Appeal, Block, SamePerson
from evenhand.sanctions.times import months_later
from evenhand.store.marks import ERASED, SPACE
from evenhand.support.models import FormReport

AT_ONCE = 100
EARLY = timedelta(hours=2)
"""The sweep comes every hour: what would be too old at the next one goes now."""
NEVER_READ = "Its words had to go under the platform's rules before they were read."


@dataclass(frozen=True, slots=True)
class Due:
    """Versions whose words go now, and why: a platform's limit, or a class of the schedule with its period over."""

    why: str
    versions: QuerySet[Version]
    reasons: bool = False


def sweep(now: datetime | None = None) -> Counter[str]:
    """Take away what is due; how much, by why and model. Raises ScheduleError."""
    now, told, plan = now or timezone.now(), Counter[str](), schedule()
    for due in everything_due(now, plan):
        while piece := list(due.versions.order_by("pk")[:AT_ONCE]):
            told.update(_piece(due, piece))
    told.update(_raw(now, plan))
    told.update(_profiles(now))
    told.update(_forms(now, plan))
    told.update(_same_person(now, plan))
    if +told:
        with transaction.atomic():
            held = holds.held().values("pk").distinct().count()
            facts = {"counts": dict(sorted((+told).items())), "held": held}
            records.append("retention.swept", subject="retention", actor="machine", facts=facts)
    return +told


def everything_due(now: datetime, plan: Schedule) -> Iterator[Due]:
    """What is due, channel by channel for the platforms' limits, then class by class."""
    for channel in Channel.objects.order_by("pk"):
        hours = storage(Platform(channel.platform)).store_text_hours
        if hours is not None:
            old = _with_words().filter(contribution__channel=channel, seen_at__lte=now - timedelta(hours=hours) + EARLY)
            yield Due("platform_limit", old.exclude(_upheld()) if keeps_upheld(channel, now) else old)
    for name, months in plan.classes.items():
        yield Due(f"class_{name}", _of_class(name, plan, months_later(now, -months)), reasons=True)


def keeps_upheld(channel: Channel, now: datetime) -> bool:
    """Whether the words of upheld breaches of a channel may outlive its platform's limit."""
    if storage(Platform(channel.platform)).keeps_upheld:
        return True
    standing = LegalDecision.objects.filter(channel=channel, ended_at=None, until__gte=timezone.localdate(now))
    return standing.exists()


def _with_words() -> QuerySet[Version]:
    """Versions that still have words, and stand under no hold."""
    left = Version.objects.filter(erased_at=None).exclude(text="")
    return left.exclude(contribution__in=holds.held().values("pk"))


def _upheld() -> Q:
    standing = Decision.objects.filter(contribution=OuterRef("contribution"), superseded_by=None)
    return Q(Exists(standing.filter(verdict=Decision.Verdict.BREACH)))


def _of_class(name: str, plan: Schedule, before: datetime) -> QuerySet[Version]:
    """Versions of a class whose period was over by `before`, with nothing left to be done about them."""
    breach = Decision.objects.filter(
        contribution=OuterRef("contribution"), superseded_by=None, verdict=Decision.Verdict.BREACH
    ).order_by("-decided_at", "-pk")
    rows = _with_words().annotate(
        guideline=Subquery(breach.values("guideline__code")[:1]), decided=Subquery(breach.values("decided_at")[:1])
    )
    if name == KEPT:
        rows = rows.filter(guideline=None, seen_at__lte=before, contribution__first_seen_at__lte=before)
    else:
        named = [code for code, one in plan.guidelines.items() if one == name]
        others = [code for code, one in plan.guidelines.items() if one != name]
        mine = ~Q(guideline__in=others) if name == BREACH else Q(guideline__in=named)
        rows = rows.filter(mine, guideline__isnull=False, decided__lte=before)
    return rows.exclude(_at_work())


def _at_work() -> Q:
    here = {"contribution": OuterRef("contribution")}
    blocked = Block.objects.filter(author=OuterRef("contribution__author"), lifted_at=None)
    return (
        Q(Exists(Case.objects.filter(**here, state=Case.State.OPEN)))
        | Q(Exists(Appeal.objects.filter(**here, state=Appeal.State.OPEN)))
        | Q(Exists(Action.objects.filter(**here).exclude(state__in=ENDED)))
        | Q(Exists(blocked))
    )


@transaction.atomic
def _piece(due: Due, piece: list[Version]) -> Counter[str]:
    """One piece in a transaction of its own; lanes first and by name, as intake locks them."""
    rows = Contribution.objects.filter(pk__in={one.contribution_id for one in piece}).select_related("disposition")
    contributions = list(rows)
    hold_lanes(contributions)
    entry = records.append(
        "retention.erased",
        subject="retention",
        actor="machine",
        facts={"why": due.why, "versions": [one.pk for one in piece]},
    )
    with records.erasing(entry):
        counts = blanking.blank_words([one.pk for one in piece], due.why)
        if due.reasons:
            counts.update(blanking.blank_reasons([row.pk for row in contributions], due.why))
    for row in contributions:
        if row.disposition.state == Disposition.State.RECEIVED:
            set_disposition(row, Disposition.State.NOT_UNDERSTOOD, NEVER_READ)
    return Counter({f"{due.why}:{name}": number for name, number in counts.items()})


@transaction.atomic
def _raw(now: datetime, plan: Schedule) -> Counter[str]:
    """Payloads as they came in: worked on, they are only copies."""
    changed = 0
    for platform in Platform:
        limit = storage(platform).store_text_hours
        longest = timedelta(hours=limit) - EARLY if limit is not None else timedelta.max
        rows = Delivery.objects.filter(platform=platform.value).exclude(body=b"")
        worked = min(timedelta(days=plan.raw_days), longest)
        unread = min(timedelta(days=plan.raw_not_understood_days), longest)
        done = Q(state__in=[Delivery.State.WORKED, Delivery.State.RESOLVED], received_at__lte=now - worked)
        never = Q(state=Delivery.State.NOT_UNDERSTOOD, received_at__lte=now - unread)
        changed += rows.filter(done | never).update(body=b"")
    return Counter({"raw:intake.Delivery": changed})


@transaction.atomic
def _forms(now: datetime, plan: Schedule) -> Counter[str]:
    """Reports by the form whose comment nobody found: those of a comment go with its words."""
    before = months_later(now, -plan.classes[KEPT])
    rows = FormReport.objects.filter(found=None, ended_at__lte=before)
    rows = rows.exclude(words="", link="", reasons__in=["", ERASED])
    keys = list(rows.values_list("pk", flat=True))
    rows.exclude(reasons="").update(reasons=ERASED)  # where somebody looked may name who wrote it
    changed = FormReport.objects.filter(pk__in=keys).update(words="", link="", masks={})
    return Counter({"form:support.FormReport": changed})


@transaction.atomic
def _same_person(now: datetime, plan: Schedule) -> Counter[str]:
    """What shows that two accounts are one person's, once it ended or stands for so long, and no block of either does.

    As long as the reasons of a breach, which it is about: a linked block is explained from it, also after its end.
    At once where either was erased: a hold on the other account alone had kept it.
    """
    before = months_later(now, -plan.classes[BREACH])
    blocked = Block.objects.filter(lifted_at=None).values("author")
    held = holds.held_accounts().values("pk")
    old = Q(ended_at__lte=before) | Q(ended_at=None, said_at__lte=before)
    erased = Q(first__external_id__startswith=SPACE) | Q(second__external_id__startswith=SPACE)
    rows = SamePerson.objects.filter(erased | (old & ~Q(first__in=blocked) & ~Q(second__in=blocked)))
    rows = rows.exclude(first__in=held).exclude(second__in=held)
    keys = list(rows.exclude(evidence=ERASED).order_by("pk").values_list("pk", flat=True)[:AT_ONCE])
    if not keys:
        return Counter()
    facts = {"why": "same_person", "same_person": keys}
    entry = records.append("retention.erased", subject="retention", actor="machine", facts=facts)
    with records.erasing(entry):
        SamePerson.objects.filter(pk__in=keys).exclude(ended_why="").update(ended_why=ERASED)
        changed = SamePerson.objects.filter(pk__in=keys).update(evidence=ERASED)
        told = blanking.said_of(SamePerson.objects.filter(pk__in=keys))
        records.erase_content(told.values_list("pk", flat=True), "same_person")
    return Counter({"same_person:sanctions.SamePerson": changed})


@transaction.atomic
def _profiles(now: datetime) -> Counter[str]:
    """Names that a platform lets nobody keep; they are told anew whenever it shows the author again."""
    changed = 0
    for platform in Platform:
        hours = storage(platform).store_profile_hours
        if hours is not None:
            rows = Author.objects.filter(channel__platform=platform.value).exclude(handle="", display_name="")
            rows = rows.filter(first_seen_at__lte=now - timedelta(hours=hours) + EARLY)
            rows = rows.exclude(pk__in=holds.held_accounts().values("pk"))
            changed += rows.update(handle="", display_name="", first_seen_at=F("first_seen_at"))
    return Counter({"profile_limit:intake.Author": changed})

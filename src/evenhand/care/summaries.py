"""What was aimed at somebody featured and what became of it, for them, on their wish: in figures, without the words.

Nobody has to read again what was written about them to know that it was dealt with. That a summary was made is on
record; the words can be read with a colleague on the cases themselves.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from evenhand.actions.models import Action
from evenhand.care.models import Aimed, Featured, Hounding, Welfare
from evenhand.cases.deciding import TAKES_AWAY, superseded_by_next
from evenhand.cases.errors import RefusedError
from evenhand.cases.models import Case, Decision
from evenhand.intake.models import Contribution, Disposition
from evenhand.people.models import User
from evenhand.people.permissions import may
from evenhand.records import services as records
from evenhand.sanctions.models import Block
from evenhand.sanctions.models import Warning as Warned

SEEN_OR_NOT = (*TAKES_AWAY, "unhide")
REPORTED = Q(reports__isnull=False) | Q(form_reports__isnull=False)
JUDGED_IN = Q(kind__in=[Case.Kind.REVIEW, Case.Kind.LEGAL]) | (Q(kind=Case.Kind.MEMBER_REPORT) & REPORTED)
"""Cases in which a person says whether the guidelines are broken."""
NOT_READ = {Disposition.State.RECEIVED, Disposition.State.NOT_UNDERSTOOD}


@dataclass(frozen=True, slots=True)
class Summary:
    """The figures of a period; every contribution aimed at them stands in one of `hidden` to `waiting`.

    `upheld` was found to break the guidelines and others see it still: it is being taken down, or was only reported.
    """

    person: Featured
    since: date
    until: date
    attacks: int
    digs: int
    accounts: int
    posts: int
    hidden: int
    gone: int
    upheld: int
    kept: int
    waiting: int
    warned: int
    blocked: int
    hounded: int
    told: datetime | None

    @property
    def all(self) -> int:
        """How many there were."""
        return self.attacks + self.digs


@transaction.atomic
def make(featured: Featured, person: User, since: date, until: date) -> Summary:
    """The summary of a period, both days included; RefusedError where the days or the role are wrong."""
    if not may(person, "keep_staff"):
        raise RefusedError("Your role does not keep the register. Ask a safeguarding lead.")
    if since > until:
        raise RefusedError("The first day comes after the last. Swap them.", "since")
    begins, ends = _moment(since, time.min), _moment(until, time.max)
    aimed = Aimed.objects.filter(featured=featured, seen_at__gte=begins, seen_at__lte=ends)
    rows = Contribution.objects.filter(aimed_at__in=aimed).select_related("disposition").distinct()
    states = [_standing(row) for row in rows]
    authors = {row.author_id for row in rows if row.author_id is not None}
    channels = {row.channel_id for row in rows}
    records.append(
        "staff.summary_made",
        subject=f"featured:{featured.pk}",
        actor=f"person:{person.pk}",
        facts={"since": since.isoformat(), "until": until.isoformat(), "counted": len(states)},
    )
    welfare = Welfare.objects.filter(featured=featured, sent_at__gte=begins, sent_at__lte=ends).order_by("-sent_at")
    sanctioned = {"author__in": authors, "channel__in": channels}
    return Summary(
        person=featured,
        since=since,
        until=until,
        attacks=aimed.filter(kind=Aimed.Kind.ATTACK).count(),
        digs=aimed.filter(kind=Aimed.Kind.DIG).count(),
        accounts=len(authors),
        posts=len({row.post_id for row in rows if row.post_id is not None}),
        hidden=states.count("hidden"),
        gone=states.count("gone"),
        upheld=states.count("upheld"),
        kept=states.count("kept"),
        waiting=states.count("waiting"),
        warned=Warned.objects.filter(
            strike__contribution__in=[row.pk for row in rows], state=Warned.State.DELIVERED
        ).count(),
        blocked=Block.objects.filter(Q(state=Block.State.IN_FORCE), **sanctioned).count(),
        hounded=Hounding.objects.filter(featured=featured, made_at__gte=begins, made_at__lte=ends).count(),
        told=welfare.values_list("sent_at", flat=True).first(),
    )


def _standing(row: Contribution) -> str:
    """Whether others still see it: what was really done counts, not what was meant to be."""
    if row.platform_state == "gone" or row.disposition.state == "gone":
        return "gone"
    done = Action.objects.filter(contribution=row, state=Action.State.DONE, operation__in=SEEN_OR_NOT)
    last = done.order_by("-done_at").values_list("operation", flat=True).first()
    if last in TAKES_AWAY or row.platform_state in {"hidden", "held", "rejected"}:
        return "hidden"
    waits = Case.objects.filter(contribution=row, state=Case.State.OPEN)
    judged = superseded_by_next(row)
    if judged is None:
        return "waiting" if waits.exists() or row.disposition.state in NOT_READ else "kept"
    if waits.filter(JUDGED_IN).exists():
        return "waiting"  # it was edited or reported since, or what was done in bulk was undone
    return "upheld" if judged.verdict == Decision.Verdict.BREACH else "kept"


def _moment(day: date, at: time) -> datetime:
    return timezone.make_aware(datetime.combine(day, at))

"""People featured: what is aimed at them comes first, their contact is told, and digs are counted into one case.

One dig is nothing. Five within thirty days, under whichever posts and by whichever accounts, are one case (clause 27).
"""

from __future__ import annotations

from datetime import timedelta

from django.db.models import Exists, OuterRef
from django.utils import timezone

from evenhand import work
from evenhand.care.models import Aimed, Featured, Hounding, Welfare
from evenhand.care.targets import kind_of, targets
from evenhand.cases.automatic import LOOK_AGAIN_PRIORITY
from evenhand.cases.errors import RefusedError
from evenhand.cases.models import Case
from evenhand.cases.queue import COUNTS_MANY, open_case, settle_disposition
from evenhand.cases.routing import MOST_URGENT
from evenhand.intake.models import Contribution, Post
from evenhand.judgement.models import Assessment
from evenhand.judgement.services import hold_lane
from evenhand.records import services as records

HOUNDING = 5
WITHIN = timedelta(days=30)


def follow(assessment: Assessment) -> None:
    """Look whether a text is aimed at somebody featured, and see to them. Twice is once."""
    contribution = assessment.version.contribution
    kind = kind_of(assessment.findings, assessment.signals)
    if kind is None or contribution.latest_version != assessment.version.number:
        return
    people = featured_now()
    here = [one for one in people if contribution.post_id in {post.pk for post in one.posts.all()}]
    answers = contribution.parent_id is not None or bool(contribution.parent_external_id)
    for person in targets(assessment.version.text, people, here, is_answer=answers):
        Featured.objects.select_for_update().get(pk=person.pk)  # before any case: five accounts may write at once
        _note(person, contribution, kind)
        if kind == Aimed.Kind.ATTACK:
            _comes_first(person, contribution, assessment)
        _count(person, contribution, assessment)


def featured_now() -> list[Featured]:
    """Everybody on the register today."""
    today = timezone.localdate()
    return [one for one in Featured.objects.prefetch_related("posts").order_by("pk") if one.is_featured(today)]


def tell_posts(posts: list[int]) -> None:
    """Write on posts whom they feature now, as the detectors read it."""
    now = featured_now()
    for post in Post.objects.filter(pk__in=posts):
        names = [name for one in now if post in one.posts.all() for name in one.names]
        if post.featured != names:
            post.featured = names
            post.save(update_fields=["featured"])


def _note(person: Featured, contribution: Contribution, kind: Aimed.Kind) -> None:
    made, created = Aimed.objects.get_or_create(featured=person, contribution=contribution, defaults={"kind": kind})
    if not created and made.kind != kind:
        made.kind = kind
        made.save(update_fields=["kind"])
    if created:
        records.append(
            "staff.aimed_at",
            subject=f"contribution:{contribution.pk}",
            actor="machine",
            facts={"featured": person.pk, "kind": kind.value},
        )


def _comes_first(person: Featured, contribution: Contribution, assessment: Assessment) -> None:
    """What attacks somebody featured is looked at first, also where the machine hid it."""
    why = (f"It is aimed at {person.name}, whom our posts feature.",)
    case = open_case(contribution, Case.Kind.REVIEW, priority=MOST_URGENT, why=why, assessment=assessment)
    settle_disposition(contribution)
    _tell(person, case)


def _count(person: Featured, contribution: Contribution, assessment: Assessment) -> None:
    """Five are one case; what comes while it is open joins it, and what it counted is not counted again."""
    open_one = Hounding.objects.filter(featured=person, case__state=Case.State.OPEN).select_related("case").first()
    since = timezone.now() - WITHIN
    last = Hounding.objects.filter(featured=person).order_by("-made_at").first()
    if open_one is None and last is not None:
        since = max(since, last.case.closed_at or last.made_at)
    elif open_one is not None:
        since = open_one.since
    rows = Aimed.objects.filter(featured=person, seen_at__gte=since)
    if rows.count() < HOUNDING:
        return
    first = open_one.case if open_one is not None else None
    case = open_case(
        first.contribution if first is not None else contribution,
        Case.Kind.REVIEW,
        priority=MOST_URGENT,
        why=(
            f"{person.name} is made a target again and again: this may be harassment. All of it is listed below.",
            COUNTS_MANY,
        ),
        assessment=None if first is not None else assessment,
    )
    if open_one is None and not Hounding.objects.filter(case=case, featured=person).exists():
        Hounding.objects.create(featured=person, case=case, since=since)
        records.append(
            "staff.hounded",
            subject=f"contribution:{contribution.pk}",
            actor="machine",
            facts={"featured": person.pk, "case": case.pk, "counted": rows.count()},
        )
        settle_disposition(contribution)
        _tell(person, case)


def _tell(person: Featured, case: Case) -> None:
    made, created = Welfare.objects.get_or_create(featured=person, case=case)
    if created:
        work.enqueue("care.send_welfare", {"welfare_id": str(made.pk)}, key=f"send-welfare:{made.pk}", priority=1)


def open_one(many: Case, contribution: Contribution) -> Case:
    """A case of its own for one of the contributions that a case of many counts. RefusedError where it is none."""
    aimed = Aimed.objects.filter(
        contribution=contribution, featured=OuterRef("featured"), seen_at__gte=OuterRef("since")
    )
    hounding = Hounding.objects.filter(Exists(aimed), case=many).select_related("featured").order_by("pk").first()
    if hounding is None:
        raise RefusedError("This is none of what is aimed at them. Reload the page.")
    hold_lane(contribution)
    latest = Assessment.objects.filter(version__contribution=contribution).order_by("-pk").first()
    why = (f"It is one of many aimed at {hounding.featured.name}: see case {hounding.case_id}.",)
    case = open_case(contribution, Case.Kind.REVIEW, priority=LOOK_AGAIN_PRIORITY, why=why, assessment=latest)
    settle_disposition(contribution)
    return case

"""Why a text is not hidden together with others, as far as the store can tell of all of them in one statement.

Not here: what has to be looked at one by one (`bulk`): a false claim said again, and whom a text names.
"""

from __future__ import annotations

from functools import reduce
from operator import or_
from typing import Any

from django.db.models import Case as Choose
from django.db.models import CharField, Exists, OuterRef, Q, QuerySet, Subquery, Value, When

from evenhand.cases.deciding import measures_on
from evenhand.cases.models import JUDGES_NOTHING, Case, Decision
from evenhand.intake.models import Contribution, Version
from evenhand.judgement.models import Assessment
from evenhand.platforms.interface import ContributionKind, Platform, PlatformState

HIDDEN = "Hidden already"


def with_why(rows: QuerySet[Contribution], group: QuerySet[Version]) -> QuerySet[Any]:
    """Contributions with `why` each is left out, '' where nothing here says so; `group`: the versions alike."""
    here = {"contribution": OuterRef("pk")}
    newest = Version.objects.filter(**here).exclude(change=Version.Change.REMOVED).order_by("-number").values("pk")[:1]
    rows = rows.annotate(
        newest=Subquery(newest),
        last_shown=Subquery(
            Decision.objects.filter(**here, measures__contains="hide").order_by("-pk").values("measures")[:1]
        ),
    )
    read = Assessment.objects.filter(version=OuterRef("newest")).order_by("-pk").values("at_risk")[:1]
    rows = rows.annotate(at_risk=Subquery(read))
    judged = Decision.objects.filter(version=OuterRef("newest"), actor=Decision.Actor.PERSON)
    safeguarding = Case.objects.filter(**here, kind=Case.Kind.SAFEGUARDING)
    legal = Case.objects.filter(**here, kind=Case.Kind.LEGAL, state=Case.State.OPEN)
    reasons: tuple[tuple[Q, str], ...] = (
        (Q(platform_state=PlatformState.GONE), "Gone from the platform"),
        (Q(kind=ContributionKind.DIRECT_MESSAGE), "Private: messages are never hidden"),
        (~_can_be_hidden(), "It cannot be hidden on its platform"),
        (~Q(Exists(group.filter(pk=OuterRef("newest")).values("pk"))), "Edited since: it says something else now"),
        (Q(Exists(judged.exclude(measures__in=JUDGES_NOTHING))), "A person decided about it already"),
        (Q(last_shown__isnull=False) & ~Q(last_shown__contains="unhide"), HIDDEN),
        (Q(at_risk__isnull=True), "Not read against the policy yet"),
        (Q(at_risk=True) | Q(Exists(safeguarding)), "It is to be looked at by itself"),
        (Q(Exists(legal)), "A legal case is open about it"),
    )
    first = [When(when, then=Value(why)) for when, why in reasons]
    return rows.annotate(why=Choose(*first, default=Value(""), output_field=CharField()))


def _can_be_hidden() -> Q:
    places = ((platform, kind) for platform in Platform for kind in ContributionKind)
    hides = [Q(channel__platform=one, kind=kind) for one, kind in places if "hide" in measures_on(one, kind)]
    return reduce(or_, hides, Q(pk__in=[]))

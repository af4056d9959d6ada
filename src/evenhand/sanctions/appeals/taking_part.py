"""Who had a part in a decision or in what followed from it, and so does not decide an appeal against it.

Whoever turned an appeal down has looked once: against the same decision they do not turn another one down, but may
uphold it, or close it with the earlier outcome where it brings nothing new. So somebody is always left who may end it.
The same is held by the tables (sql/appeal_by_another.*.sql, guards); here it is put into words for whoever is refused.
"""

from __future__ import annotations

from django.db.models import Q, QuerySet

from evenhand.cases.models import Decision
from evenhand.people.models import User
from evenhand.sanctions.models import Appeal, Block, Confirmation, LinkedGround, ThreatGround

MOST_TURNED_DOWN = 2
"""So many people look at one decision afresh and find that it was right; the tables hold it too (guards.THIRD)."""


def part_of(person: User, decision: Decision) -> str:
    """What `person` did in it, as 'You ...'; empty where they had no part."""
    of, by = Q(contribution=decision.contribution_id), Q(person=person)
    if Decision.objects.filter(by, version=decision.version_id, verdict=Decision.Verdict.BREACH).exists():
        return "You found this to be a breach"
    if Confirmation.objects.filter(of & by).exists():
        return "You confirmed that this is discriminatory"
    if ThreatGround.objects.filter(of, Q(senior=person) | Q(confirmed_by=person)).exists():
        return "You ordered or confirmed the block that followed"
    if _blocks_on(decision).filter(approved_by=person).exists():
        return "You approved the block that followed"
    linked = LinkedGround.objects.filter(origin__in=_blocks_on(decision))
    if linked.filter(Q(said_by=person) | Q(confirmed_by=person) | Q(approved_by=person)).exists():
        return "You had a part in a block on another channel that followed"
    return ""


def turned_down(decision: Decision) -> QuerySet[Appeal]:
    """The appeals against a decision that were turned down, the last one first."""
    rows = Appeal.objects.filter(decision=decision, state=Appeal.State.TURNED_DOWN)
    return rows.select_related("decided_by").order_by("-ended_at", "-pk")


def no_fresh_look(person: User, decision: Decision) -> str:
    """Why `person` cannot turn another appeal against this down; empty where they can."""
    earlier = list(turned_down(decision))
    if len(earlier) >= MOST_TURNED_DOWN:
        return "Two people have turned an appeal against this down already"
    if any(one.decided_by_id == person.pk for one in earlier):
        return "You turned down an earlier appeal against this"
    return ""


def _blocks_on(decision: Decision) -> QuerySet[Block]:
    on = decision.contribution_id
    return Block.objects.filter(
        Q(ladder__strike__contribution=on)
        | Q(ladder__warning__strike__contribution=on)
        | Q(discrimination__contribution=on)
        | Q(threat__contribution=on)
    )

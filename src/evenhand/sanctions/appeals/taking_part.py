"""Who had a part in a decision or in what followed from it, and so does not decide an appeal against it.

The same is held by the table (sql/appeal_by_another.*.sql); here it is put into words for whoever is refused.
"""

from __future__ import annotations

from django.db.models import Q, QuerySet

from evenhand.cases.models import Decision
from evenhand.people.models import User
from evenhand.sanctions.models import Appeal, Block, Confirmation, ThreatGround


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
    if Appeal.objects.filter(decision=decision, decided_by=person).exists():
        return "You decided an earlier appeal against this"
    return ""


def _blocks_on(decision: Decision) -> QuerySet[Block]:
    on = decision.contribution_id
    return Block.objects.filter(
        Q(ladder__strike__contribution=on)
        | Q(ladder__warning__strike__contribution=on)
        | Q(discrimination__contribution=on)
        | Q(threat__contribution=on)
    )

"""Ground (b): two different people say that it is discriminatory, and why; one of them is an approver.

Neither may be named in the contribution. The first word is given with the decision, the second on the
confirmation case; the second person's characteristic must be the first one's, else people talk first.
"""

from __future__ import annotations

from django.db import transaction

from evenhand.cases import queue
from evenhand.cases.conflict import check_not_named
from evenhand.cases.errors import RefusedError
from evenhand.cases.models import Case, Decision
from evenhand.cases.standing import overturned
from evenhand.intake.models import Contribution
from evenhand.judgement.services import hold_lane
from evenhand.people.models import User
from evenhand.people.permissions import may
from evenhand.records import services as records
from evenhand.sanctions.blocks import plan_block
from evenhand.sanctions.models import CHARACTERISTICS, Confirmation, DiscriminationGround


def needs_confirmation(decision: Decision) -> bool:
    """Whether this decision is on the zero-tolerance track and was upheld by a person."""
    return (
        decision.verdict == Decision.Verdict.BREACH
        and decision.person_id is not None
        and not decision.in_bulk
        and decision.guideline.track == "immediate_block"
        and decision.contribution.author_id is not None
    )


def is_confirmed(contribution: Contribution) -> bool:
    """Whether two people have confirmed it, this text or an earlier one; nobody can confirm it once more."""
    return DiscriminationGround.objects.filter(contribution=contribution).exists()


@transaction.atomic
def confirm(decision: Decision, person: User, characteristic: str, reason: str) -> DiscriminationGround | None:
    """Add one person's confirmation; with two of different people, one an approver, the block follows."""
    _check(decision, person, characteristic, reason)
    hold_lane(decision.contribution)
    contribution = decision.contribution
    Decision.objects.select_for_update().get(pk=decision.pk)
    if is_confirmed(contribution):
        raise RefusedError("Two people have confirmed this already; the block is on its way.")
    earlier = list(Confirmation.objects.filter(contribution=contribution).order_by("pk"))
    if any(one.person_id == person.pk for one in earlier):
        raise RefusedError("You have confirmed this already. A different person must be the second.")
    if earlier and earlier[0].characteristic != characteristic:
        raise RefusedError("The first person recorded another characteristic. Agree on one together.", "characteristic")
    mine = Confirmation.objects.create(
        decision=decision,
        contribution=contribution,
        person=person,
        as_approver=may(person, "approve_block"),
        characteristic=characteristic,
        reason=reason.strip(),
    )
    records.append(
        "discrimination.confirmed",
        subject=f"contribution:{contribution.pk}",
        actor=f"person:{person.pk}",
        facts={"confirmation": mine.pk, "characteristic": characteristic, "as_approver": mine.as_approver},
        content={"reason": mine.reason},
    )
    return _ground(decision, [*earlier, mine])


def _ground(decision: Decision, words: list[Confirmation]) -> DiscriminationGround | None:
    contribution = decision.contribution
    approver = next((one for one in reversed(words) if one.as_approver), None)
    other = next((one for one in words if approver is not None and one.pk != approver.pk), None)
    if approver is None or other is None or contribution.author_id is None:
        queue.open_case(
            contribution,
            Case.Kind.CONFIRMATION,
            priority=1,
            why=("Judged discriminatory by one person. A second must confirm; one of the two is an approver.",),
            assessment=decision.assessment,
        )
        queue.settle_disposition(contribution)
        return None
    ground = DiscriminationGround.objects.create(
        decision=decision,
        contribution=contribution,
        author_id=contribution.author_id,
        channel_id=contribution.channel_id,
        guideline=decision.guideline,
        first=other,
        first_person_id=other.person_id,
        first_as_approver=other.as_approver,
        second=approver,
        second_person_id=approver.person_id,
        characteristic=approver.characteristic,
    )
    plan_block(decision, approver.person, discrimination=ground)
    return ground


def _check(decision: Decision, person: User, characteristic: str, reason: str) -> None:
    if not may(person, "confirm_discrimination"):
        raise RefusedError("Your role does not confirm discrimination. Ask a moderator or an approver.")
    if not needs_confirmation(decision):
        raise RefusedError("This decision is not one that leads to a block without a warning.")
    if overturned(decision):
        raise RefusedError("This was found not to be discriminatory since. Go back to the queue.")
    if characteristic not in dict(CHARACTERISTICS):
        raise RefusedError("Choose the protected characteristic.", "characteristic")
    if not reason.strip():
        raise RefusedError("Say why it is discriminatory.", "reason")
    check_not_named(person, decision.version.text, what="confirm it")

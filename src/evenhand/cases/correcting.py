"""False claims: correct first, in public, with approved words and their source; hide where it does harm or comes again.

A person sends each correction. Nothing is corrected without a source (the table holds it), past its expiry, or before
another person than who wrote it has approved the words.
"""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from evenhand import work
from evenhand.cases import detail, queue
from evenhand.cases.answering import check_words, written
from evenhand.cases.automatic import announce
from evenhand.cases.changed import closed_already
from evenhand.cases.conflict import check_not_named_in
from evenhand.cases.deciding import latest_assessment
from evenhand.cases.errors import RefusedError
from evenhand.cases.models import Case, Correction, Decision
from evenhand.intake.models import Contribution
from evenhand.judgement.models import ClaimSeen, FalseClaim
from evenhand.judgement.services import hold_lane, lane_of
from evenhand.people.models import User
from evenhand.people.permissions import may
from evenhand.platforms.interface import Operation
from evenhand.records import services as records

CORRECTS = {Case.Kind.REVIEW, Case.Kind.MEMBER_REPORT}
CORRECTED = "corrected"


def stated_in(contribution: Contribution) -> list[FalseClaim]:
    """The claims of the register that it states, those that have not expired."""
    today = timezone.localdate()
    rows = ClaimSeen.objects.filter(contribution=contribution, claim__expires_on__gte=today).select_related("claim")
    return [row.claim for row in rows.order_by("-score", "pk")]


def why_not(claim: FalseClaim) -> str:
    """Why its correction may not be sent now; "" where it may."""
    if claim.expires_on < timezone.localdate():
        return "It has expired: its owner has to check the source again."
    if claim.approved_by_id is None:
        return "Nobody has approved the correction yet. Ask a policy owner or a responder lead."
    return ""


def words_of(claim: FalseClaim) -> str:
    """The correction as it is sent."""
    return f"{claim.correction}\n\n{claim.source}"


@transaction.atomic
def correct(case: Case, person: User, code: str, words: str, *, key: str) -> Decision:
    """Reply in public with the correction; the case closes as corrected, and the comment stays up."""
    earlier = Decision.objects.filter(key=key).first()
    if earlier is not None:
        return earlier
    if not may(person, "decide"):
        raise RefusedError("Your role corrects nothing. Ask a moderator.")
    hold_lane(case.contribution)
    locked = queue.locked_case.get(case.pk)
    if locked.state != Case.State.OPEN:
        raise closed_already(locked)
    contribution = queue.locked_contribution.get(locked.contribution_id)
    if locked.kind not in CORRECTS or contribution.is_private:
        raise RefusedError("A false claim is corrected in public, from the review of a comment.")
    check_not_named_in(person, contribution, what="correct it")
    claim = FalseClaim.objects.select_for_update().filter(code=code).first()
    if claim is None:
        raise RefusedError("Choose the claim that it states.", "claim")
    refused = why_not(claim)
    if refused:
        raise RefusedError(refused, "claim")
    said = words.strip()
    if claim.source not in said:
        raise RefusedError(f"Keep the source ({claim.source}) in it, so that everybody can check it.", "words")
    check_words(said, contribution, Operation.REPLY)
    detail.check(said, latest_assessment(contribution), "words")
    facts = f"It states the false claim {claim.code}; corrected in public, with its source."
    decision = written(locked, contribution, person, said, operation=Operation.REPLY, key=key, facts=facts)
    Correction.objects.create(decision=decision, claim=claim, changed=said != words_of(claim))
    queue.close(locked, outcome=CORRECTED, actor=f"person:{person.pk}")
    announce(decision)
    records.append(
        "claim.corrected",
        subject=f"contribution:{contribution.pk}",
        actor=f"person:{person.pk}",
        facts={"decision": decision.pk, "claim": claim.code, "source": claim.source[:500]},
    )
    work.enqueue(  # from the reports' case whoever reported it is told; else a person looks at what else was reported
        "support.decided", {"decision_id": decision.pk}, lane=lane_of(contribution), key=f"reported:{decision.pk}"
    )
    queue.settle_disposition(contribution)
    return decision


def is_correction(decision: Decision) -> bool:
    """Whether it corrected a false claim in public: no breach was found, and yet something was done."""
    return Correction.objects.filter(decision=decision).exists()


def was_corrected(version: int) -> bool:
    """Whether a false claim in this version was corrected in public, from whichever case."""
    return Correction.objects.filter(decision__version=version).exists()

"""Questions: answered by a person, redirected, or closed with a reason. A breach never swallows them (promise 8)."""

from __future__ import annotations

from django.db import transaction

from evenhand.cases import detail, queue
from evenhand.cases.automatic import announce
from evenhand.cases.changed import closed_already
from evenhand.cases.conflict import check_not_named_in
from evenhand.cases.deciding import decision_of, guideline_of, latest_assessment
from evenhand.cases.errors import RefusedError
from evenhand.cases.models import Case, Decision
from evenhand.intake.models import Contribution
from evenhand.judgement import policies
from evenhand.judgement.services import hold_lane
from evenhand.people.models import User
from evenhand.people.permissions import may
from evenhand.platforms.interface import Operation, Platform, PlatformState
from evenhand.platforms.offers import over, private_way, too_long

HELPED_INSTEAD = "Somebody may be at risk: this case ends with a record of what was done for them. Reload the page."
OUTCOMES = {"redirected": "Redirected", "closed": "Closed with a reason"}


@transaction.atomic
def answer(case: Case, person: User, text: str, *, key: str, privately: bool = False) -> Decision:
    """Answer the author of a case's contribution, in public or privately; the question's case closes as answered."""
    earlier = decision_of.first(key)
    if earlier is not None:
        return earlier
    locked, contribution = _open(case, person)
    operation = Operation.MESSAGE if privately or contribution.is_private else Operation.REPLY
    words = text.strip()
    check_words(words, contribution, operation)
    detail.check(words, latest_assessment(contribution), "answer")
    decision = written(locked, contribution, person, words, operation=operation, key=key)
    queue.close(locked, outcome="answered", actor=f"person:{person.pk}")
    announce(decision)
    queue.settle_disposition(contribution)
    return decision


def written(  # noqa: PLR0913 (a reply has this many parts, each named by its caller)
    case: Case,
    contribution: Contribution,
    person: User,
    words: str,
    *,
    operation: Operation,
    key: str,
    facts: str = "Its author asked; this is the answer.",
) -> Decision:
    """The decision that sends `words`; to be announced by its caller, in the caller's transaction and lane."""
    assessment = latest_assessment(contribution)
    nothing = guideline_of.get(assessment.policy_version, policies.NO_GUIDELINE)
    return Decision.objects.create(
        contribution=contribution,
        contribution_kind=contribution.kind,
        version=assessment.version,
        case=case,
        assessment=assessment,
        policy_version=assessment.policy_version,
        guideline=nothing,
        verdict=Decision.Verdict.NO_BREACH,
        facts=facts,
        measures=operation.value,
        texts={operation.value: words},
        actor=Decision.Actor.PERSON,
        person=person,
        key=key,
    )


@transaction.atomic
def close_without_answer(case: Case, person: User, outcome: str, reason: str) -> None:
    """Close as redirected or closed; a reason is always needed (promise 9)."""
    locked, contribution = _open(case, person)
    if outcome not in OUTCOMES:
        raise RefusedError("Choose how the question ended.", "outcome")
    if not reason.strip():
        raise RefusedError("Say where the person was sent, or why there is no answer.", "reason")
    queue.close(locked, outcome=outcome, actor=f"person:{person.pk}", reason=reason.strip())
    queue.settle_disposition(contribution)


def excess(contribution: Contribution, text: str, *, privately: bool) -> str:
    """What to say of an answer that is too long here, with how much is over; empty where it fits."""
    platform, words = Platform(contribution.channel.platform), text.strip()
    way = _way(contribution, Operation.MESSAGE if privately or contribution.is_private else Operation.REPLY)
    told = too_long(platform, way, words) if way else ""
    return f"The answer has {told}. It is {over(platform, way, words):,} over." if way and told else ""


def reaches(contribution: Contribution, way: Operation | None) -> bool:
    """Whether an answer can still arrive: nothing is sent to a comment that is gone, only to who wrote messages."""
    needs_it = way in {Operation.REPLY, Operation.PRIVATE_REPLY}
    return not (needs_it and contribution.platform_state == PlatformState.GONE)


def _way(contribution: Contribution, operation: Operation) -> Operation | None:
    if operation == Operation.MESSAGE:
        return private_way(Platform(contribution.channel.platform), in_message=contribution.is_private)
    return operation


def check_words(words: str, contribution: Contribution, operation: Operation) -> None:
    """RefusedError where the platform takes no such words, or takes them in no such way."""
    way = _way(contribution, operation)
    if not words:
        raise RefusedError("Write the answer.", "answer")
    if way is None:
        raise RefusedError("Nobody can be written to privately here. Answer in public.", "answer_privately")
    if not reaches(contribution, way):
        raise RefusedError(
            "It is gone from the platform, so no answer to it can arrive. Close it with the reason.", "answer"
        )
    told = excess(contribution, words, privately=operation == Operation.MESSAGE)
    if told:
        raise RefusedError(f"{told} Shorten it.", "answer")


def _open(case: Case, person: User) -> tuple[Case, Contribution]:
    if not may(person, "decide"):
        raise RefusedError("Your role does not answer people here. Ask a moderator.")
    hold_lane(case.contribution)
    locked = queue.locked_case.get(case.pk)
    if locked.state != Case.State.OPEN:
        raise closed_already(locked)
    if locked.kind == Case.Kind.SAFEGUARDING:
        raise RefusedError(HELPED_INSTEAD)
    contribution = queue.locked_contribution.get(locked.contribution_id)
    check_not_named_in(person, contribution, what="answer or close it")
    return locked, contribution

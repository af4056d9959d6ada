"""Many at once: texts alike to one that a person found a breach, hidden together, and shown again by one step.

It only hides. No decision in it counts against an author or leads to a block; the tables refuse that (`in_bulk`). A
person sees each text and how many people it reaches before anything is done. Left out is what a person decided already,
what is private, hidden or gone, what may be from somebody at risk, what its platform cannot hide, what names the
person, and what a legal case is open about. A false claim is corrected first: only what its author says again is
hidden, while the claim's source is good. Under a guideline that blocks at once, each stays in the queue for a decision
of its own.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from evenhand.cases import queue, repeats
from evenhand.cases.conflict import is_named
from evenhand.cases.deciding import (
    guideline_of,
    hand_on,
    latest_assessment,
    superseded_by_next,
)
from evenhand.cases.errors import ChangedError, ConflictError, RefusedError
from evenhand.cases.left_out import HIDDEN, with_why
from evenhand.cases.models import Bulk, Case, Decision
from evenhand.cases.standing import overturned
from evenhand.intake.models import Contribution, Disposition, Version
from evenhand.judgement import policies
from evenhand.judgement.services import hold_lanes, lane_of
from evenhand.people.models import User
from evenhand.people.permissions import may
from evenhand.platforms.interface import PlatformState
from evenhand.records import services as records

MOST = 100
"""Contributions in one step: as many as a person can look at."""
LOOKED_AT = 1000
"""Of those that the store does not leave out, how many are looked at one by one for a page."""
DONE = (Disposition.State.ACTED_ON, Disposition.State.GONE)
LONGEST_REASON = 500
BY_ITSELF = "Hidden together with others. Decide about it alone: nothing done in bulk leads to a block."
UNDONE = "It was hidden together with others, and that was undone. Is it a breach?"


@dataclass(frozen=True, slots=True)
class Alike:
    """One text like the one that was decided; `left_out` says why it is not among those to hide, if it is not."""

    contribution: Contribution
    left_out: str = ""


@dataclass(frozen=True, slots=True)
class Found:
    """Texts like the one that was decided: those that can be hidden, and those left out, each newest first.

    `stopped`: there are more than could be looked at, so that further ones may be fit to hide.
    """

    fit: list[Alike]
    left_out: list[Alike]
    stopped: bool = False


def search(decision: Decision, person: User) -> Found:
    """Up to `MOST` texts like a decided one that can be hidden, then as many left out with why.

    What nothing was done about is looked at first, so that a wave larger than that is come to its end step by step;
    what we hid ourselves comes last. The store leaves out what it can; of the others `LOOKED_AT` are looked at.
    """
    group = _group(decision)
    rows = with_why(Contribution.objects.filter(pk__in=group.values("contribution")), group)
    free = rows.filter(why="").annotate(done=Q(disposition__state__in=DONE)).order_by("done", "-published_at", "-pk")
    keys = list(free.values_list("pk", flat=True)[: LOOKED_AT + 1])
    fit: list[Alike] = []
    left: list[Alike] = []
    for start in range(0, min(len(keys), LOOKED_AT), MOST):
        if len(fit) >= MOST:
            break
        for one in _looked_at(keys[start : min(start + MOST, LOOKED_AT)], group, decision, person):
            (left if one.left_out else fit).append(one)
    stopped = len(fit) < MOST and len(keys) > LOOKED_AT
    others = rows.exclude(why="").annotate(ours=Q(why=HIDDEN)).order_by("ours", "-published_at", "-pk")
    keys = list(others.values_list("pk", flat=True)[: max(0, MOST - len(left))])
    told = {one.contribution.pk: one for one in _looked_at(keys, group, decision, person)}
    left += [told[key] for key in keys if key in told]
    return Found(fit[:MOST], left[:MOST], stopped)


def alike(decision: Decision, person: User) -> list[Alike]:
    """What `search` finds, one after the other."""
    found = search(decision, person)
    return [*found.fit, *found.left_out]


def _group(decision: Decision) -> QuerySet[Version]:
    """What others wrote that is alike to what was decided."""
    rows = Version.objects.filter(look_alike__group__members__version=decision.version_id)
    return rows.exclude(contribution=decision.contribution_id)


def _looked_at(keys: Sequence[int], group: QuerySet[Version], decision: Decision, person: User) -> list[Alike]:
    """These of the group, in the order of `keys`, each with why it would be left out."""
    rows = Contribution.objects.filter(pk__in=group.filter(contribution__in=keys).values("contribution"))
    why = dict(with_why(rows, group).values_list("pk", "why"))
    told = rows.select_related("channel", "author", "disposition", "post").in_bulk()
    return [Alike(told[key], why[key] or _left_out(told[key], decision, person)) for key in keys if key in told]


def authors_of(contributions: Iterable[Contribution]) -> int:
    """How many different accounts wrote them; each that the platform does not name counts as one."""
    return len({lane_of(one) for one in contributions})


@transaction.atomic
def hide(decision: Decision, chosen: Sequence[int], person: User, reason: str, *, key: str) -> Bulk:
    """Hide the chosen among the texts like a decided one. Sent twice is once. RefusedError, ChangedError."""
    earlier = Bulk.objects.filter(key=key).first()
    if earlier is not None:
        return earlier
    _check(decision, person, reason)
    if not chosen:
        raise RefusedError("Choose what is to be hidden.", "chosen")
    if len(set(chosen)) > MOST:
        raise RefusedError(f"Choose at most {MOST}. The others are listed once these are hidden.", "chosen")
    hold_lanes(Contribution.objects.filter(pk__in=chosen))
    looked_at = _looked_at(list(set(chosen)), _group(decision), decision, person)
    possible = {one.contribution.pk: one.contribution for one in looked_at if not one.left_out}
    gone = [one for one in set(chosen) if one not in possible]
    if gone:
        raise ChangedError(
            f"{len(gone)} of them changed while you were looking: decided, edited or gone. Look at the list again."
        )
    found = [possible[one] for one in sorted(set(chosen))]
    bulk = Bulk.objects.create(
        what=Bulk.What.HIDE,
        person=person,
        guideline=decision.guideline,
        contributions=len(found),
        authors=authors_of(found),
        reason=reason.strip(),
        key=key,
    )
    _note("bulk.hidden", bulk, found)
    for contribution in found:
        _decide(bulk, contribution, decision)
    return bulk


@transaction.atomic
def undo(bulk: Bulk, person: User, reason: str) -> Bulk:
    """Show again what was hidden together, but for what was decided about since or is gone; each waits for a person."""
    if not may(person, "decide"):
        raise RefusedError("Your role does not decide cases. Ask a moderator or an approver.")
    if bulk.what != Bulk.What.HIDE:
        raise RefusedError("Only what was hidden together can be undone.")
    _check_reason(reason)
    decisions = bulk.decisions.select_related("contribution__channel", "contribution__disposition").order_by("pk")
    hold_lanes(Contribution.objects.filter(decisions__bulk=bulk))
    Bulk.objects.select_for_update().get(pk=bulk.pk)
    if Bulk.objects.filter(undoes=bulk).exists():
        raise ChangedError("Somebody undid this in the meantime.")
    standing = [one for one in decisions if _can_be_shown(one)]
    if not standing:
        raise RefusedError("Each of them was decided about since, or is gone, so there is nothing to undo.")
    if any(is_named(person, one.contribution) for one in standing):
        raise ConflictError("One of these comments names you, so somebody else must show them again.")
    found = [one.contribution for one in standing]
    made = Bulk.objects.create(
        what=Bulk.What.UNDO,
        person=person,
        guideline=bulk.guideline,
        undoes=bulk,
        contributions=len(found),
        authors=authors_of(found),
        reason=reason.strip(),
        key=f"undo:{bulk.pk}",
    )
    _note("bulk.undone", made, found)
    for one in standing:
        _show_again(made, one)
    return made


def _left_out(contribution: Contribution, like: Decision, person: User) -> str:
    """What the store cannot tell of all at once."""
    if like.false_claim is not None and not repeats.is_repeated(contribution, like.false_claim):
        return "To be corrected first: its author says it for the first time"
    return "It names you" if is_named(person, contribution) else ""


def _check(decision: Decision, person: User, reason: str) -> None:
    if not may(person, "decide"):
        raise RefusedError("Your role does not decide cases. Ask a moderator or an approver.")
    if decision.verdict != Decision.Verdict.BREACH or decision.actor != Decision.Actor.PERSON:
        raise RefusedError("Start from a comment that a person found to be a breach.")
    if overturned(decision):
        raise RefusedError("This was found to be no breach since, so nothing like it is hidden for it.")
    if decision.false_claim is not None and decision.false_claim.expires_on < timezone.localdate():
        raise RefusedError("The false claim has expired: its owner has to check the source again.")
    _check_reason(reason)


def _check_reason(reason: str) -> None:
    if not reason.strip():
        raise RefusedError("Say why.", "reason")
    if len(reason.strip()) > LONGEST_REASON:
        raise RefusedError(f"Write at most {LONGEST_REASON} characters.", "reason")


def _decide(bulk: Bulk, contribution: Contribution, like: Decision) -> None:
    assessment = latest_assessment(contribution)
    guideline = guideline_of.first(assessment.policy_version, like.guideline.code)
    if guideline is None:
        raise RefusedError(f"The policy has no guideline ‘{like.guideline.title}’ any more. Decide one by one.")
    decision = Decision.objects.create(
        contribution=contribution,
        contribution_kind=contribution.kind,
        version=assessment.version,
        assessment=assessment,
        policy_version=assessment.policy_version,
        guideline=guideline,
        needs_source=guideline.needs_source,
        false_claim=like.false_claim if guideline.needs_source else None,
        verdict=Decision.Verdict.BREACH,
        facts=f"It is like what decision {like.pk} is about. {bulk.reason}",
        measures="hide",
        actor=Decision.Actor.PERSON,
        person=bulk.person,
        supersedes=superseded_by_next(contribution),
        bulk=bulk,
        in_bulk=True,
        key=f"bulk:{bulk.pk}:{contribution.pk}",
    )
    if guideline.track == "immediate_block":
        queue.open_case(contribution, Case.Kind.REVIEW, priority=2, why=(BY_ITSELF,), assessment=assessment)
    else:
        rows = Case.objects.select_for_update().filter(contribution=contribution, state=Case.State.OPEN)
        for case in rows.filter(kind=Case.Kind.REVIEW):
            queue.close(case, outcome="breach", actor=f"person:{bulk.person_id}")
    hand_on(decision, contribution)
    queue.settle_disposition(contribution)


def _can_be_shown(hidden: Decision) -> bool:
    """Whether nobody decided about it since, and its author has not taken it back."""
    gone = hidden.contribution.platform_state == PlatformState.GONE
    return not gone and superseded_by_next(hidden.contribution) == hidden


def _show_again(bulk: Bulk, hidden: Decision) -> None:
    contribution = hidden.contribution
    decision = Decision.objects.create(
        contribution=contribution,
        contribution_kind=hidden.contribution_kind,
        version_id=hidden.version_id,
        assessment_id=hidden.assessment_id,
        policy_version_id=hidden.policy_version_id,
        guideline=guideline_of.get(hidden.policy_version, policies.NO_GUIDELINE),
        verdict=Decision.Verdict.NO_BREACH,
        facts=bulk.reason,
        measures="unhide",
        actor=Decision.Actor.PERSON,
        person=bulk.person,
        supersedes=hidden,
        bulk=bulk,
        in_bulk=True,
        key=f"bulk:{bulk.pk}:{contribution.pk}",
    )
    queue.open_case(contribution, Case.Kind.REVIEW, priority=3, why=(UNDONE,), assessment=hidden.assessment)
    hand_on(decision, contribution)
    queue.settle_disposition(contribution)


def _note(kind: str, bulk: Bulk, found: Sequence[Contribution]) -> None:
    records.append(
        kind,
        subject=f"bulk:{bulk.pk}",
        actor=f"person:{bulk.person_id}",
        facts={
            "bulk": bulk.pk,
            "contributions": [one.pk for one in found],
            "authors": bulk.authors,
            "guideline": bulk.guideline.code,
            "undoes": bulk.undoes_id,
        },
        content={"reason": bulk.reason},
    )

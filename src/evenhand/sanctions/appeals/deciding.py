"""The end of an appeal: another person looks at the decision as it was, and it is overturned, or it stays.

Upheld is a new decision on the same version under the same policy: what follows is undone by `overturning`, and the
text joins the body's own golden set, so that the next version of the policy or the models is seen on it.
"""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from evenhand import work
from evenhand.cases import queue
from evenhand.cases.automatic import announce
from evenhand.cases.changed import found_none_since
from evenhand.cases.conflict import check_not_named
from evenhand.cases.errors import ChangedError, ConflictError, RefusedError
from evenhand.cases.models import JUDGES_NOTHING, Case, Decision
from evenhand.cases.standing import overturned_by
from evenhand.intake.models import Contribution
from evenhand.judgement import policies
from evenhand.judgement.models import GoldenItem, Guideline
from evenhand.judgement.services import hold_lane, lane_of
from evenhand.judgement.uses import Use, may_use
from evenhand.people.models import User
from evenhand.people.permissions import may
from evenhand.records import services as records
from evenhand.sanctions.appeals.letters import addressed, letter_of
from evenhand.sanctions.appeals.receiving import subject_of
from evenhand.sanctions.appeals.taking_part import no_fresh_look, part_of, turned_down
from evenhand.sanctions.models import Appeal

State = Appeal.State
DECIDED = {State.UPHELD, State.TURNED_DOWN, State.REPEATED}


@transaction.atomic
def decide(appeal: Appeal, person: User, ended: str, reasons: str) -> Appeal:
    """Uphold an appeal, turn it down, or close it with the outcome of an earlier one, since it brings nothing new.

    Its author reads the reasons. The same word twice is one. RefusedError for who had a part in the decision;
    ChangedError where somebody else ended it meanwhile.
    """
    mine, decision = _open(appeal, person)
    if mine.state == ended and mine.decided_by_id == person.pk:
        return mine
    if mine.state != State.OPEN:
        raise _ended_already(mine)
    if ended not in DECIDED:
        raise RefusedError("Choose whether the appeal is upheld.", "ended")
    if ended != State.UPHELD:
        _check_stands(decision)
    _check_person(person, decision)
    if ended == State.TURNED_DOWN:
        _check_fresh_look(person, decision)
    mine.letter, mine.letter_version = letter_of(mine, ended, reasons), policies.in_force()
    mine.reasons, mine.decided_by = reasons.strip(), person
    if ended == State.REPEATED:
        mine.repeats = turned_down(decision).first()
    if ended == State.UPHELD:
        mine.outcome = _overturn(mine, decision, person)
    _end(mine, State(ended), person)
    return mine


@transaction.atomic
def take_back(appeal: Appeal, person: User, reasons: str) -> Appeal:
    """Note that its author no longer asks; anybody who decides may note it, since nothing is decided.

    Whoever else appealed against the same decision still asks: the first of them goes on in its place.
    """
    mine, _ = _open(appeal, person)
    if mine.state not in {State.OPEN, State.JOINED}:
        raise _ended_already(mine)
    if not reasons.strip():
        raise RefusedError("Say how they told you.", "reasons")
    mine.reasons = reasons.strip()
    others = mine.joined.order_by("received_at", "pk")
    if mine.state == State.JOINED or others.exists():
        _step_out(mine, others.first(), person)
    else:
        _end(mine, State.WITHDRAWN, person)
    return mine


def _step_out(mine: Appeal, heir: Appeal | None, person: User) -> None:
    """Take one appeal out of those that are decided together; their case goes on with the others."""
    mine.state, mine.joined_to, mine.ended_at = State.WITHDRAWN, None, timezone.now()
    mine.save()
    _note(mine, person)
    if heir is not None:
        heir.state, heir.joined_to = State.OPEN, None
        heir.save(update_fields=["state", "joined_to"])
        mine.joined.update(joined_to=heir)
        facts = {"appeal": heir.pk, "instead_of": mine.pk}
        records.append("appeal.goes_on", subject=subject_of(heir), actor=f"person:{person.pk}", facts=facts)


@transaction.atomic
def close(appeal: Appeal, person: User, reasons: str) -> Appeal:
    """Close an appeal against nothing that stands, with the reason, which stays on record.

    Who sent the form is told nothing of it: that nothing stands under a name is for its owner alone.
    """
    if not may(person, "decide"):
        raise RefusedError("Your role does not decide appeals. Ask a moderator.")
    mine = Appeal.objects.select_for_update().get(pk=appeal.pk)
    if mine.state != State.OPEN:
        raise _ended_already(mine)
    if mine.decision_id is not None:
        raise RefusedError("Its decision is found, so it is decided in its own case.")
    if not reasons.strip():
        raise RefusedError("Say why there is nothing to look at again. It stays on record.", "reasons")
    mine.reasons = reasons.strip()
    _end(mine, State.CLOSED, person)
    return mine


def _open(appeal: Appeal, person: User) -> tuple[Appeal, Decision]:
    if not may(person, "decide"):
        raise RefusedError("Your role does not decide appeals. Ask a moderator.")
    if appeal.contribution is None:
        raise RefusedError("Find first which decision the appeal is against.")
    hold_lane(appeal.contribution)
    mine = Appeal.objects.select_for_update(of=("self",)).select_related("decision", "decided_by").get(pk=appeal.pk)
    if mine.decision is None:
        raise RefusedError("Find first which decision the appeal is against.")
    return mine, mine.decision


def _check_person(person: User, decision: Decision) -> None:
    part = part_of(person, decision)
    if part:
        raise ConflictError(f"{part}, so somebody else must decide the appeal.")
    check_not_named(person, decision.version.text, what="decide the appeal")


def _check_fresh_look(person: User, decision: Decision) -> None:
    why = no_fresh_look(person, decision)
    if why:
        raise RefusedError(
            f"{why}. Close this one with the earlier outcome if it brings nothing new, or uphold it.", "ended"
        )


def _check_stands(decision: Decision) -> None:
    """ChangedError where what the letter would say stays was found to be no breach meanwhile."""
    word = overturned_by(decision)
    if word is not None:
        raise ChangedError(
            f"{found_none_since(word)}, so the decision does not stay. Nothing of yours was recorded. "
            "Uphold the appeal, so that whoever appealed hears it."
        )


def _ended_already(appeal: Appeal) -> ChangedError:
    by = f" by {appeal.decided_by}" if appeal.decided_by else ""
    said = f"This appeal was ended already{by}: {State(appeal.state).label.lower()}."
    return ChangedError(f"{said} Nothing of yours was recorded. Reload the page to read the reasons.")


def _overturn(appeal: Appeal, earlier: Decision, person: User) -> Decision:
    contribution = Contribution.objects.select_for_update().get(pk=earlier.contribution_id)
    last = Decision.objects.filter(version=earlier.version, superseded_by__isnull=True)
    decision = Decision.objects.create(
        contribution=contribution,
        contribution_kind=contribution.kind,
        version=earlier.version,
        case=appeal.case,
        assessment=earlier.assessment,
        policy_version=earlier.policy_version,
        guideline=Guideline.objects.get(policy_version=earlier.policy_version, code=policies.NO_GUIDELINE),
        verdict=Decision.Verdict.NO_BREACH,
        facts=appeal.reasons,
        measures="unhide" if _hidden_for(earlier) else "",
        actor=Decision.Actor.PERSON,
        person=person,
        supersedes=last.exclude(measures__in=JUDGES_NOTHING).order_by("-pk").first(),
        key=f"appeal:{appeal.pk}",
    )
    announce(decision)
    for name in ("sanctions.follow", "support.decided"):
        key = f"{name.partition('.')[0]}:{decision.pk}"
        work.enqueue(name, {"decision_id": decision.pk}, lane=lane_of(contribution), key=key, priority=1)
    if may_use(contribution.channel, Use.LEARN):
        GoldenItem.objects.get_or_create(
            version=earlier.version,
            defaults={
                "outcome": "escalate" if earlier.assessment.at_risk else "allow",
                "reason": "An appeal was upheld.",
                "added_by": person,
            },
        )
    return decision


def _hidden_for(earlier: Decision) -> bool:
    """Whether what hides it now is a decision on this version; a later text hidden for its own sake stays hidden."""
    rows = Decision.objects.filter(contribution=earlier.contribution_id).order_by("-pk")
    for version, measures in rows.values_list("version", "measures"):
        done = {"hide", "unhide"} & set(measures.split(","))
        if done:
            return done == {"hide"} and version == earlier.version_id
    return False


def _end(appeal: Appeal, state: State, person: User) -> None:
    """Close it, with its case and what was joined to it, and have each who appealed told."""
    appeal.state, appeal.ended_at = state, timezone.now()
    appeal.save()
    _note(appeal, person)
    _close_case(appeal, person)
    if state not in DECIDED:
        return
    for one in (appeal, *appeal.joined.select_related("decision")):
        if one.pk != appeal.pk:
            one.letter, one.letter_version = letter_of(one, state.value, appeal.reasons), appeal.letter_version
            one.save(update_fields=["letter", "letter_version"])
        to = addressed(one)
        if to is not None:
            key = f"appeal-told:{one.pk}"
            work.enqueue("sanctions.tell_appeal", {"appeal_id": one.pk}, lane=lane_of(to), key=key)


def _close_case(appeal: Appeal, person: User) -> None:
    """Close its case, unless an appeal against another decision on the same comment still waits in it."""
    if appeal.case is None or appeal.contribution is None:
        return
    if not Appeal.objects.filter(case=appeal.case, state=State.OPEN).exists():
        for case in Case.objects.select_for_update().filter(pk=appeal.case.pk, state=Case.State.OPEN):
            queue.close(case, outcome=appeal.state, actor=f"person:{person.pk}", reason="")
    queue.settle_disposition(appeal.contribution)


def _note(appeal: Appeal, person: User) -> None:
    records.append(
        f"appeal.{appeal.state}",
        subject=subject_of(appeal),
        actor=f"person:{person.pk}",
        facts={"appeal": appeal.pk, "decision": appeal.decision_id, "outcome": appeal.outcome_id},
        content={"reasons": appeal.reasons, "letter": appeal.letter},
    )

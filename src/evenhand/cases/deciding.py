"""A person's decision at the desk: checked against the policy and the platform, then written and handed on.

The schema refuses what must never be; the checks here come first so that a person reads why. Not here:
strikes, warnings and blocks (sanctions follows each decision), and doing it (actions).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from evenhand import work
from evenhand.cases import queue, repeats
from evenhand.cases.automatic import announce, note
from evenhand.cases.changed import closed_already
from evenhand.cases.conflict import check_not_named
from evenhand.cases.errors import RefusedError
from evenhand.cases.first_time import is_exempt
from evenhand.cases.models import ASKED, JUDGES_NOTHING, Case, Decision
from evenhand.cases.routing import ACCUSATION
from evenhand.intake.models import Contribution, Version
from evenhand.judgement import policies
from evenhand.judgement.models import Assessment, FalseClaim, Guideline
from evenhand.judgement.services import hold_lane, lane_of
from evenhand.people.models import User
from evenhand.people.permissions import may
from evenhand.platforms.interface import Operation, Platform
from evenhand.platforms.offers import available
from evenhand.store.prepared import Value, prepared

BREACH_MEASURES = ("hide", "delete", "platform_report", "warn")
KEEP_MEASURES = ("unhide",)
TAKES_AWAY = {"hide", "delete"}


@prepared
def decision_of(key: Value) -> QuerySet[Decision]:
    """The decision that a form with this key made."""
    return Decision.objects.filter(key=key)


@prepared
def _newest(contribution: Value) -> QuerySet[Version]:
    return Version.objects.filter(contribution=contribution).exclude(change="removed").order_by("-number")


@prepared
def _assessments(contribution: Value) -> QuerySet[Assessment]:
    rows = Assessment.objects.filter(version__contribution=contribution).exclude(version__change="removed")
    told = rows.select_related("version", "policy_version").defer("policy_version__source")
    return told.order_by("-version__number", "-pk")


@prepared
def guideline_of(policy_version: Value, code: Value) -> QuerySet[Guideline]:
    """One guideline of a policy version."""
    return Guideline.objects.filter(policy_version=policy_version, code=code)


@prepared
def _not_superseded(contribution: Value) -> QuerySet[Decision]:
    rows = Decision.objects.filter(contribution=contribution, superseded_by__isnull=True)
    return rows.exclude(measures__in=JUDGES_NOTHING).order_by("-pk")


@dataclass(frozen=True, slots=True)
class Choice:
    """What a person chose on the case page. `key` makes a form sent twice count once.

    `harm` says what harm a false claim does that is hidden uncorrected; `told` says, of a notice of complaint, when
    and how whoever complains was told.
    """

    verdict: str
    guideline: str
    facts: str
    key: str
    measures: tuple[str, ...] = ()
    false_claim: str = ""
    told: str = ""
    harm: str = ""
    texts: Mapping[str, str] = field(default_factory=dict)


def measures_on(platform: str, kind: str) -> tuple[str, ...]:
    """The measures that exist here, by API or by hand: never hide for a direct message or where no hide exists."""
    public = kind != "direct_message"
    here = Platform(platform)
    return tuple(
        name
        for name in BREACH_MEASURES
        if name == "warn" or ((public or name == "platform_report") and available(here, Operation(name)))
    )


@transaction.atomic
def decide(case: Case, person: User, choice: Choice) -> Decision:
    """Write the decision, close the case, hand on to actions and sanctions. Raises RefusedError with the reason."""
    earlier = decision_of.first(choice.key)
    if earlier is not None:
        return earlier
    hold_lane(case.contribution)
    locked = queue.locked_case.get(case.pk)
    contribution = queue.locked_contribution.get(locked.contribution_id)
    _check_person(person, locked, contribution)
    complained_of = is_complained_of(locked)
    if complained_of and not choice.told.strip():
        raise RefusedError("Say when and how whoever complains was told what you do.", "told")
    assessment = latest_assessment(contribution)
    guideline = _guideline(choice, assessment)
    measures = _measures(choice, guideline, contribution, assessment)
    claim = _claim(choice, guideline)
    if claim is not None and TAKES_AWAY & set(measures):
        repeats.check_may_take_away(contribution, claim, choice.harm)
    if guideline.code == ACCUSATION and "delete" in measures and not complained_of:
        _keep_it(contribution)
    decision = Decision.objects.create(
        contribution=contribution,
        contribution_kind=contribution.kind,
        version=assessment.version,
        case=locked,
        assessment=assessment,
        policy_version=assessment.policy_version,
        guideline=guideline,
        needs_source=guideline.needs_source,
        false_claim=claim,
        verdict=choice.verdict,
        facts=f"{choice.facts.strip()} {choice.harm.strip()}".strip(),
        measures=",".join(measures),
        texts=dict(choice.texts),
        actor=Decision.Actor.PERSON,
        person=person,
        supersedes=superseded_by_next(contribution),
        key=choice.key,
    )
    told = choice.told.strip() if complained_of else ""
    queue.close(locked, outcome=choice.verdict, actor=f"person:{person.pk}", reason=told)
    hand_on(decision, contribution)
    queue.settle_disposition(contribution)
    return decision


def is_complained_of(case: Case) -> bool:
    """Whether a notice of complaint about the words came in, whose sender is told by law what we do."""
    return case.kind == Case.Kind.LEGAL and any(reason.startswith(queue.NOTICE) for reason in case.why)


def _keep_it(contribution: Contribution) -> None:
    """An accusation may be true, and somebody is to look into it: where it can be hidden it is not deleted."""
    if "hide" in measures_on(contribution.channel.platform, contribution.kind):
        raise RefusedError("Hide it, do not delete it: somebody may have to look into what it says.", "measures")


def _warns_first(decision: Decision, contribution: Contribution) -> bool:
    """Whether the warning goes before anything is taken away.

    A public reply has to be seen under the comment, and even a private one answers a comment that is still there.
    """
    measures = decision.measure_list()
    if "warn" not in measures or contribution.is_private:
        return False
    private = available(Platform(contribution.channel.platform), Operation.PRIVATE_REPLY, by_api=True)
    return "delete" in measures or not private


def hand_on(decision: Decision, contribution: Contribution) -> None:
    """Hand a new decision on to both rooms below, in the order in which both can be done."""
    warn_first = _warns_first(decision, contribution)
    if warn_first:
        note(decision)
    else:
        announce(decision)
    work.enqueue(
        "sanctions.follow",
        {"decision_id": decision.pk, "then_carry_out": warn_first},
        lane=lane_of(contribution),
        key=f"sanctions:{decision.pk}",
        priority=1,
    )
    work.enqueue(  # whoever reported it is told the outcome
        "support.decided", {"decision_id": decision.pk}, lane=lane_of(contribution), key=f"reported:{decision.pk}"
    )


def _check_person(person: User, case: Case, contribution: Contribution) -> None:
    if not may(person, "decide"):
        raise RefusedError("Your role does not decide cases. Ask a moderator or an approver.")
    if case.state != Case.State.OPEN:
        raise closed_already(case)
    if case.kind in ASKED:
        raise RefusedError(
            "What somebody asked is answered, not decided. Answer it, redirect it, or close it with a reason."
        )
    if case.kind == Case.Kind.SAFEGUARDING:
        raise RefusedError("Somebody may be at risk: this case is not decided, it ends with what was done for them.")
    latest = _newest.first(contribution)
    if latest is not None:
        check_not_named(person, latest.text)


def latest_assessment(contribution: Contribution) -> Assessment:
    """The assessment of the newest text; RefusedError where there is none yet."""
    found = _assessments.first(contribution)
    if found is None:
        raise RefusedError("This comment has not been read against the policy yet. Wait a moment and reload the page.")
    return found


def _guideline(choice: Choice, assessment: Assessment) -> Guideline:
    code = choice.guideline or policies.NO_GUIDELINE
    row = guideline_of.first(assessment.policy_version, code)
    if row is None:
        raise RefusedError("Choose a guideline of the policy.", "guideline")
    if choice.verdict == Decision.Verdict.BREACH and code == policies.NO_GUIDELINE:
        raise RefusedError("Choose the guideline that it breaches.", "guideline")
    return row


def _measures(
    choice: Choice, guideline: Guideline, contribution: Contribution, assessment: Assessment
) -> tuple[str, ...]:
    if not choice.facts.strip():
        raise RefusedError("Say what in the comment led to this decision.", "facts")
    if choice.verdict == Decision.Verdict.NO_BREACH:
        return _keeping(choice, contribution)
    if choice.verdict != Decision.Verdict.BREACH:
        raise RefusedError("Choose whether it breaches a guideline.", "verdict")
    allowed = measures_on(contribution.channel.platform, contribution.kind)
    if not choice.measures:
        raise RefusedError("An upheld breach needs an action. Choose at least one.", "measures")
    if any(measure not in allowed for measure in choice.measures):
        raise RefusedError(f"Choose only actions that exist here: {', '.join(allowed)}.", "measures")
    takes_away = TAKES_AWAY & set(allowed)
    if guideline.track == "immediate_block" and takes_away and not takes_away & set(choice.measures):
        raise RefusedError("A discriminatory comment is hidden or deleted at once. Choose one of the two.", "measures")
    if "warn" in choice.measures:
        _check_warning(guideline, contribution, assessment)
    order = {name: place for place, name in enumerate(BREACH_MEASURES)}
    return tuple(sorted(set(choice.measures), key=order.__getitem__))


def _keeping(choice: Choice, contribution: Contribution) -> tuple[str, ...]:
    if set(choice.measures) - set(KEEP_MEASURES):
        raise RefusedError("What does not breach a guideline cannot be acted on.", "measures")
    return KEEP_MEASURES if hidden_by_us(contribution) else ()


def hidden_by_us(contribution: Contribution) -> bool:
    """Whether a decision hid it that no later one undid; one between may have asked for something else only."""
    rows = Decision.objects.filter(contribution=contribution).order_by("-pk").values_list("measures", flat=True)
    shown_or_hidden = (part for measures in rows for part in measures.split(",") if part in {"hide", "unhide"})
    return next(shown_or_hidden, "") == "hide"


def _check_warning(guideline: Guideline, contribution: Contribution, assessment: Assessment) -> None:
    if not guideline.makes_strike:
        raise RefusedError(
            f"‘{guideline.title}’ never counts against its author, so nobody is warned for it.", "measures"
        )
    if assessment.at_risk or queue.said_to_be_at_risk(contribution.pk):
        raise RefusedError("Its author may be at risk: help them, do not warn them.", "measures")
    if contribution.author_id is None:
        raise RefusedError("The platform does not say who wrote it, so nobody can be warned.", "measures")
    if is_exempt(contribution, assessment, guideline):
        raise RefusedError(
            "The first time, when nobody is its target, this does not count, so nobody is warned for it.", "measures"
        )


def _claim(choice: Choice, guideline: Guideline) -> FalseClaim | None:
    if not guideline.needs_source or choice.verdict != Decision.Verdict.BREACH:
        return None
    row = FalseClaim.objects.filter(code=choice.false_claim, expires_on__gte=timezone.localdate()).first()
    if row is None:
        raise RefusedError("Choose the false claim and its official source from the register.", "false_claim")
    return row


def superseded_by_next(contribution: Contribution) -> Decision | None:
    """The last word on a contribution, which the next decision supersedes."""
    return _not_superseded.first(contribution)

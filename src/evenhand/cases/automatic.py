"""What follows an assessment without a person: the machine's own decision to hide, and the cases it opens.

The machine decides only to hide, only in public, only under a guideline whose policy row allows it on that
platform (promise 2); the database refuses the decision otherwise.
"""

from __future__ import annotations

from django.db.models import QuerySet

from evenhand import work
from evenhand.cases import pausing, snoozing, watching
from evenhand.cases.due import due_at
from evenhand.cases.models import Case, Decision
from evenhand.cases.queue import open_case, settle_disposition
from evenhand.cases.routing import (
    ENCOURAGEMENT,
    METHOD_GUIDELINE,
    MOST_URGENT,
    Wanted,
    is_attack,
    is_rude,
    quotes_hate,
    wanted_cases,
)
from evenhand.intake.models import Contribution, Disposition
from evenhand.intake.notices import is_notice
from evenhand.judgement.models import Assessment, AutomaticHide, Guideline
from evenhand.judgement.services import lane_of
from evenhand.records import services as records
from evenhand.store.prepared import Value, prepared

# From this priority on, people look again at what the machine hid; below it a public 'how to ask' is enough
# (clauses.md, 'Silent hide v fair notice').
LOOK_AGAIN_PRIORITY = 2


@prepared
def _contribution(key: Value) -> QuerySet[Contribution]:
    return Contribution.objects.select_related("channel", "disposition").filter(pk=key)


@prepared
def _rules(policy_version: Value) -> QuerySet[Guideline]:
    return Guideline.objects.filter(policy_version=policy_version)


@prepared
def _decided(contribution: Value) -> QuerySet[Decision]:
    return Decision.objects.filter(contribution=contribution).order_by("-pk")


@prepared
def _keyed(key: Value) -> QuerySet[Decision]:
    return Decision.objects.filter(key=key)


@prepared
def _kept(contribution: Value, number: Value) -> QuerySet[Decision]:
    return Decision.objects.filter(
        contribution=contribution,
        version__number=number,
        actor=Decision.Actor.PERSON,
        verdict=Decision.Verdict.NO_BREACH,
    )


@prepared
def _permits(guideline: Value, platform: Value) -> QuerySet[AutomaticHide]:
    return AutomaticHide.objects.select_related("guideline").filter(guideline=guideline, platform=platform)


def route(assessment: Assessment) -> None:
    """Decide what the machine may, open the cases that people must see, and say where the contribution stands."""
    contribution = _contribution.get(assessment.version.contribution_id)
    assessment.version.contribution = contribution
    pausing.author_wrote(assessment.version)
    snoozing.author_wrote(assessment.version)
    why = _in_need(assessment)
    if why:  # even where its author took it back or changed it a moment later
        open_case(contribution, Case.Kind.SAFEGUARDING, priority=MOST_URGENT, why=why, assessment=assessment)
    if contribution.disposition.state == Disposition.State.GONE:
        return
    if is_notice(contribution):  # nobody's words: the case that stands on it is opened by who keeps it
        settle_disposition(contribution)
        return
    if assessment.version.number != contribution.latest_version:
        return  # an edit came since; its own assessment follows
    if contribution.is_private:
        _have_heard(assessment, contribution)
    rules = {row.code: row for row in _rules.rows(assessment.policy_version)} if assessment.findings else {}
    decision = _decide_to_hide(assessment, contribution, rules)
    for wanted in _wanted(assessment, rules, decision):
        case = open_case(contribution, wanted.kind, priority=wanted.priority, why=wanted.why, assessment=assessment)
        if wanted.kind == Case.Kind.LEGAL:
            _as_soon_as_a_review(case)
    watching.look(contribution, assessment.version.text)
    settle_disposition(contribution)
    _see_to_staff(assessment, contribution)


def _as_soon_as_a_review(case: Case) -> None:
    """An accusation stands in public until somebody looks: what else is legal may take longer, this may not."""
    soon = due_at(Case.Kind.REVIEW, case.opened_at)
    if case.due_at is not None and soon < case.due_at:
        case.due_at = soon
        case.save(update_fields=["due_at"])


def _see_to_staff(assessment: Assessment, contribution: Contribution) -> None:
    """Care looks whether a rude text is aimed at somebody on its register of people featured."""
    if is_attack(assessment.findings) or is_rude(assessment.signals):
        work.enqueue(
            "care.staff",
            {"assessment_id": assessment.pk},
            lane=lane_of(contribution),
            key=f"staff:{assessment.pk}",
            priority=2,
        )


def _in_need(assessment: Assessment) -> tuple[str, ...]:
    """Why somebody should be helped: they may be at risk; and whoever describes a method may be too (clause 35)."""
    says_how = any(finding["guideline_id"] == METHOD_GUIDELINE for finding in assessment.findings)
    return (
        *(("Someone may be at risk.",) if assessment.at_risk else ()),
        *(("It says how somebody could harm themselves. Whoever wrote it may need help.",) if says_how else ()),
    )


def urges_self_harm(assessment: Assessment) -> bool:
    """Whether what was found breached is that somebody is urged to harm themselves."""
    evidence = (one for finding in assessment.findings for one in finding.get("evidence", ()))
    return any(one["signal"] == ENCOURAGEMENT for one in evidence)


def _have_heard(assessment: Assessment, contribution: Contribution) -> None:
    """Support reads each direct message too, after its cases are open: it may report a comment."""
    work.enqueue(
        "support.listen",
        {"assessment_id": assessment.pk},
        lane=lane_of(contribution),
        key=f"listen:{assessment.pk}",
        priority=4,
    )


def _wanted(assessment: Assessment, rules: dict[str, Guideline], decision: Decision | None) -> list[Wanted]:
    codes = [str(finding["guideline_id"]) for finding in assessment.findings]
    needs_people = assessment.outcome in {"escalate", "remove_and_block"} or any(
        rules[code].priority <= LOOK_AGAIN_PRIORITY for code in codes if code in rules
    )
    wanted = wanted_cases(
        outcome=assessment.outcome,
        findings=assessment.findings,
        intents=assessment.intents,
        priorities={code: row.priority for code, row in rules.items()},
        titles={code: row.title for code, row in rules.items()},
        hidden_by_machine=decision is not None,
        needs_people=needs_people,
        urges_self_harm=urges_self_harm(assessment),
        # nobody but us reads a message, and who reports a comment to us quotes it
        quotes_hate=quotes_hate(assessment.signals) and not assessment.version.contribution.is_private,
        text=assessment.version.text,
        private=assessment.version.contribution.is_private,
    )
    if not wanted and decision is None and _was_acted_on(assessment):
        why = ("The author changed it after it was acted on, and it no longer breaches.",)
        wanted = [Wanted(Case.Kind.REVIEW, 3, why)]
    return wanted


def _was_acted_on(assessment: Assessment) -> bool:
    last = _decided.first(assessment.version.contribution_id)
    return last is not None and last.verdict == Decision.Verdict.BREACH


def _decide_to_hide(assessment: Assessment, contribution: Contribution, rules: dict[str, Guideline]) -> Decision | None:
    if assessment.automatic != "hide" or contribution.is_private or _people_kept(contribution):
        return None
    permit = _permit(assessment, contribution, rules)
    if permit is None:
        return None
    key = f"automatic:{assessment.pk}"
    decision, created = _keyed.get_or_make(
        key,
        make=lambda: Decision.objects.create(
            key=key,
            contribution=contribution,
            contribution_kind=contribution.kind,
            version=assessment.version,
            assessment=assessment,
            policy_version=assessment.policy_version,
            guideline=permit.guideline,
            needs_source=permit.guideline.needs_source,
            verdict=Decision.Verdict.BREACH,
            facts=_facts(assessment, permit.guideline.code),
            measures="hide",
            actor=Decision.Actor.MACHINE,
            automatic_hide=permit,
        ),
    )
    if created:
        announce(decision)
    return decision


def _people_kept(contribution: Contribution) -> bool:
    """Whether a person looked at this very version and kept it: the machine does not overrule people."""
    return _kept.exists(contribution, contribution.latest_version)


def _permit(assessment: Assessment, contribution: Contribution, rules: dict[str, Guideline]) -> AutomaticHide | None:
    for finding in assessment.findings:
        rule = rules.get(str(finding["guideline_id"]))
        if rule is None or not finding.get("automatic"):
            continue
        permit = _permits.first(rule, contribution.channel.platform)
        if permit is not None:
            return permit
    return None


def _facts(assessment: Assessment, code: str) -> str:
    finding = next(item for item in assessment.findings if item["guideline_id"] == code)
    details = [str(one["detail"]) for one in finding.get("evidence", []) if one.get("detail")]
    return " ".join(dict.fromkeys(details))[:2000] or "The automatic filter matched."


def announce(decision: Decision) -> None:
    """Record a decision and hand it on to actions, in the transaction that made it."""
    note(decision)
    carry_out(decision)


def carry_out(decision: Decision) -> None:
    """Hand a decision on to actions; twice is once."""
    work.enqueue(
        "actions.carry_out",
        {"decision_id": decision.pk},
        lane=lane_of(decision.contribution),
        key=f"carry-out:{decision.pk}",
        priority=1,
    )


def note(decision: Decision) -> None:
    """Write a decision to the record."""
    contribution = decision.contribution
    actor = f"person:{decision.person_id}" if decision.person_id else "machine"
    records.append(
        "decision.made",
        subject=f"contribution:{contribution.pk}",
        actor=actor,
        facts={
            "decision": decision.pk,
            "verdict": decision.verdict,
            "guideline": decision.guideline.code,
            "policy": decision.policy_version.digest,
            "measures": decision.measures,
            "version": decision.version.number,
        },
        content={"facts": decision.facts, "texts": decision.texts},
    )

"""What reporters are told once a person has decided on the comment: once each, in words that are the policy's.

That we looked and acted, or may do nothing: never what was done, nor to whom. The person who decided sends it.
"""

from __future__ import annotations

from django.db.models import QuerySet

from evenhand import policy as policies_data
from evenhand import work
from evenhand.cases import queue
from evenhand.cases.automatic import announce
from evenhand.cases.correcting import CORRECTED, is_correction
from evenhand.cases.deciding import latest_assessment
from evenhand.cases.models import Case, Decision
from evenhand.cases.routing import REPORTS_ITSELF
from evenhand.judgement import policies
from evenhand.judgement.models import Guideline
from evenhand.judgement.services import lane_of
from evenhand.platforms.interface import Platform
from evenhand.platforms.offers import private_way
from evenhand.policy import language_of
from evenhand.store.prepared import Value, prepared
from evenhand.support import form_reports
from evenhand.support.models import MemberReport
from evenhand.support.reports import FEW

State = MemberReport.State
LOOK_ON = "Its false claim was corrected; look whether anything else in it was reported."
"""Why the reports' case stays open: whoever corrects a claim has not looked at what was reported."""


@prepared
def _open(contribution: Value) -> QuerySet[Case]:
    rows = Case.objects.select_for_update()
    return rows.filter(contribution=contribution, kind=Case.Kind.MEMBER_REPORT, state=Case.State.OPEN)


@prepared
def _found(contribution: Value) -> QuerySet[MemberReport]:
    rows = MemberReport.objects.filter(found=contribution, state=State.FOUND, case__isnull=False)
    return rows.select_related("message").order_by("pk")


def follow(decision: Decision) -> None:
    """Close the reports' case, however the comment came to be decided, and have each reporter told.

    Not where a claim was corrected from another case: something else may have been reported, so a person looks first.
    """
    if decision.actor != Decision.Actor.PERSON or _only_undoes(decision):
        return
    corrected = is_correction(decision)
    if corrected and (decision.case is None or decision.case.kind != Case.Kind.MEMBER_REPORT):
        _leave_open(decision)
        return
    outcome = CORRECTED if corrected else decision.verdict
    for case in _open.rows(decision.contribution_id):
        if _is_reported(case):  # else the contribution itself reports another one
            queue.close(case, outcome=outcome, actor=f"person:{decision.person_id}")
            _go_on_with_its_own(case)
    if decision.case is not None and decision.case.kind == Case.Kind.MEMBER_REPORT and _is_reported(decision.case):
        _go_on_with_its_own(decision.case)
    queue.settle_disposition(decision.contribution)
    form_reports.follow(decision)
    latest = {report.author_id: report for report in _found.rows(decision.contribution_id)}
    for report in latest.values():
        work.enqueue(
            "support.tell",
            {"report_id": report.pk, "decision_id": decision.pk},
            lane=lane_of(report.message),
            key=f"report-tell:{report.pk}",
        )


def _leave_open(decision: Decision) -> None:
    for case in _open.rows(decision.contribution_id):
        if _is_reported(case):
            queue.open_case(case.contribution, Case.Kind.MEMBER_REPORT, priority=case.priority, why=(LOOK_ON,))
    queue.settle_disposition(decision.contribution)


def _is_reported(case: Case) -> bool:
    return case.reports.exists() or case.form_reports.exists()


def _go_on_with_its_own(case: Case) -> None:
    """What is reported may itself report something: that was not what was decided, so it waits on (promise 9)."""
    if REPORTS_ITSELF in case.why:
        why = (REPORTS_ITSELF,)
        queue.open_case(case.contribution, Case.Kind.MEMBER_REPORT, priority=FEW, why=why, assessment=case.assessment)


def _only_undoes(decision: Decision) -> bool:
    """Whether it shows again what was hidden in bulk: nobody has judged it yet, its review waits for that."""
    return decision.in_bulk and decision.verdict == Decision.Verdict.NO_BREACH


def tell(report: MemberReport, decided: Decision) -> Decision | None:
    """Write to one reporter what came of it, in the name of who decided. Telling twice is telling once."""
    same = MemberReport.objects.filter(case=report.case, author=report.author)
    if same.filter(outcome__isnull=False).exists():
        return None
    message = report.message
    told = None
    if private_way(Platform(message.channel.platform), in_message=True) is not None:
        told = _write(report, decided)
        announce(told)
    same.exclude(pk=report.pk).update(state=State.TOLD)
    report.state, report.outcome = State.TOLD, told
    report.save(update_fields=["state", "outcome"])
    return told


def _write(report: MemberReport, decided: Decision) -> Decision:
    assessment = latest_assessment(report.message)
    policy = policies.policy_of(assessment.policy_version)
    letter = form_reports.letter_of(decided)
    words = policies_data.render(policy, letter, language_of(policy, letter, assessment.language))
    return Decision.objects.create(
        contribution=report.message,
        contribution_kind=report.message.kind,
        version=assessment.version,
        assessment=assessment,
        policy_version=assessment.policy_version,
        guideline=Guideline.objects.get(policy_version=assessment.policy_version, code=policies.NO_GUIDELINE),
        verdict=Decision.Verdict.NO_BREACH,
        facts="Its author reported a comment; this is the outcome.",
        measures="message",
        texts={"message": words},
        actor=Decision.Actor.PERSON,
        person_id=decided.person_id,
        key=f"report-outcome:{report.pk}",
    )

"""The named tasks of this room: hearing direct messages, counting reports, telling reporters the outcome."""

from __future__ import annotations

from uuid import UUID

from django.db.models import QuerySet

from evenhand import work
from evenhand.actions.models import Action
from evenhand.cases.models import Decision
from evenhand.judgement.models import Assessment
from evenhand.store.prepared import Value, prepared
from evenhand.support import form_reports, masks, outcomes, replying, reports, worries
from evenhand.support.models import FormReport, MemberReport
from evenhand.work.types import JSON


@prepared
def _decision(key: Value) -> QuerySet[Decision]:
    return Decision.objects.select_related("contribution__disposition").filter(pk=key)


@work.task("support.listen")
def listen(payload: dict[str, JSON]) -> None:
    """Follow one direct message, once it is assessed and routed {assessment_id}."""
    reports.listen(Assessment.objects.select_related("version").get(pk=int(str(payload["assessment_id"]))))


@work.task("support.count")
def count(payload: dict[str, JSON]) -> None:
    """Count one report on the case of the comment it tells of, in that comment's lane {report_id}."""
    rows = MemberReport.objects.select_related("found__disposition")
    reports.count(rows.get(pk=int(str(payload["report_id"]))))


@work.task("support.look_for")
def look_for(payload: dict[str, JSON]) -> None:
    """Find the comment that a report by the public form tells of {report_id, look: looks before}."""
    report = FormReport.objects.select_for_update().get(pk=int(str(payload["report_id"])))
    form_reports.look_for(report, int(str(payload.get("look", 0))))


@work.task("support.look_again")
def look_again(payload: dict[str, JSON]) -> None:
    """Look again for the comment that a report by message tells of {report_id, look: looks before}."""
    reports.look_again(int(str(payload["report_id"])), int(str(payload["look"])))


@work.task("support.count_form")
def count_form(payload: dict[str, JSON]) -> None:
    """Count one report by the form on the case of its comment, in that comment's lane {report_id}."""
    rows = FormReport.objects.select_related("found__disposition")
    form_reports.count(rows.get(pk=int(str(payload["report_id"]))))


@work.task("support.at_risk")
def at_risk(payload: dict[str, JSON]) -> None:
    """Read what somebody wrote by a public form for somebody at risk {of: report:12 or appeal:3}."""
    worries.look(str(payload["of"]))


@work.task("support.mask")
def mask(payload: dict[str, JSON]) -> None:
    """Judge words that came by a form for what pages must mask, and nothing else {of: report:12 or appeal:3}."""
    masks.judge(masks.standing(str(payload["of"])))


@work.task("support.not_delivered")
def not_delivered(payload: dict[str, JSON]) -> None:
    """An answer did not reach its reader: what they asked is open again {action_id}."""
    rows = Action.objects.select_related("decision__case", "contribution__disposition")
    replying.come_back(rows.get(pk=UUID(str(payload["action_id"]))))


@work.task("support.decided")
def decided(payload: dict[str, JSON]) -> None:
    """A person decided on a contribution that may have been reported {decision_id}."""
    outcomes.follow(_decision.get(int(str(payload["decision_id"]))))


@work.task("support.tell")
def tell(payload: dict[str, JSON]) -> None:
    """Tell one reporter the outcome, in the reporter's lane {report_id, decision_id}."""
    rows = MemberReport.objects.select_related("message__channel", "message__author", "author", "case")
    report = rows.get(pk=int(str(payload["report_id"])))
    outcomes.tell(report, Decision.objects.get(pk=int(str(payload["decision_id"]))))

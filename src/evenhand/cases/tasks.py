"""The named tasks of this room: `cases.route`, `cases.contribution_gone`, and the sweep for lost hand-overs."""

from __future__ import annotations

from datetime import timedelta

from django.db.models import QuerySet

from evenhand import work
from evenhand.cases import incidents, watching
from evenhand.cases.automatic import route as route_assessment
from evenhand.cases.deciding import is_complained_of
from evenhand.cases.models import ASKED, Case, WatchedCase
from evenhand.cases.queue import COUNTS_MANY, close, settle_disposition
from evenhand.intake.models import Contribution
from evenhand.judgement.models import Assessment
from evenhand.store.prepared import Value, prepared
from evenhand.work.types import JSON


@prepared
def _assessment(key: Value) -> QuerySet[Assessment]:
    rows = Assessment.objects.select_related("version", "policy_version").defer("policy_version__source")
    return rows.filter(pk=key)


@prepared
def _contribution(key: Value) -> QuerySet[Contribution]:
    return Contribution.objects.select_related("disposition").filter(pk=key)


@work.task("cases.route")
def route(payload: dict[str, JSON]) -> None:
    """Follow up one assessment {assessment_id}."""
    route_assessment(_assessment.get(int(str(payload["assessment_id"]))))


@work.task("cases.look_back")
def look_back(payload: dict[str, JSON]) -> None:
    """A court case was put on the watch-list: the next of what was there is looked at too {watched_id, before}."""
    before = int(str(payload.get("before", watching.LAST)))
    watching.look_back(WatchedCase.objects.get(pk=int(str(payload["watched_id"]))), before)


@work.task("cases.look_at_named")
def look_at_named(payload: dict[str, JSON]) -> None:
    """One contribution that names a court case on the watch-list {watched_id, contribution_id}."""
    rows = Contribution.objects.select_related("disposition", "channel")
    watched = WatchedCase.objects.get(pk=int(str(payload["watched_id"])))
    watching.look_at(watched, rows.get(pk=int(str(payload["contribution_id"]))))


@work.task("cases.contribution_gone")
def contribution_gone(payload: dict[str, JSON]) -> None:
    """Its author removed it: close what was to be looked at {contribution_id}.

    People at risk, questions, reports and appeals stay open (who asked is owed an outcome), and so do notices of
    complaint (whoever complains is told by law what was done) and what an upheld breach led to: taking a comment back
    undoes no strike, and whoever waits to be unblocked still waits. One of many that is taken back leaves the case of
    them all.
    """
    rows = Case.objects.select_for_update().filter(
        contribution_id=int(str(payload["contribution_id"])), state=Case.State.OPEN
    )
    owed = {*ASKED, Case.Kind.MEMBER_REPORT, Case.Kind.APPEAL}
    led_to = {Case.Kind.CONFIRMATION, Case.Kind.BLOCK_APPROVAL, Case.Kind.BLOCK_REVIEW}
    stays = {Case.Kind.SAFEGUARDING, *led_to, *owed}
    for case in rows.exclude(kind__in=stays):
        if COUNTS_MANY in case.why or is_complained_of(case):
            continue
        close(case, outcome="gone", actor="machine", reason="The author removed it.")
    settle_disposition(_contribution.get(int(str(payload["contribution_id"]))))


@work.sweep("cases.end_incidents", every=timedelta(seconds=30))
def end_incidents() -> None:
    """Incident mode ends by itself."""
    incidents.end_due()

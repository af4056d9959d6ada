"""Reports by the public form: the same effect as by message, one case on the comment, for people without an account.

Nobody can tell one sender from another, so all reports by the form weigh as one reporter, however many come: a count
is no vote, and anybody can fill in a form a hundred times. Their words are for those who may know reporters.
"""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from evenhand import policy as policies_data
from evenhand import work
from evenhand.cases.correcting import was_corrected
from evenhand.cases.due import due_at
from evenhand.cases.errors import RefusedError
from evenhand.cases.models import Case, Decision
from evenhand.channels.models import Channel
from evenhand.intake.models import Contribution
from evenhand.intake.words import storable
from evenhand.judgement import policies
from evenhand.judgement.services import hold_lane, lane_of
from evenhand.people.models import User
from evenhand.people.permissions import may
from evenhand.records import services as records
from evenhand.sanctions import references
from evenhand.support import finding, looking_again, reports, worries
from evenhand.support.models import FormReport

State = FormReport.State
LONGEST_REASON = 500


def receive(channel: Channel, words: str, link: str = "") -> FormReport:
    """Keep what the form said; which comment it means is looked for by the worker.

    Where the right link came with the wrong channel, the link counts: the channel of a report never changes afterwards.
    """
    words, link = storable(words)[0], storable(link)[0]
    return _keep(finding.channel_meant(channel, link), words, link)


@transaction.atomic
def _keep(channel: Channel, words: str, link: str) -> FormReport:
    now = timezone.now()
    report = FormReport.objects.create(
        reference=references.new(),
        channel=channel,
        words=words,
        link=link,
        received_at=now,
        due_at=due_at(Case.Kind.MEMBER_REPORT, now),
    )
    _note(report, "form_report.received")
    work.enqueue(
        "support.look_for", {"report_id": report.pk}, lane=str(report), key=f"form-report:{report.pk}", priority=4
    )
    worries.have_read(report)
    return report


def look_for(report: FormReport, look: int = 0) -> None:
    """Find its comment; where that is not sure, the report waits for a person, and is looked for a few times more."""
    if report.state != State.OPEN:
        return
    found = finding.find_on(report.channel_id, f"{report.link}\n{report.words}")
    found = looking_again.meant(found, report.received_at)
    if found is not None:
        _found(report, found.contribution, FormReport.How(found.how.value), found.score)
    else:
        looking_again.later("support.look_for", report.pk, look)


@transaction.atomic
def say(report: FormReport, contribution: Contribution, person: User) -> FormReport:
    """A person says which comment is meant. RefusedError where it has ended, or the comment is not of its channel."""
    _check(person)
    hold_lane(contribution)
    mine = FormReport.objects.select_for_update().get(pk=report.pk)
    if mine.state != State.OPEN:
        raise RefusedError("Its comment was found, or it was closed, already. Go back to the list of reports.")
    if contribution.channel_id != mine.channel_id:
        raise RefusedError("That is on another channel than the one that the form names.", "where")
    if contribution.is_private:
        raise RefusedError("That is a private message. A report is about what others can see.", "where")
    _found(mine, contribution, FormReport.How.PERSON, None, person)
    return mine


@transaction.atomic
def close(report: FormReport, person: User, reasons: str) -> None:
    """Nobody can tell which comment is meant. RefusedError without a reason, or where it has ended."""
    _check(person)
    mine = FormReport.objects.select_for_update().get(pk=report.pk)
    if mine.state != State.OPEN:
        raise RefusedError("Its comment was found, or it was closed, already. Go back to the list of reports.")
    if not reasons.strip():
        raise RefusedError("Say where you looked.", "reasons")
    if len(reasons.strip()) > LONGEST_REASON:
        raise RefusedError(f"Write at most {LONGEST_REASON} characters.", "reasons")
    mine.state, mine.closed_by, mine.reasons, mine.ended_at = State.CLOSED, person, reasons.strip(), timezone.now()
    mine.save(update_fields=["state", "closed_by", "reasons", "ended_at"])
    _note(mine, "form_report.closed", person)


def count(report: FormReport) -> Case:
    """Count a report on the one case of its comment, in that comment's lane."""
    if report.found is None:
        raise ValueError("A report is counted once its comment is found.")
    case = reports.case_on(report.found)
    report.case = case
    report.save(update_fields=["case"])
    return reports.recount(case)


def follow(decision: Decision) -> None:
    """A person decided on the comment: from now on the page of each report says what came of it."""
    rows = FormReport.objects.filter(found=decision.contribution_id, state=State.FOUND, case__isnull=False)
    if not rows.exists():
        return  # a letter with a gap must not stop a decision that nobody reported by form
    policy = policies.policy_of(decision.policy_version)
    words = policies_data.render(policy, letter_of(decision), policy.language)
    rows.update(state=State.TOLD, outcome=decision, letter=words, ended_at=timezone.now())


def letter_of(decision: Decision) -> str:
    """What reporters are told of a decision: that we acted, be it by a correction in public, or may do nothing."""
    acted = decision.verdict == Decision.Verdict.BREACH or was_corrected(decision.version_id)
    return "report_acted" if acted else "report_kept"


def look_up(number: str) -> FormReport | None:
    """The report with this number, as somebody typed it."""
    known = references.read(number)
    return FormReport.objects.filter(reference=known).first() if known else None


def _found(
    report: FormReport, contribution: Contribution, how: FormReport.How, score: float | None, by: User | None = None
) -> None:
    report.state, report.found, report.how, report.score = State.FOUND, contribution, how, score
    report.save(update_fields=["state", "found", "how", "score"])
    _note(report, "form_report.found", by, {"how": how.value, "contribution": contribution.pk})
    work.enqueue(
        "support.count_form",
        {"report_id": report.pk},
        lane=lane_of(contribution),
        key=f"form-report-count:{report.pk}",
        priority=3,
    )


def _check(person: User) -> None:
    if not (may(person, "decide") and may(person, "see_reporter")):
        raise RefusedError("Your role does not look for reported comments. Ask a moderator.")


def _note(report: FormReport, kind: str, by: User | None = None, facts: dict[str, object] | None = None) -> None:
    """On record, without its words: they stand in the one row that erasure reaches."""
    actor = f"person:{by.pk}" if by else "machine"
    records.append(kind, subject=str(report), actor=actor, facts={"channel": report.channel_id, **(facts or {})})

"""Member reports as they come in: the comment found, its case counted on; or asked once which is meant; or a person.

The message's own case stays open until the comment is found, so that no report waits for an answer that never comes.
"""

from __future__ import annotations

from evenhand import work
from evenhand.cases import queue, snoozing
from evenhand.cases.models import Case
from evenhand.cases.routing import NOT_UNDERSTOOD
from evenhand.intake.models import Contribution
from evenhand.judgement.models import Assessment
from evenhand.judgement.services import hold_lane, lane_of
from evenhand.records import services as records
from evenhand.support import appeals, automatic_texts, flooding, looking_again, out_of_hours
from evenhand.support.conversations import conversation_of
from evenhand.support.finding import Found, by_link, find
from evenhand.support.links import links_in
from evenhand.support.models import Conversation, MemberReport

State = MemberReport.State
MORE_URGENT_FROM = 3
"""So many reporters raise a case by one step, and no number by more: it is no vote, and floods are organised."""
FEW, MANY = 3, 2
REPORTED = "reported this comment."
COUNTED = "Counted on the reported comment."
BY_FORM = "of this comment came by the public form."


def listen(assessment: Assessment) -> None:
    """Follow one direct message: it reports a comment, or says which one an earlier message meant, or neither.

    Who reports is thanked; who writes of something else out of hours is told when people are back. Who appeals is
    heard last, since the appeal goes on in the case of what it is about.
    """
    message = Contribution.objects.select_related("channel", "author", "disposition").get(
        pk=assessment.version.contribution_id
    )
    conversation = conversation_of(message)
    if conversation is None or assessment.version.number != message.latest_version:
        return
    text = assessment.version.text
    asked = _asked(conversation, message)
    if asked is not None and _answer(asked, message, text):
        _thank(conversation, message, assessment)
    elif _reports(assessment, message, text):
        _receive(conversation, message, assessment, text)
    else:
        out_of_hours.tell(conversation, message, assessment)
    appeals.hear(message, assessment)
    flooding.hold(message)


def _receive(conversation: Conversation, message: Contribution, assessment: Assessment, text: str) -> None:
    report, _ = MemberReport.objects.select_for_update().get_or_create(
        message=message, defaults={"author": conversation.author, "channel_id": message.channel_id}
    )
    if report.state not in {State.OPEN, State.ASKED}:
        return
    found = find(message, text)
    if found is not None:
        _link(report, found)
        _thank(conversation, message, assessment)
        return
    looking_again.later("support.look_again", report.pk)
    if not assessment.at_risk and automatic_texts.send(conversation, "which_comment", message, assessment.language):
        report.state = State.ASKED
        report.save(update_fields=["state"])


def look_again(report_id: int, look: int) -> None:
    """Look once more for the comment of a report that nobody answered yet: it may have come in after the report."""
    message = Contribution.objects.select_related("channel", "author").get(member_report=report_id)
    hold_lane(message)
    report = MemberReport.objects.select_for_update().get(pk=report_id)
    mine = Case.objects.filter(contribution=message, kind=Case.Kind.MEMBER_REPORT, state=Case.State.OPEN)
    heard = Assessment.objects.select_related("version").filter(version__contribution=message)
    latest, conversation = heard.order_by("-version__number", "-pk").first(), conversation_of(message)
    if report.state not in {State.OPEN, State.ASKED} or latest is None or conversation is None or not mine.exists():
        return
    found = looking_again.meant(find(message, latest.version.text), message.published_at)
    if found is None:
        looking_again.later("support.look_again", report_id, look)
        return
    _link(report, found)
    _thank(conversation, message, latest)


def _answer(report: MemberReport, message: Contribution, text: str) -> bool:
    """Whether a message says which comment an earlier one meant. If not, that is for a person: we ask only once."""
    earlier = report.message.versions.exclude(change="removed").order_by("-number").first()
    found = find(message, text) or find(message, f"{earlier.text if earlier else ''} {text}")
    if found is None:
        report.state = State.OPEN
        report.save(update_fields=["state"])
        return False
    _link(report, found)
    _close_own_case(message)
    return True


def _link(report: MemberReport, found: Found) -> None:
    report.state, report.found, report.how, report.score = State.FOUND, found.contribution, found.how, found.score
    report.save(update_fields=["state", "found", "how", "score"])
    _close_own_case(report.message)
    records.append(
        "report.found",
        subject=f"contribution:{report.message_id}",
        actor="machine",
        facts={"how": found.how.value, "score": str(found.score)},
        content={"contribution": found.contribution.pk},
    )
    work.enqueue(
        "support.count",
        {"report_id": report.pk},
        lane=lane_of(found.contribution),
        key=f"report-count:{report.pk}",
        priority=3,
    )


def count(report: MemberReport) -> Case:
    """Count a report on the one case of the reported comment. Its reasons say how many reported, never who."""
    if report.found is None:
        raise ValueError("A report is counted once its comment is found.")
    case = case_on(report.found)
    report.case = case
    report.save(update_fields=["case"])
    return recount(case)


def case_on(comment: Contribution) -> Case:
    """The one open case of a comment that was reported."""
    latest = Assessment.objects.filter(version__contribution=comment).order_by("-version__number", "-pk").first()
    return queue.open_case(comment, Case.Kind.MEMBER_REPORT, priority=FEW, why=(), assessment=latest)


def recount(case: Case) -> Case:
    """Say in its reasons how many reported, and raise it where they are many. All who used the form weigh as one."""
    reporters = case.reports.values("author").distinct().count()
    by_form = case.form_reports.count()
    said = [f"{reporters} {'person' if reporters == 1 else 'people'} {REPORTED}"] if reporters else []
    if by_form:
        said.append(f"{'One report' if by_form == 1 else f'{by_form} reports'} {BY_FORM}")
    if not set(said) <= set(case.why):
        snoozing.bring_back(case)
    case.why = [*(reason for reason in case.why if not reason.endswith((REPORTED, BY_FORM))), *said]
    case.priority = min(case.priority, MANY if reporters + bool(by_form) >= MORE_URGENT_FROM else FEW)
    case.save(update_fields=["why", "priority"])
    records.append(
        "report.counted",
        subject=f"contribution:{case.contribution_id}",
        actor="machine",
        facts={"case": case.pk, "reporters": reporters, "by_form": by_form},
    )
    queue.settle_disposition(case.contribution)
    return case


def _asked(conversation: Conversation, message: Contribution) -> MemberReport | None:
    """The report of this author that waits to hear which comment is meant, while nobody has ended its case."""
    rows = MemberReport.objects.select_for_update(of=("self",)).filter(author=conversation.author, state=State.ASKED)
    waiting = rows.filter(
        received_at__gte=conversation.begun_at,
        message__published_at__lte=message.published_at,
        message__cases__kind=Case.Kind.MEMBER_REPORT,
        message__cases__state=Case.State.OPEN,
    )
    return waiting.exclude(message=message).order_by("-pk").first()


def _reports(assessment: Assessment, message: Contribution, text: str) -> bool:
    """Whether it reports: it says so; or it wants nothing else and links to what somebody wrote (clause 49)."""
    intents = {str(intent["id"]) for intent in assessment.intents}
    if "report_comment" in intents:
        return True
    public = Contribution.objects.filter(channel=message.channel_id).exclude(kind="direct_message")
    return not intents and by_link(public.exclude(author=message.author_id), links_in(text)) is not None


def _thank(conversation: Conversation, message: Contribution, assessment: Assessment) -> None:
    """Say that it came in, without a question why; people at risk hear from a person instead."""
    if not assessment.at_risk:
        automatic_texts.send(conversation, "report_received", message, assessment.language)


def _close_own_case(message: Contribution) -> None:
    """The work is on the reported comment now; the message itself asks for nothing more."""
    rows = Case.objects.select_for_update().filter(contribution=message, state=Case.State.OPEN)
    for case in rows.filter(kind=Case.Kind.MEMBER_REPORT):
        queue.close(case, outcome="merged", actor="machine", reason=COUNTED)
    for case in rows.filter(kind=Case.Kind.QUESTION):
        if case.why == [NOT_UNDERSTOOD]:
            queue.close(case, outcome="redirected", actor="machine", reason=COUNTED)
    queue.settle_disposition(message)

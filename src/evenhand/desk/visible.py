"""What of the queue a person may see: the one filter that every page and count of cases goes through.

Cases of people at risk are for those who hold `see_safeguarding`; a message that reports shows who reported, so it is
for those who hold `see_reporter` (promise 10), and so is who raises a concern from inside. The case of the comment that
was reported says only how many did. Where one comment is both, it is as secret as what reports.
"""

from __future__ import annotations

from django.db.models import Exists, OuterRef, Q, QuerySet

from evenhand.cases.models import Case
from evenhand.cases.routing import REPORTS_ITSELF
from evenhand.intake.models import Contribution
from evenhand.people.models import User
from evenhand.people.permissions import may
from evenhand.support.models import FormReport, MemberReport


def hidden_kinds(user: User) -> set[str]:
    """The kinds of case that this person does not see."""
    hidden: set[str] = set()
    if not may(user, "see_safeguarding"):
        hidden.add(Case.Kind.SAFEGUARDING)
    if not may(user, "see_reporter"):
        hidden |= {Case.Kind.MEMBER_REPORT, Case.Kind.WHISTLEBLOWING}
    return hidden


def visible(user: User, cases: QuerySet[Case]) -> QuerySet[Case]:
    """`cases` without those that this person may not see."""
    counts_only = Q(Exists(MemberReport.objects.filter(case=OuterRef("pk")))) | Q(
        Exists(FormReport.objects.filter(case=OuterRef("pk")))
    )
    hidden = hidden_kinds(user)
    shown = cases.exclude(kind__in=hidden - {Case.Kind.MEMBER_REPORT})
    if may(user, "see_reporter"):
        return shown
    shown = shown.exclude(Q(kind=Case.Kind.MEMBER_REPORT) & ~counts_only)
    # Other cases of the same words, and what they were before somebody said what they are, would tell as much.
    return shown.filter(contribution__in=visible_contributions(user, Contribution.objects.all()))


def unhidden(user: User, case: str) -> Q:
    """What follows from no case of a kind that this person does not see; `case` is the way to it, such as 'case'.

    The case of a reported comment is no secret, though the message that reports it is: that is told by its reports.
    """
    hidden = hidden_kinds(user) - {Case.Kind.MEMBER_REPORT}
    return Q(**{f"{case}__isnull": True}) | ~Q(**{f"{case}__kind__in": hidden})


def visible_contributions(user: User, rows: QuerySet[Contribution]) -> QuerySet[Contribution]:
    """`rows` without the words of people who reported something or raised a concern, where this person may not know."""
    if may(user, "see_reporter"):
        return rows
    nobody_else = Q(reports__isnull=True, form_reports__isnull=True)
    reports = Case.objects.filter(contribution=OuterRef("pk"), kind=Case.Kind.MEMBER_REPORT).filter(
        nobody_else | Q(why__icontains=REPORTS_ITSELF)
    )
    concerns = Case.objects.filter(contribution=OuterRef("pk"), kind=Case.Kind.WHISTLEBLOWING)
    return rows.exclude(Exists(concerns)).exclude(
        Exists(reports) | Exists(MemberReport.objects.filter(message=OuterRef("pk")))
    )

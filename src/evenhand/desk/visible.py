"""What of the queue a person may see: the one filter that every page and count of cases goes through.

Cases of people at risk are for those who hold `see_safeguarding`; reports show who reported, so they are
for those who hold `see_reporter` (promise 10).
"""

from __future__ import annotations

from django.db.models import QuerySet

from evenhand.cases.models import Case
from evenhand.intake.models import Contribution
from evenhand.people.models import User
from evenhand.people.permissions import may


def hidden_kinds(user: User) -> set[str]:
    """The kinds of case that this person does not see."""
    hidden: set[str] = set()
    if not may(user, "see_safeguarding"):
        hidden.add(Case.Kind.SAFEGUARDING)
    if not may(user, "see_reporter"):
        hidden.add(Case.Kind.MEMBER_REPORT)
    return hidden


def visible(user: User, cases: QuerySet[Case]) -> QuerySet[Case]:
    """`cases` without those that this person may not see."""
    return cases.exclude(kind__in=hidden_kinds(user))


def visible_contributions(user: User, rows: QuerySet[Contribution]) -> QuerySet[Contribution]:
    """`rows` without the messages of people who reported something, where this person may not know them."""
    if may(user, "see_reporter"):
        return rows
    return rows.exclude(cases__kind=Case.Kind.MEMBER_REPORT)

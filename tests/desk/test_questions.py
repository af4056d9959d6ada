"""The ledger of questions: each of a day or a week with its outcome or due time, and a count of those with neither."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse
from tests import clock_in_hand
from tests.desk import stories

from evenhand.cases import answering, ledger, pausing
from evenhand.cases.models import Case
from evenhand.desk.period import Period, period_of
from evenhand.desk.views import questions as view
from evenhand.people.models import User

pytestmark = pytest.mark.django_db
SignIn = Callable[[User], Client]
LONDON = ZoneInfo("Europe/London")
WEDNESDAY = datetime(2026, 11, 25, 12, tzinfo=LONDON)


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> list[datetime]:
    """The time, in a list of one: a test changes it there."""
    made = [WEDNESDAY]
    clock_in_hand.hold(monkeypatch, lambda: made[0])
    return made


def asked(text: str = "When does it open?") -> Case:
    return stories.case(text, kind=Case.Kind.QUESTION, why=["The author asks a question."])


def page(browser: Client, query: str = "") -> str:
    answer = browser.get(reverse("desk:questions") + query)
    assert answer.status_code == 200
    return answer.content.decode()


def test_each_question_shows_how_it_ended_or_when_it_is_due(
    clock: list[datetime],
    signed_in: SignIn,
    moderator: User,
) -> None:
    late, waits, answered, sent, closed = (asked(f"Question number {number}?") for number in range(5))
    answering.answer(answered, moderator, "Soon.", key="k")
    answering.close_without_answer(sent, moderator, "redirected", "To the jobs page.")
    answering.close_without_answer(closed, moderator, "closed", "Asked and answered before.")
    pausing.pause(waits, moderator, "Which prison do they mean?")
    Case.objects.filter(pk=late.pk).update(due_at=clock[0] - timedelta(hours=2))
    shown = page(signed_in(moderator))
    for text in (
        *("Overdue by 2 hours", "Waiting for: Which prison do they mean?", ">Answered<", "Sent to somebody else"),
        *("To the jobs page.", "Closed without an answer", "Asked and answered before.", "0 without either"),
    ):
        assert text in shown
    figures = ledger.figures(ledger.questions(clock[0] - timedelta(hours=1), clock[0] + timedelta(hours=1)))
    assert figures == ledger.Figures(5, 1, 1, 1, waiting=2, overdue=1, neither=0)
    assert shown.index("number 0?") < shown.index("number 1?") < shown.index("number 2?")


@pytest.mark.usefixtures("clock")
def test_a_question_with_neither_is_counted_and_named(
    signed_in: SignIn,
    moderator: User,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The table refuses such a row, so the page is shown one that only its figures know."""
    asked()
    broken = ledger.Figures(asked=1, answered=0, redirected=0, closed=0, waiting=1, overdue=0, neither=1)
    monkeypatch.setattr(ledger, "figures", lambda _rows: broken)
    assert "1 question without an outcome or a due time." in page(signed_in(moderator))


@pytest.mark.skipif(connection.vendor != "sqlite", reason="only SQLite lets a check be left out for a moment")
@pytest.mark.parametrize(
    "change",
    [
        "due_at = NULL",
        "state = 'closed', closed_at = opened_at, outcome = 'gone', outcome_reason = 'Removed.'",
        "state = 'closed', closed_at = opened_at, outcome = 'closed', outcome_reason = ''",
    ],
)
def test_the_count_is_made_from_the_rows_and_not_from_the_rules(clock: list[datetime], change: str) -> None:
    case = asked()
    rows = ledger.questions(clock[0] - timedelta(hours=1), clock[0] + timedelta(hours=1))
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA ignore_check_constraints = ON")
        cursor.execute(f"UPDATE cases_case SET {change} WHERE id = %s", [case.pk])  # noqa: S608 (the texts above)
        try:
            assert ledger.figures(rows).neither == 1
        finally:
            cursor.execute("DELETE FROM cases_case WHERE id = %s", [case.pk])
            cursor.execute("PRAGMA ignore_check_constraints = OFF")


def test_a_day_shows_its_own_questions_and_a_week_all_of_its_days(
    clock: list[datetime], signed_in: SignIn, moderator: User
) -> None:
    asked("Wednesday at noon?")
    clock[0] = WEDNESDAY.replace(day=26, hour=0, minute=0)
    asked("Thursday at midnight?")
    browser = signed_in(moderator)
    wednesday = page(browser, "?day=2026-11-25")
    assert "Wednesday at noon?" in wednesday
    assert "Thursday at midnight?" not in wednesday
    assert "Thursday at midnight?" in page(browser)
    week = page(browser, "?span=week&day=2026-11-29")
    assert "in the week of 23 November 2026" in week
    assert "Wednesday at noon?" in week
    assert "Thursday at midnight?" in week


@pytest.mark.usefixtures("clock")
def test_a_day_without_questions_says_so_and_leads_to_its_week(
    signed_in: SignIn,
    moderator: User,
) -> None:
    shown = page(signed_in(moderator), "?day=2026-01-05")
    assert "Nobody asked anything that day" in shown
    assert 'href="?span=week&amp;day=2026-01-05"' in shown
    assert "Nobody asked anything that week" in page(signed_in(moderator), "?span=week&day=2026-01-05")


@pytest.mark.usefixtures("clock")
def test_who_reported_somebody_stays_unknown_to_an_auditor(
    signed_in: SignIn,
    moderator: User,
) -> None:
    case = asked("Dave wrote that about me. What can I do?")
    stories.case("", of=case.contribution, kind=Case.Kind.MEMBER_REPORT, why=["The author reports a comment."])
    assert "Dave wrote that" in page(signed_in(moderator))
    shown = page(signed_in(stories.user("ola", "auditor")))
    assert "Dave wrote that" not in shown
    assert "Not shown to your role" in shown
    assert f"/desk/cases/{case.pk}/" not in shown


@pytest.mark.usefixtures("clock")
def test_it_is_paged(signed_in: SignIn, moderator: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(view, "PAGE", 2)
    for number in range(3):
        asked(f"Question number {number}?")
    browser = signed_in(moderator)
    assert "number 2?" not in page(browser)
    assert "number 2?" in page(browser, "?page=2")
    assert 'href="?span=day&amp;day=2026-11-25&amp;page=2"' in page(browser)


@pytest.mark.usefixtures("clock")
@pytest.mark.parametrize(
    ("day", "span", "period"),
    [
        (None, None, Period(date(2026, 11, 25), date(2026, 11, 25))),
        ("2026-11-22", "week", Period(date(2026, 11, 16), date(2026, 11, 22))),
        ("nonsense", "fortnight", Period(date(2026, 11, 25), date(2026, 11, 25))),
        ("9999-12-31", None, Period(date(2026, 12, 2), date(2026, 12, 2))),
        ("0001-01-01", None, Period(date(2000, 1, 1), date(2000, 1, 1))),
    ],
)
def test_any_address_asks_for_a_period_that_there_is(
    day: str | None,
    span: str | None,
    period: Period,
) -> None:
    assert period_of(day, span) == period


def test_the_days_on_which_the_clocks_change_have_their_own_length() -> None:
    spring, autumn = (Period(day, day) for day in (date(2026, 3, 29), date(2026, 10, 25)))
    assert [(one.end.timestamp() - one.start.timestamp()) / 3600 for one in (spring, autumn)] == [23, 25]

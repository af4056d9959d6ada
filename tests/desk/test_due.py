"""Due times on the queue and the case page, in words; what is overdue can be found; and waiting, at the desk."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.test import Client
from django.urls import reverse
from tests import clock_in_hand
from tests.desk import stories

from evenhand.cases import pausing
from evenhand.cases.models import Case, Pause
from evenhand.desk import listing
from evenhand.desk.due import due_of
from evenhand.people.models import User

pytestmark = pytest.mark.django_db
SignIn = Callable[[User], Client]
MONDAY = datetime(2026, 11, 23, 12, tzinfo=ZoneInfo("Europe/London"))
WAIT = "Which prison do they mean?"


class Hand:
    """Holds the clock; begins on Monday at noon."""

    now = MONDAY

    def wait(self, hours: float) -> None:
        """Time passes."""
        self.now += timedelta(hours=hours)


@pytest.fixture
def hand(monkeypatch: pytest.MonkeyPatch) -> Hand:
    made = Hand()
    clock_in_hand.hold(monkeypatch, lambda: made.now)
    return made


def page(browser: Client, query: str = "") -> str:
    return browser.get(reverse("desk:queue") + query).content.decode()


@pytest.mark.parametrize(
    ("later", "text"),
    [
        (-0.001, "Overdue by 1 minute"),
        (-0.5, "Overdue by 30 minutes"),
        (-1, "Overdue by 1 hour"),
        (-2.9, "Overdue by 2 hours"),
        (-24, "Overdue by 1 day"),
        (-24 * 1200, "Overdue by 1,200 days"),
        (0, "Due today at midday"),
        (3, "Due today at 3pm"),
        (3.5, "Due today at 3:30pm"),
        (12, "Due tomorrow at 12am"),
        (21, "Due tomorrow at 9am"),
        (77, "Due on Thursday at 5pm"),
        (24 * 7 + 5, "Due on 30 November at 5pm"),
    ],
)
def test_a_due_time_reads_as_people_say_it(hand: Hand, later: float, text: str) -> None:  # noqa: ARG001 (holds the clock)
    due = due_of(Case(due_at=MONDAY + timedelta(hours=later)))
    assert due is not None
    assert due.text == text
    assert due.overdue == (later < 0)


def test_what_is_closed_is_due_no_more() -> None:
    assert due_of(Case(due_at=MONDAY, state=Case.State.CLOSED)) is None


def test_the_queue_and_the_case_say_when_it_is_due(hand: Hand, signed_in: SignIn, moderator: User) -> None:
    case = stories.case("You clown")
    browser = signed_in(moderator)
    for address in ("/desk/queue/", f"/desk/cases/{case.pk}/"):
        assert "Due today at 4pm" in browser.get(address).content.decode()
    hand.wait(6)
    for address in ("/desk/queue/", f"/desk/cases/{case.pk}/"):
        assert "Overdue by 2 hours" in browser.get(address).content.decode()
    assert listing.counts(moderator).overdue == 1


def test_what_is_overdue_or_due_today_can_be_found_and_due_first(
    hand: Hand, signed_in: SignIn, moderator: User
) -> None:
    late = stories.case("remark one", priority=5)
    hand.wait(22)
    today = stories.case("remark two", priority=4)
    asked = stories.case("When does it open?", kind=Case.Kind.QUESTION, priority=1)
    browser = signed_in(moderator)

    def shown(query: str) -> list[int]:
        choice = listing.chosen(browser.get(reverse("desk:queue") + query).wsgi_request.GET)
        return [case.pk for case in listing.narrowed(moderator, choice)]

    assert shown("?due=overdue") == [late.pk]
    assert shown("?due=today") == [today.pk]
    assert shown("?due=today&due=overdue") == [today.pk, late.pk]
    assert shown("") == [asked.pk, today.pk, late.pk]
    assert shown("?order=due") == [late.pk, today.pk, asked.pk]
    assert "what is due first at the top" in page(browser, "?order=due")
    assert "?due=overdue" in page(browser)


def test_a_case_that_waits_is_never_shown_as_overdue(hand: Hand, signed_in: SignIn, moderator: User) -> None:
    case = stories.case("When does it open?", kind=Case.Kind.QUESTION)
    browser = signed_in(moderator)
    answer = browser.post(reverse("desk:pause", args=[case.pk]), {"reason": WAIT}, follow=True)
    assert "The case waits, and its due time too." in answer.content.decode()
    made = Pause.objects.get()
    assert (made.person, made.reason) == (moderator, WAIT)
    hand.wait(24 * 3)
    browser = signed_in(moderator)  # the session ended with the day
    assert "Waiting for its author" in page(browser)
    assert "Overdue by" not in page(browser)
    assert listing.counts(moderator).overdue == 0
    shown = browser.get(reverse("desk:case", args=[case.pk])).content.decode()
    assert "Mo Lee let it wait" in shown
    assert WAIT in shown
    browser.post(reverse("desk:resume", args=[case.pk]))
    assert Pause.objects.get().ended_at == hand.now
    assert "Due tomorrow at 5pm" in page(browser)  # on Friday: three working days later


def test_waiting_that_began_overdue_hides_nothing(hand: Hand, signed_in: SignIn, moderator: User) -> None:
    case = stories.case("When does it open?", kind=Case.Kind.QUESTION)
    hand.wait(24 * 3)
    pausing.pause(case, moderator, WAIT)
    browser = signed_in(moderator)
    assert "Overdue by 1 day" in page(browser, "?due=overdue")
    assert "so it still is" in browser.get(reverse("desk:case", args=[case.pk])).content.decode()


@pytest.mark.parametrize(("reason", "says"), [("", "Say what you are waiting for."), ("a" * 501, "at most 500")])
def test_waiting_needs_a_reason(signed_in: SignIn, moderator: User, reason: str, says: str) -> None:
    case = stories.case("When does it open?", kind=Case.Kind.QUESTION)
    answer = signed_in(moderator).post(reverse("desk:pause", args=[case.pk]), {"reason": reason})
    assert answer.status_code == 422
    assert says in answer.content.decode()
    assert 'href="#id_waiting_reason"' in answer.content.decode()
    assert not Pause.objects.exists()


def test_what_does_not_wait_cannot_be_resumed_and_a_review_does_not_wait(signed_in: SignIn, moderator: User) -> None:
    case = stories.case("You clown")
    browser = signed_in(moderator)
    assert "Let it wait" not in browser.get(reverse("desk:case", args=[case.pk])).content.decode()
    refused = browser.post(reverse("desk:pause", args=[case.pk]), {"reason": WAIT})
    assert "Only what somebody asked for can wait" in refused.content.decode()
    assert "not waiting" in browser.post(reverse("desk:resume", args=[case.pk])).content.decode()

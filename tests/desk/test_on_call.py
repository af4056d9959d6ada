"""The desk says when nobody is on call, or was not reached: where people begin, and on the case."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import Settings
from tests.desk import stories
from tests.desk.test_case import errors, page, send

from evenhand.care.models import Alert
from evenhand.care.on_call import OnCall
from evenhand.cases.models import Case
from evenhand.people.models import User

pytestmark = pytest.mark.django_db
SignIn = Callable[[User], Client]
ALONE = "You may be the only one who knows of this."


def at_risk() -> Case:
    return stories.case("I cannot go on.", kind=Case.Kind.SAFEGUARDING, at_risk=True, priority=1)


def test_the_queue_says_so_until_somebody_is_set(signed_in: SignIn, moderator: User, settings: Settings) -> None:
    settings.ON_CALL = OnCall()
    shown = signed_in(moderator).get(reverse("desk:queue")).content.decode()
    assert "Nobody is on call" in shown
    assert "Ask an administrator" in shown
    settings.ON_CALL = OnCall(("on-call@example.gov.uk",))
    assert "Nobody is on call" not in signed_in(moderator).get(reverse("desk:queue")).content.decode()


def test_an_administrator_reads_what_to_set_where_they_begin(signed_in: SignIn, settings: Settings) -> None:
    settings.ON_CALL = OnCall()
    browser = signed_in(stories.user("chris", "administrator"))
    shown = browser.get(reverse("desk:home"), follow=True).content.decode()
    assert "EVENHAND_ON_CALL_EMAIL" in shown


def test_the_case_says_so_and_what_to_do(signed_in: SignIn, safeguarder: User, settings: Settings) -> None:
    settings.ON_CALL = OnCall()
    shown = page(signed_in(safeguarder), at_risk())
    assert ALONE in shown
    assert "call 999 now. Then ring a safeguarding lead" in " ".join(shown.split())


@pytest.mark.parametrize(
    ("states", "alone"), [(["sent", "failed"], False), (["failed", "failed"], True), (["planned"], False)]
)
def test_one_way_that_reached_somebody_is_enough(
    signed_in: SignIn, safeguarder: User, settings: Settings, states: list[str], *, alone: bool
) -> None:
    settings.ON_CALL = OnCall(("on-call@example.gov.uk",), "https://hooks.example.gov.uk/x")
    case = at_risk()
    for way, state in zip(("email", "webhook"), states, strict=False):
        Alert.objects.create(case=case, way=way, state=state, sent_at=timezone.now() if state == "sent" else None)
    shown = page(signed_in(safeguarder), case)
    assert (ALONE in shown) == alone
    assert ("Who is on call was not reached" in shown) == alone


def test_what_wakes_nobody_says_nothing(signed_in: SignIn, moderator: User, settings: Settings) -> None:
    settings.ON_CALL = OnCall()
    insult = stories.case("You clown", ("harassment", [("You clown", "insult_at_person", "An insult.")]), priority=1)
    assert ALONE not in page(signed_in(moderator), insult)


def test_who_decides_raises_somebody_at_risk_from_any_case(
    signed_in: SignIn, moderator: User, settings: Settings
) -> None:
    settings.ON_CALL = OnCall(("on-call@example.gov.uk",))
    case = stories.case("Goodbye all, and thank you.", kind=Case.Kind.QUESTION)
    browser = signed_in(moderator)
    assert "Somebody may be at risk" in page(browser, case)
    assert errors(send(browser, "raise", case)) == ["Say what worries you. A few words are enough."]
    answer = browser.post(reverse("desk:raise", args=[case.pk]), {"worry": "It reads as a farewell."}, follow=True)
    assert "Who is on call is alerted." in answer.content.decode()
    opened = Case.objects.get(kind=Case.Kind.SAFEGUARDING)
    assert opened.contribution == case.contribution
    assert "It reads as a farewell." not in page(browser, case)
    assert Case.objects.get(pk=case.pk).state == Case.State.OPEN
    lead = signed_in(stories.user("saf", "safeguarding_lead"))
    assert "It reads as a farewell." in page(lead, opened)
    assert "Raise it now" not in page(lead, opened)
    assert "Raise it now" not in page(signed_in(stories.user("aud", "auditor")), case)


def test_the_page_of_a_person_at_risk_has_one_hand_over_and_no_form_for_who_only_reads(
    signed_in: SignIn, safeguarder: User, approver: User
) -> None:
    case = at_risk()
    shown = page(signed_in(safeguarder), case)
    assert shown.count('id="id_hand_over_to"') == 1
    assert reverse("desk:hand_over", args=[case.pk]) not in shown
    sent = send(signed_in(safeguarder), "hand_over", case, to=approver.pk, note="Yours.")
    assert "has its own hand-over" in " ".join(errors(sent))
    only_reads = page(signed_in(stories.user("io", "information_officer")), case)
    assert "Tell them where help is" not in only_reads
    assert "Your roles do not let you decide it." in only_reads

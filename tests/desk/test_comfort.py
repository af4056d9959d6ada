"""What somebody chooses to see less of: their queue without these themes, nothing lost, and nobody told."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse
from tests.desk import stories

from evenhand.cases.models import Case
from evenhand.desk import listing
from evenhand.judgement.models import Guideline
from evenhand.people import comfort
from evenhand.people.models import Comfort, User

pytestmark = pytest.mark.django_db
SignIn = Callable[[User], Client]
SLUR = ("discrimination", [("do not belong here", "group_demeaned", "Says a group does not belong.")])
INSULT = ("harassment", [("You clown", "insult_at_person", "An insult aimed at a person.")])


def queue(browser: Client, query: str = "") -> str:
    return browser.get(reverse("desk:queue") + query).content.decode()


def choose(browser: Client, **fields: object) -> str:
    return browser.post(reverse("desk:comfort"), fields, follow=True).content.decode()


def test_themes_left_to_others_are_not_in_the_queue_and_it_says_how_many(signed_in: SignIn, moderator: User) -> None:
    stories.policy()
    slur = stories.case("Zebras. They do not belong here.", SLUR, priority=1)
    insult = stories.case("You clown.", INSULT)
    browser = signed_in(moderator)
    assert "Kept." in choose(browser, themes=["discrimination"])
    page = queue(browser)
    assert "Zebras" not in page
    assert "You clown" in page
    assert "1 case of themes that you leave to others is not shown, though it is most urgent" in page
    assert "Zebras" in queue(browser, "?themes=all")
    assert listing.next_for(moderator) == insult
    assert listing.counts(moderator).waiting == 1
    other = signed_in(stories.user("pat", "moderator"))
    assert "Zebras" in queue(other)
    assert Case.objects.get(pk=slur.pk).state == "open"


def test_what_somebody_has_taken_stays_theirs(signed_in: SignIn, moderator: User) -> None:
    stories.policy()
    slur = stories.case("Zebras. They do not belong here.", SLUR)
    browser = signed_in(moderator)
    browser.post(reverse("desk:take", args=[slur.pk]))
    choose(browser, themes=["discrimination"])
    assert "Zebras" in queue(browser)


def test_self_harm_left_to_others_takes_people_at_risk_along(signed_in: SignIn) -> None:
    stories.policy()
    stories.case("I cannot go on.", kind=Case.Kind.SAFEGUARDING, at_risk=True, priority=1)
    browser = signed_in(stories.user("saf", "safeguarding_lead"))
    choose(browser, themes=["self_harm_detail"])
    assert "I cannot go on." not in queue(browser)


def test_where_nobody_is_left_to_take_a_theme_it_is_said(signed_in: SignIn, moderator: User) -> None:
    stories.policy()
    browser = signed_in(moderator)
    title = Guideline.objects.get(code="threat").title
    assert f"Nobody takes ‘{title}’ any more" in choose(browser, themes=["threat"])
    stories.user("pat", "moderator")
    assert "Nobody takes" not in choose(browser, themes=["threat"])


def test_words_are_covered_until_opened_and_the_page_has_no_colours(signed_in: SignIn, moderator: User) -> None:
    stories.policy()
    stories.case("You clown.", INSULT)
    browser = signed_in(moderator)
    assert "Show the words" not in queue(browser)
    choose(browser, covers="on", grey="on")
    page = queue(browser)
    assert "Show the words" in page
    assert "govuk-template__body eh-grey" in page
    choose(browser)
    page = queue(browser)
    assert "Show the words" not in page
    assert "eh-grey" not in page


def test_a_theme_that_is_none_is_refused_and_the_choice_is_ones_own(signed_in: SignIn, moderator: User) -> None:
    stories.policy()
    browser = signed_in(moderator)
    answer = browser.post(reverse("desk:comfort"), {"themes": ["gardening"]})
    assert answer.status_code == 422
    assert "Choose from the guidelines in force" in answer.content.decode()
    assert not Comfort.objects.exists()
    assert comfort.of(stories.user("pat", "moderator")) == comfort.Chosen()

"""The page on which a notice of complaint is written down, and what the legal case shows of it."""

from __future__ import annotations

import pytest
from django.urls import reverse
from tests.desk import stories
from tests.desk.conftest import SignIn

from evenhand.cases.models import Case
from evenhand.people.models import User
from evenhand.rights.models import Notice

pytestmark = pytest.mark.django_db
WRITTEN = {
    "received_at": "2026-11-20T15:00",
    "complainant": "Dana Pryce",
    "contact": "dana@example.org",
    "words": "She takes bribes.",
    "why": "I never took any.",
}


def test_it_is_written_down_and_the_legal_case_shows_its_time(moderator: User, signed_in: SignIn) -> None:
    case, browser = stories.case("Officer Pryce takes bribes."), signed_in(moderator)
    page = browser.get(reverse("desk:case", args=[case.pk])).content.decode()
    assert reverse("desk:notice", args=[case.pk]) in page
    assert "Officer Pryce takes bribes." in browser.get(reverse("desk:notice", args=[case.pk])).content.decode()
    answer = browser.post(reverse("desk:notice", args=[case.pk]), WRITTEN, follow=True)
    made = Notice.objects.get()
    assert answer.redirect_chain == [(reverse("desk:case", args=[made.case_id]), 302)]
    told = answer.content.decode()
    assert "Act on it by" in told
    assert "24 November 2026" in told
    assert "Dana Pryce" in told
    assert "Dana Pryce" not in browser.get(reverse("desk:case", args=[case.pk])).content.decode()


def test_what_lacks_is_said_at_its_field_and_nothing_is_kept(moderator: User, signed_in: SignIn) -> None:
    case, browser = stories.case("Officer Pryce takes bribes."), signed_in(moderator)
    answer = browser.post(
        reverse("desk:notice", args=[case.pk]), {**WRITTEN, "why": "", "received_at": "2099-01-01T00:00"}
    )
    assert answer.status_code == 422
    assert "why they say that these are defamatory" in answer.content.decode()
    later = browser.post(reverse("desk:notice", args=[case.pk]), {**WRITTEN, "received_at": "2099-01-01T00:00"})
    assert (later.status_code, "not in the future" in later.content.decode()) == (422, True)
    assert not Notice.objects.exists()
    assert not Case.objects.filter(kind="legal").exists()


def test_who_complains_is_shown_to_few_and_the_case_ends_with_a_note_of_it(moderator: User, signed_in: SignIn) -> None:
    case, browser = stories.case("Officer Pryce takes bribes."), signed_in(moderator)
    browser.post(reverse("desk:notice", args=[case.pk]), WRITTEN)
    legal = Case.objects.get(kind="legal")
    page = reverse("desk:case", args=[legal.pk])
    told = {"key": "a" * 32, "guideline": "none", "facts": "It is an opinion."}
    auditor, officer = stories.user("rob", "auditor"), stories.user("ida", "information_officer")
    assert "When and how you told whoever complains" in browser.get(page).content.decode()
    assert browser.post(reverse("desk:decide", args=[legal.pk]), told).status_code == 422
    seen = signed_in(auditor).get(page).content.decode()
    assert "She takes bribes." in seen
    assert "Not shown to your role" in seen
    assert "dana@example.org" in signed_in(officer).get(page).content.decode()
    written = {**told, "told": "Dana Pryce, by e-mail."}
    assert signed_in(moderator).post(reverse("desk:decide", args=[legal.pk]), written).status_code == 302
    assert "Dana Pryce" in signed_in(moderator).get(page).content.decode()
    for hidden in ("Dana Pryce", "dana@example.org"):
        assert hidden not in seen
        assert hidden not in signed_in(auditor).get(page).content.decode()

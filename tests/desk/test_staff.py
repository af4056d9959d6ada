"""The register of people featured at the desk, and what a case shows of them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from django.test import Client
from django.urls import reverse
from tests.care import staff as s
from tests.desk import stories
from tests.desk.test_case import errors, page
from tests.house import House

from evenhand.care.models import Aimed, Featured, Hounding, Welfare
from evenhand.cases.models import Case
from evenhand.intake.models import Post
from evenhand.people.models import User

pytestmark = pytest.mark.django_db
SignIn = Callable[[User], Client]
FIELDS = {
    "name": "Priya Shah",
    "aliases": "Pri S\n\n  Officer   Shah ",
    "languages": "Gujarati",
    "contact_name": "Noor Aziz",
    "contact_email": "noor.aziz@example.gov.uk",
    "consented_on": "1/9/2026",
    "shown_from": "01/09/2026",
}


def test_somebody_is_added_with_the_posts_chosen_and_an_advert_by_its_number(
    signed_in: SignIn, safeguarder: User
) -> None:
    browser = signed_in(safeguarder)
    assert "Nobody is on the register" in browser.get(reverse("desk:staff")).content.decode()
    listed = stories.post(stories.channel())
    advert = Post.objects.create(
        channel=listed.channel, external_id="dark-7", kind="unlisted", published_at=listed.published_at
    )
    sent = {**FIELDS, "posts": [listed.pk], "link": "dark-7"}
    answer = browser.post(reverse("desk:staff_add"), sent)
    assert answer.headers["Location"] == reverse("desk:staff")
    found = Featured.objects.get()
    assert found.aliases == ["Pri S", "Officer Shah"]
    assert found.shown_from == date(2026, 9, 1)
    assert set(found.posts.all()) == {listed, advert}
    assert Post.objects.get(pk=advert.pk).featured == ["Priya Shah", "Pri S", "Officer Shah"]
    assert "Looked after now" in browser.get(reverse("desk:staff")).content.decode()


def test_it_is_changed_and_shows_what_it_holds(signed_in: SignIn, safeguarder: User) -> None:
    browser = signed_in(safeguarder)
    browser.post(reverse("desk:staff_add"), FIELDS)
    address = reverse("desk:staff_change", args=[Featured.objects.get().pk])
    assert "Officer Shah" in browser.get(address).content.decode()
    browser.post(address, {**FIELDS, "withdrawn_on": "2/11/2026", "shown_until": "3/11/2026"})
    found = Featured.objects.get()
    assert (found.withdrawn_on, found.shown_until) == (date(2026, 11, 2), date(2026, 11, 3))
    assert "Consent withdrawn: take their posts down" in browser.get(reverse("desk:staff")).content.decode()


def test_what_is_missing_or_wrong_is_said(signed_in: SignIn, safeguarder: User) -> None:
    browser = signed_in(safeguarder)
    wrong = {**FIELDS, "name": "", "contact_email": "noor", "consented_on": "soon", "link": "no-such"}
    assert errors(browser.post(reverse("desk:staff_add"), wrong)) == [  # type: ignore[arg-type]  # Django's own wrapper
        "Enter their name.",
        "Enter an e-mail address.",
        "Enter a day, such as 27/11/2026.",
        "No post of ours that we have seen has this link or number. Check it.",
    ]
    backwards = {**FIELDS, "shown_until": "1/8/2026"}
    assert errors(browser.post(reverse("desk:staff_add"), backwards)) == [  # type: ignore[arg-type]  # as above
        "They cannot stop being shown before they were."
    ]
    assert not Featured.objects.exists()


def hounded(house: House) -> Case:
    s.priya(house, *s.three_posts(house))
    for number in range(5):
        house.write(s.DIGS[number], post=f"post-{number % 3}", by=f"author-{number}")
    return Hounding.objects.get().case


def test_a_case_of_many_shows_them_all_and_opens_one_for_another(house: House, signed_in: SignIn) -> None:
    case = hounded(house)
    browser = signed_in(house.moderator)
    shown = page(browser, case)
    assert "5 contributions by 5 accounts, under 3 posts." in shown
    assert "Noor Aziz, whom they chose, was told by mail, without the words." in shown
    other = Aimed.objects.exclude(contribution=case.contribution)[0].contribution
    browser.post(reverse("desk:aimed_case", args=[case.pk, other.pk]))
    opened = house.case(other)
    assert opened.why == [f"It is one of many aimed at Priya Shah: see case {case.pk}."]
    assert reverse("desk:case", args=[opened.pk]) in page(browser, case)
    assert house.stands(other) == "waiting"


def test_none_is_opened_for_what_is_aimed_at_nobody(house: House, signed_in: SignIn) -> None:
    case = hounded(house)
    stranger = house.write("Well done all.", by="kim")
    answer = signed_in(house.moderator).post(reverse("desk:aimed_case", args=[case.pk, stranger.pk]), follow=True)
    assert "This is none of what is aimed at them" in answer.content.decode()
    assert not Case.objects.filter(contribution=stranger).exists()


def test_whom_they_chose_is_for_those_who_look_after_them(house: House, signed_in: SignIn) -> None:
    case = hounded(house)
    shown = page(signed_in(house.person("auditor")), case)
    assert "It is aimed at Priya Shah" in shown
    assert "Noor Aziz" not in shown
    assert "Gujarati" not in shown
    Welfare.objects.update(state="failed", sent_at=None)
    assert "ask an approver or a safeguarding lead to ring them" in page(signed_in(house.moderator), case)
    assert "by mail: ring them" in page(signed_in(house.approver), case)

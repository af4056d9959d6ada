"""A summary for somebody featured: every contribution aimed at them counted once, none of its words, made on record."""

from __future__ import annotations

from datetime import timedelta

from django.test import Client
from django.urls import reverse
from tests import factories as make
from tests.care.staff import DIGS, priya, three_posts
from tests.house import House, refused

from evenhand.care import summaries
from evenhand.care.models import Featured

ATTACK = "she's a disgusting ugly cow, who would take orders from that"


def attacked(house: House) -> Featured:
    """Priya, attacked twice and mocked once; one attack hidden, one taken back."""
    posts = three_posts(house)
    found = priya(house, *posts)
    hidden = house.write(ATTACK, by="ann", post="post-0")
    gone = house.write(f"Priya, {ATTACK}", by="bob", post="post-1")
    house.write(DIGS[1], by="cat", post="post-1")
    if house.seen(hidden):
        house.decide(hidden, "harassment", ("hide", "warn"))
    house.take_back(gone)
    return found


def test_it_counts_each_once_by_what_became_of_it(house: House) -> None:
    found, today = attacked(house), house.now.date()
    made = summaries.make(found, house.person("saf", "safeguarding_lead"), today - timedelta(days=7), today)
    assert (made.attacks, made.digs, made.accounts, made.posts) == (2, 1, 3, 2)
    assert made.hidden >= 1
    assert made.hidden + made.gone + made.upheld + made.kept + made.waiting == made.all == 3
    assert house.entries("staff.summary_made")[-1].facts["counted"] == 3


def standing(house: House, found: Featured) -> tuple[int, int, int]:
    """How many are against the guidelines and up still, within them, and to be looked at."""
    today = house.now.date()
    made = summaries.make(found, house.person("saf", "safeguarding_lead"), today, today)
    assert made.hidden + made.gone + made.upheld + made.kept + made.waiting == made.all
    return made.upheld, made.kept, made.waiting


def test_what_is_against_the_guidelines_and_up_still_is_not_called_within_them(house: House) -> None:
    found = priya(house, *three_posts(house, on="linkedin"))
    rude = house.write(f"Priya, {ATTACK}", by="ann", post="post-0", on="linkedin")
    assert standing(house, found) == (0, 0, 1)
    house.decide(rude, "harassment", ("platform_report",))
    assert standing(house, found) == (1, 0, 0)


def test_an_answer_to_the_question_in_it_judges_nothing(house: House) -> None:
    found = priya(house, *three_posts(house, on="linkedin"))
    asks = house.write(f"Priya, {ATTACK} When do applications open in Leeds?", by="bob", post="post-0", on="linkedin")
    house.answer(asks)
    assert standing(house, found) == (0, 0, 1)
    house.decide(asks, "none")
    assert standing(house, found) == (0, 1, 0)


def test_a_period_without_anything_says_so_and_wrong_days_or_roles_are_refused(house: House) -> None:
    found, today, saf = attacked(house), house.now.date(), house.person("saf", "safeguarding_lead")
    assert summaries.make(found, saf, today - timedelta(days=9), today - timedelta(days=8)).all == 0
    refused(lambda: summaries.make(found, saf, today, today - timedelta(days=1)), field="since", says="Swap them")
    refused(lambda: summaries.make(found, house.moderator, today, today), says="safeguarding lead")


def test_the_page_repeats_no_word_and_is_for_who_keeps_the_register(house: House) -> None:
    found, today = attacked(house), f"{house.now:%d/%m/%Y}"
    browser = Client()
    browser.force_login(house.person("saf", "safeguarding_lead"), backend="django.contrib.auth.backends.ModelBackend")
    address = reverse("desk:staff_summary", args=[found.pk])
    assert "Make the summary" in browser.get(address).content.decode()
    assert not house.entries("staff.summary_made")
    page = browser.post(address, {"since": "1/11/2026", "until": today}).content.decode()
    assert "3 contributions on our channels were aimed at you" in page
    assert "cow" not in page
    assert "a day&#x27;s work" not in page
    assert browser.post(address, {"since": "", "until": today}).status_code == 422
    browser.force_login(house.moderator, backend="django.contrib.auth.backends.ModelBackend")
    assert browser.get(address).status_code == 403


def test_what_was_only_answered_still_waits(house: House) -> None:
    posts = three_posts(house)
    found = priya(house, *posts)
    written = house.write(DIGS[1], by="cat", post="post-1")
    make.case(written, "review")
    make.decision(written, house.policy, "none", verdict="no_breach", measures="reply")
    today = house.now.date()
    made = summaries.make(found, house.person("saf", "safeguarding_lead"), today - timedelta(days=7), today)
    assert (made.waiting, made.kept) == (1, 0)

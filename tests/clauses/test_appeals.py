"""Clauses that appeals make true: discretion that can be undone, sanctions with a way to be heard.

What is seen is the platform and the database, never what a service says of itself.
"""

from __future__ import annotations

from urllib.parse import urlencode

import pytest
from django.test import Client
from tests import house as h
from tests.house import House

from evenhand.cases.models import Decision
from evenhand.sanctions import blocks
from evenhand.sanctions.appeals import deciding
from evenhand.sanctions.models import Appeal, Block, LadderGround, Strike, Warning
from evenhand.sanctions.references import numbers_in

ASKS = "Why did you hide my comment? I want to appeal against this decision."
AGAIN = "lol imagine actually believing that again. Embarrassing."
PLAIN = "application/x-www-form-urlencoded"


def upheld(house: House) -> Appeal:
    """The open appeal, upheld by somebody who had no part in it."""
    appeal = deciding.decide(Appeal.objects.get(state="open"), house.person("pat", "approver"), "upheld", "A joke.")
    house.run()
    return appeal


@pytest.mark.clause(39)
def test_what_a_person_hid_by_discretion_another_shows_again_when_its_author_asks(house: House) -> None:
    written = house.write(h.MILD)
    house.decide(written, "disrespect", ("hide",), facts="It mocks the officer in the picture.")
    assert not house.seen(written)
    house.message(ASKS)
    appeal = upheld(house)
    assert house.seen(written)
    assert appeal.decided_by != appeal.first_decider
    assert "We are sorry" in house.on("facebook").inbox["ann"][-1]


def test_whoever_is_blocked_still_has_a_form_that_needs_no_channel_and_a_way_to_help(house: House) -> None:
    house.warned()
    house.wait(30)
    house.decide(house.write(AGAIN), "harassment", ("platform_report",))
    blocks.approve(LadderGround.objects.get(), house.approver)
    house.run()
    assert house.on("facebook").blocked == {"ann"}
    form = {"channel": house.channels["facebook"].pk, "handle": "ann", "words": "I was joking."}
    (number,) = numbers_in(house.on("facebook").inbox["ann"][-1])  # in the notice of the block
    answer = Client().post("/appeal/", urlencode({**form, "number": number}), content_type=PLAIN)
    page = Client().get(answer.headers["Location"]).content.decode()
    assert "116 123" in page  # a way to help that is no social channel
    upheld(house)
    assert house.on("facebook").blocked == set()
    assert Block.objects.get().state == "lifted"


@pytest.mark.clause(42)
def test_a_breach_that_was_none_counts_towards_no_block(house: House) -> None:
    house.warned()
    house.message(ASKS)
    upheld(house)
    house.wait(30)
    house.decide(house.write(AGAIN), "harassment", ("platform_report",))
    assert Strike.objects.count() == 2
    assert not LadderGround.objects.exists()


@pytest.mark.clause(43)
def test_a_warning_taken_back_is_no_warning_before_a_block_and_its_author_hears_so(house: House) -> None:
    house.warned()
    house.message(ASKS)
    upheld(house)
    assert Warning.objects.get().state == "withdrawn"
    assert "a warning counts no more" in house.on("facebook").inbox["ann"][-1]


@pytest.mark.clause(44)
def test_a_warning_as_its_author_reads_it_says_how_to_have_it_looked_at_again(house: House) -> None:
    decision = house.warned()
    (letter,) = house.on("facebook").inbox["ann"]
    assert h.hmpps().review_route in letter
    house.message(f"About {decision.reference.number}: it was a joke.", by="somebody-else")
    assert Appeal.objects.get().decision == Decision.objects.get(pk=decision.pk)

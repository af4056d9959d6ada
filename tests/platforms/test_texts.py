"""Our own texts: what is refused before it leaves, and when two texts are the same words."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.platforms.fakes import START

from evenhand.platforms import offers, texts
from evenhand.platforms.errors import Refused
from evenhand.platforms.interface import ContributionItem, ContributionKind, Operation, Platform, Target

ITEM = ContributionItem("1", ContributionKind.REPLY, "Thank  you", START, by_organisation=True)


@pytest.mark.parametrize(
    ("text", "length"),
    [("abc", 3), ("é", 1), ("語", 2), ("a\u2019b", 3), ("\N{ROCKET}", 2), ("see https://example.org/" + "x" * 90, 27)],
)
def test_x_weighs_characters(text: str, length: int) -> None:
    assert texts.weighted(text) == length


@pytest.mark.parametrize(
    ("text", "code"),
    [("", "text_empty"), (" \n", "text_empty"), ("a\ud800", "text_not_unicode"), ("x" * 1251, "text_too_long")],
)
def test_what_is_refused_says_why(text: str, code: str) -> None:
    with pytest.raises(Refused) as caught:
        texts.check(Platform.LINKEDIN, Operation.REPLY, text)
    assert caught.value.code == code


def test_where_there_is_no_limit_none_is_held() -> None:
    texts.check(Platform.YOUTUBE, Operation.MESSAGE, "x" * 100_000)
    texts.check(Platform.LINKEDIN, Operation.REPLY, "x" * 1250)


def test_same_words() -> None:
    assert texts.same("Caf\u00e9  at\nnine", " Cafe\u0301 at nine ")
    assert not texts.same("At nine", "At ten")


@given(st.text(), st.text())
def test_sameness_has_no_side(one: str, other: str) -> None:
    assert texts.same(one, other) == texts.same(other, one)
    assert texts.same(one, one)


def test_only_our_own_and_only_since_it_was_tried() -> None:
    assert texts.ours_among([ITEM], "Thank you", Target("0"))
    assert not texts.ours_among([replace(ITEM, by_organisation=False)], "Thank you", Target("0"))
    just_now, later = START + texts.CLOCK_SKEW, START + timedelta(hours=2)
    assert texts.ours_among([ITEM], "Thank you", Target("0", tried_at=just_now))
    assert not texts.ours_among([ITEM], "Thank you", Target("0", tried_at=later))


def test_offers() -> None:
    assert offers.available(Platform.YOUTUBE, Operation.BLOCK)
    assert not offers.available(Platform.YOUTUBE, Operation.BLOCK, by_api=True)
    assert not offers.available(Platform.LINKEDIN, Operation.HIDE)
    assert offers.longest(Platform.INSTAGRAM, Operation.REPLY) == 2200
    assert offers.longest(Platform.YOUTUBE, Operation.MESSAGE) == offers.NO_LIMIT

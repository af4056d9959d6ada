"""Words quoted with slips, and names, against the comments that were meant and those that were not."""

from __future__ import annotations

import pytest

from evenhand.support.likeness import letters_of, likeness, names_author, quotes_in

TEXT = "You are all vermin and should be ashamed of yourselves."


def measured(message: str, text: str = TEXT) -> float:
    return likeness(letters_of(message), quotes_in(message), letters_of(text))


@pytest.mark.parametrize(
    "message",
    [
        'Somebody wrote "you are all vermin and should be ashamed of yourselves" to her.',
        "Somebody wrote “youre all vermen and shuld be ashamed” to her.",
        "please remove this: YOU ARE ALL VERMIN and should be ashmed of yourselvs",
        "Please look at you are all vermin and should be ashamed of yourselves, it is vile",
    ],
)
def test_a_quote_with_slips_is_near(message: str) -> None:
    assert measured(message) >= 0.75


@pytest.mark.parametrize(
    "message",
    [
        "Please look at the vile comment under your post.",
        'Somebody wrote "go back to where you came from" to her.',
        "please remove this: it is a disgrace and upsets my mum",
        "",
        '"...." ',
    ],
)
def test_other_words_are_not(message: str) -> None:
    assert measured(message) < 0.5


def test_a_short_text_is_never_meant_by_chance() -> None:
    assert measured("Please remove the comment that says lol under your post", "lol") == 0.0


@pytest.mark.parametrize(
    ("message", "named"),
    [
        ("the comment by dave is vile", True),
        ("what @Dave wrote", True),
        ("Dave wrote it", False),
        ("the comment by davenport", False),
    ],
)
def test_an_author_is_named(message: str, *, named: bool) -> None:
    assert names_author(message, "", "Dave") == named


def test_a_full_name_needs_no_word_before_it() -> None:
    assert names_author("Dave Miller wrote something vile", "", "dave miller")
    assert not names_author("anything", "", "")

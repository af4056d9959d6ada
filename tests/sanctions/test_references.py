"""Numbers that people type: one wrong character or two that changed places are always found."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evenhand.sanctions import references

PLAIN = st.integers(0, 50).map(lambda _: references.new())


def swapped(number: str, place: int) -> str:
    plain = list(number.replace("-", ""))
    plain[place], plain[place + 1] = plain[place + 1], plain[place]
    return "".join(plain)


def test_a_number_is_three_groups_of_four_and_reads_as_itself() -> None:
    made = {references.new() for _ in range(200)}
    assert len(made) == 200
    for number in made:
        assert [len(part) for part in number.split("-")] == [4, 4, 4]
        assert references.read(number) == number


@given(PLAIN, st.integers(0, 11), st.sampled_from(references.ALPHABET))
def test_one_wrong_character_is_found(number: str, place: int, char: str) -> None:
    plain = number.replace("-", "")
    typed = plain[:place] + char + plain[place + 1 :]
    assert references.read(typed) == (number if plain[place] == char else "")


@given(PLAIN)
def test_two_neighbours_that_changed_places_are_found(number: str) -> None:
    plain = number.replace("-", "")
    for place, (one, other) in enumerate(pairwise(plain)):
        assert references.read(swapped(number, place)) == (number if one == other else "")


@pytest.mark.parametrize("typed", ["{}", " {} ", "{}.", "my number is {}, thanks", "{}\nHello"])
def test_a_number_is_found_in_what_people_write(typed: str) -> None:
    number = references.new()
    assert references.numbers_in(typed.format(number)) == [number]
    assert references.numbers_in(typed.format(number.lower().replace("-", " "))) == [number]
    assert references.numbers_in(typed.format(number.replace("-", "–"))) == [number]


def test_letters_that_look_like_a_one_are_one() -> None:
    number = next(one for one in iter(references.new, "") if "1" in one)
    assert references.read(number.replace("1", "l")) == number
    assert references.read(number.replace("1", "I")) == number


@pytest.mark.parametrize("text", ["", "A7K3", "0000-0000-0000", "UUUU-UUUU-UUUU", "1" * 13, "when does this open then"])
def test_what_is_no_number_is_none(text: str) -> None:
    assert references.read(text) == ""
    assert references.numbers_in(text) == []


@pytest.mark.parametrize(
    ("text", "given_one"),
    [
        ("My number is A7K3-M9QX-HT2D.", True),  # mistyped
        ("a7k3 m9qx ht2c", True),
        ("That they were hiding", False),
        ("I want them back soon", False),
        ("", False),
    ],
)
def test_what_looks_like_a_number_was_given_even_where_it_is_none(text: str, *, given_one: bool) -> None:
    assert references.given(text) == given_one

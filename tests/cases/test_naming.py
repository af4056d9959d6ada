"""Who is named in a comment neither decides nor confirms it; a name inside another word is no name."""

from __future__ import annotations

import pytest

from evenhand.cases.naming import names
from evenhand.people.models import User


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("Pat", "Pat should be sacked."),
        ("Pat", "what has pat ever done"),
        ("Mo Lee", "mo  lee again"),
        ("Mo Lee", "Officer Lee did nothing."),
        ("Siân Rhys-Jones", "Ask Rhys-Jones."),
    ],
)
def test_somebody_named(name: str, text: str) -> None:
    assert names(text, User(display_name=name))


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("Pat", "You are pathetic."),
        ("Mo Lee", "On the lee side of the wall."),
        ("Mo Lee", "Lees and Moore."),
        ("", "Nobody."),
        ("  ", "Nobody at all."),
        ("A.*", "Anybody at all, ABC"),
    ],
)
def test_nobody_named(name: str, text: str) -> None:
    assert not names(text, User(display_name=name))

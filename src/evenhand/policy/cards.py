"""Signposting cards: where a person at risk finds help, in approved words, each with its source and a review date.

A card that was never verified, or whose review date has passed, is shown as such and cannot be sent: a number that
nobody answers is worse than none. Who sends it, and how, is care's part.
"""

from __future__ import annotations

import re
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field

from evenhand.policy.document import read_bytes, require
from evenhand.policy.faults import Fault, PolicyFaults
from evenhand.policy.parts import Part
from evenhand.policy.schema import Frozen, Identifier, Words
from evenhand.policy.shape import shape_faults

Language = Literal["en", "cy"]


class Standing(StrEnum):
    """Whether a card may be sent."""

    CURRENT = "current"
    EXPIRED = "expired"
    UNVERIFIED = "unverified"


class Card(Frozen):
    """One card. `prisons` are the names under which people know a prison: then it is offered where one is named."""

    id: Identifier
    title: Words
    words: dict[Language, Words]
    unchecked: tuple[Language, ...] = ()
    prisons: tuple[Words, ...] = ()
    source: Annotated[str, Field(pattern=r"^https://\S+$")]
    owner: Words
    verified_on: date | None = None
    review_by: date

    def standing(self, today: date) -> Standing:
        """How it stands on a day."""
        if self.verified_on is None:
            return Standing.UNVERIFIED
        return Standing.EXPIRED if self.review_by < today else Standing.CURRENT

    def is_named_in(self, text: str) -> bool:
        """Whether the text names its prison, in any case."""
        return any(re.search(rf"(?<!\w){_spaced(name)}(?!\w)", text, re.IGNORECASE) for name in self.prisons)


class Cards(Frozen):
    """A body's cards."""

    policy: Identifier
    cards: tuple[Card, ...] = Field(min_length=1)

    def offered(self, text: str) -> tuple[Card, ...]:
        """Those to offer for a text: of the prisons that it names first, then those for everybody."""
        named = tuple(card for card in self.cards if card.is_named_in(text))
        return (*named, *(card for card in self.cards if not card.prisons))


def load_cards(path: Path) -> Cards:
    """Read a file of cards. PolicyFaults with every fault found, OSError where it cannot be read."""
    document = require(read_bytes(path.read_bytes(), path.as_posix()))
    found = [*document.faults, *shape_faults(Cards, document.value, document)]
    found += _faults(Part.of(document, (), document.value))
    if found:
        raise PolicyFaults(found)
    return Cards.model_validate(document.value)


def _faults(cards: Part) -> list[Fault]:
    seen: set[str] = set()
    faults: list[Fault] = []
    for card in cards.parts("cards"):
        if card.text("id") in seen:
            faults.append(card.fault("id", f"two cards have the id '{card.text('id')}'", "give each its own id"))
        seen.add(card.text("id"))
        words = card.part("words")
        if words.data and not words.text("en"):
            faults.append(card.fault("words", "a card has no English words", "write them under 'en:'"))
        faults.extend(
            card.fault("unchecked", f"the card has no words in '{one}'", "name only languages that it has")
            for one in card.items("unchecked")
            if words.data and one not in words.data
        )
        verified, review = _date(card.data.get("verified_on")), _date(card.data.get("review_by"))
        if verified and review and review <= verified:
            cure = "set the day on which somebody checks it again"
            faults.append(card.fault("review_by", "it is to be reviewed before it was verified", cure))
    return faults


def _date(value: object) -> date | None:
    """A day as the file has it; None where the models refuse it anyway."""
    try:
        return date.fromisoformat(str(value))
    except ValueError:
        return None


def _spaced(name: str) -> str:
    return r"\s+".join(re.escape(part) for part in name.split())

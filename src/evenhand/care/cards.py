"""The signposting cards of the policy in force, as they stand today; read again when their file changes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path

import structlog
from django.utils import timezone

from evenhand.judgement import policies
from evenhand.policy import Card, Cards, PolicyFaults, Standing, load_cards

LANGUAGES = {"en": "English", "cy": "Welsh"}
_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Offered:
    """A card with how it stands today."""

    card: Card
    standing: Standing

    @property
    def may_be_sent(self) -> bool:
        """Whether it was verified and its review date has not passed."""
        return self.standing == Standing.CURRENT

    @property
    def verified(self) -> str:
        """The day on which somebody verified it, in words."""
        return _day(self.card.verified_on)

    @property
    def review(self) -> str:
        """The day by which somebody checks it again, in words."""
        return _day(self.card.review_by)


def offered(text: str) -> tuple[Offered, ...]:
    """The cards for a text, those of the prisons it names first; none where the body has no file of them."""
    found = _in_force()
    today = timezone.localdate()
    return tuple(Offered(card, card.standing(today)) for card in found.offered(text)) if found else ()


def by_id(code: str) -> Offered | None:
    """One card."""
    found = _in_force()
    card = next((one for one in found.cards if one.id == code), None) if found else None
    return Offered(card, card.standing(timezone.localdate())) if card else None


def _in_force() -> Cards | None:
    name = policies.in_force().name
    path = policies.policy_file(name).with_name(f"{name}-cards.yaml")
    try:
        return _read(path, path.stat().st_mtime_ns)
    except FileNotFoundError:
        return None
    except (OSError, PolicyFaults) as error:
        _log.error("care.cards_unreadable", file=path.name, cause=type(error).__name__)
        return None


def _day(day: date | None) -> str:
    return f"{day.day} {day:%B %Y}" if day else ""


@lru_cache(maxsize=4)
def _read(path: Path, _changed: int) -> Cards:
    return load_cards(path)

"""Every code that the house can show has plain words."""

from __future__ import annotations

from evenhand.actions.models import Action
from evenhand.cases.models import Case
from evenhand.desk import words
from evenhand.platforms.interface import ContributionKind, Platform, PlatformState
from evenhand.sanctions.models import Appeal


def test_every_code_has_words() -> None:
    assert set(words.PLATFORMS) == set(Platform)
    assert set(words.KINDS) == set(ContributionKind)
    assert set(words.CASES) == set(Case.Kind.values)
    assert set(words.PLATFORM_STATES) == set(PlatformState)
    assert set(words.OPERATIONS) == set(Action.Operation.values)
    assert set(words.URGENCY) == {1, 2, 3, 4, 5}
    assert set(Appeal.State.values) - {"open", "joined"} <= set(words.OUTCOMES)


def test_colours_are_given_only_to_codes_that_exist() -> None:
    assert set(words.CASE_COLOURS) <= set(Case.Kind.values)
    assert set(words.STATE_COLOURS) <= set(PlatformState)
    assert set(words.ACTION_COLOURS) <= set(Action.State.values)


def test_an_unknown_platform_keeps_its_code() -> None:
    assert words.platform("youtube") == "YouTube"
    assert words.platform("bluesky") == "bluesky"

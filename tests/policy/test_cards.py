"""The file of signposting cards: what stands in it, and every fault that it may have."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from evenhand.policy import PolicyFaults, Standing, load_cards

HERE = Path(__file__).resolve().parents[2] / "policies"
CARD = """policy: hmpps
cards:
  - id: one
    title: One
    words: {en: "Call 999."}
    source: https://example.org/
    owner: somebody
    verified_on: 2026-01-01
    review_by: 2026-06-01
"""


def faults(tmp_path: Path, text: str) -> str:
    path = tmp_path / "cards.yaml"
    path.write_text(text, "utf-8")
    with pytest.raises(PolicyFaults) as caught:
        load_cards(path)
    return caught.value.text()


@pytest.mark.parametrize("path", sorted(HERE.glob("*-cards.yaml")), ids=lambda path: path.name)
def test_the_shipped_files_are_whole(path: Path) -> None:
    found = load_cards(path)
    text = " ".join(words for card in found.cards for words in card.words.values())
    assert "116 123" in text
    assert "999" in text
    for card in found.cards:
        assert set(card.words) == {"en", "cy"}
        assert card.standing(date(2026, 11, 28)) == Standing.CURRENT
        assert not card.prisons or "01632" in card.words["en"]  # the range for drama: no real prison's line is shipped


def test_a_card_stands_until_the_end_of_its_review_day(tmp_path: Path) -> None:
    path = tmp_path / "cards.yaml"
    path.write_text(CARD, "utf-8")
    (card,) = load_cards(path).cards
    assert card.standing(date(2026, 6, 1)) == Standing.CURRENT
    assert card.standing(date(2026, 6, 2)) == Standing.EXPIRED
    path.write_text(CARD.replace("    verified_on: 2026-01-01\n", ""), "utf-8")
    assert load_cards(path).cards[0].standing(date(2026, 1, 1)) == Standing.UNVERIFIED


@pytest.mark.parametrize(
    ("before", "after", "says"),
    [
        ("https://", "http://", "source"),
        ("review_by: 2026-06-01", "review_by: 2025-06-01", "reviewed before it was verified"),
        ("    owner: somebody\n", "", "owner"),
        ('{en: "Call 999."}', '{cy: "Ffoniwch 999."}', "no English words"),
        ("    owner: somebody", "    unchecked: [cy]\n    owner: somebody", "no words in 'cy'"),
        ("policy: hmpps", "policy: hmpps\ncolour: red", "colour"),
    ],
)
def test_each_fault_is_named(tmp_path: Path, before: str, after: str, says: str) -> None:
    assert before in CARD
    assert says in faults(tmp_path, CARD.replace(before, after))


def test_two_cards_with_one_id(tmp_path: Path) -> None:
    assert "two cards have the id 'one'" in faults(tmp_path, CARD + CARD.split("cards:\n")[1])

"""The phrase language: each sign does what its description says, and every phrase we ship can be read."""

from __future__ import annotations

from collections.abc import Iterator
from importlib.resources import files

import pytest

from evenhand.cases import rights
from evenhand.signals import lexicon, phrases
from evenhand.signals.catalogue import CATALOGUE
from evenhand.signals.normalise import normalise
from evenhand.signals.phrases import Phrase, PhraseBook

SHIPPED = sorted(
    item.name.removesuffix(".txt")
    for item in files("evenhand.signals").joinpath("data", "phrases").iterdir()
    if item.name != "classes.txt"
)


def stands(source: str, text: str, **classes: tuple[str, ...]) -> bool:
    phrase = Phrase("threat", 0.9, "", source, classes)
    view = normalise(text)
    return all(not need.isdisjoint(view.words) for need in phrase.needs) and any(phrase.found(view))


@pytest.mark.parametrize(
    ("source", "text", "expected"),
    [
        ("kill you", "I will KILL, you", True),
        ("kill you", "I will kill. You know", False),
        ("kill/stab you", "stab you", True),
        ("in+the+end you", "in the end you", True),
        ("kill <one>", "kill them", True),
        ("kill the? dog", "kill dog", True),
        ("kill .. dog", "kill one two three dog", True),
        ("kill .. dog", "kill one two three four dog", False),
        ("kill ... dog", "kill one two three four dog", True),
        ("kill _ dog", "kill that dog", True),
        ("kill _ dog", "kill dog", False),
        ("^ kill you", "no. kill you", True),
        ("^ kill you", "do kill you", False),
        ("kill you $", "kill you!", True),
        ("kill you $", "kill you now", False),
        ("kill you !softly", "kill you softly", False),
        ("kill you !softly", "kill you now", True),
        ("dont kill", "don’t kill", True),
        ("kill", "killer", False),
    ],
)
def test_what_a_sign_means(source: str, text: str, expected: bool) -> None:  # noqa: FBT001 (a table of cases)
    assert stands(source, text, one=("him", "them")) is expected


@pytest.mark.parametrize("name", SHIPPED)
def test_every_phrase_we_ship_can_be_read(name: str) -> None:
    for phrase in PhraseBook(name).phrases:
        assert phrase.signal in (rights.NAMES if name == "rights" else CATALOGUE), phrase.source
        assert 0 < phrase.score <= 1, phrase.source
        assert phrase.note, f"{phrase.source} stands under no [section]"
        phrase.pattern.search("a text without it")


def test_a_phrase_without_a_word_of_its_own_is_refused() -> None:
    with pytest.raises(ValueError, match="no word that must be there"):
        _ = Phrase("threat", 0.9, "", "_ .. the?", {}).needs


@pytest.mark.parametrize("line", ["threat: kill you", "threat high: kill", "threat 0.9:", "no colon at all"])
def test_a_line_that_cannot_be_read_is_named(line: str, monkeypatch: pytest.MonkeyPatch) -> None:
    real = lexicon.lines

    def lines(path: str) -> Iterator[str]:
        return iter([line]) if path == "phrases/broken.txt" else real(path)

    monkeypatch.setattr(phrases, "lines", lines)
    with pytest.raises(ValueError, match=r"phrases/broken\.txt: expected"):
        PhraseBook("broken")

"""A second reader is counted against the labels, where there was one."""

from __future__ import annotations

import pytest
from benchmarks.accuracy.agreement import print_agreement, second_readings
from benchmarks.accuracy.sets import Text, own


def text(name: str, guidelines: list[str], outcome: str) -> Text:
    return Text("words", {"guidelines": guidelines, "intents": [], "outcome": outcome}, name)


def read(guidelines: list[str], outcome: str) -> dict[str, object]:
    return {"guidelines": guidelines, "intents": ["at_risk"] if outcome == "escalate" else [], "outcome": outcome}


def test_what_two_readers_share_and_where_they_part(capsys: pytest.CaptureFixture[str]) -> None:
    texts = [text(f"t{n}", ["threat"], "remove") for n in range(24)] + [text("t24", [], "allow")]
    readings = {f"t{n}": read(["threat"], "remove") for n in range(18)} | {"t24": read(["spam"], "remove")}
    readings |= {f"t{n}": read([], "escalate") for n in range(18, 24)}
    told = print_agreement(texts, readings)
    assert told["macro_f1"] == pytest.approx(2 * 18 / (24 + 18), abs=1e-3)
    assert (told["outcome_accuracy"], told["harmless_flagged"]) == (0.72, 1.0)
    assert "threat" in capsys.readouterr().out


def test_texts_that_nobody_read_twice_are_not_counted() -> None:
    assert print_agreement([text("t0", [], "allow")], {}) == {}


def test_every_text_of_the_test_split_was_read_twice_and_nothing_else() -> None:
    assert {one.id for one in own("test")} == set(second_readings())

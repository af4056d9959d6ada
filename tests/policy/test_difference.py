"""Two versions are compared guideline by guideline, for people and for programs."""

from __future__ import annotations

import json
from pathlib import Path

from tests.policy.making import GOOD, SIGNALS, good, spoilt, write_policy

from evenhand.policy import diff, load


def test_the_same_policy_has_no_difference() -> None:
    found = diff(good(), good())
    assert not found
    assert found.text().endswith("say the same.\n")


def test_a_changed_field_is_named_with_both_values() -> None:
    found = diff(good(), good(("profanity > 0.5", "profanity > 0.6"), ("warning_months: 12", "warning_months: 6")))
    assert [(change.where, change.field, change.what) for change in found.changes] == [
        ("", "warning_months", "changed"),
        ("guidelines.language", "condition", "changed"),
    ]
    assert "the policy\n  warning_months: changed\n    - 12\n    + 6" in found.text()
    assert "+ profanity > 0.6" in found.text()


def test_examples_are_added_and_removed_one_by_one() -> None:
    found = diff(good(), good(("{text: a}", "{text: z}")))
    assert [(change.field, change.what) for change in found.changes] == [("breach", "removed"), ("breach", "added")]


def test_guidelines_and_intents_come_and_go() -> None:
    second = spoilt(("id: hate", "id: hatred"), ("  question: {condition: question > 0.3, meaning: A question.}\n", ""))
    found = diff(load(GOOD, signals=SIGNALS), load(second, signals=SIGNALS))
    assert [(change.where, change.what) for change in found.changes] == [
        ("", "changed"),
        ("guidelines.hate", "removed"),
        ("guidelines.hatred", "added"),
        ("intents.question", "removed"),
    ]
    assert "the whole of it: removed" in found.text()


def test_letters_count(tmp_path: Path) -> None:
    before = load(write_policy(tmp_path), signals=SIGNALS)
    letter = tmp_path / "letters" / "en" / "care.txt"
    letter.write_text("Dear you. {help_route}", encoding="utf-8")
    found = diff(before, load(tmp_path / "demo.yaml", signals=SIGNALS))
    assert [(change.where, change.field) for change in found.changes] == [("letters.en.care", "text")]


def test_the_difference_as_plain_values_is_json() -> None:
    data = diff(good(), good(("Be kind.", "Be fair."))).data()
    assert json.loads(json.dumps(data)) == data
    assert data["changes"][0] == {
        "where": "", "field": "published", "what": "changed", "before": "Be kind.", "after": "Be fair.",
    }  # fmt: skip  # one record, one line


def test_an_empty_value_is_shown_as_such() -> None:
    first = good(("    letter: removal", "    letter: removal\n    offence_hint: A hint."))
    assert "+ (empty)" in diff(first, good()).text()

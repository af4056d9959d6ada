"""Every fault is named at once, in text that a person can act on: the texts stand in snapshots/."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from tests.policy.making import SIGNALS, spoilt, write_policy

from evenhand.policy import Fault, PolicyFaults, load
from evenhand.policy.faults import nearest

SNAPSHOTS = Path(__file__).parent / "snapshots"
_CONDITION = "profanity > 0.5 && quoted < 0.5"
_WHEN = "automatic_when: profanity > 0.8 && quoted < 0.2"

CASES: dict[str, list[tuple[str, str]]] = {
    "yaml_error": [("kinds: [PROF]", "kinds: [PROF")],
    "yaml_indentation": [("    title: Bad language", "   title: Bad language")],
    "duplicate_key": [("    priority: 4", "    priority: 4\n    priority: 5")],
    "unknown_key": [("    title: Bad language", "    titel: Bad language")],
    "unknown_top_key": [("review_route:", "colour: red\nreview_route:")],
    "missing_text": [("    definition: A swear word.\n", ""), ("published: Do not swear.", "published: ''")],
    "wrong_shapes": [
        ("warning_months: 12", "warning_months: a year"),
        ("    priority: 4", "    priority: 9"),
        ("    strike: true", "    strike: yes"),
        ("kinds: [PROF]", "kinds: [PROFF]"),
        ("organisation: [The Demo Office]", "organisation: []"),
        ("    nature: abuse", "    nature: abusive"),
        ("id: language", "id: Bad Language"),
        ("intents:\n", "intents: none\nothers:\n"),
    ],
    "unknown_signal": [(_CONDITION, "profanty > 0.5 && quoted < 0.5")],
    "unknown_signal_nothing_near": [(_CONDITION, ">-\n      profanity > 0.5 &&\n      zebra > 0.5")],
    "condition_not_cel": [(_CONDITION, "profanity > > 0.5")],
    "condition_unfinished": [(_CONDITION, "(profanity > 0.5")],
    "condition_not_boolean": [(_CONDITION, "profanity")],
    "condition_mixed_types": [(_CONDITION, "profanity > 0.5 && quoted < 'much'")],
    "condition_always_true": [(_CONDITION, "profanity > 0.5 || quoted < 0.5")],
    "condition_without_signal": [(_CONDITION, "platform == 'x'")],
    "condition_unknown_function": [(_CONDITION, "greatest(profanity, quoted) > 0.5")],
    "score_not_number": [("score: slur", "score: slur > 0.5")],
    "automatic_delete": [("facebook: hide", "facebook: delete")],
    "automatic_on_linkedin": [("linkedin: none", "linkedin: hide")],
    "automatic_over_accusation": [(_WHEN, "automatic_when: profanity > 0.8 || accusation > 0.9")],
    "automatic_negated": [(_WHEN, "automatic_when: profanity > 0.8 && !(quoted < 0.2)")],
    "automatic_without_when": [("    " + _WHEN + "\n", "")],
    "automatic_when_without_platform": [
        ("automatic: {facebook: hide, youtube: hide, linkedin: none}", "automatic: {}")
    ],
    "automatic_for_people": [("kinds: [PROF]", "kinds: [PROF, INFL]")],
    "organisation_named": [(_CONDITION, "profanity > 0.5 && organisation_named > 0.5")],
    "misinformation_without_source": [("kinds: [PROF]", "kinds: [PROF, MISINFO]")],
    "few_examples": [
        ("{text: a}, ", ""),
        ("    no_breach: [{text: p}, {text: q}, {text: r}, {text: s}, {text: t}]\n", ""),
    ],
    "duplicate_ids": [("id: hate", "id: language")],
    "unknown_clause": [("cites: [30, 38]", "cites: [30, 52]")],
    "block_without_approvals": [("approvals: 2", "approvals: 1")],
    "track_and_outcome": [("track: immediate_block", "track: warn_first")],
    "breach_allowed": [("outcome: remove\n", "outcome: allow\n")],
    "outcomes_order": [("outcomes: [escalate, remove_and_block, remove, allow]", "outcomes: [allow, remove]")],
    "unknown_letter": [("letter: removal", "letter: remova")],
    "strike_on_self_harm": [("kinds: [PROF]", "kinds: [PROF, SH-METHOD]")],
    "strike_without_nature": [("nature: abuse", "nature: none")],
    "intent_and_threat": [("at_risk > 0.5", "at_risk > 0.5"), ("threat > 0.9", "threatt > 0.9")],
    "no_letters": [("letters: letters\n", "")],
    "empty_file": [(spoilt(), "")],
    "anchor": [("breach: [{text: a}", "breach: [&one {text: a}, *one")],
    "tag": [("title: Bad language", "title: !secret Bad language")],
}


@pytest.mark.parametrize("name", CASES)
def test_fault_text_is_as_designed(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    write_policy(tmp_path, spoilt(*CASES[name]))
    with pytest.raises(PolicyFaults) as caught:
        load(Path("demo.yaml"), signals=SIGNALS)
    snapshot = SNAPSHOTS / f"{name}.txt"
    if os.environ.get("EVENHAND_SNAPSHOTS") == "write":
        snapshot.write_text(f"{caught.value}\n", encoding="utf-8")
    assert f"{caught.value}\n" == snapshot.read_text(encoding="utf-8")


def test_each_snapshot_belongs_to_a_case() -> None:
    assert {file.stem for file in SNAPSHOTS.glob("*.txt")} == set(CASES)


def test_many_faults_are_all_named_in_the_order_of_the_file(tmp_path: Path) -> None:
    changes = [
        change
        for name in ("unknown_signal", "automatic_delete", "unknown_clause", "unknown_letter")
        for change in CASES[name]
    ]
    with pytest.raises(PolicyFaults) as caught:
        load(write_policy(tmp_path, spoilt(*changes)), signals=SIGNALS)
    faults = caught.value.faults
    assert len(faults) == 4
    assert [fault.line for fault in faults] == sorted(fault.line for fault in faults)
    assert str(caught.value).endswith("4 faults found")


def test_a_fault_as_plain_values() -> None:
    fault = Fault("f.yaml", 3, 5, "cause", "cure", "  a: b")
    assert fault.data() == {"file": "f.yaml", "line": 3, "column": 5, "cause": "cause", "cure": "cure"}


def test_a_long_line_is_cut_so_that_the_mark_stays_in_sight() -> None:
    fault = Fault("f.yaml", 1, 301, "cause", "cure", "x" * 300 + "here" + "y" * 300)
    shown = str(fault).splitlines()
    assert len(shown[1]) < 120
    assert shown[1][shown[2].index("^")] == "h"


def test_a_cure_names_the_nearest_word_only_where_one_is_near() -> None:
    assert nearest("profanty", ["profanity"], "look it up").startswith("write 'profanity'")
    assert nearest("zebra", ["profanity"], "look it up") == "look it up"

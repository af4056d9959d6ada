"""Batches: order, look-alikes from earlier lines, and what a folder of context adds."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from evenhand.assess import Assessment, Assessor
from evenhand.assess.batch import assess_lines
from evenhand.assess.reading import BadLine, Line
from evenhand.assess.surroundings import Surroundings, surroundings
from evenhand.policy import Policy

PITCH = "A lovely offer that everybody should read about at once, friends"


def lines(*texts: str) -> list[Line | BadLine]:
    return [Line(number, str(number), text, platform="facebook") for number, text in enumerate(texts, start=1)]


def judged(results: list[tuple[Line, Assessment] | BadLine]) -> list[Assessment]:
    return [result[1] for result in results if not isinstance(result, BadLine)]


@pytest.mark.clause(37)
def test_the_same_text_six_times_is_spam_from_the_third_copy(assessor: Assessor) -> None:
    results = judged(list(assess_lines(lines(*[PITCH] * 6), assessor, Surroundings())))
    spam = ["spam" in [finding.guideline_id for finding in each.findings] for each in results]
    assert spam == [False, False, True, True, True, True]


def test_the_same_texts_in_the_same_order_give_the_same_result(assessor: Assessor, around: Surroundings) -> None:
    texts = lines(PITCH, "You moron", PITCH, "What time is it?", PITCH, PITCH.upper())
    assert list(assess_lines(texts, assessor, around)) == list(assess_lines(texts, assessor, around))


def test_lines_that_are_not_valid_keep_their_place(assessor: Assessor) -> None:
    bad = BadLine(2, "broken")
    results = list(assess_lines([*lines("a"), bad, *lines("b")], assessor, Surroundings()))
    assert results[1] is bad
    assert len(results) == 3


def test_the_policys_register_is_the_context(policy: Policy, around: Surroundings) -> None:
    assert around.false_claims[0].id == "F1"
    assert around.organisation == tuple(policy.organisation)
    assert surroundings(policy).false_claims == ()


def test_a_folder_may_replace_the_context(policy: Policy, policy_file: Path, tmp_path: Path) -> None:
    (tmp_path / "featured.txt").write_text("Priya Shah\n\n Dan \n", encoding="utf-8")
    (tmp_path / "organisation.txt").write_text("Testshire Council\n", encoding="utf-8")
    (tmp_path / "claims.yaml").write_text(
        "policy: hmpps\nclaims:\n  - {id: T1, claim: The moon is cheese., correction: It is not., "
        "source: 'https://www.gov.uk/moon', owner: press, expires: 2030-01-01}\n",
        encoding="utf-8",
    )
    given = surroundings(policy, policy_file.parent, tmp_path)
    assert given.featured == ("Priya Shah", "Dan")
    assert given.organisation == ("Testshire Council",)
    assert [claim.id for claim in given.false_claims] == ["T1"]


def test_an_empty_folder_changes_nothing(
    policy: Policy, policy_file: Path, around: Surroundings, tmp_path: Path
) -> None:
    assert surroundings(policy, policy_file.parent, tmp_path) == around
    with pytest.raises(NotADirectoryError, match="is no folder"):
        surroundings(policy, policy_file.parent, tmp_path / "none")


def test_another_process_gives_the_same_result(tmp_path: Path) -> None:
    texts = [
        "Lads, smash the windows tonight, I will burn it down with them in it",
        "sh*t b*st*rd w*nk",
        "Jess Smith and Tom took bribes",
    ]
    file = tmp_path / "texts.jsonl"
    file.write_text("".join(json.dumps({"id": text, "text": text}) + "\n" for text in texts * 3), encoding="utf-8")
    command = [sys.executable, "-c", "from evenhand.cli.main import run; run()", "assess", str(file)]
    outputs = {
        subprocess.run(command, check=True, capture_output=True, env={**os.environ, "PYTHONHASHSEED": seed}).stdout  # noqa: S603 (our own command)
        for seed in ("1", "2", "3")
    }
    assert len(outputs) == 1

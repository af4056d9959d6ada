"""The file of approved answers: what it may say, every fault with its place, and the shipped one."""

from __future__ import annotations

from pathlib import Path

import pytest

from evenhand.policy import PolicyFaults, load_answers

SHIPPED = Path("policies/hmpps-answers.yaml")
GOOD = """policy: test
answers:
  - code: visits
    title: Booking a visit
    topic: visits
    owner: Visits
    source: https://www.gov.uk/prison-visits
    review: 2027-05-31
    words: {en: "Book online, {name}."}
"""


def faults(tmp_path: Path, text: str) -> str:
    file = tmp_path / "answers.yaml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(PolicyFaults) as caught:
        load_answers(file)
    return caught.value.text()


def test_the_shipped_answers_are_whole_and_say_that_nobody_checked_them() -> None:
    library = load_answers(SHIPPED)
    assert len(library.answers) >= 15
    assert {topic for one in library.answers for topic in [one.topic]} >= {"applications", "vetting", "visits", "pay"}
    for one in library.answers:
        assert set(one.unchecked) == set(one.words) == {"en", "cy"}, one.code
        assert one.asked


@pytest.mark.parametrize(
    ("was", "now", "says"),
    [
        ("{name}", "{prisoner}", "nothing fills {prisoner}"),
        ("{name}", "{name", "braces do not pair"),
        ("{en:", "{cy:", "English words"),
        ("https://www", "http://www", "source"),
        ("2027-05-31", "soon", "review"),
        ("    owner: Visits\n", "", "owner"),
    ],
)
def test_what_is_wrong_is_told_with_its_place(tmp_path: Path, was: str, now: str, says: str) -> None:
    told = faults(tmp_path, GOOD.replace(was, now))
    assert says in told
    assert "answers.yaml:" in told


def test_two_answers_of_one_code_are_told(tmp_path: Path) -> None:
    again = GOOD.split("answers:\n")[1]
    assert "two answers have the code 'visits'" in faults(tmp_path, GOOD + again)

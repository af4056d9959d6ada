"""Letters are filled wholly or refused."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.policy.making import SIGNALS, good, write_letters, write_policy

from evenhand.policy import AUTOMATIC, LETTERS, LetterGap, Policy, PolicyFaults, load, render
from evenhand.policy.letters import body_of, fields_of, status_of


@pytest.fixture
def policy(tmp_path: Path) -> Policy:
    return load(write_policy(tmp_path), signals=SIGNALS)


def test_a_warning_names_the_guideline_the_link_and_the_version(policy: Policy) -> None:
    text = render(policy, "warning", guideline="language")
    for part in ("Bad language", policy.guidelines_url, policy.version, policy.review_route, policy.help_route):
        assert part in text
    assert "status" not in text


def test_a_public_warning_names_the_guideline_by_number_and_in_neutral_words(policy: Policy) -> None:
    text = render(policy, "warning_public", guideline="hate")
    assert "2" in text
    assert "equal respect" in text
    assert "Hatred" not in text


def known_to(policy: Policy, name: str) -> list[str]:
    """What a letter says that the policy itself knows."""
    known = {"help_route": policy.help_route, "guidelines_url": policy.guidelines_url, "policy_version": policy.version}
    return [known[field] for field in LETTERS[name].required]


@pytest.mark.parametrize("name", LETTERS)
def test_every_letter_refuses_a_gap(policy: Policy, name: str) -> None:
    if LETTERS[name].required <= {"help_route", "guidelines_url", "policy_version"}:
        assert all(policy_word in render(policy, name) for policy_word in known_to(policy, name))
        return
    with pytest.raises(LetterGap, match="lacks"):
        render(policy, name)


@pytest.mark.clause(44)
@pytest.mark.parametrize("field", ["guideline_title", "guidelines_url"])
def test_a_warning_without_its_guideline_or_the_link_cannot_be_sent(tmp_path: Path, policy: Policy, field: str) -> None:
    with pytest.raises(LetterGap, match="lacks guideline_title"):
        render(policy, "warning")
    with pytest.raises(LetterGap, match=f"lacks {field}"):
        render(policy, "warning", guideline="language", **{field: ""})
    letter = tmp_path / "letters" / "en" / "warning.txt"
    letter.write_text(letter.read_text(encoding="utf-8").replace(f"{{{field}}}", ""), encoding="utf-8")
    with pytest.raises(PolicyFaults, match=f"lacks the field '{field}'"):
        load(tmp_path / "demo.yaml", signals=SIGNALS)


def test_an_empty_value_is_a_gap(policy: Policy) -> None:
    with pytest.raises(LetterGap, match="lacks review_date"):
        render(policy, "block", guideline="hate", review_date=" ")
    assert "1 May 2027" in render(policy, "block", guideline="hate", review_date="1 May 2027")


def test_a_field_that_the_letter_lacks_is_refused(policy: Policy) -> None:
    with pytest.raises(LetterGap, match="takes no field reporter"):
        render(policy, "report_received", reporter="Jo")


def test_text_with_braces_from_outside_is_not_read_as_a_field(policy: Policy) -> None:
    text = render(policy, "correction", correction="{source} is {free}", source="https://demo.example")
    assert "{source} is {free}" in text


def test_a_language_that_is_missing_falls_back_to_english(policy: Policy) -> None:
    assert render(policy, "care", "cy") == render(policy, "care", "en")


def test_a_policy_without_letters_refuses() -> None:
    with pytest.raises(LetterGap, match="has no such letter in 'en'"):
        render(good(), "care")


def test_the_four_automatic_texts_are_letters() -> None:
    assert len(AUTOMATIC) == 4
    assert set(AUTOMATIC) <= set(LETTERS)


def test_a_letter_says_its_status_on_its_first_line() -> None:
    assert status_of("# status: unchecked\nHelo {a}.") == "unchecked"
    assert status_of("Helo.") == ""
    assert body_of("# status: unchecked\nHelo {a}.\n") == "Helo {a}."
    assert fields_of("Helo {a}, {b}.") == {"a", "b"}


@pytest.mark.parametrize(
    ("name", "text", "cause"),
    [
        ("warning", None, "the letter 'warning' is missing"),
        ("warning", "Read {guidelines_url} {help_route}", "lacks the field 'guideline_title'"),
        ("care", "{help_rout}", "has no field 'help_rout'"),
        ("care", "{help_route", "the braces do not pair"),
        ("carre", "Hello.", "there is no letter 'carre'"),
        (
            "warning_public",
            "Your comment was abusive. {guideline_number} {guideline_topic} {guidelines_url}",
            "accuses nobody",
        ),
    ],
)
def test_faulty_letters_are_faults_of_the_policy(tmp_path: Path, name: str, text: str | None, cause: str) -> None:
    file = write_policy(tmp_path)
    letter = tmp_path / "letters" / "en" / f"{name}.txt"
    if text is None:
        letter.unlink()
    else:
        letter.write_text(text, encoding="utf-8")
    with pytest.raises(PolicyFaults, match="found") as caught:
        load(file, signals=SIGNALS)
    assert cause in str(caught.value)


def test_other_languages_are_checked_but_need_not_be_complete(tmp_path: Path) -> None:
    file = write_policy(tmp_path)
    write_letters(tmp_path, "cy")
    (tmp_path / "letters" / "cy" / "block.txt").unlink()
    assert set(load(file, signals=SIGNALS).letters) == {"cy", "en"}
    (tmp_path / "letters" / "cy" / "care.txt").write_text("# status: unchecked\nHelo {nobody}", encoding="utf-8")
    with pytest.raises(PolicyFaults, match="has no field 'nobody'") as caught:
        load(file, signals=SIGNALS)
    assert (caught.value.faults[0].line, caught.value.faults[0].column) in {(1, 1), (2, 6)}

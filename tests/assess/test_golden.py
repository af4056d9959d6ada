"""The golden set: what stands in the file, what the policies add to it, and how the shipped policy does on it."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.policy.making import good, spoilt

from evenhand.assess import Assessor
from evenhand.assess.flips import assessed
from evenhand.assess.golden import FILE, GoldenFault, GoldenItem, examples_of, golden_digest, read_golden
from evenhand.assess.surroundings import surroundings
from evenhand.policy import find, load

POLICIES = Path(__file__).parents[2] / "policies"
KNOWN_WRONG = {"discrimination-1"}
"""What the detectors do not see yet: 'should not be ... they are too weak' of a group."""


def test_the_shipped_policy_does_as_the_golden_set_expects_but_for_what_is_known() -> None:
    policy = load(find("hmpps"))
    claims, assessor = surroundings(policy, POLICIES).false_claims, Assessor(policy)
    items = read_golden(POLICIES / FILE)
    assert 40 <= len(items) < 1000
    wrong = {item.id for item in items if assessed(assessor, item.as_text(claims)).outcome != item.outcome}
    assert wrong == KNOWN_WRONG


def test_every_example_of_a_policy_is_an_item_once() -> None:
    policy = load(find("hmpps"))
    items = list(examples_of(policy, policy))
    assert len({item.id for item in items}) == len(items)
    texts = {one.text for rule in policy.guidelines for one in (*rule.breach, *rule.no_breach)}
    assert {item.text for item in items} == texts


def test_an_example_keeps_its_name_while_its_words_and_context_stay() -> None:
    before, other = list(examples_of(good())), list(examples_of(good(("warning_months: 12", "warning_months: 6"))))
    assert [item.id for item in before] == [item.id for item in other]
    assert spoilt() != spoilt(("{text: a}", "{text: zebra}"))
    changed = {item.id for item in examples_of(good(("{text: a}", "{text: zebra}")))}
    assert len(changed - {item.id for item in before}) == 1


def test_the_digest_is_that_of_the_items_in_any_order() -> None:
    one, two = GoldenItem(id="one", text="x"), GoldenItem(id="two", text="y")
    assert golden_digest([one, two]) == golden_digest([two, one])
    assert golden_digest([one]) != golden_digest([one, two])
    assert golden_digest([one]) != golden_digest([one.model_copy(update={"text": "z"})])


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ('{"id": "a"}', "text: Field required"),
        ('{"id": "A b", "text": "x"}', "id: String should match"),
        ('{"id": "a", "text": "x", "kind": "letter"}', "kind: Input should be"),
        ('{"id": "a", "text": "x", "colour": "red"}', "colour: Extra inputs"),
        ("[]", "the line: "),
    ],
)
def test_a_line_that_is_wrong_is_named(tmp_path: Path, line: str, says: str) -> None:
    file = tmp_path / FILE
    file.write_text(f"\n{line}\n", "utf-8")
    with pytest.raises(GoldenFault) as caught:
        read_golden(file)
    assert f"{file.as_posix()}:2: {says}" in str(caught.value)

"""Two assessors over the same texts: only what comes out otherwise, in what matters to people."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache

from hypothesis import given
from hypothesis import strategies as st
from tests.policy.making import good

from evenhand.assess.flips import Flip, Outcome, Text, flips
from evenhand.assess.model import Assessment, Finding
from evenhand.policy import Policy
from evenhand.signals.interface import Context

SAYINGS = {
    "allow": Outcome("allow"),
    "insult": Outcome("remove", ("harassment",)),
    "hidden": Outcome("remove", ("harassment",), "hide"),
    "slur": Outcome("remove_and_block", ("discrimination", "harassment")),
}
sayings = st.dictionaries(st.sampled_from("abcdef"), st.sampled_from(sorted(SAYINGS)))


@dataclass
class Says:
    """Says of each text what its table gives."""

    table: dict[str, str]
    policy: Policy = field(default_factory=cache(good))
    contexts: list[Context] = field(default_factory=list)

    def assess(self, text: str, context: Context, *, post_sensitive: bool = False) -> Assessment:
        assert not post_sensitive
        self.contexts.append(context)
        said = SAYINGS[self.table.get(text, "allow")]
        findings = tuple(Finding(one, 1.0) for one in reversed(said.guidelines))
        return Assessment((), findings, (), said.outcome, "hide" if said.automatic else None, "en", "v")


def texts(words: str = "abcdef") -> list[Text]:
    return [Text(f"id-{word}", word, Context()) for word in words]


def test_each_flip_says_what_changed_the_gravest_first() -> None:
    before = Says({"a": "allow", "b": "insult", "c": "slur", "d": "slur"})
    after = Says({"a": "insult", "b": "hidden", "c": "slur", "d": "insult"})
    found = {flip.id: flip.change for flip in flips(texts(), before, after)}
    assert found == {"id-a": "allow>remove", "id-b": "automatic", "id-d": "remove_and_block>remove"}
    assert Flip("x", Outcome("remove", ("a",)), Outcome("remove", ("b",))).change == "guidelines"


def test_each_assessor_sees_its_own_organisation() -> None:
    before, after = Says({}), Says({})
    assert list(flips(texts("a"), before, after)) == []
    assert before.contexts[0].organisation == tuple(before.policy.organisation) != ()


@given(before=sayings, after=sayings)
def test_an_item_flips_if_and_only_if_its_outcome_differs(before: dict[str, str], after: dict[str, str]) -> None:
    found = {flip.id for flip in flips(texts(), Says(before), Says(after))}
    assert found == {f"id-{one}" for one in "abcdef" if before.get(one, "allow") != after.get(one, "allow")}
    assert not list(flips(texts(), Says(before), Says(before)))


@given(before=sayings, after=sayings)
def test_the_way_back_flips_the_same_items_the_other_way(before: dict[str, str], after: dict[str, str]) -> None:
    there = [(one.id, one.before, one.after) for one in flips(texts(), Says(before), Says(after))]
    back = [(one.id, one.after, one.before) for one in flips(texts(), Says(after), Says(before))]
    assert there == back

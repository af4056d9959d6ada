"""Texts beside claims: does the text state the claim? Learned from many claims, so that it holds for any.

The register of false claims is data that a policy owner changes; a model that knew the claims by heart would be wrong
the next day. So each lesson is a pair, and the eight claims of the project's first schema are a small part of them.
`claim-pairs.jsonl` holds pairs about other bodies and other subjects.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final

from training.items import Item
from training.splits import share

CLAIMS: Final = {
    "F1": "You need a university degree to become a prison officer.",
    "F2": "Applicants must pay a fee to apply for a prison officer job.",
    "F3": "Prison officers get no paid training.",
    "F4": "Anyone with any past conviction is automatically barred from every job in the service.",
    "F5": "The service is closing all its women's prisons next year.",
    "F6": "You must be under 40 to join as a prison officer.",
    "F7": "Probation staff can send anyone to prison on their own say-so.",
    "F8": "Social visits have been abolished.",
}
_NAMED: Final = re.compile(r"\bF([1-8])\b")
_OTHERS: Final = 2  # claims that a text does not state, beside each that it does
_STRANGERS: Final = 0.12  # of texts without any claim, shown beside one


def context_of(claim: str) -> str:
    """What stands in the context's place; `signals/learned.py` builds the same."""
    return f"claim: {claim}"


def from_domain(items: Iterable[Item], notes: dict[str, str]) -> Iterator[Item]:
    """Pairs made of the project's own texts: those whose note names the claim, and texts that state none."""
    for item in items:
        named = [f"F{number}" for number in _NAMED.findall(notes.get(item.id, ""))]
        states = "misinformation" in item.about["guidelines"]
        if named:
            for claim in named:
                yield _pair(item, claim, stated=states)
            if states:
                for claim in sorted(set(CLAIMS) - set(named), key=lambda one: share(one, item.text))[:_OTHERS]:
                    yield _pair(item, claim, stated=False)
        elif not states and share("stranger", item.text) < _STRANGERS:
            yield _pair(item, min(CLAIMS, key=lambda one: share(one, item.text)), stated=False)


def _pair(item: Item, claim: str, *, stated: bool) -> Item:
    return Item(
        f"{item.id}:{claim}", item.text, context_of(CLAIMS[claim]), {"states_claim": int(stated)}, "claims",
        item.group, item.split, {"claim": claim},
    )  # fmt: skip


def written(path: Path) -> Iterator[Item]:
    """Pairs written for this: `{"id", "claim", "text", "states"}`; all pairs of one claim stand in one split."""
    if not path.is_file():
        return
    for line in path.read_text(encoding="utf-8").strip().split("\n"):
        raw = json.loads(line)
        place = share("claim", raw["claim"])
        yield Item(
            f"claims:{raw['id']}", raw["text"], context_of(raw["claim"]), {"states_claim": int(raw["states"])},
            "claims", f"claim:{raw['claim']}", "test" if place < 0.15 else "validation" if place < 0.3 else "train",
            {"claim": raw["claim"]},
        )  # fmt: skip

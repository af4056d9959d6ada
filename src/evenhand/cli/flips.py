"""What a new version of a policy changes on the golden set, for `evenhand policy diff --golden`: without a database.

The same comparison that `judgement` stores to be signed, on the written items and the examples of the two policies.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from evenhand.assess.flips import Flip, Outcome
from evenhand.assess.golden import FILE, GoldenItem, examples_of, read_golden
from evenhand.policy import Policy


@dataclass(frozen=True, slots=True)
class Flipped:
    """The golden items that come out otherwise, of so many."""

    items: dict[str, GoldenItem]
    flips: tuple[Flip, ...]

    def data(self) -> dict[str, Any]:
        """Return it as plain values."""
        return {"items": len(self.items), "flips": [self._row(flip) for flip in self.flips]}

    def text(self) -> str:
        """Return it for people, ending in a newline."""
        count = len(self.items)
        if not self.flips:
            return f"All {count} golden items come out the same.\n"
        lines = [f"{len(self.flips)} of {count} golden items come out otherwise"]
        kinds = Counter(flip.change for flip in self.flips)
        lines += [f"  {number:>4}  {change.replace('>', ' to ')}" for change, number in kinds.most_common()]
        for flip in self.flips:
            lines += ["", flip.id, f"    {self.items[flip.id].text}", f"    - {_told(flip.before)}"]
            lines += [f"    + {_told(flip.after)}"]
        return "\n".join(lines) + "\n"

    def _row(self, flip: Flip) -> dict[str, Any]:
        item = self.items[flip.id]
        sides = {"before": _plain(flip.before), "after": _plain(flip.after)}
        return {"id": flip.id, "change": flip.change, "text": item.text, "expected": item.outcome, **sides}


def compared_on_golden(before: Policy, after: Policy, *files: Path) -> Flipped:
    """Compare two policies; `files` are theirs: golden sets beside them, and their registers of claims, count."""
    from evenhand.assess import Assessor  # noqa: PLC0415 (the detectors are loaded only where texts are assessed)
    from evenhand.assess.flips import flips  # noqa: PLC0415 (as above)
    from evenhand.assess.surroundings import surroundings  # noqa: PLC0415 (as above)

    beside = {path.parent / FILE for path in files if (path.parent / FILE).is_file()}
    written = [item for path in sorted(beside) for item in read_golden(path)]
    items = {item.id: item for item in (*written, *examples_of(before, after))}
    claims = surroundings(after, files[-1].parent).false_claims
    texts = (item.as_text(claims) for item in items.values())
    return Flipped(items, tuple(flips(texts, Assessor(before), Assessor(after))))


def _plain(outcome: Outcome) -> dict[str, Any]:
    return {
        "outcome": outcome.outcome,
        "guidelines": list(outcome.guidelines),
        "automatic": outcome.automatic or None,
    }


def _told(outcome: Outcome) -> str:
    under = f" under {', '.join(outcome.guidelines)}" if outcome.guidelines else ""
    return f"{outcome.outcome}{under}{', hidden by the machine' if outcome.automatic else ''}"

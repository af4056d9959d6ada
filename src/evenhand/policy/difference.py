"""What changed between two versions of a policy, guideline by guideline and field by field.

For people as text, for programs as plain values. What the change does to live outcomes (promise 11) is
left to `judgement`.
"""

from __future__ import annotations

import json
import textwrap
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from evenhand.policy.schema import Policy

_KEYED = {"guidelines", "intents", "letters"}


@dataclass(frozen=True, slots=True)
class Change:
    """One change: `where` (as in `guidelines.obscenity`), the field, and the value before and after.

    `before` or `after` is None where the thing was not there; `field` is empty where the whole thing came
    or went.
    """

    where: str
    field: str
    before: Any
    after: Any

    @property
    def what(self) -> str:
        """The change in one word: added, removed or changed."""
        if self.before is None:
            return "added"
        return "removed" if self.after is None else "changed"

    def data(self) -> dict[str, Any]:
        """Return the change as plain values."""
        return {
            "where": self.where,
            "field": self.field,
            "what": self.what,
            "before": self.before,
            "after": self.after,
        }


@dataclass(frozen=True, slots=True)
class Difference:
    """All changes from one version to another, in the order of the file."""

    before: str
    after: str
    changes: tuple[Change, ...]

    def __bool__(self) -> bool:
        return bool(self.changes)

    def data(self) -> dict[str, Any]:
        """Return the difference as plain values."""
        return {"before": self.before, "after": self.after, "changes": [change.data() for change in self.changes]}

    def text(self) -> str:
        """Return the difference for people, ending in a newline."""
        if not self.changes:
            return f"{self.before} and {self.after} say the same.\n"
        lines = [f"From {self.before} to {self.after}: {len(self.changes)} change(s)"]
        where = None
        for change in self.changes:
            if change.where != where:
                lines += ["", change.where or "the policy"]
                where = change.where
            lines += _shown(change)
        return "\n".join(lines) + "\n"


def diff(before: Policy, after: Policy) -> Difference:
    """Return what changed from `before` to `after`."""
    changes = tuple(_policy_changes(_plain(before), _plain(after)))
    return Difference(before.version, after.version, changes)


def _plain(policy: Policy) -> dict[str, Any]:
    content = policy.model_dump(mode="json")
    content["guidelines"] = {guideline["id"]: guideline for guideline in content["guidelines"]}
    content["letters"] = {
        f"{lang}.{n}": {"text": t} for lang, names in content["letters"].items() for n, t in names.items()
    }
    return content


def _policy_changes(before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterator[Change]:
    yield from _fields("", _unkeyed(before), _unkeyed(after))
    if list(before["guidelines"]) != list(after["guidelines"]):
        yield Change("", "order of guidelines", list(before["guidelines"]), list(after["guidelines"]))
    for group in sorted(_KEYED):
        for name in [*before[group], *(name for name in after[group] if name not in before[group])]:
            old, new = before[group].get(name), after[group].get(name)
            if old is None or new is None:
                yield Change(f"{group}.{name}", "", old, new)
            else:
                yield from _fields(f"{group}.{name}", old, new)


def _unkeyed(content: Mapping[str, Any]) -> dict[str, Any]:
    return {field: value for field, value in content.items() if field not in _KEYED}


def _fields(where: str, before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterator[Change]:
    for field in before:
        old, new = before[field], after[field]
        if isinstance(old, list) and isinstance(new, list) and all(isinstance(item, dict) for item in (*old, *new)):
            yield from (Change(where, field, item, None) for item in old if item not in new)
            yield from (Change(where, field, None, item) for item in new if item not in old)
        elif old != new:
            yield Change(where, field, old, new)


def _shown(change: Change) -> list[str]:
    lines = [f"  {change.field or 'the whole of it'}: {change.what}"]
    if change.before is not None:
        lines += _value(change.before, "- ")
    if change.after is not None:
        lines += _value(change.after, "+ ")
    return lines


def _value(value: object, mark: str) -> list[str]:
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return textwrap.wrap(text, 96, initial_indent=f"    {mark}", subsequent_indent="      ") or [f"    {mark}(empty)"]

"""Graph's `fields` parameter: which fields of a node are asked for, nested ones included.

`id,from,messages.limit(5){id,message}` is read into a tree. A field that the node does not have is refused as Graph
refuses it, so that a client's misspelling shows.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from evenhand.sandbox.meta.errors import nonexisting
from evenhand.sandbox.wire.answer import RefusedError


@dataclass(slots=True)
class Field:
    """One field asked for, with its modifiers (`.limit(5)`) and the fields inside it."""

    limit: int = 0
    inside: dict[str, Field] = field(default_factory=dict)


def parse(text: str) -> dict[str, Field]:
    """The tree of fields; an empty text gives an empty tree."""
    fields, _ = _parse(text, 0)
    return fields


def _parse(text: str, start: int) -> tuple[dict[str, Field], int]:
    found: dict[str, Field] = {}
    at, name = start, ""
    while at <= len(text):
        sign = text[at] if at < len(text) else "}"
        if sign == "{":
            inside, at = _parse(text, at + 1)
            _take(found, name).inside = inside
            name = ""
        elif sign in ",}":
            if name.strip():
                _take(found, name)
            name = ""
            if sign == "}":
                return found, at
        else:
            name += sign
        at += 1
    return found, at


def _take(found: dict[str, Field], text: str) -> Field:
    """`messages.limit(5)` under its name."""
    name, _, modifiers = text.strip().partition(".")
    made = found.setdefault(name, Field())
    digits = modifiers.partition("limit(")[2].partition(")")[0]
    made.limit = int(digits) if digits.isascii() and digits.isdigit() else 0
    return made


def chosen(
    node: Mapping[str, object], asked: Mapping[str, Field], default: tuple[str, ...], also: frozenset[str] = frozenset()
) -> dict[str, object]:
    """The node with only what was asked for, and always its id.

    Args:
        node: every field that it has a value for.
        asked: the fields asked for; empty for the default ones.
        default: what Graph gives unasked.
        also: fields that the node may have and has no value for here.
    """
    for name in asked:
        if name not in node and name not in also:
            raise RefusedError(nonexisting(name))
    names = asked or dict.fromkeys(default, Field())
    picked = {name: _inner(node[name], names[name]) for name in names if name in node}
    return {**picked, "id": node["id"]}


def _inner(value: object, asked: Field) -> object:
    if isinstance(value, dict) and asked.inside and "data" not in value:
        return {name: each for name, each in value.items() if name in asked.inside or name == "id"}
    return value

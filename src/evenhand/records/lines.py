"""The lines of an exported record: one canonical JSON object a line. Pure (no Django).

    {"format":"evenhand-record-1"}                                                    the first line
    {"batch":{number, previous, ...},"entries":[[id, entry hash], ...]}               a batch, before its entries
    {"seq":1,"entry":{id, at, ...},"content":null or {"salt":hex,"body":...}}         an entry, in sealed order

A line that was rewritten in any way, even to the same meaning, is not in canonical form and is refused.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from evenhand.records.canonical import BATCH_KEYS, ENTRY_KEYS, canonical, written

FORMAT = canonical({"format": "evenhand-record-1"})
ERASED = "content.erased"
"""Kind of the entry that says which contents were erased, and why."""

_NUMBERS = {"id", "number", "first_seq", "last_seq"}
_SALT_BYTES = 32
_REWRITTEN = "it is not in the record's own form, so it was rewritten"


class LineError(ValueError):
    """A line cannot be read; the text says why, without the line's words."""


@dataclass(frozen=True, slots=True)
class BatchLine:
    """A batch (`BATCH_KEYS`) and its entries as (id, entry hash), in sealed order."""

    batch: Mapping[str, object]
    entries: Sequence[tuple[int, str]]

    @property
    def number(self) -> int:
        """Its place in the chain, from 1."""
        return _number(self.batch["number"])

    @property
    def first_seq(self) -> int:
        """Number of its first entry in the record."""
        return _number(self.batch["first_seq"])

    @property
    def last_seq(self) -> int:
        """Number of its last entry in the record."""
        return _number(self.batch["last_seq"])

    def word(self, key: str) -> str:
        """One of its texts: previous, head, key, signature, sealed_at."""
        return str(self.batch[key])


@dataclass(frozen=True, slots=True)
class EntryLine:
    """An entry (`ENTRY_KEYS`) with its number in the record, and its content (salt, body) unless erased.

    `entry_text` and `body_text` are entry and body as they stand in a line that was read: what is hashed.
    """

    seq: int
    entry: Mapping[str, object]
    content: tuple[bytes, object] | None
    entry_text: str = ""
    body_text: str = ""

    @property
    def id(self) -> int:
        """The entry's id."""
        return _number(self.entry["id"])

    @property
    def erases(self) -> frozenset[int]:
        """Ids of the entries whose contents this entry says were erased."""
        return erased_by(self.entry["kind"], self.entry["facts"])


def erased_by(kind: object, facts: object) -> frozenset[int]:
    """Ids of the entries whose contents were erased, as an entry of this kind with these facts says."""
    entries = facts.get("entries") if kind == ERASED and isinstance(facts, dict) else None
    return frozenset(entry for entry in entries if isinstance(entry, int)) if isinstance(entries, list) else frozenset()


def batch_text(line: BatchLine) -> str:
    """`line` as written."""
    return canonical({"batch": dict(line.batch), "entries": [list(pair) for pair in line.entries]})


def entry_text(line: EntryLine) -> str:
    """`line` as written."""
    content = None if line.content is None else {"salt": line.content[0].hex(), "body": line.content[1]}
    return canonical({"seq": line.seq, "entry": dict(line.entry), "content": content})


def read(text: str) -> BatchLine | EntryLine:
    """A line as it was written. Raises LineError."""
    try:
        value = json.loads(text)
        if isinstance(value, dict) and value.keys() == {"seq", "entry", "content"}:
            return _as_written(text, value["seq"], value["entry"], value["content"])
        same = written(value) == text
    except LineError:
        raise
    except (ValueError, RecursionError) as error:
        raise LineError("it is no JSON that the record could have written") from error
    if not same:
        raise LineError(_REWRITTEN)
    if isinstance(value, dict) and value.keys() == {"batch", "entries"}:
        return _batch(value["batch"], value["entries"])
    raise LineError("it is neither a batch nor an entry")


def _as_written(text: str, seq: object, entry: object, content: object) -> EntryLine:
    """An entry, written anew part by part: entry and body are hashed as they stand, so each is written only once."""
    told, body = written(entry), ""
    if isinstance(content, dict) and content.keys() == {"salt", "body"}:
        body = written(content["body"])
        holds = f'{{"body":{body},"salt":{written(content["salt"])}}}'
    else:
        holds = written(content)
    if f'{{"content":{holds},"entry":{told},"seq":{written(seq)}}}' != text:
        raise LineError(_REWRITTEN)
    return _entry(seq, entry, content, told, body)


def _batch(batch: object, entries: object) -> BatchLine:
    _check("batch", batch, BATCH_KEYS, free=set())
    if not isinstance(entries, list) or not all(_is_pair(pair) for pair in entries):
        raise LineError("its list of entries is damaged")
    return BatchLine(_mapping(batch), [(pair[0], pair[1]) for pair in entries])


def _is_pair(value: object) -> bool:
    return isinstance(value, list) and [type(part) for part in value] == [int, str]


def _entry(seq: object, entry: object, content: object, entry_text: str, body_text: str) -> EntryLine:
    _check("entry", entry, ENTRY_KEYS, free={"facts"})
    if type(seq) is not int:
        raise LineError("its number in the record is damaged")
    if content is None:
        return EntryLine(seq, _mapping(entry), None, entry_text)
    if not (isinstance(content, dict) and content.keys() == {"salt", "body"}):
        raise LineError("its content is damaged")
    try:
        salt = bytes.fromhex(content["salt"])
    except (TypeError, ValueError) as error:
        raise LineError("the salt of its content is damaged") from error
    if len(salt) != _SALT_BYTES or salt.hex() != content["salt"]:
        raise LineError("the salt of its content is damaged")
    return EntryLine(seq, _mapping(entry), (salt, content["body"]), entry_text, body_text)


def _check(what: str, value: object, keys: Sequence[str], free: set[str]) -> None:
    """Exactly `keys`, numbers and texts where they belong; the `free` ones may be anything."""
    if not (isinstance(value, dict) and value.keys() == set(keys)):
        raise LineError(f"its {what} lacks a part or has one too many")
    for key in keys:
        wanted = int if key in _NUMBERS else str
        if key not in free and type(value[key]) is not wanted:
            raise LineError(f"the '{key}' of its {what} is damaged")


def _mapping(value: object) -> Mapping[str, object]:
    return value if isinstance(value, dict) else {}


def _number(value: object) -> int:
    return value if isinstance(value, int) else 0

"""Reading a list item by item: what can be read becomes an item, what cannot is handed on as it came.

Nothing that a platform lists is dropped (promise 4), and one item that cannot be read never costs the others. Not
here: what an item means (each platform's mapping), and keeping what was handed on (intake).
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import TypeVar

from evenhand.platforms.interface import ContributionItem, Page, PostItem, Unread
from evenhand.platforms.reading import EPOCH, ident, mapping

Item = TypeVar("Item", ContributionItem, PostItem)
STAND_IN = "0"
TOO_DEEP = '"nested too deeply to be written down"'


@dataclass(slots=True)
class Followed:
    """Whether a list was followed to its end; where it was not, what was not found may be there still."""

    to_end: bool = True


def entries(value: object) -> list[object]:
    """What a list holds, whatever it is. What should be a list and is none counts as one thing listed."""
    if isinstance(value, list):
        return value
    return [] if value is None else [value]


def read(value: object, mapper: Callable[[Mapping[str, object]], Item | None]) -> Item | Unread:
    """One thing listed, read by `mapper`; handed on where that gives nothing, or fails on what nobody foresaw."""
    if not isinstance(value, dict):
        return handed_on(value)
    try:
        item = mapper(value)
        alike = None if item else mapper(value | {"id": STAND_IN})
    except Exception as error:  # noqa: BLE001 (whatever a strange item does to its reader, the others go on)
        return handed_on(value, f"fault:{type(error).__name__}")
    return item or handed_on(value, alike=likeness(alike) if alike else "")


def read_all(values: object, mapper: Callable[[Mapping[str, object]], Item | None]) -> list[Item | Unread]:
    """Everything in a list, read by `mapper`."""
    return [read(value, mapper) for value in entries(values)]


def handed_on(value: object, reason: str = "", *, alike: str = "") -> Unread:
    """Something listed that cannot be read, as it came."""
    external_id = ident(mapping(value).get("id"))
    if not reason:
        reason = "not_an_object" if not isinstance(value, dict) else "not_read" if external_id else "no_id"
    return Unread(_written(value), reason, external_id, alike)


def page_of(found: Iterable[Item | Unread], cursor: str, *, complete: bool = True) -> Page[Item]:
    """A page of what was read; it is not complete with anything in it that could not be."""
    listed = list(found)
    unread = tuple(one for one in listed if isinstance(one, Unread))
    return Page(tuple(only_items(listed)), cursor, complete and not unread, unread)


def only_items(found: Iterable[Item | Unread]) -> list[Item]:
    """What could be read."""
    return [one for one in found if not isinstance(one, Unread)]


def likeness(item: ContributionItem | PostItem) -> str:
    """A digest of author, date and words, by which an item without an id is known again; "" when they tell too little.

    The platforms' whole items are no use for it: their counters and rights change from day to day.
    """
    author = ""
    if isinstance(item, ContributionItem):
        author = item.author.external_id if item.author else ""
        if not author:
            return ""
    if item.published_at == EPOCH:
        return ""
    told = json.dumps([type(item).__name__, author, item.published_at.isoformat(), item.text])
    return hashlib.sha256(told.encode()).hexdigest()


def _written(value: object) -> str:
    """As JSON text that every store can hold."""
    try:
        text = json.dumps(value, ensure_ascii=False, sort_keys=True, default=str)
    except RecursionError:
        return TOO_DEEP
    return text.encode("utf-8", "backslashreplace").decode()  # a lone surrogate, as JSON itself writes it

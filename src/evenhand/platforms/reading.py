"""Reading untyped JSON that others wrote: every value may be missing, of another type, or hostile text.

Nothing here raises for what a platform sends. Not here: what the values mean (each platform's mapping).
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime

from evenhand.platforms.errors import NotUnderstood

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
"""The date of what a platform does not date: so old that it never counts as a later breach."""

LONGEST_ID = 300
_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")
_MILLISECONDS_FROM = 100_000_000_000  # as seconds this is the year 5138; as milliseconds, 1973


def mapping(value: object) -> Mapping[str, object]:
    """`value` as a JSON object, or an empty one."""
    return value if isinstance(value, dict) else {}


def dig(value: object, *keys: str) -> object:
    """The value under a path of keys, or None."""
    for key in keys:
        value = mapping(value).get(key)
    return value


def objects(value: object) -> Iterator[Mapping[str, object]]:
    """The JSON objects in a list; anything else in it is passed over."""
    if isinstance(value, list):
        for item in value:
            if isinstance(item, dict):
                yield item


def words(value: object) -> str:
    """`value` as text that a database and a page can hold: NUL and lone surrogates become U+FFFD."""
    return _UNSTORABLE.sub("\N{REPLACEMENT CHARACTER}", value) if isinstance(value, str) else ""


def ident(value: object) -> str:
    """`value` as a platform's id, or "" when it cannot be one. Old payloads carry numbers (Meta before v3)."""
    if isinstance(value, int) and not isinstance(value, bool):
        value = f"{value:d}" if abs(value) < 10**40 else ""
    if not isinstance(value, str) or len(value) > LONGEST_ID or not value.isprintable():
        return ""
    return value.strip()


def when(value: object) -> datetime | None:
    """ISO 8601 text, seconds or milliseconds as an aware UTC datetime; None when it is none of these."""
    try:
        if isinstance(value, str) and not value.isdigit():
            moment = datetime.fromisoformat(value)
            return moment.replace(tzinfo=moment.tzinfo or UTC).astimezone(UTC)
        if isinstance(value, (int, float, str)) and not isinstance(value, bool):
            number = float(value)
            return datetime.fromtimestamp(number / 1000 if number >= _MILLISECONDS_FROM else number, tz=UTC)
    except (ValueError, OverflowError, OSError):
        return None
    return None


def parse(raw: bytes, *, who: str) -> Mapping[str, object]:
    """A webhook's raw bytes as a JSON object.

    Raises:
        NotUnderstood: when they are not JSON, or JSON of another type.
    """
    try:
        value = json.loads(raw)
    except (ValueError, RecursionError) as error:
        raise NotUnderstood(f"{who} sent {len(raw)} bytes that are not JSON.", code="not_json") from error
    if not isinstance(value, dict):
        raise NotUnderstood(f"{who} sent JSON that is not an object.", code="not_an_object")
    return value

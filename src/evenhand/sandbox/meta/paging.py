"""Graph's cursors: they name the last thing shown, so that a page stays right while new things arrive."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Callable, Sequence
from typing import TypeVar
from urllib.parse import urlencode

from evenhand.sandbox.meta.errors import invalid
from evenhand.sandbox.wire.answer import RefusedError
from evenhand.sandbox.wire.call import Call

T = TypeVar("T")
Key = Callable[[T], tuple[float, int]]


def listing(  # noqa: PLR0913 -- what a page of Graph is made of
    call: Call,
    items: Sequence[T],
    key: Key[T],
    shown: Callable[[T], dict[str, object]],
    *,
    limit: int,
    most: int = 100,
    newest_first: bool = False,
) -> dict[str, object]:
    """`{"data": [...], "paging": {...}}` of `items`, which are sorted here by `key`."""
    after, size = call.given("after"), min(max(call.number("limit", limit), 1), most)
    ordered = sorted(items, key=key, reverse=newest_first)
    if after:
        mark = _decoded(after)
        ordered = [each for each in ordered if (key(each) < mark if newest_first else key(each) > mark)]
    page = ordered[:size]
    body: dict[str, object] = {"data": [shown(each) for each in page]}
    if not page:
        return body
    cursors = {"before": _encoded(key(page[0])), "after": _encoded(key(page[-1]))}
    paging: dict[str, object] = {"cursors": cursors}
    if len(ordered) > size:
        query = {name: value for name, value in call.query.items() if name not in {"after", "access_token"}}
        paging["next"] = f"https://graph.facebook.com/{'/'.join(call.parts)}?" + urlencode(
            {**query, "after": cursors["after"]}, errors="replace"
        )
    return {**body, "paging": paging}


def _encoded(mark: tuple[float, int]) -> str:
    return base64.urlsafe_b64encode(f"{mark[0]!r}:{mark[1]}".encode()).decode().rstrip("=")


def _decoded(cursor: str) -> tuple[float, int]:
    try:
        moment, _, number = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)).decode().partition(":")
        return float(moment), int(number)
    except (ValueError, binascii.Error) as error:
        raise RefusedError(invalid("Invalid cursors values. Start the listing anew.")) from error

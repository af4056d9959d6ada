"""Changing something on Graph, and not believing at once that it is gone.

Graph answers 100/33 of what does not exist, and with the same code of what exists and this token may not change. Read
as the first, a comment that still stands would count as deleted.
"""

from __future__ import annotations

from typing import Protocol

from evenhand.platforms.errors import Gone, Refused
from evenhand.platforms.interface import Account
from evenhand.platforms.wire import Answer, Call


class Sends(Protocol):
    """What is needed of an adapter here."""

    account: Account

    async def send_call(self, call: Call) -> Answer:
        """Makes one call."""


async def change(adapter: Sends, call: Call, path: str) -> Answer:
    """Makes a call that changes what stands at `path`, or something under it.

    Raises:
        Gone: when it cannot be read either.
        Refused: when it is still there.
    """
    try:
        return await adapter.send_call(call)
    except Gone as error:
        await adapter.send_call(Call("GET", path, query={"fields": "id"}))
        raise Refused(
            f"{adapter.account.platform} answered that it is gone, but it is there: the token may not do this to it, "
            "or nobody may by API.",
            code=error.code,
            status=error.status,
        ) from error

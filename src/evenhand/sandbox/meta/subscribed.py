"""`/{page}/subscribed_apps`: the Page's leave to tell the app, which Meta takes away after an hour of failures."""

from __future__ import annotations

from typing import Protocol

from evenhand.sandbox.state.tokens import TokenState
from evenhand.sandbox.wire.answer import Answer
from evenhand.sandbox.wire.call import Call

DEFAULT = "feed,mention,messages,message_edits,message_reactions,messaging_postbacks"


class Subscribed(Protocol):
    """A platform with a Page."""

    subscribed: str


def subscribed_apps(platform: Subscribed, tokens: TokenState, call: Call) -> Answer:
    """List, set or take back."""
    if call.method == "GET":
        fields = [each for each in platform.subscribed.split(",") if each]
        apps = [{"name": "Evenhand", "id": tokens.client_id, "subscribed_fields": fields}] if fields else []
        return Answer(200, {"data": apps})
    platform.subscribed = ",".join(call.several("subscribed_fields")) if call.method == "POST" else ""
    return Answer(200, {"success": True})

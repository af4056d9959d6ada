"""Meta's subscriptions: the app's address for an object, and the Page's own leave to tell the app of it.

The Page's is what Meta takes away after an hour of failures. The app's address is set by the app itself, where its id
and secret are known; otherwise a person sets it once in the app's dashboard.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from evenhand.platforms.interface import Account, Platform
from evenhand.platforms.meta.dialect import DEFAULT_VERSION, DIALECT
from evenhand.platforms.meta.tokens import own_login
from evenhand.platforms.reading import ident, objects, words
from evenhand.platforms.subscriptions import Told, Wish
from evenhand.platforms.transport import Transport
from evenhand.platforms.wire import Call, segment

PAGE_FIELDS = {
    Platform.FACEBOOK: ("feed", "mention", "messages", "message_edits"),
    Platform.INSTAGRAM: ("feed",),  # any field will do: it installs the app on the Page behind the account
}
OWN_LOGIN_FIELDS = ("comments", "messages")
APP_FIELDS = {
    Platform.FACEBOOK: ("page", "feed,mention,messages,message_edits"),
    Platform.INSTAGRAM: ("instagram", "comments,live_comments,mentions,messages"),
}


class MetaSubscription:
    """Facebook Pages, and Instagram by either login."""

    every_minutes = 10

    async def look(self, account: Account, wish: Wish, transport: Transport) -> Told:
        """The Page's apps and the fields of each; the app's address too, where we may ask."""
        data = await _get(account, f"{_node(account)}/subscribed_apps", transport)
        apps = list(objects(data.get("data")))
        ours = [one for one in apps if wish.client_id in {"", ident(one.get("id"))}]
        if not ours:
            return Told(is_subscribed=False, code="not_subscribed")
        fields = {str(field) for one in ours for field in _fields(one)}
        if not set(_wanted(account)) <= fields:
            return Told(is_subscribed=False, code="fields_missing")
        if not _may_ask_for_app(wish):
            return Told(is_subscribed=True)
        return await self._look_at_app(account, wish, transport)

    async def _look_at_app(self, account: Account, wish: Wish, transport: Transport) -> Told:
        kind, _ = APP_FIELDS[account.platform]
        data = await _get(_app(account, wish), f"{_root(account)}/{segment(wish.client_id)}/subscriptions", transport)
        for one in objects(data.get("data")):
            if one.get("object") == kind and one.get("active") is not False:
                same = words(one.get("callback_url")) in {wish.url, *wish.others}  # an app has one address
                return Told(is_subscribed=same, code="" if same else "other_address")
        return Told(is_subscribed=False, code="no_address")

    async def subscribe(self, account: Account, wish: Wish, transport: Transport) -> None:
        """The app's address first: Meta challenges it at once."""
        if _may_ask_for_app(wish) and wish.verify_token:
            kind, fields = APP_FIELDS[account.platform]
            form = {"object": kind, "callback_url": wish.url, "verify_token": wish.verify_token, "fields": fields}
            call = Call("POST", f"{_root(account)}/{segment(wish.client_id)}/subscriptions", form=form)
            await transport.send(_app(account, wish), DIALECT, call)
        form = {"subscribed_fields": ",".join(_wanted(account))}
        await transport.send(account, DIALECT, Call("POST", f"{_node(account)}/subscribed_apps", form=form))


def _may_ask_for_app(wish: Wish) -> bool:
    return bool(wish.client_id and wish.client_secret)


def _wanted(account: Account) -> tuple[str, ...]:
    return OWN_LOGIN_FIELDS if own_login(account) else PAGE_FIELDS[account.platform]


def _fields(app: Mapping[str, object]) -> list[object]:
    found = app.get("subscribed_fields")
    return found if isinstance(found, list) else []


def _root(account: Account) -> str:
    return f"/{account.api_version or DEFAULT_VERSION}"


def _node(account: Account) -> str:
    return f"{_root(account)}/{segment(account.page_id or account.external_id)}"


def _app(account: Account, wish: Wish) -> Account:
    return replace(account, token=f"{wish.client_id}|{wish.client_secret}")


async def _get(account: Account, path: str, transport: Transport) -> Mapping[str, object]:
    return (await transport.send(account, DIALECT, Call("GET", path))).data

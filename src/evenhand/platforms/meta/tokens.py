"""Meta's tokens: the Page's own, made from the long-lived token of a person, and Instagram's own login.

A Page token made from a long-lived one has no end, but dies with that person's password or role, and its access to data
ends 90 days after the person last logged in. Secrets go in the form and in headers, never in an address.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from evenhand.platforms import tokens
from evenhand.platforms.errors import OutcomeUnknown, TokenDead
from evenhand.platforms.interface import Account, Platform
from evenhand.platforms.meta.dialect import DEFAULT_VERSION, DIALECT
from evenhand.platforms.reading import dig, mapping, words
from evenhand.platforms.tokens import Grant, Keys, Said
from evenhand.platforms.transport import Transport
from evenhand.platforms.wire import Call, segment

LIFE = timedelta(days=60)
BARE = replace(DIALECT, headers=lambda _account: {})
"""The form holds all that the exchange needs; the Page's token has no business there."""


class MetaTokens:
    """Facebook Pages, and Instagram by either login."""

    early = timedelta(days=10)

    def can_refresh(self, account: Account, keys: Keys) -> bool:
        """Instagram's own login with nothing more; else with the person's long-lived token and the app's secret."""
        return own_login(account) or bool(keys.refresh_token and keys.client_id and keys.client_secret)

    async def refresh(self, account: Account, keys: Keys, transport: Transport) -> Grant:
        """A new Page token by way of a new long-lived one, whose end is given: until then the next can be had."""
        if own_login(account):
            return await _refresh_own(account, transport)
        root, page = _root(account), account.page_id or account.external_id
        form = {"grant_type": "fb_exchange_token", "fb_exchange_token": keys.refresh_token, **_app(keys)}
        data = (await transport.send(account, BARE, Call("POST", f"{root}/oauth/access_token", form=form))).data
        person = words(data.get("access_token"))
        if not person:
            raise OutcomeUnknown("Meta gave no token. Try again.", code="no_token")
        asked = Call("GET", f"{root}/{segment(page)}", query={"fields": "access_token"})
        told = (await transport.send(_as(account, person), DIALECT, asked)).data
        token = words(told.get("access_token"))
        if not token:
            raise TokenDead("Meta gives this person no token of the Page any more: their role is gone.", code="no_role")
        ends_at = tokens.after(data.get("expires_in"))  # of a system user's token Meta tells no end, and it has none
        return Grant(token, ends_at, is_endless=ends_at is None, refresh_token=person)

    async def look(self, account: Account, keys: Keys, transport: Transport) -> Said:
        """`debug_token`, asked by the app: scopes, and when the token or its access to data ends."""
        if own_login(account) or not (keys.client_id and keys.client_secret):
            return Said()
        app = _as(account, f"{keys.client_id}|{keys.client_secret}")
        form = {"method": "get", "input_token": account.token}
        answer = await transport.send(app, DIALECT, Call("POST", f"{_root(account)}/debug_token", form=form))
        data = mapping(answer.data.get("data"))
        if data.get("is_valid") is False:
            code = dig(data, "error", "code")
            raise TokenDead(
                "Meta says that the token is not valid.", code=str(code) if isinstance(code, int) else "190"
            )
        ends = [one for one in map(tokens.at, (data.get("expires_at"), data.get("data_access_expires_at"))) if one]
        return Said(tokens.listed(data.get("scopes")), min(ends, default=None), is_endless=not ends)


def own_login(account: Account) -> bool:
    """Instagram's own login knows no Page."""
    return account.platform is Platform.INSTAGRAM and not account.page_id


async def _refresh_own(account: Account, transport: Transport) -> Grant:
    call = Call("GET", "/refresh_access_token", query={"grant_type": "ig_refresh_token"})
    data = (await transport.send(account, DIALECT, call)).data
    token = words(data.get("access_token"))
    if not token:
        raise OutcomeUnknown("Instagram gave no token. Try again.", code="no_token")
    return Grant(token, tokens.end(data.get("expires_in"), LIFE), scopes=tokens.listed(data.get("permissions")))


def _as(account: Account, token: str) -> Account:
    return replace(account, token=token)


def _app(keys: Keys) -> dict[str, str]:
    return {"client_id": keys.client_id, "client_secret": keys.client_secret}


def _root(account: Account) -> str:
    return f"/{account.api_version or DEFAULT_VERSION}"

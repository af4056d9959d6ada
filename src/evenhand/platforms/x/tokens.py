"""X's tokens: two hours each; a refresh token works once, and the answer holds the next."""

from __future__ import annotations

import base64
from datetime import timedelta

from evenhand.platforms import tokens
from evenhand.platforms.addresses import for_tokens
from evenhand.platforms.errors import OutcomeUnknown
from evenhand.platforms.interface import Account
from evenhand.platforms.reading import words
from evenhand.platforms.tokens import OAUTH, Grant, Keys, Said
from evenhand.platforms.transport import Transport
from evenhand.platforms.wire import Call

LIFE = timedelta(hours=2)


class XTokens:
    """Refreshing at /2/oauth2/token; only with the scope `offline.access` is there anything to refresh with."""

    early = timedelta(minutes=30)

    def can_refresh(self, account: Account, keys: Keys) -> bool:
        """With the refresh token and the client's id; a confidential client has a secret too."""
        del account
        return bool(keys.refresh_token and keys.client_id)

    async def refresh(self, account: Account, keys: Keys, transport: Transport) -> Grant:
        """The old refresh token is used up by this: what is given must be stored at once."""
        form = {"grant_type": "refresh_token", "refresh_token": keys.refresh_token, "client_id": keys.client_id}
        headers = {"authorization": _basic(keys)} if keys.client_secret else {}
        call = Call("POST", "/2/oauth2/token", form=form, headers=headers)
        data = (await transport.send(for_tokens(account), OAUTH, call)).data
        token, following = words(data.get("access_token")), words(data.get("refresh_token"))
        if not token or not following:
            raise OutcomeUnknown("X gave no token, or none to refresh it with. Try again.", code="no_token")
        scopes = tokens.listed(data.get("scope"))
        return Grant(token, tokens.end(data.get("expires_in"), LIFE), refresh_token=following, scopes=scopes)

    async def look(self, account: Account, keys: Keys, transport: Transport) -> Said:
        """X says nothing of a token but when it gives one."""
        del account, keys, transport
        return Said()


def _basic(keys: Keys) -> str:
    return f"Basic {base64.b64encode(f'{keys.client_id}:{keys.client_secret}'.encode()).decode()}"

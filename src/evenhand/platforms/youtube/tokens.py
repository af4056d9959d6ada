"""Google's tokens: an hour each, refreshed with a refresh token that is given once and kept."""

from __future__ import annotations

from datetime import timedelta

from evenhand.platforms import tokens
from evenhand.platforms.addresses import for_tokens
from evenhand.platforms.errors import OutcomeUnknown
from evenhand.platforms.interface import Account
from evenhand.platforms.reading import words
from evenhand.platforms.tokens import OAUTH, Grant, Keys, Said
from evenhand.platforms.transport import Transport
from evenhand.platforms.wire import Call

LIFE = timedelta(hours=1)


class YouTubeTokens:
    """Refreshing at oauth2.googleapis.com."""

    early = timedelta(minutes=15)

    def can_refresh(self, account: Account, keys: Keys) -> bool:
        """With the refresh token and the client's id and secret."""
        del account
        return bool(keys.refresh_token and keys.client_id and keys.client_secret)

    async def refresh(self, account: Account, keys: Keys, transport: Transport) -> Grant:
        """POST /token. `refresh_token_expires_in` is told while the consent screen is in 'Testing'."""
        form = {
            "grant_type": "refresh_token",
            "refresh_token": keys.refresh_token,
            "client_id": keys.client_id,
            "client_secret": keys.client_secret,
        }
        data = (await transport.send(for_tokens(account), OAUTH, Call("POST", "/token", form=form))).data
        token = words(data.get("access_token"))
        if not token:
            raise OutcomeUnknown("Google gave no token. Try again.", code="no_token")
        return Grant(
            token,
            tokens.end(data.get("expires_in"), LIFE),
            refresh_token=words(data.get("refresh_token")),
            refresh_ends_at=tokens.after(data.get("refresh_token_expires_in")),
            scopes=tokens.listed(data.get("scope")),
        )

    async def look(self, account: Account, keys: Keys, transport: Transport) -> Said:
        """POST /tokeninfo: its scopes and its end."""
        del keys
        call = Call("POST", "/tokeninfo", form={"access_token": account.token})
        data = (await transport.send(for_tokens(account), OAUTH, call)).data
        return Said(tokens.listed(data.get("scope")), tokens.after(data.get("expires_in")))

"""LinkedIn's tokens: 60 days each; the refresh token lives 365 days from when the person granted it, and no longer."""

from __future__ import annotations

from datetime import timedelta

from evenhand.platforms import tokens
from evenhand.platforms.addresses import for_tokens
from evenhand.platforms.errors import OutcomeUnknown, TokenDead
from evenhand.platforms.interface import Account
from evenhand.platforms.reading import words
from evenhand.platforms.tokens import OAUTH, Grant, Keys, Said
from evenhand.platforms.transport import Transport
from evenhand.platforms.wire import Call

LIFE = timedelta(days=60)


class LinkedInTokens:
    """Refreshing at www.linkedin.com; programmatic refresh tokens are given to approved apps only."""

    early = timedelta(days=10)

    def can_refresh(self, account: Account, keys: Keys) -> bool:
        """With the refresh token and the app's id and secret."""
        del account
        return bool(keys.refresh_token and keys.client_id and keys.client_secret)

    async def refresh(self, account: Account, keys: Keys, transport: Transport) -> Grant:
        """POST /oauth/v2/accessToken. `refresh_token_expires_in` counts down and is never lengthened."""
        form = {"grant_type": "refresh_token", "refresh_token": keys.refresh_token, **_app(keys)}
        data = (await transport.send(for_tokens(account), OAUTH, Call("POST", "/oauth/v2/accessToken", form=form))).data
        token = words(data.get("access_token"))
        if not token:
            raise OutcomeUnknown("LinkedIn gave no token. Try again.", code="no_token")
        return Grant(
            token,
            tokens.end(data.get("expires_in"), LIFE),
            refresh_token=words(data.get("refresh_token")),
            refresh_ends_at=tokens.after(data.get("refresh_token_expires_in")),
            scopes=tokens.listed(data.get("scope")),
        )

    async def look(self, account: Account, keys: Keys, transport: Transport) -> Said:
        """POST /oauth/v2/introspectToken, with the app's id and secret: its scopes and its end."""
        if not (keys.client_id and keys.client_secret):
            return Said()
        form = {"token": account.token, **_app(keys)}
        call = Call("POST", "/oauth/v2/introspectToken", form=form)
        data = (await transport.send(for_tokens(account), OAUTH, call)).data
        if data.get("active") is False:
            raise TokenDead("LinkedIn says that the token is not active.", code=words(data.get("status"))[:60])
        return Said(tokens.listed(data.get("scope")), tokens.at(data.get("expires_at")))


def _app(keys: Keys) -> dict[str, str]:
    return {"client_id": keys.client_id, "client_secret": keys.client_secret}

"""Which tokens of a channel are alive, until when, and what they are refreshed with. Nothing ends unless told to."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from evenhand.sandbox.state.model import Channel

LIVES = {
    "facebook": timedelta(days=60),
    "instagram": timedelta(days=60),
    "x": timedelta(hours=2),
    "linkedin": timedelta(days=60),
    "youtube": timedelta(seconds=3599),
}
"""How long a token lives that was refreshed; Meta's is the person's, the Page's own has no end."""
SCOPES = {
    "facebook": "pages_show_list pages_read_engagement pages_read_user_content pages_manage_engagement "
    "pages_manage_metadata pages_messaging business_management",
    "instagram": "instagram_basic instagram_manage_comments instagram_manage_messages pages_show_list "
    "pages_read_engagement pages_manage_metadata business_management",
    "x": "tweet.read tweet.write tweet.moderate.write users.read dm.read dm.write block.read block.write "
    "offline.access",
    "linkedin": "r_organization_social_feed w_organization_social_feed rw_organization_admin",
    "youtube": "https://www.googleapis.com/auth/youtube.force-ssl",
}


PERSON_TOKEN = "sandbox-facebook-user-token"  # noqa: S105 -- a simulated token; it opens nothing
"""The long-lived token of the person who manages the Page: Meta's refresh token, in a way."""
APP_TOKEN = "sandbox-x-app-token"  # noqa: S105 -- as above
"""X's token of the app itself, which webhooks are managed with."""
PERSON = "urn:li:person:sandbox0Admin"
APPLICATION = "96100"


@dataclass(slots=True)
class TokenState:
    """One channel's. `ends` has every token that ever was the channel's, and when it ends: None is never."""

    ends: dict[str, datetime | None]
    refresh_token: str
    client_id: str
    client_secret: str
    scopes: tuple[str, ...]
    refresh_ends_at: datetime | None = None
    refreshed: int = 0

    def is_alive(self, token: str, now: datetime) -> bool:
        """Whether a call with this token is the channel's."""
        return token in self.ends and ((end := self.ends[token]) is None or now < end)


def granted_anew(state: TokenState, channel: Channel) -> TokenState:
    """The person grants everything anew: the channel's token has no end; X refreshes with a new one."""
    count = state.refreshed + 1
    fresh = replace(first(channel), refreshed=count)
    return replace(fresh, refresh_token=f"sandbox-x-refresh-{count + 1}") if channel.platform == "x" else fresh


def first(channel: Channel) -> TokenState:
    """As the channel begins: one token without an end."""
    name = channel.platform
    apart = name in {"x", "youtube"}  # elsewhere webhooks are signed with the app's own secret
    return TokenState(
        ends={channel.token: None},
        refresh_token=PERSON_TOKEN if name in {"facebook", "instagram"} else f"sandbox-{name}-refresh",
        client_id="500000000000001" if name in {"facebook", "instagram"} else f"sandbox-{name}-client",
        client_secret=f"sandbox-{name}-client-secret" if apart else channel.app_secret,
        scopes=tuple(SCOPES[name].split()),
    )


def give(state: TokenState, channel: Channel, now: datetime, *, endless: bool = False) -> Channel:
    """The channel with a new token; the old one lives on to its own end, as where a call is on its way."""
    state.refreshed += 1
    token = f"sandbox-{channel.platform}-token-{state.refreshed + 1}"
    state.ends[token] = None if endless else now + LIVES[channel.platform]
    return replace(channel, token=token)


def revoke(state: TokenState, now: datetime) -> None:
    """The person took everything back, or lost the role: no token works, and none is given."""
    for token in state.ends:
        state.ends[token] = now
    state.refresh_ends_at = now

"""Where each platform is: its API, and where tokens are asked for. A channel at another address has both there."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from evenhand.platforms.interface import Account, Platform

API: Mapping[Platform, str] = {
    Platform.FACEBOOK: "https://graph.facebook.com",
    Platform.INSTAGRAM: "https://graph.facebook.com",
    Platform.X: "https://api.x.com",
    Platform.LINKEDIN: "https://api.linkedin.com",
    Platform.YOUTUBE: "https://www.googleapis.com",
}
TOKENS: Mapping[Platform, str] = {
    Platform.LINKEDIN: "https://www.linkedin.com",
    Platform.YOUTUBE: "https://oauth2.googleapis.com",
}
"""Where that is another host than the API's."""


def for_tokens(account: Account) -> Account:
    """The account as it is spoken for where tokens are asked for: no token is sent there but in the form."""
    is_usual = account.base_url.rstrip("/") == API[account.platform]
    host = TOKENS.get(account.platform, account.base_url) if is_usual else account.base_url
    return replace(account, base_url=host, token="")

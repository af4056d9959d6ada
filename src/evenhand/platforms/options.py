"""What can be set of a channel besides its ids and secrets: which login, what was granted, how much a day.

Names and values are checked here, so that a misspelt one is told when it is set and not months later. Not here: where
they are kept (channels).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from evenhand.platforms.interface import Platform

FACEBOOK_LOGIN, INSTAGRAM_LOGIN = "facebook", "instagram"
GRANTED = "granted"
META = (Platform.FACEBOOK, Platform.INSTAGRAM)
KNOWN: Mapping[str, tuple[tuple[Platform, ...], tuple[str, ...], str]] = {
    "login": (
        (Platform.INSTAGRAM,),
        (FACEBOOK_LOGIN, INSTAGRAM_LOGIN),
        "which of Meta's two logins the app uses: facebook (through the Page) or instagram",
    ),
    "human_agent": (META, (GRANTED,), "'granted' where Meta gave the app the human agent feature (seven days)"),
    "units_a_day": ((Platform.YOUTUBE,), (), "the units that the app may use in a day, where not 10,000"),
    "calls_a_day": ((Platform.LINKEDIN,), (), "the calls that the app may make in a day (Development: 500)"),
}
"""By name: the platforms that have it, its values (none: a number above 0), and what it is."""
SCOPES: Mapping[tuple[Platform, str], tuple[str, ...]] = {
    (Platform.FACEBOOK, ""): (
        "pages_show_list",
        "pages_read_engagement",
        "pages_read_user_content",
        "pages_manage_engagement",
        "pages_manage_metadata",
        "pages_messaging",
        "business_management",
        "ads_read",
    ),
    (Platform.INSTAGRAM, FACEBOOK_LOGIN): (
        "instagram_basic",
        "instagram_manage_comments",
        "instagram_manage_messages",
        "pages_show_list",
        "pages_read_engagement",
        "business_management",
    ),
    (Platform.INSTAGRAM, INSTAGRAM_LOGIN): (
        "instagram_business_basic",
        "instagram_business_manage_comments",
        "instagram_business_manage_messages",
    ),
    (Platform.X, ""): (
        "tweet.read",
        "tweet.write",
        "tweet.moderate.write",
        "users.read",
        "dm.read",
        "dm.write",
        "block.read",
        "offline.access",
    ),
    (Platform.LINKEDIN, ""): (
        "r_organization_social_feed",
        "w_organization_social_feed",
        "rw_organization_admin",
    ),
    (Platform.YOUTUBE, ""): ("https://www.googleapis.com/auth/youtube.force-ssl",),
}
"""What the app asks for, by platform and login."""
ADDRESSES: Mapping[tuple[Platform, str], str] = {
    (Platform.FACEBOOK, ""): "https://graph.facebook.com",
    (Platform.INSTAGRAM, FACEBOOK_LOGIN): "https://graph.facebook.com",
    (Platform.INSTAGRAM, INSTAGRAM_LOGIN): "https://graph.instagram.com",
    (Platform.X, ""): "https://api.x.com",
    (Platform.LINKEDIN, ""): "https://api.linkedin.com",
    (Platform.YOUTUBE, ""): "https://www.googleapis.com",
}
"""Where each platform is, by login, when nothing else is said."""


def login_of(platform: Platform, settings: Mapping[str, str]) -> Literal["", "facebook", "instagram"]:
    """Which of a platform's logins a channel uses; "" where there is only one."""
    if platform is not Platform.INSTAGRAM:
        return ""
    return "instagram" if settings.get("login") == INSTAGRAM_LOGIN else "facebook"


def address(platform: Platform, settings: Mapping[str, str]) -> str:
    """Where the platform is for a channel with these settings."""
    return ADDRESSES[platform, login_of(platform, settings)]


def scopes(platform: Platform, settings: Mapping[str, str]) -> tuple[str, ...]:
    """What the app must have been granted for a channel with these settings."""
    return SCOPES[platform, login_of(platform, settings)]


def fault(platform: Platform, settings: Mapping[str, str]) -> str:
    """What is wrong with a channel's settings, in a sentence that says what to write; "" where nothing is."""
    here = {name: known for name, known in KNOWN.items() if platform in known[0]}
    for name, value in settings.items():
        if name not in here:
            names = ", ".join(here) or "none"
            return f"'{name[:40]}' is no setting of a {platform} channel. There are: {names}."
        _, values, what = here[name]
        if values and value not in values:
            return f"'{name}' is {what}: write {' or '.join(values)}."
        if not values and not (value.isascii() and value.isdigit() and 0 < int(value) < 10**12):
            return f"'{name}' is {what}: write a number above 0."
    return ""

"""What a link that a person pastes names: which contribution, whose, and when where the id tells. Pure.

Ids are made as the platform's API gives them, as far as the site's links allow, so that what a person pasted is known
again when the API lists it. Facebook and Instagram do not always allow it (docs/howto/add-by-hand.md).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from urllib.parse import SplitResult, parse_qsl, urlsplit

from evenhand.platforms.interface import Platform
from evenhand.platforms.linkedin.mapping import comment_urn
from evenhand.platforms.names import NAMES

PASTED = "pasted:"
"""How the id of what has no link of its own begins; no platform knows it."""
BY_NAME = "@"
"""How the id of an author begins of whom we know the name alone."""
SITES = {
    Platform.FACEBOOK: ("facebook.com",),
    Platform.INSTAGRAM: ("instagram.com",),
    Platform.X: ("x.com", "twitter.com"),
    Platform.LINKEDIN: ("linkedin.com",),
    Platform.YOUTUBE: ("youtube.com", "youtu.be"),
}
EXAMPLES = {
    Platform.FACEBOOK: "Choose the time under the comment and copy the address. It holds 'comment_id='.",
    Platform.INSTAGRAM: "Choose the time under the comment and copy the address. It holds '/c/'.",
    Platform.X: "Choose the time of the post and copy the address, such as x.com/name/status/123456.",
    Platform.LINKEDIN: "Choose the three dots of the comment, then 'Copy link to comment'. It holds 'commentUrn='.",
    Platform.YOUTUBE: "Choose the time beside the comment's author and copy the address. It holds 'lc='.",
}
_X_EPOCH = datetime(2010, 11, 4, 1, 42, 54, 657000, tzinfo=UTC)
_X_STATUS = re.compile(r"/(?P<name>\w{1,20})/(?:web/)?status(?:es)?/(?P<id>\d{5,19})(?:/.*)?/?", re.ASCII)
_X_THREAD = re.compile(r"/messages/(?P<thread>\d{1,19}-\d{1,19})/?", re.ASCII)
_INSTAGRAM = re.compile(r"/(?:p|reel|tv)/[\w-]+/c/(?P<top>\d+)(?:/r/(?P<reply>\d+))?/?", re.ASCII)
_INSTAGRAM_POST = re.compile(r"(?:/[\w.]{1,30})?/(?:p|reel|tv)/(?P<code>[\w-]{5,40})/?", re.ASCII)
_FACEBOOK_POST = re.compile(r"\d{1,30}|pfbid\w{5,100}", re.ASCII)
_LINKEDIN_POST = re.compile(r"(?P<kind>activity|ugcPost|share)[:-](?P<id>\d{10,25})\b", re.ASCII)
_YOUTUBE = re.compile(r"[\w.-]{10,120}", re.ASCII)
_NOBODY = {"i", "intent", "search", "home"}
_SHORTENERS = {"t.co", "bit.ly", "tinyurl.com", "lnkd.in", "fb.me", "fb.watch", "ow.ly"}
FIRST_SNOWFLAKE = 1 << 32
"""Below it X's ids were plain numbers and tell no time."""


class WrongLinkError(ValueError):
    """The link names no contribution on this platform; the text says what to do."""


@dataclass(frozen=True, slots=True)
class Named:
    """What a link names. `handle` and `published_at` where the link tells them; `thread` of a conversation alone.

    `is_post`: it names a whole post, where others' comments have links of their own.
    """

    external_id: str = ""
    handle: str = ""
    parent_external_id: str = ""
    thread: str = ""
    published_at: datetime | None = None
    is_post: bool = False


def named(platform: Platform, link: str) -> Named:
    """Read it. WrongLinkError where it leads elsewhere, or to no single contribution."""
    parts = _split(link)
    host = (parts.hostname or "") if parts else ""
    if parts is None or "." not in host:
        raise WrongLinkError(f"That is no link. {EXAMPLES[platform]}")
    if host.removeprefix("www.") in _SHORTENERS:
        raise WrongLinkError("That is a shortened link. Open it, and copy the address that you end at.")
    if not _is_of(platform, host):
        other = next((one for one in SITES if _is_of(one, host)), None)
        told = f"to {NAMES[other]}" if other else "elsewhere"
        raise WrongLinkError(f"That link leads {told}, and the channel is on {NAMES[platform]}. {EXAMPLES[platform]}")
    found = _READERS[platform](parts)
    if found is None:
        raise WrongLinkError(f"That link names no single comment or post. {EXAMPLES[platform]}")
    return found


def link_told(platform: Platform, of: Named) -> str:
    """The plain address of what was named, without what tracks people; "" where the pasted one is best kept."""
    return f"https://x.com/{of.handle or 'i/web'}/status/{of.external_id}" if platform is Platform.X else ""


def x_time(external_id: str) -> datetime | None:
    """When X made this id; None for one from before its ids held the time, or that cannot be one."""
    number = int(external_id)
    return _X_EPOCH + timedelta(milliseconds=number >> 22) if number >= FIRST_SNOWFLAKE else None


def _x(parts: SplitResult) -> Named | None:
    if match := _X_THREAD.fullmatch(parts.path):
        return Named(thread=match["thread"])
    match = _X_STATUS.fullmatch(parts.path)
    if match is None:
        return None
    handle = "" if match["name"].lower() in _NOBODY else match["name"]
    return Named(match["id"], handle, published_at=x_time(match["id"]))


def _facebook(parts: SplitResult) -> Named | None:
    query = _query(parts)
    comment, reply = query.get("comment_id", ""), query.get("reply_comment_id", "")
    story = query.get("story_fbid", "") or query.get("fbid", "") or parts.path.rstrip("/").rsplit("/", 1)[-1]
    if not comment:
        told = "/posts/" in parts.path or "story_fbid" in query
        return Named(story, is_post=True) if told and _FACEBOOK_POST.fullmatch(story) else None
    if not comment.isdecimal() or (reply and not reply.isdecimal()):
        return None
    under = f"{story}_" if story.isdecimal() else ""
    return Named(f"{under}{reply or comment}", parent_external_id=f"{under}{comment}" if reply else "")


def _instagram(parts: SplitResult) -> Named | None:
    if match := _INSTAGRAM_POST.fullmatch(parts.path):
        return Named(match["code"], is_post=True)
    match = _INSTAGRAM.fullmatch(parts.path)
    if match is None:
        return None
    return Named(match["reply"] or match["top"], parent_external_id=match["top"] if match["reply"] else "")


def _linkedin(parts: SplitResult) -> Named | None:
    query = _query(parts)
    top, reply = comment_urn(query.get("commentUrn")), comment_urn(query.get("replyUrn"))
    if top:
        return Named(reply or top, parent_external_id=top if reply else "")
    match = None if query else _LINKEDIN_POST.search(parts.path)
    return Named(f"urn:li:{match['kind']}:{match['id']}", is_post=True) if match else None


def _youtube(parts: SplitResult) -> Named | None:
    comment = _query(parts).get("lc", "")
    if not _YOUTUBE.fullmatch(comment):
        return None
    top, dot, _ = comment.partition(".")
    return Named(comment, parent_external_id=top if dot else "")


_READERS: Mapping[Platform, Callable[[SplitResult], Named | None]] = {
    Platform.FACEBOOK: _facebook,
    Platform.INSTAGRAM: _instagram,
    Platform.X: _x,
    Platform.LINKEDIN: _linkedin,
    Platform.YOUTUBE: _youtube,
}


def _query(parts: SplitResult) -> dict[str, str]:
    return dict(parse_qsl(parts.query))


def _is_of(platform: Platform, host: str) -> bool:
    return any(host == site or host.endswith(f".{site}") for site in SITES[platform])


def _split(link: str) -> SplitResult | None:
    try:
        parts = urlsplit(link if "://" in link else f"https://{link}")
        there = parts.scheme in {"http", "https"} and bool(parts.hostname)
    except ValueError:
        return None
    return parts if there else None

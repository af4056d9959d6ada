"""What the links in a message point at, read off their shape: comments by id, posts by id, whole addresses. Pure.

People paste what their app gives them: other hosts, tracking parts, the site's ids instead of the API's. Which of them
is a contribution that we hold is `finding`'s to say.
"""

from __future__ import annotations

import binascii
import itertools
import re
from base64 import b64decode
from dataclasses import dataclass
from urllib.parse import SplitResult, parse_qsl, urlsplit

_LINK = re.compile(
    r"(?:https?://|www\.|(?:m\.|mobile\.)?(?:facebook|instagram|x|twitter|linkedin|youtube)\.com/)\S+", re.IGNORECASE
)
_AFTER = ".,;:!?)]}>\"'’”»"
_BEFORE_HOST = re.compile(r"^(?:www|m|mobile|web|old)\.")
_NAMES_COMMENT = ("reply_comment_id", "replyurn", "dashreplyurn", "comment_id", "commenturn", "dashcommenturn", "lc")
"""Parts of an address that name a comment, a reply before the comment it stands under."""
_BEFORE_COMMENT = {"r", "c", "status", "statuses"}
"""Segments of a path that the id of a reply, comment or post follows (Instagram, X)."""
_LINKEDIN = re.compile(r"\((?:(?P<bare>\d+),urn:li:.*|[^()]*,(?P<last>\d+))\)")
_SHORTEST_ID = 5
MOST = 5
"""So many links of a text are read, and so many ids of each: whoever writes decides how many there are, and each is
looked up."""
_HOSTS = {
    "facebook.com": "facebook",
    "instagram.com": "instagram",
    "linkedin.com": "linkedin",
    "twitter.com": "x",
    "x.com": "x",
    "youtu.be": "youtube",
    "youtube.com": "youtube",
}


@dataclass(frozen=True, slots=True)
class Link:
    """One link: its address without what varies, ids of the comment it names (surest first), ids of anything else."""

    address: str
    comments: tuple[str, ...]
    others: tuple[str, ...]

    @property
    def platform(self) -> str:
        """The platform whose site it is on; "" for any other."""
        return _HOSTS.get(self.address.partition("/")[0].partition("?")[0], "")


def links_in(text: str) -> list[Link]:
    """The first links in a text, in order, each with its surest ids; what is no address is passed over."""
    found = (_read(_trimmed(match.group())) for match in _LINK.finditer(text))
    return list(itertools.islice((link for link in found if link is not None), MOST))


def address(link: str) -> str:
    """An address by which two links to the same page are equal: without scheme, host's dialect, tracking and case."""
    parts = _split(link)
    if parts is None:
        return ""
    query = "&".join(f"{name}={value}" for name, value in sorted(parse_qsl(parts.query)) if not _tracks(name))
    host = _BEFORE_HOST.sub("", parts.netloc.lower())
    return f"{host}{parts.path.rstrip('/')}" + (f"?{query}" if query else "")


def _trimmed(link: str) -> str:
    """Without the punctuation of the sentence; a bracket that was opened inside (LinkedIn) belongs to the link."""
    while link and link[-1] in _AFTER and not (link[-1] == ")" and link.count("(") >= link.count(")")):
        link = link[:-1]
    return link


def _read(link: str) -> Link | None:
    parts = _split(link)
    if parts is None:
        return None
    query = {name.lower(): value for name, value in parse_qsl(parts.query)}
    segments = [part for part in parts.path.split("/") if part]
    comments = [id_ for name in _NAMES_COMMENT if name in query for id_ in _ids(query[name])]
    follow = [after for before, after in itertools.pairwise(segments) if before.lower() in _BEFORE_COMMENT]
    comments += reversed(follow)
    named = dict.fromkeys(comments)
    others = dict.fromkeys(
        value for value in (*segments, *query.values()) if len(value) >= _SHORTEST_ID and value not in named
    )
    return Link(address(link), tuple(named)[:MOST], tuple(others)[:MOST])


def _ids(value: str) -> list[str]:
    """The ids that one part names: itself, LinkedIn's bare number, or what Facebook wraps in Base64."""
    if match := _LINKEDIN.search(value):
        return [value, match["bare"] or match["last"]]
    if value.startswith("Y29tbWVudD"):  # 'comment:'
        try:
            told = b64decode(value + "=" * (-len(value) % 4)).decode("ascii")
        except (binascii.Error, UnicodeDecodeError):
            return [value]
        return [told.removeprefix("comment:")]
    return [value]


def _tracks(name: str) -> bool:
    return name.lower() in {"fbclid", "igsh", "igshid", "s", "t", "si", "trk", "ref", "mibextid"} or name.startswith(
        "utm_"
    )


def _split(link: str) -> SplitResult | None:
    try:
        parts = urlsplit(link if "://" in link else f"https://{link}")
    except ValueError:
        return None
    return parts if parts.netloc else None

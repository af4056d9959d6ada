"""From LinkedIn's posts and comments to the house's words, and its URNs. Pure. LinkedIn gives no names.

A comment is named by its whole URN, `urn:li:comment:(urn:li:activity:1,2)`: it carries what the comment stands under.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from urllib.parse import quote

from evenhand.platforms.interface import AuthorItem, ContributionItem, ContributionKind, PostItem
from evenhand.platforms.reading import EPOCH, dig, ident, when, words

_COMMENT = re.compile(r"urn:li:comment:\((?:urn:li:)?(?P<object>[a-zA-Z]+:[\w-]+),(?P<id>[\w-]+)\)", re.ASCII)


def comment_urn(value: object) -> str:
    """A comment's URN in its full form, or ""; webhooks leave `urn:li:` out of the inner part."""
    match = _COMMENT.fullmatch(ident(value))
    return f"urn:li:comment:(urn:li:{match['object']},{match['id']})" if match else ""


def parts_of(urn: str) -> tuple[str, str]:
    """What a comment stands under, and its bare id; two empty texts for anything else."""
    match = _COMMENT.fullmatch(urn)
    return (f"urn:li:{match['object']}", match["id"]) if match else ("", "")


def organisation_urn(external_id: str) -> str:
    """The page's URN; a channel may name it by its number alone."""
    return external_id if external_id.startswith("urn:") else f"urn:li:organization:{external_id}"


def link_to(post_id: str, urn: str = "") -> str:
    """Where a post, or a comment under it, can be seen. A convention of the site, not of the API."""
    link = f"https://www.linkedin.com/feed/update/{quote(post_id, safe=':')}"
    return f"{link}?commentUrn={quote(urn, safe='')}" if urn else link


def post(data: Mapping[str, object]) -> PostItem | None:
    """The page's own post, or None without an id."""
    external_id = ident(data.get("id"))
    if not external_id:
        return None
    told = when(data.get("publishedAt")) or when(data.get("createdAt"))
    return PostItem(external_id, words(data.get("commentary")), told or EPOCH, link_to(external_id))


def comment(data: Mapping[str, object], *, organisation: str, post_id: str = "") -> ContributionItem | None:
    """A comment or reply, or None when nothing names it."""
    above_all = ident(data.get("object")) or post_id
    bare = ident(data.get("id"))
    urn = comment_urn(data.get("commentUrn")) or comment_urn(data.get("$URN")) or comment_urn(bare)
    if not urn and bare and above_all:
        urn = comment_urn(f"urn:li:comment:({above_all},{bare})")
    if not urn:
        return None
    actor = ident(data.get("actor")) or ident(dig(data, "created", "actor"))
    parent = comment_urn(data.get("parentComment"))
    published_at = when(dig(data, "created", "time")) or EPOCH
    post_id = post_id or above_all
    return ContributionItem(
        external_id=urn,
        kind=ContributionKind.REPLY if parent else ContributionKind.COMMENT,
        text=words(dig(data, "message", "text")),
        published_at=published_at,
        author=AuthorItem(actor) if actor else None,
        post_external_id=post_id,
        parent_external_id=parent,
        thread_external_id=parent or urn,
        permalink=link_to(post_id, urn),
        dated_at=when(dig(data, "lastModified", "time")) or published_at,
        can_hide=False,
        by_organisation=actor == organisation,
        raw=data,
    )

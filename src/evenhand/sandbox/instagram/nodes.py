"""Media and comments as Graph shows them to the account."""

from __future__ import annotations

from evenhand.sandbox.meta.fields import Field, chosen
from evenhand.sandbox.state.clock import meta_time
from evenhand.sandbox.state.ids import token
from evenhand.sandbox.state.model import HIDDEN, Contribution, Post
from evenhand.sandbox.wire.platform import Platform

MEDIA_ALSO = frozenset({"media_url", "thumbnail_url", "children", "owner", "shortcode", "is_shared_to_feed"})
COMMENT_ALSO = frozenset({"user", "legacy_instagram_comment_id", "parent_id"})
COMMENT_DEFAULT = ("id", "timestamp", "text")
REPLIES = 25


def media_node(platform: Platform, post: Post, fields: dict[str, Field]) -> dict[str, object]:
    """One of the account's own media."""
    node: dict[str, object] = {
        "id": post.id,
        "caption": post.text,
        "timestamp": meta_time(post.published_at),
        "permalink": permalink(post.id),
        "media_type": "IMAGE",
        "media_product_type": "AD" if post.purpose == "recruitment" else "FEED",
        "username": platform.channel.handle,
        "comments_count": len(platform.world.under_post(platform.name, post.id)),
        "like_count": 0,
        "is_comment_enabled": (platform.name, post.id) not in platform.world.closed,
    }
    return chosen(node, fields, ("id",), MEDIA_ALSO)


def permalink(media: str) -> str:
    """Where people see the media; single comments have no address."""
    return f"https://www.instagram.com/p/{token(media, 11)}/"


def username(platform: Platform, author: str) -> str:
    """The handle behind an id."""
    person = platform.world.authors.get((platform.name, author))
    return person.handle if person else platform.channel.handle


def comment_node(platform: Platform, comment: Contribution, fields: dict[str, Field]) -> dict[str, object]:
    """One comment or reply; replies are nested when asked for."""
    handle = username(platform, comment.author)
    node: dict[str, object] = {
        "id": comment.id,
        "text": comment.text,
        "timestamp": meta_time(comment.published_at),
        "from": {"id": comment.author, "username": handle},
        "username": handle,
        "hidden": comment.state == HIDDEN,
        "like_count": 0,
        "media": {"id": comment.post, "permalink": permalink(comment.post)},
    }
    if comment.parent:
        node["parent_id"] = comment.parent
    if "replies" in fields:
        part = fields["replies"]
        replies = platform.world.replies(comment)[: part.limit or REPLIES]
        node["replies"] = {"data": [comment_node(platform, each, part.inside) for each in replies]}
        if not replies:
            del node["replies"]
    return chosen(node, fields, COMMENT_DEFAULT, COMMENT_ALSO | {"replies"})

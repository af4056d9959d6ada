"""Posts, comments and people as Graph shows them to the Page."""

from __future__ import annotations

from evenhand.sandbox.meta.fields import Field, chosen
from evenhand.sandbox.meta.sending import can_reply_privately
from evenhand.sandbox.state.clock import meta_time
from evenhand.sandbox.state.model import HIDDEN, MENTION, Contribution, Post
from evenhand.sandbox.wire.platform import Platform

COMMENT_ALSO = frozenset(
    {"attachment", "message_tags", "admin_creator", "object", "can_like", "user_likes", "private_reply_conversation"}
)
POST_ALSO = frozenset({"story", "full_picture", "attachments", "shares", "properties", "updated_time", "message_tags"})
COMMENT_DEFAULT = ("created_time", "from", "message", "id")
POST_DEFAULT = ("created_time", "message", "id")


def who(platform: Platform, author: str) -> dict[str, object]:
    """`from`."""
    person = platform.world.authors.get((platform.name, author))
    return {"name": person.name if person else platform.channel.name, "id": author}


def comment_node(platform: Platform, comment: Contribution, fields: dict[str, Field]) -> dict[str, object]:
    """One comment or reply."""
    ours = comment.by_organisation
    node: dict[str, object] = {
        "id": comment.id,
        "message": comment.text,
        "created_time": meta_time(comment.published_at),
        "from": who(platform, comment.author),
        "is_hidden": comment.state == HIDDEN,
        "is_private": False,
        "can_hide": not ours,
        "can_remove": True,
        "can_comment": True,
        "can_reply_privately": can_reply_privately(comment, platform.world.clock.now()),
        "comment_count": len(platform.world.replies(comment)),
        "like_count": 0,
        "permalink_url": permalink(platform.channel.external_id, comment),
    }
    parent = platform.world.live(platform.name, comment.parent) if comment.parent else None
    if parent:
        node["parent"] = {
            "id": parent.id,
            "message": parent.text,
            "created_time": meta_time(parent.published_at),
            "from": who(platform, parent.author),
        }
    also = COMMENT_ALSO if parent else COMMENT_ALSO | {"parent"}
    return chosen(node, fields, COMMENT_DEFAULT, also)


def permalink(page: str, comment: Contribution) -> str:
    """Where people see it: the post, opened at the comment."""
    post = (comment.post or comment.id).rsplit("_", 1)[-1]
    base = f"https://www.facebook.com/{page}/posts/{post}/"
    number = comment.id.rsplit("_", 1)[-1]
    if comment.is_post:
        return f"https://www.facebook.com/{comment.author}/posts/{number}/" if comment.kind == MENTION else base
    if comment.parent:
        return f"{base}?comment_id={comment.parent.rsplit('_', 1)[-1]}&reply_comment_id={number}"
    return f"{base}?comment_id={number}"


def post_node(platform: Platform, post: Post, fields: dict[str, Field]) -> dict[str, object]:
    """One of the Page's own posts."""
    node: dict[str, object] = {
        "id": post.id,
        "message": post.text,
        "created_time": meta_time(post.published_at),
        "from": {"name": platform.channel.name, "id": platform.channel.external_id},
        "permalink_url": f"https://www.facebook.com/{post.id.replace('_', '/posts/')}",
        "status_type": "added_photos" if post.staff else "mobile_status_update",
        "is_hidden": False,
        "is_published": not post.dark,
    }
    return chosen(node, fields, POST_DEFAULT, POST_ALSO)


def visitor_post_node(platform: Platform, post: Contribution, fields: dict[str, Field]) -> dict[str, object]:
    """What somebody else wrote on the Page."""
    node: dict[str, object] = {
        "id": post.id,
        "message": post.text,
        "created_time": meta_time(post.published_at),
        "from": who(platform, post.author),
        "permalink_url": permalink(platform.channel.external_id, post),
        "is_hidden": post.state == HIDDEN,
        "is_published": True,
        "can_reply_privately": can_reply_privately(post, platform.world.clock.now()),
        "status_type": "wall_post",
    }
    return chosen(node, fields, POST_DEFAULT, POST_ALSO | {"can_hide", "can_remove"})

"""What LinkedIn tells: comments made, edited and deleted on the page's public posts, in batches of ten at most."""

from __future__ import annotations

from evenhand.sandbox.linkedin.nodes import split_urn
from evenhand.sandbox.state.clock import milliseconds
from evenhand.sandbox.state.model import Change
from evenhand.sandbox.state.world import World

Node = dict[str, object]
ACTIONS = {"add": "COMMENT", "edited": "COMMENT_EDIT", "remove": "COMMENT_DELETE"}
MOST = 10


def notification(world: World, change: Change, number: int) -> Node | None:
    """One notification, or None when LinkedIn tells nothing of this."""
    item = change.contribution
    action = ACTIONS.get(change.verb)
    if action is None:
        return None
    owner = world.channels["linkedin"].external_id
    post = world.posts["linkedin", item.post]
    under, bare = split_urn(item.id)
    comment: Node = {"owner": item.author, "text": item.text, "entity": item.id, "object": under}
    if item.parent:
        comment["parentComment"] = item.parent
    return {
        "subscriber": "urn:li:person:sandboxAdm",
        "lastModifiedAt": milliseconds(change.at),
        "decoratedSourcePost": {"owner": owner, "mediaCategory": "NONE", "text": post.text, "entity": post.id},
        "sourcePost": post.activity,
        "decoratedGeneratedActivity": {"comment": comment},
        "action": "ADMIN_COMMENT" if item.by_organisation and action == "COMMENT" else action,
        "notificationId": number,
        "organizationalEntity": owner,
        "generatedActivity": f"urn:li:comment:({under.removeprefix('urn:li:')},{bare})",
    }


def batch(notifications: list[Node]) -> Node:
    """The envelope."""
    return {"type": "ORGANIZATION_SOCIAL_ACTION_NOTIFICATIONS", "notifications": notifications}

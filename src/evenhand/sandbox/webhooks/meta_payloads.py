"""What Meta tells: Facebook of comments and visitor posts added, edited, removed, hidden, shown; both of messages.

Instagram tells of new comments only, the account's own included: never of edits, removals or hiding.
"""

from __future__ import annotations

from evenhand.sandbox.state.clock import milliseconds
from evenhand.sandbox.state.model import DIRECT_MESSAGE, MENTION, Change, Contribution
from evenhand.sandbox.state.world import World

Node = dict[str, object]


def payload(world: World, change: Change) -> Node | None:
    """The whole delivery, or None when Meta tells nothing of this."""
    item = change.contribution
    channel = world.channels[item.platform]
    network = "page" if item.platform == "facebook" else "instagram"
    if item.kind == DIRECT_MESSAGE:
        event = _messaging(change)
        entry: Node = {"id": channel.external_id, "time": milliseconds(change.at), "messaging": [event]}
    else:
        told = _feed(world, change) if item.platform == "facebook" else _comment(world, change)
        if told is None:
            return None
        entry = {"id": channel.external_id, "time": int(change.at.timestamp()), "changes": [told]}
    return {"object": network, "entry": [entry]}


def _feed(world: World, change: Change) -> Node:
    item = change.contribution
    post = item.id if item.is_post else item.post
    value: Node = {"from": _who(world, item, "name"), "post_id": post, "verb": change.verb}
    if item.is_post:
        value["item"] = "post" if item.kind == MENTION else "status"
    else:
        value |= {"item": "comment", "comment_id": item.id, "parent_id": item.parent or post}
    if change.verb != "remove":
        value |= {"message": item.text, "created_time": int(item.published_at.timestamp())}
    return {"field": "mention" if item.kind == MENTION else "feed", "value": value}


def _comment(world: World, change: Change) -> Node | None:
    item = change.contribution
    if change.verb != "add":
        return None
    value: Node = {
        "id": item.id,
        "text": item.text,
        "from": _who(world, item, "username"),
        "media": {"id": item.post, "media_product_type": "FEED"},
    }
    if item.parent:
        value["parent_id"] = item.parent
    return {"field": "comments", "value": value}


def _who(world: World, item: Contribution, key: str) -> Node:
    author = world.authors.get((item.platform, item.author))
    channel = world.channels[item.platform]
    if key == "username":
        return {"id": item.author, "username": author.handle if author else channel.handle}
    return {"id": item.author, "name": author.name if author else channel.name}


def _messaging(change: Change) -> Node:
    item = change.contribution
    event: Node = {
        "sender": {"id": item.author},
        "recipient": {"id": item.recipient},
        "timestamp": milliseconds(change.at),
    }
    if change.verb == "edited":
        return {**event, "message_edit": {"mid": item.id, "text": item.text, "num_edit": str(len(item.versions))}}
    if change.verb == "remove":
        return {**event, "message": {"mid": item.id, "is_deleted": True}}
    echo: Node = {"is_echo": True, "app_id": 500000000000001} if item.by_organisation else {}
    return {**event, "message": {"mid": item.id, "text": item.text, **echo}}


def without_author(payload: Node) -> None:
    """Meta sometimes leaves `from` out; done in place."""
    for entry in _list(payload.get("entry")):
        for change in _list(entry.get("changes")):
            value = change.get("value")
            if isinstance(value, dict):
                value.pop("from", None)


def _list(value: object) -> list[Node]:
    return [each for each in value if isinstance(each, dict)] if isinstance(value, list) else []

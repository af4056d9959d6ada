"""What X's Activity API tells: direct replies, explicit mentions, messages. Nothing of others' edits and removals."""

from __future__ import annotations

from evenhand.sandbox.state.clock import milliseconds
from evenhand.sandbox.state.model import DIRECT_MESSAGE, Change, Contribution
from evenhand.sandbox.state.world import World
from evenhand.sandbox.wire.platform import Platform
from evenhand.sandbox.x import nodes

Node = dict[str, object]


def payload(platform: Platform, change: Change) -> Node | None:
    """The envelope, or None when X tells nothing of this."""
    item = change.contribution
    if change.verb != "add" or (item.by_organisation and item.kind != DIRECT_MESSAGE):
        return None
    if item.kind == DIRECT_MESSAGE:
        kind = "dm.sent" if item.by_organisation else "dm.received"
        return _envelope(platform, kind, item, _message(platform.world, item))
    kind = _kind(platform, item)
    if not kind:
        return None
    tweet = nodes.tweet_node(platform, item, frozenset(nodes.TWEET_FIELDS))
    if item.post:
        tweet["in_reply_to_tweet_id"] = item.parent or item.post
    return _envelope(platform, kind, item, tweet)


def _kind(platform: Platform, item: Contribution) -> str:
    """Direct replies to the account's own posts; else only who calls it by name. A reply further down is silent."""
    answered = platform.world.find("x", item.parent) if item.parent else None
    if item.post and (not item.parent or (answered and answered.by_organisation)):
        return "post.reply.create"
    return "post.mention.create" if item.summons else ""


def _envelope(platform: Platform, kind: str, item: Contribution, payload: Node) -> Node:
    data: Node = {
        "event_uuid": item.id,
        "filter": {"user_id": platform.channel.external_id},
        "event_type": kind,
        "tag": kind.replace(".", "-"),
        "payload": payload,
    }
    if item.kind != DIRECT_MESSAGE:
        data["includes"] = {"users": [nodes.user_node(platform, item.author)]}
    return {"data": data}


def _message(world: World, item: Contribution) -> Node:
    entities: Node = {"hashtags": [], "symbols": [], "user_mentions": [], "urls": []}
    created: Node = {
        "target": {"recipient_id": item.recipient},
        "sender_id": item.author,
        "message_data": {"text": item.text, "entities": entities},
    }
    when = str(milliseconds(item.published_at))
    event: Node = {"type": "message_create", "id": item.id, "created_timestamp": when, "message_create": created}
    author = world.authors.get(("x", item.author))
    users: Node = {}
    if author:
        users[author.id] = {"data": {"id": author.id, "name": author.name, "username": author.handle}}
    return {"direct_message_events": [event], "users": users}

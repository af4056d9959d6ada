"""Posts, people and message events as X API v2 shows them. Whether a reply is hidden is nowhere to be read."""

from __future__ import annotations

from evenhand.sandbox.state.clock import iso
from evenhand.sandbox.state.model import Contribution, Post, Version
from evenhand.sandbox.wire.answer import RefusedError
from evenhand.sandbox.wire.call import Call
from evenhand.sandbox.wire.platform import Platform
from evenhand.sandbox.x import errors
from evenhand.sandbox.x.text import mentions, shortened, written

Node = dict[str, object]
ALWAYS = frozenset({"id", "text", "edit_history_tweet_ids"})
TWEET_FIELDS: frozenset[str] = ALWAYS | {
    "attachments",
    "author_id",
    "context_annotations",
    "conversation_id",
    "created_at",
    "display_text_range",
    "edit_controls",
    "entities",
    "geo",
    "in_reply_to_user_id",
    "lang",
    "note_tweet",
    "possibly_sensitive",
    "public_metrics",
    "referenced_tweets",
    "reply_settings",
    "source",
    "withheld",
}
NEWER = {
    "referenced_posts": "referenced_tweets",
    "edit_history_post_ids": "edit_history_tweet_ids",
    "note_post": "note_tweet",
}
"""X's OpenAPI and its own client say these; its documentation and the wire still say the names on the right."""
_NEWER_ALONE = frozenset({"article", "community_id", "edit_history_post_ids", "media_metadata", "note_post", "scopes"})
DM_FIELDS = frozenset(
    {
        "attachments",
        "created_at",
        "dm_conversation_id",
        "entities",
        "event_type",
        "id",
        "participant_ids",
        "referenced_tweets",
        "sender_id",
        "text",
    }
)


def asked_fields(call: Call, name: str, known: frozenset[str]) -> frozenset[str]:
    """The fields asked for, all of them known."""
    asked = frozenset(part for part in call.given(name).split(",") if part)
    for part in asked - known:
        raise RefusedError(errors.invalid(name, f"The query parameter [{name}] has an unknown value [{part[:40]}]"))
    return asked


def tweet_fields(call: Call) -> frozenset[str]:
    """The fields of a post that are asked for, by their older names: in `tweet.fields`, or newer in `post.fields`."""
    older = asked_fields(call, "tweet.fields", TWEET_FIELDS)
    newer = asked_fields(call, "post.fields", TWEET_FIELDS | frozenset(NEWER) | _NEWER_ALONE)
    return older | {NEWER.get(name, name) for name in newer}


def spoken(call: Call, node: Node) -> Node:
    """The node in the names that the call was asked in."""
    if not call.has("post.fields"):
        return node
    newer = {old: new for new, old in NEWER.items()}
    return {newer.get(name, name): value for name, value in node.items()}


def post_node(platform: Platform, post: Post, fields: frozenset[str]) -> Node:
    """The account's own post."""
    node: Node = {
        "id": post.id,
        "edit_history_tweet_ids": [post.id],
        "author_id": platform.channel.external_id,
        "conversation_id": post.id,
        "created_at": iso(post.published_at),
        **written(post.text),
    }
    return _chosen({**_common(), **node}, fields)


def tweet_node(platform: Platform, tweet: Contribution, fields: frozenset[str], asked_id: str = "") -> Node:
    """A reply or mention; asked for by the id of an earlier version, as it then was."""
    shown = next((old for old in tweet.versions if old.id == asked_id), None) or Version(
        tweet.id, tweet.text, tweet.dated_at
    )
    history = [*[version.id for version in tweet.versions], tweet.id]
    node: Node = {
        "id": shown.id,
        "edit_history_tweet_ids": history,
        "author_id": tweet.author,
        "conversation_id": tweet.thread,
        "created_at": iso(shown.at),
        **written(shown.text),
    }
    found = mentions(str(node["text"]), platform.channel.handle, platform.channel.external_id)
    entities = node.get("entities")
    if found or entities:
        links: Node = entities if isinstance(entities, dict) else {}
        node["entities"] = {**links, **({"mentions": found} if found else {})}
    above = _above(platform, tweet)
    if above:
        answered, author = above
        node["referenced_tweets"] = [{"type": "replied_to", "id": answered}]
        node["in_reply_to_user_id"] = author
    begins = len(shown.text) - len(tweet.typed) if shown.text.endswith(tweet.typed) else 0
    node["display_text_range"] = [begins, len(str(node["text"]))]
    return _chosen({**_common(), **node}, fields)


def _above(platform: Platform, tweet: Contribution) -> tuple[str, str] | None:
    """What a reply answers, and whose it is; X names it also when it is gone."""
    if tweet.parent:
        parent = platform.world.find("x", tweet.parent)
        return tweet.parent, parent.author if parent else ""
    return (tweet.post, platform.channel.external_id) if tweet.post else None


def _common() -> Node:
    counts = ("retweet_count", "reply_count", "like_count", "quote_count", "bookmark_count", "impression_count")
    return {
        "lang": "en",
        "possibly_sensitive": False,
        "reply_settings": "everyone",
        "public_metrics": dict.fromkeys(counts, 0),
    }


def _chosen(node: Node, fields: frozenset[str]) -> Node:
    return {name: value for name, value in node.items() if name in fields | ALWAYS}


def user_node(platform: Platform, external_id: str) -> Node:
    """A person, or the account itself."""
    author = platform.world.authors.get(("x", external_id))
    channel = platform.channel
    return {
        "id": external_id,
        "name": author.name if author else channel.name,
        "username": author.handle if author else channel.handle,
    }


def dm_node(message: Contribution, fields: frozenset[str]) -> Node:
    """One message event."""
    people = [message.author, message.recipient]
    node: Node = {
        "id": message.id,
        "event_type": "MessageCreate",
        **shortened(message.text),
        "created_at": iso(message.published_at),
        "sender_id": message.author,
        "dm_conversation_id": message.thread,
        "participant_ids": people,
    }
    return {name: value for name, value in node.items() if name in fields | {"id", "event_type", "text"}}

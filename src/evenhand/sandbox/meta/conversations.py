"""Private conversations as Graph shows them, on Facebook and Instagram alike. Sending is in `sending`."""

from __future__ import annotations

from dataclasses import replace

from evenhand.sandbox.meta import errors
from evenhand.sandbox.meta.fields import Field, chosen, parse
from evenhand.sandbox.meta.paging import listing
from evenhand.sandbox.state.clock import meta_time
from evenhand.sandbox.state.model import DIRECT_MESSAGE, Contribution
from evenhand.sandbox.wire.answer import Answer, RefusedError
from evenhand.sandbox.wire.call import Call
from evenhand.sandbox.wire.platform import Platform

MESSAGE_ALSO = frozenset({"attachments", "tags", "sticker", "reactions", "story", "shares", "reply_to"})
THREAD_ALSO = frozenset({"senders", "can_reply", "is_subscribed", "name", "subject", "folder"})
FOLDERS = {"facebook": "messenger", "instagram": "instagram"}


def conversations(platform: Platform, call: Call) -> Answer:
    """GET /{page}/conversations?platform=&user_id=&updated_after_ms=&fields=&limit=&after=."""
    asked = call.given("platform") or "messenger"
    if asked not in FOLDERS.values():
        raise RefusedError(errors.invalid("Param platform must be one of {MESSENGER, INSTAGRAM}"))
    threads = [] if asked != FOLDERS[platform.name] else _threads(platform)
    person, after = call.given("user_id"), call.number("updated_after_ms", 0)
    found = [
        messages
        for messages in threads
        if (not person or _person(messages) == person) and messages[-1].published_at.timestamp() * 1000 > after
    ]
    fields = parse(call.given("fields"))

    def shown(messages: list[Contribution]) -> dict[str, object]:
        return thread_node(platform, call, messages, fields)

    return Answer(200, listing(call, found, _freshest, shown, limit=25, newest_first=True))


def _threads(platform: Platform) -> list[list[Contribution]]:
    world = platform.world
    found = (world.thread(platform.name, thread) for thread in world.threads(platform.name))
    return [messages for messages in found if messages]


def _freshest(messages: list[Contribution]) -> tuple[float, int]:
    return messages[-1].published_at.timestamp(), messages[-1].n


def _person(messages: list[Contribution]) -> str:
    first = messages[0]
    return first.recipient if first.by_organisation else first.author


def thread_node(
    platform: Platform, call: Call, messages: list[Contribution], fields: dict[str, Field]
) -> dict[str, object]:
    """One conversation, with as many of its messages as were asked for."""
    last = messages[-1]
    person = _person(messages)
    people = [_identity(platform, person), _identity(platform, platform.channel.external_id)]
    node: dict[str, object] = {
        "id": last.thread,
        "link": f"/{platform.channel.page_id}/inbox/{person}/",
        "updated_time": meta_time(last.published_at),
        "message_count": len(messages),
        "unread_count": sum(not each.by_organisation for each in messages),
        "snippet": last.text[:100],
        "participants": {"data": people},
    }
    if "messages" in fields:
        part = fields["messages"]
        node["messages"] = message_page(platform, _within(call, last.thread, part.limit), messages, part.inside)
    return chosen(node, fields, ("id", "link", "updated_time"), THREAD_ALSO)


def _within(call: Call, thread: str, limit: int) -> Call:
    """A nested listing is a listing of its own, with its own limit and no cursor."""
    return replace(call, parts=(call.parts[0], thread, "messages"), query={"limit": str(limit or 25)}, body={})


def message_page(
    platform: Platform, call: Call, messages: list[Contribution], fields: dict[str, Field]
) -> dict[str, object]:
    """Messages of one conversation, newest first."""

    def shown(each: Contribution) -> dict[str, object]:
        return message_node(platform, each, fields)

    return listing(
        call, messages, lambda each: (each.published_at.timestamp(), each.n), shown, limit=25, newest_first=True
    )


def thread_messages(platform: Platform, call: Call, thread: str) -> Answer:
    """GET /{thread}/messages."""
    messages = platform.world.thread(platform.name, thread)
    if not messages:
        raise RefusedError(errors.gone(thread))
    return Answer(200, message_page(platform, call, messages, parse(call.given("fields"))))


def message_node(platform: Platform, message: Contribution, fields: dict[str, Field]) -> dict[str, object]:
    """One message."""
    node: dict[str, object] = {
        "id": message.id,
        "created_time": meta_time(message.published_at),
        "from": _identity(platform, message.author),
        "to": {"data": [_identity(platform, message.recipient)]},
        "message": message.text,
    }
    return chosen(node, fields, ("id", "created_time"), MESSAGE_ALSO)


def node(platform: Platform, call: Call, external_id: str) -> Answer | None:
    """GET /{message} or /{thread}; None when the id is neither."""
    fields = parse(call.given("fields"))
    message = platform.world.live(platform.name, external_id)
    if message and message.kind == DIRECT_MESSAGE:
        return Answer(200, message_node(platform, message, fields))
    messages = platform.world.thread(platform.name, external_id)
    return Answer(200, thread_node(platform, call, messages, fields)) if messages else None


def _identity(platform: Platform, external_id: str) -> dict[str, object]:
    """Somebody in a conversation: Facebook gives a name, Instagram a username."""
    author = platform.world.authors.get((platform.name, external_id))
    channel = platform.channel
    if platform.name == "instagram":
        return {"username": author.handle if author else channel.handle, "id": external_id}
    name = author.name if author else channel.name
    return {"name": name, "email": f"{external_id}@facebook.com", "id": external_id}

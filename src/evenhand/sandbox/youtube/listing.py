"""YouTube's lists: the channel, its uploads, threads by moderation status, replies, comments by id."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Callable, Sequence
from typing import TypeVar

from evenhand.sandbox.state.model import VISIBLE, Contribution
from evenhand.sandbox.wire.answer import Answer, RefusedError
from evenhand.sandbox.wire.call import Call
from evenhand.sandbox.wire.platform import Platform
from evenhand.sandbox.youtube import errors, nodes

T = TypeVar("T")
Node = dict[str, object]
STATUSES = {"published", "heldForReview", "likelySpam"}
LISTED = {"published", "heldForReview", "likelySpam"}


def channels(platform: Platform, call: Call) -> Answer:
    """GET /channels?mine=true or id=."""
    own = call.given("mine") == "true" or platform.channel.external_id in call.given("id").split(",")
    items = [_parts(call, nodes.channel_node(platform))] if own else []
    return _list("channel", items, {"totalResults": len(items), "resultsPerPage": 5})


def playlist_items(platform: Platform, call: Call) -> Answer:
    """GET /playlistItems?playlistId=, newest first."""
    if call.given("playlistId") != f"UU{platform.channel.external_id[2:]}":
        raise RefusedError(errors.error(404, "playlistNotFound", "The playlist cannot be found."))
    posts = platform.world.posts_of(platform.name)
    return _paged(call, "playlistItem", posts, lambda post: nodes.playlist_item(platform, post), default=5, most=50)


def threads(platform: Platform, call: Call) -> Answer:
    """GET /commentThreads by channel, video or id; one moderation status at a time."""
    filters = [name for name in ("allThreadsRelatedToChannelId", "videoId", "id") if call.given(name)]
    if len(filters) != 1:
        raise RefusedError(errors.missing("allThreadsRelatedToChannelId, videoId or id, and only one of them"))
    found = _threads_by(platform, call, filters[0])
    plain, replies = call.given("textFormat") == "plainText", "replies" in call.given("part").split(",")

    def shown(top: Contribution) -> Node:
        return _parts(call, nodes.thread_node(platform, top, plain=plain, replies=replies))

    return _paged(call, "commentThread", found, shown, default=20, most=100)


def _threads_by(platform: Platform, call: Call, name: str) -> list[Contribution]:
    value, status = call.given(name), call.given("moderationStatus") or "published"
    if status not in STATUSES:
        raise RefusedError(errors.invalid("moderationStatus"))
    if name == "allThreadsRelatedToChannelId" and value != platform.channel.external_id:
        raise RefusedError(errors.error(404, "channelNotFound", "The channel cannot be found."))
    if name == "videoId" and (platform.name, value) not in platform.world.posts:
        raise RefusedError(
            errors.error(404, "videoNotFound", "The video cannot be found.", domain="youtube.commentThread")
        )
    if name == "id":
        wanted = value.split(",")
        return [each for each in _tops(platform) if each.id in wanted and nodes.status_of(each) in LISTED]
    found = [each for each in _tops(platform) if nodes.status_of(each) == status]
    if name == "videoId":
        found = [each for each in found if each.post == value]
    return sorted(found, key=lambda each: (each.published_at, each.n), reverse=True)


def _tops(platform: Platform) -> list[Contribution]:
    return [each for each in platform.world.all(platform.name) if not each.parent and not each.gone]


def comments(platform: Platform, call: Call) -> Answer:
    """GET /comments?parentId= (published replies), or id= (without the status)."""
    plain = call.given("textFormat") == "plainText"
    parent, ids = call.given("parentId"), call.given("id")
    if bool(parent) == bool(ids):
        raise RefusedError(errors.missing("parentId or id, and only one of them"))
    if ids:
        found = [platform.world.live(platform.name, each) for each in ids.split(",")]
        shown = [each for each in found if each and nodes.status_of(each) in LISTED]
        items = [_parts(call, nodes.comment_node(platform, each, plain=plain, status=False)) for each in shown]
        return _list("comment", items, {"totalResults": len(items), "resultsPerPage": len(items)})
    top = platform.world.live(platform.name, parent)
    if top is None:
        raise RefusedError(errors.comment_not_found())
    replies = [each for each in platform.world.replies(top) if each.state == VISIBLE]

    def node(each: Contribution) -> Node:
        return _parts(call, nodes.comment_node(platform, each, plain=plain, status=True))

    return _paged(call, "comment", list(reversed(replies)), node, default=20, most=100)


def _parts(call: Call, node: Node) -> Node:
    """Only the parts asked for, beside what every resource has."""
    asked = {part.strip() for part in call.given("part").split(",")} | {"kind", "etag", "id"}
    return {name: value for name, value in node.items() if name in asked}


def _paged(  # noqa: PLR0913 -- what a page of a list is made of
    call: Call, kind: str, items: Sequence[T], shown: Callable[[T], Node], *, default: int, most: int
) -> Answer:
    """One page. A token names a place in the list, as YouTube's do: what arrives meanwhile moves it."""
    if not call.given("part"):
        raise RefusedError(errors.missing("part"))
    size = call.number("maxResults", default)
    if not 1 <= size <= most:
        raise RefusedError(errors.invalid("maxResults"))
    start = _start(call.given("pageToken"))
    page = [shown(each) for each in items[start : start + size]]
    following = _token(start + size) if len(items) > start + size else ""
    return _list(kind, page, {"totalResults": len(items), "resultsPerPage": size}, following)


def _list(kind: str, items: list[Node], info: dict[str, object], following: str = "") -> Answer:
    body: Node = {"kind": f"youtube#{kind}ListResponse", "etag": nodes.etag(f"{kind}{len(items)}")}
    if following:
        body["nextPageToken"] = following
    return Answer(200, {**body, "pageInfo": info, "items": items})


def _token(place: int) -> str:
    return base64.urlsafe_b64encode(f"place:{place}".encode()).decode().rstrip("=")


def _start(given: str) -> int:
    if not given:
        return 0
    try:
        return int(base64.urlsafe_b64decode(given + "=" * (-len(given) % 4)).decode().removeprefix("place:"))
    except (ValueError, binascii.Error) as error:
        raise RefusedError(errors.error(400, "invalidPageToken", "The page token is invalid.")) from error

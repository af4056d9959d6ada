"""Facebook's lists: the Page's posts, visitors' posts, comments under either, blocked people."""

from __future__ import annotations

from evenhand.sandbox.facebook import nodes
from evenhand.sandbox.meta import errors
from evenhand.sandbox.meta.fields import parse
from evenhand.sandbox.meta.paging import listing
from evenhand.sandbox.state.clock import read_time
from evenhand.sandbox.state.model import HIDDEN, MENTION, VISITOR_POST, Contribution, Post
from evenhand.sandbox.wire.answer import Answer, RefusedError
from evenhand.sandbox.wire.call import Call
from evenhand.sandbox.wire.platform import Platform

MOST_POSTS = 100
POSTS: dict[str, frozenset[str | None]] = {
    "published_posts": frozenset({None}),
    "ads_posts": frozenset({None}),
    "feed": frozenset({None, VISITOR_POST}),
    "visitor_posts": frozenset({VISITOR_POST}),
    "tagged": frozenset({MENTION}),
}
"""Edges of the Page, and whose posts are there: kinds of others' posts, None for the Page's own."""


def place(item: Contribution | Post) -> tuple[float, int]:
    """Where it stands in time."""
    return item.published_at.timestamp(), item.n


def posts(platform: Platform, call: Call, edge: str) -> Answer:
    """GET one of `POSTS` under the Page, newest first."""
    if call.number("limit", 25) > MOST_POSTS:
        raise RefusedError(errors.invalid("Param limit must be less than or equal to 100"))
    fields = parse(call.given("fields"))
    dark = edge == "ads_posts"
    kinds = POSTS[edge]
    own = [post for post in platform.world.posts_of(platform.name) if post.dark == dark and None in kinds]
    hidden_too = call.given("include_hidden") == "true"
    visitors = [
        each
        for each in platform.world.all(platform.name)
        if each.kind in kinds and not each.gone
        if hidden_too or each.state != HIDDEN
    ]
    since = read_time(call.given("since"))
    both: list[Contribution | Post] = list(own)
    both += visitors
    items = [each for each in both if since is None or each.published_at >= since]

    def shown(item: Contribution | Post) -> dict[str, object]:
        if isinstance(item, Post):
            return nodes.post_node(platform, item, fields)
        return nodes.visitor_post_node(platform, item, fields)

    return Answer(200, listing(call, items, place, shown, limit=25, newest_first=True))


def comments(platform: Platform, call: Call, under: str) -> Answer:
    """GET /{post or comment}/comments: `filter=stream` gives replies too, else only what stands directly below."""
    world = platform.world
    above = world.live(platform.name, under)
    if above is None and (platform.name, under) not in world.posts:
        raise RefusedError(errors.gone(under))
    if above and not above.is_post:
        found = world.replies(above)
    else:
        found = world.under_post(platform.name, under)
        if call.given("filter") != "stream":
            found = [each for each in found if not each.parent]
    since, until = read_time(call.given("since")), read_time(call.given("until"))
    hidden_too = call.given("include_hidden") != "false"
    found = [
        each
        for each in found
        if (since is None or each.published_at >= since)
        and (until is None or each.published_at <= until)
        and (hidden_too or each.state != HIDDEN)
    ]
    order, fields = call.given("order"), parse(call.given("fields"))
    if order not in {"", "chronological", "reverse_chronological", "ranked"}:
        raise RefusedError(errors.invalid("Param order must be one of {CHRONOLOGICAL, REVERSE_CHRONOLOGICAL}"))
    body = listing(
        call,
        found,
        place,
        lambda each: nodes.comment_node(platform, each, fields),
        limit=25,
        newest_first=order == "reverse_chronological",
    )
    if call.given("summary") in {"true", "1", "total_count"}:
        body["summary"] = {"order": order or "ranked", "total_count": len(found), "can_comment": True}
    return Answer(200, body)


def blocked(platform: Platform, call: Call) -> Answer:
    """GET /{page}/blocked, of one person or of all."""
    asked = next((call.several(name) for name in ("user", "psid", "uid") if call.given(name)), [])
    people = [
        {"id": author.id, "name": author.name}
        for (where, _), author in platform.world.authors.items()
        if where == platform.name and author.blocked and (not asked or author.id in asked)
    ]
    start = call.number("after", 0)
    size = min(call.number("limit", 100), 100)
    body: dict[str, object] = {"data": people[start : start + size]}
    if len(people) > start + size:
        after = str(start + size)
        body["paging"] = {
            "cursors": {"before": str(start), "after": after},
            "next": f"https://graph.facebook.com/?after={after}",
        }
    return Answer(200, body)

"""X's lists: the account's posts, mentions, a conversation by search, message events, blocked accounts."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from typing import TypeVar

from evenhand.sandbox.state.clock import read_time
from evenhand.sandbox.state.ids import thread_of
from evenhand.sandbox.state.model import DIRECT_MESSAGE, Contribution, Post
from evenhand.sandbox.wire.answer import Answer, RefusedError
from evenhand.sandbox.wire.call import Call
from evenhand.sandbox.wire.platform import Platform
from evenhand.sandbox.x import errors, nodes
from evenhand.sandbox.x.nodes import Node

T = TypeVar("T", bound=Contribution | Post)
SEARCH_DAYS, DM_DAYS = timedelta(days=7), timedelta(days=30)


def own_posts(platform: Platform, call: Call) -> Answer:
    """GET /2/users/:id/tweets."""
    excluded = call.given("exclude").split(",")
    items: list[Contribution | Post] = list(platform.world.posts_of("x"))
    if "replies" not in excluded:
        items += [each for each in _tweets(platform) if each.by_organisation]
    return _page(platform, call, items, least=5)


def mentions(platform: Platform, call: Call) -> Answer:
    """GET /2/users/:id/mentions: whoever's post has the account's handle in it, put there by X or by its author."""
    return _page(platform, call, [each for each in _tweets(platform) if not each.by_organisation], least=5)


def search(platform: Platform, call: Call) -> Answer:
    """GET /2/tweets/search/recent?query=: the last seven days; of X's query language only what a moderator needs."""
    since = platform.world.clock.now() - SEARCH_DAYS
    items: list[Contribution | Post] = [*platform.world.posts_of("x"), *_tweets(platform)]
    found = [each for each in items if each.published_at >= since]
    for word in call.given("query").split():
        found = list(_matching(platform, found, word))
    if not call.given("query"):
        raise RefusedError(errors.invalid("query", "The query parameter [query] is missing"))
    return _page(platform, call, found, least=10)


def _matching(platform: Platform, items: Iterable[T], word: str) -> Iterable[T]:
    name, _, value = word.lstrip("-").partition(":")
    own = {platform.channel.external_id, platform.channel.handle.lower()}
    tests: dict[str, Callable[[T], bool]] = {
        "conversation_id": lambda each: (each.id if isinstance(each, Post) else each.thread) == value,
        "from": lambda each: _author(platform, each, own) & {value, value.lower()} != set(),
        "to": lambda each: isinstance(each, Contribution) and value.lower() in own and not each.by_organisation,
        "is": lambda each: isinstance(each, Contribution) and bool(each.post or each.parent),
    }
    if name not in tests or (name == "is" and value != "reply"):
        raise RefusedError(errors.invalid("query", f"This simulation does not know the operator [{word[:40]}]"))
    return (each for each in items if tests[name](each) != word.startswith("-"))


def _author(platform: Platform, each: Contribution | Post, own: set[str]) -> set[str]:
    if isinstance(each, Post) or each.by_organisation:
        return own
    author = platform.world.authors["x", each.author]
    return {author.id, author.handle.lower()}


def _tweets(platform: Platform) -> list[Contribution]:
    return [each for each in platform.world.all("x") if each.kind != DIRECT_MESSAGE and not each.gone]


def _page(platform: Platform, call: Call, items: Iterable[Contribution | Post], *, least: int) -> Answer:
    """One page of posts, newest id first, with `meta` and the authors asked for."""
    fields = nodes.tweet_fields(call)
    if "author_id" in call.given("expansions").split(","):
        fields |= {"author_id"}  # an expansion brings the field it follows
    found = [each for each in items if _within(call, each)]
    page, meta = _sliced(call, found, least=least)
    shown = [
        nodes.post_node(platform, each, fields) if isinstance(each, Post) else nodes.tweet_node(platform, each, fields)
        for each in page
    ]
    authors = [platform.channel.external_id if isinstance(each, Post) else each.author for each in page]
    shown = [nodes.spoken(call, each) for each in shown]
    return _answer(platform, call, {"data": shown, "meta": meta}, "author_id", authors)


def _within(call: Call, each: Contribution | Post) -> bool:
    since, until = call.number("since_id", 0), call.number("until_id", 0)
    start, end = read_time(call.given("start_time")), read_time(call.given("end_time"))
    when: datetime = each.published_at
    return (
        int(each.id) > since
        and (not until or int(each.id) < until)
        and (start is None or when >= start)
        and (end is None or when < end)
    )


def _sliced(call: Call, items: list[T], *, least: int, most: int = 100) -> tuple[list[T], Node]:
    size = call.number("max_results", 10)
    if not least <= size <= most:
        detail = f"The `max_results` query parameter value [{size}] is not between {least} and {most}"
        raise RefusedError(errors.invalid("max_results", detail))
    given = call.given("pagination_token") or call.given("next_token")
    below = _read_token(given) if given else None
    ordered = sorted(items, key=lambda each: int(each.id), reverse=True)
    if below is not None:
        ordered = [each for each in ordered if int(each.id) < below]
    page = ordered[:size]
    meta: Node = {"result_count": len(page)}
    if page:
        meta |= {"newest_id": page[0].id, "oldest_id": page[-1].id}
    if len(ordered) > size:
        meta["next_token"] = base64.b32encode(page[-1].id.encode()).decode().lower().rstrip("=")
    return page, meta


def _read_token(given: str) -> int:
    try:
        return int(base64.b32decode(given.upper() + "=" * (-len(given) % 8)))
    except (ValueError, binascii.Error) as error:
        raise RefusedError(errors.invalid("pagination_token", "The token is not one of ours")) from error


def _answer(platform: Platform, call: Call, body: Node, expansion: str, people: list[str]) -> Answer:
    """The page with the people asked for; X leaves `data` out of an empty one."""
    if people and expansion in call.given("expansions").split(","):
        body["includes"] = {"users": [nodes.user_node(platform, each) for each in dict.fromkeys(people)]}
    return Answer(200, body if people else {"meta": body["meta"]})


def messages(platform: Platform, call: Call, person: str = "") -> Answer:
    """GET /2/dm_events, or those with one person: the last 30 days, ours and theirs."""
    fields = nodes.asked_fields(call, "dm_event.fields", nodes.DM_FIELDS)
    if "sender_id" in call.given("expansions").split(","):
        fields |= {"sender_id"}
    since = platform.world.clock.now() - DM_DAYS
    found = [each for each in platform.world.all("x") if each.kind == DIRECT_MESSAGE and not each.gone]
    if person:
        known = ("x", person) in platform.world.authors
        thread = thread_of("x", platform.channel.external_id, person) if known else ""
        found = [each for each in found if each.thread == thread]
    found = [each for each in found if each.published_at >= since]
    page, meta = _sliced(call, found, least=1)
    shown = [nodes.dm_node(each, fields) for each in page]
    meta = {name: value for name, value in meta.items() if name in {"result_count", "next_token"}}
    people = [each.author for each in page]
    return _answer(platform, call, {"data": shown, "meta": meta}, "sender_id", people)


def blocking(platform: Platform, call: Call) -> Answer:
    """GET /2/users/:id/blocking: reading is allowed on every plan."""
    people = [author for (where, _), author in platform.world.authors.items() if where == "x" and author.blocked]
    start, size = call.number("pagination_token", 0), min(call.number("max_results", 100), 1000)
    page = [nodes.user_node(platform, author.id) for author in people[start : start + size]]
    meta: Node = {"result_count": len(page)}
    if len(people) > start + size:
        meta["next_token"] = str(start + size)
    return Answer(200, {**({"data": page} if page else {}), "meta": meta})

"""The control API, JSON in and out: publish, edit, remove, look, switch faults and webhooks, move the clock.

Not part of any platform. Wrong requests are answered 400 with what to do. docs/sandbox.md lists all of it.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import timedelta

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from evenhand.sandbox.control import manual
from evenhand.sandbox.control.asked import Asked, answer, read
from evenhand.sandbox.control.shapes import author_json, channel_json, contribution_json, post_json
from evenhand.sandbox.facebook.platform import USER_TOKEN
from evenhand.sandbox.state import members, organisation
from evenhand.sandbox.state.clock import FASTEST, iso, read_time
from evenhand.sandbox.state.views import VIEWERS, view
from evenhand.sandbox.state.world import ImpossibleError, World

PAGE_OF_LEDGER = 1000
Handler = Callable[[Asked], dict[str, object]]


class Control:
    """What concerns the state itself; switches are in `switches`."""

    def __init__(self, world: World) -> None:
        self._world = world

    def routes(self) -> list[Route]:
        """The paths of the contract."""
        return [
            self._route("config", "GET", self.config),
            self._route("posts", "GET", self.posts),
            self._route("advert", "POST", self.advert),
            self._route("publish", "POST", self.publish),
            self._route("edit", "POST", self.edit),
            self._route("remove", "POST", self.remove),
            self._route("filter", "POST", self.filter),
            self._route("by_hand", "POST", self.by_hand),
            self._route("contributions", "GET", self.contributions),
            self._route("view", "GET", self.view),
            self._route("authors", "POST", self.set_author),
            self._route("authors/{platform}/{id:path}", "GET", self.author),
            self._route("ledger", "GET", self.ledger),
            self._route("clock", "GET", self.clock),
            self._route("clock", "POST", self.move_clock),
        ]

    def _route(self, path: str, method: str, handler: Handler) -> Route:
        return Route(f"/_sandbox/{path}", locked(self._world, handler), methods=[method])

    def config(self, asked: Asked) -> dict[str, object]:
        """How to connect to each channel."""
        del asked
        channels = [channel_json(each, self._world.tokens[each.platform]) for each in self._world.channels.values()]
        return {"channels": channels, "facebook_user_token": USER_TOKEN}

    def posts(self, asked: Asked) -> dict[str, object]:
        """The organisation's posts."""
        wanted = asked.text("platform")
        platforms = [each for each in self._world.channels if wanted in {"", each}]
        posts = [
            post_json(post, closed=(each, post.id) in self._world.closed)
            for each in platforms
            for post in self._world.posts_of(each)
        ]
        return {"posts": posts}

    def advert(self, asked: Asked) -> dict[str, object]:
        """The organisation puts out an advert that stands on no timeline: a dark post, on Facebook."""
        made = organisation.advertise(self._world, asked.needed("text"), asked.text("staff"))
        return post_json(made)

    def publish(self, asked: Asked) -> dict[str, object]:
        """A member of the public writes."""
        at = asked.text("at")
        moment = read_time(at) if at else None
        if at and moment is None:
            raise ImpossibleError("'at' is a time as in 2026-11-23T09:00:00Z.")
        draft = members.Draft(
            platform=asked.needed("platform"),
            text=asked.needed("text"),
            kind=asked.text("kind") or "comment",
            post=asked.text("post"),
            parent=asked.text("parent"),
            author=asked.text("author"),
            at=moment,
        )
        made = members.publish(self._world, draft)
        return {"id": made.id, "author": made.author}

    def edit(self, asked: Asked) -> dict[str, object]:
        """The author edits."""
        previous = asked.needed("id")
        made = members.edit(self._world, asked.needed("platform"), previous, asked.needed("text"))
        return {"id": made.id, "author": made.author, "previous_id": previous}

    def remove(self, asked: Asked) -> dict[str, object]:
        """The author removes."""
        made = members.remove(self._world, asked.needed("platform"), asked.needed("id"))
        return {"id": made.id, "author": made.author}

    def filter(self, asked: Asked) -> dict[str, object]:
        """The platform's own filter hides."""
        platform, wanted = asked.needed("platform"), asked.needed("id")
        found = self._world.live(platform, wanted)
        if found is None:
            raise ImpossibleError(f"There is nothing with the id '{wanted[:80]}' on {platform}, or no longer.")
        members.filtered(self._world, found)
        return {"id": found.id, "state": found.state}

    def by_hand(self, asked: Asked) -> dict[str, object]:
        """A moderator does it on the platform itself, as a manual task asks: hide, unhide, delete, block, unblock."""
        operation, external_id = asked.needed("operation"), asked.needed("id")
        return manual.do(self._world, asked.needed("platform"), operation, external_id, asked.text("text"))

    def contributions(self, asked: Asked) -> dict[str, object]:
        """Everything as the platforms hold it now."""
        return {"contributions": [contribution_json(each) for each in self._world.all(asked.text("platform"))]}

    def view(self, asked: Asked) -> dict[str, object]:
        """How a viewer sees one contribution."""
        found = self._world.find(asked.needed("platform"), asked.needed("id"))
        if found is None:
            raise ImpossibleError(f"There never was anything with the id '{asked.text('id')[:80]}' there.")
        viewer = asked.text("as") or "stranger"
        if viewer not in VIEWERS:
            raise ImpossibleError(f"'as' is one of {', '.join(VIEWERS)}.")
        return view(self._world, found, viewer)

    def author(self, asked: Asked) -> dict[str, object]:
        """One person, and what the organisation wrote to them in private."""
        found = self._world.authors.get((asked.text("platform"), asked.text("id")))
        if found is None:
            raise ImpossibleError("There is no such author on that platform.")
        return author_json(self._world, found)

    def set_author(self, asked: Asked) -> dict[str, object]:
        """Make a person, or say of one on X whether they take messages from strangers (`dm_open`)."""
        platform = asked.needed("platform")
        if platform not in self._world.channels:
            raise ImpossibleError("'platform' is one of the five.")
        found = self._world.person(platform, asked.needed("name"))
        if "dm_open" in asked.values:
            found.dm_open = asked.flag("dm_open")
        return author_json(self._world, found)

    def ledger(self, asked: Asked) -> dict[str, object]:
        """What happened after entry `after`."""
        after, limit = asked.number("after", 0), asked.number("limit", PAGE_OF_LEDGER)
        entries, following = self._world.ledger.page(int(after), max(1, min(int(limit), PAGE_OF_LEDGER)))
        return {"entries": entries, "next": following}

    def clock(self, asked: Asked) -> dict[str, object]:
        """The sandbox's time."""
        del asked
        clock = self._world.clock
        offset = round(clock.offset.total_seconds(), 3)
        return {"now": iso(clock.now()), "offset_seconds": offset, "rate": clock.rate}

    def move_clock(self, asked: Asked) -> dict[str, object]:
        """Set how far it is from real time (`offset_seconds`), how fast it runs (`rate`), or both."""
        clock = self._world.clock
        offset, rate = asked.maybe_number("offset_seconds"), asked.maybe_number("rate")
        if rate is not None and not 0 < rate <= FASTEST:
            raise ImpossibleError(f"'rate' is above 0 and at most {FASTEST:.0f}: 1 is real time.")
        try:
            if offset is not None or rate is None:
                clock.move(timedelta(seconds=offset or 0))
        except OverflowError as error:
            raise ImpossibleError("'offset_seconds' leads out of the calendar.") from error
        if rate is not None:
            clock.run(rate)
        self._world.ledger.add(self._world.clock.now(), "", "clock.moved", detail=self.clock(asked))
        return self.clock(asked)


def locked(world: World, handler: Handler) -> Callable[[Request], Awaitable[Response]]:
    """An endpoint that runs `handler` under the lock and says what is wrong with 400."""

    async def endpoint(request: Request) -> Response:
        asked = await read(request)
        try:
            with world.lock:
                return answer(handler(asked))
        except ImpossibleError as error:
            return answer({"error": str(error)}, 400)

    return endpoint

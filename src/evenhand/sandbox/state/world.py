"""Everything the five platforms hold, behind one lock. Acts are in `members` and `organisation`."""

from __future__ import annotations

import threading
from collections import defaultdict
from collections.abc import Callable, Iterable

from evenhand.sandbox.state.clock import Clock
from evenhand.sandbox.state.ids import Ids
from evenhand.sandbox.state.ledger import Ledger
from evenhand.sandbox.state.model import Author, Change, Channel, Contribution, Post
from evenhand.sandbox.state.tokens import TokenState


class ImpossibleError(ValueError):
    """Something that the platform does not have or allow; the message says what to do."""


class World:
    """The state of one sandbox. Whoever reads or writes it holds `lock`."""

    def __init__(self) -> None:
        self.lock = threading.RLock()
        self.clock = Clock()
        self.ids = Ids()
        self.ledger = Ledger()
        self.channels: dict[str, Channel] = {}
        self.tokens: dict[str, TokenState] = {}
        self.authors: dict[tuple[str, str], Author] = {}
        self.posts: dict[tuple[str, str], Post] = {}
        self.closed: set[tuple[str, str]] = set()  # posts under which nobody can comment
        self.contributions: dict[tuple[str, str], Contribution] = {}
        self.listeners: list[Callable[[Change], None]] = []
        self.own_filter: Callable[[Contribution], bool] = lambda _: False
        self._in_order: defaultdict[str, list[Contribution]] = defaultdict(list)
        self._current: dict[tuple[str, str], str] = {}
        self._by_post: defaultdict[tuple[str, str], list[Contribution]] = defaultdict(list)
        self._by_parent: defaultdict[tuple[str, str], list[Contribution]] = defaultdict(list)
        self._by_thread: defaultdict[tuple[str, str], list[Contribution]] = defaultdict(list)
        self._by_name: dict[tuple[str, str], Author] = {}

    # posts and people

    def add_post(self, post: Post) -> None:
        """One more post of the organisation. LinkedIn's activity URN finds it too."""
        self.posts[post.platform, post.id] = post
        if post.activity:
            self.posts[post.platform, post.activity] = post

    def posts_of(self, platform: str) -> list[Post]:
        """The organisation's posts there, newest first."""
        found = {post.id: post for (where, _), post in self.posts.items() if where == platform}
        return sorted(found.values(), key=lambda post: (post.published_at, post.n), reverse=True)

    def add_author(self, author: Author) -> Author:
        """One more person."""
        self.authors[author.platform, author.id] = author
        for name in (author.handle, author.name):
            self._by_name.setdefault((author.platform, name.lower()), author)
        return author

    def person(self, platform: str, name: str) -> Author:
        """The person of that id, handle or name; a new one where nobody has it, or where no name is given."""
        known = self.authors.get((platform, name)) or self._by_name.get((platform, name.lower()))
        if known:
            return known
        new_id = self.ids.author(platform)
        shown = name or f"Visitor {new_id[-4:]}"
        handle = "".join(sign for sign in shown.lower() if sign.isalnum() or sign in "._") or f"visitor{new_id[-4:]}"
        return self.add_author(Author(platform, new_id, handle, shown))

    # contributions

    def add(self, contribution: Contribution) -> None:
        """File a new contribution under its post, parent and thread."""
        platform = contribution.platform
        self.contributions[platform, contribution.id] = contribution
        self._in_order[platform].append(contribution)
        for index, key in (
            (self._by_post, contribution.post),
            (self._by_parent, contribution.parent),
            (self._by_thread, contribution.thread),
        ):
            if key:
                index[platform, key].append(contribution)

    def rename(self, contribution: Contribution, new_id: str) -> None:
        """X gives an edited post a new id; the old one still leads here."""
        old = contribution.id
        self.contributions[contribution.platform, new_id] = self.contributions.pop((contribution.platform, old))
        for version in contribution.versions:
            self._current[contribution.platform, version.id] = new_id
        contribution.id = new_id

    def find(self, platform: str, external_id: str) -> Contribution | None:
        """The contribution of that id, gone ones and X's older versions included."""
        current = self._current.get((platform, external_id), external_id)
        return self.contributions.get((platform, current))

    def live(self, platform: str, external_id: str) -> Contribution | None:
        """As `find`, but only what the platform still has."""
        found = self.find(platform, external_id)
        return None if found is None or found.gone else found

    def all(self, platform: str = "") -> list[Contribution]:
        """Everything ever written, in the order it was written."""
        if platform:
            return list(self._in_order[platform])
        return sorted((each for found in self._in_order.values() for each in found), key=lambda each: each.n)

    def under_post(self, platform: str, post: str) -> list[Contribution]:
        """Comments and replies under a post (or visitor post), oldest first, gone ones left out."""
        return _in_order(self._by_post[platform, post])

    def replies(self, contribution: Contribution) -> list[Contribution]:
        """What stands directly under a contribution, oldest first, gone ones left out."""
        named = [contribution.id, *[version.id for version in contribution.versions]]
        found = [each for name in named for each in self._by_parent[contribution.platform, name]]
        if contribution.kind == "visitor_post":
            found += [each for each in self._by_post[contribution.platform, contribution.id] if not each.parent]
        return _in_order(found)

    def thread(self, platform: str, thread: str) -> list[Contribution]:
        """The messages of one conversation, oldest first, withdrawn ones left out."""
        return _in_order(self._by_thread[platform, thread])

    def threads(self, platform: str) -> list[str]:
        """Every conversation."""
        return [thread for (where, thread), found in self._by_thread.items() if where == platform and found]

    def tell(self, verb: str, contribution: Contribution) -> None:
        """Let the webhooks know."""
        change = Change(verb, contribution, self.clock.now())
        for listener in self.listeners:
            listener(change)


def _in_order(found: Iterable[Contribution]) -> list[Contribution]:
    return sorted((each for each in found if not each.gone), key=lambda each: (each.published_at, each.n))

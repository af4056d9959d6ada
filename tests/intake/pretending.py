"""A platform in memory, as an adapter shows it: lists in pages, single answers, and faults on demand."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import TypeVar

from evenhand.platforms.base import BaseAdapter
from evenhand.platforms.errors import Gone, PlatformError
from evenhand.platforms.interface import (
    ContributionItem,
    ContributionKind,
    Page,
    PlatformState,
    PostItem,
    Target,
    Unread,
)

T = TypeVar("T")


@dataclass
class Pretended:
    """What stands on the platform, and how often it was asked."""

    posts: list[PostItem] = field(default_factory=list)
    items: dict[str, ContributionItem] = field(default_factory=dict)
    faults: dict[str, PlatformError | Exception] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    page_size: int = 3
    complete: bool = True
    unlisted: set[str] = field(default_factory=set)
    leads_in_a_circle: bool = False
    unread: dict[str, list[Unread]] = field(default_factory=dict)

    def put(self, *items: ContributionItem) -> None:
        self.items |= {item.external_id: item for item in items}

    def edit(self, external_id: str, text: str) -> None:
        self.items[external_id] = replace(self.items[external_id], text=text)

    def ask(self, what: str) -> None:
        self.asked.append(what)
        fault = self.faults.get(what) or self.faults.get("*")
        if fault is not None:
            raise fault

    def page(self, rows: Iterable[T], cursor: str) -> Page[T]:
        all_rows = list(rows)
        if self.leads_in_a_circle:
            return Page(tuple(all_rows), "again")
        start = int(cursor or "0")
        end = start + self.page_size
        return Page(tuple(all_rows[start:end]), str(end) if end < len(all_rows) else "", self.complete)


class PretendedAdapter(BaseAdapter):
    """Speaks for a `Pretended` platform."""

    platform: Pretended

    def __init__(self, platform: Pretended) -> None:
        self.platform = platform

    async def list_posts(self, cursor: str = "") -> Page[PostItem]:
        self.platform.ask("posts")
        return self._with_unread("posts", self.platform.page(self.platform.posts, cursor))

    async def list_comments(self, post: PostItem | None, cursor: str = "") -> Page[ContributionItem]:
        self.platform.ask(f"comments:{post.external_id}" if post else "account")
        return self.platform.page(self._shown(post.external_id if post else None), cursor)

    async def list_messages(self, cursor: str = "") -> Page[ContributionItem]:
        self.platform.ask("messages")
        private = [item for item in self.platform.items.values() if item.kind is ContributionKind.DIRECT_MESSAGE]
        return self._with_unread("messages", self.platform.page(private, cursor))

    def _with_unread(self, stream: str, page: Page[T]) -> Page[T]:
        found = tuple(self.platform.unread.get(stream, ()))
        return replace(page, unread=found, complete=page.complete and not found)

    async def fetch(self, target: Target, kind: ContributionKind) -> ContributionItem:
        del kind
        self.platform.ask(f"fetch:{target.external_id}")
        if target.external_id not in self.platform.items:
            raise Gone("gone", code="100")
        return self.platform.items[target.external_id]

    def _shown(self, post: str | None) -> Sequence[ContributionItem]:
        public = [item for item in self.platform.items.values() if item.kind is not ContributionKind.DIRECT_MESSAGE]
        elsewhere = {ContributionKind.MENTION, ContributionKind.VISITOR_POST}
        return [
            item
            for item in public
            if item.external_id not in self.platform.unlisted
            and item.state is not PlatformState.REJECTED
            and (item.kind in elsewhere if post is None else item.post_external_id == post)
        ]

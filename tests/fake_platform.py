"""A platform in memory that speaks the adapter's interface: keeps a ledger of effects and misbehaves on order.

For histories that are too many for HTTP; the sandbox is the witness everywhere else.
"""

from __future__ import annotations

import itertools
from collections import deque
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.utils import timezone

from evenhand.platforms import errors
from evenhand.platforms.capabilities import capability
from evenhand.platforms.interface import (
    Account,
    AuthorItem,
    ContributionItem,
    ContributionKind,
    Operation,
    PlatformState,
    ReadBack,
    Receipt,
    Target,
)
from evenhand.platforms.offers import available


@dataclass
class Item:
    """One contribution as the platform holds it."""

    id: str
    author: str
    kind: ContributionKind
    text: str
    published_at: datetime
    dated_at: datetime
    hidden: bool = False
    removed: bool = False
    post: str = ""
    replies: list[tuple[str, str]] = field(default_factory=list)


@dataclass(frozen=True)
class Effect:
    """One change that a write made."""

    operation: str
    target: str
    author: str
    text: str
    at: datetime


@dataclass
class FakePlatform:
    """All items of one channel, what was done to them, and the faults that the next writes meet."""

    platform: str
    items: dict[str, Item] = field(default_factory=dict)
    blocked: set[str] = field(default_factory=set)
    closed: set[str] = field(default_factory=set)
    inbox: dict[str, list[str]] = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict)
    effects: list[Effect] = field(default_factory=list)
    faults: deque[str] = field(default_factory=deque)
    now: datetime = field(default_factory=timezone.now)
    numbers: itertools.count[int] = field(default_factory=lambda: itertools.count(1))

    def publish(self, author: str, text: str, kind: ContributionKind) -> Item:
        """A member of the public writes."""
        item = Item(f"{self.platform}-{next(self.numbers)}", author, kind, text, self.now, self.now)
        self.items[item.id] = item
        return item

    def listed(self, item: Item) -> ContributionItem:
        """The item as a listing gives it."""
        return ContributionItem(
            external_id=item.id,
            kind=item.kind,
            text=item.text,
            published_at=item.published_at,
            author=AuthorItem(item.author, display_name=self.names.get(item.author, item.author)),
            post_external_id=""
            if item.kind == ContributionKind.DIRECT_MESSAGE
            else item.post or f"{self.platform}-post",
            permalink=f"https://www.example.com/{self.platform}/{item.id}",
            dated_at=item.dated_at,
            state=PlatformState.HIDDEN if item.hidden else PlatformState.VISIBLE,
        )

    def stranger_sees(self, item: Item) -> bool:
        """Whether anybody else still sees it."""
        return not item.hidden and not item.removed


class FakeAdapter:
    """The part of the adapter's interface that actions use."""

    def __init__(self, account: Account, world: FakePlatform) -> None:
        self.account, self.world = account, world

    async def hide(self, target: Target) -> Receipt:
        """Hide."""
        return self._write(Operation.HIDE, target, "")

    async def unhide(self, target: Target) -> Receipt:
        """Show again."""
        return self._write(Operation.UNHIDE, target, "")

    async def delete(self, target: Target) -> Receipt:
        """Delete."""
        return self._write(Operation.DELETE, target, "")

    async def reply(self, target: Target, text: str) -> Receipt:
        """Reply in public."""
        return self._write(Operation.REPLY, target, text)

    async def message(self, target: Target, text: str) -> Receipt:
        """Write privately: as a private reply where the platform has it, else as a message to the author."""
        private = available(self.account.platform, Operation.PRIVATE_REPLY, by_api=True)
        return self._write(Operation.PRIVATE_REPLY if private else Operation.MESSAGE, target, text)

    async def block(self, target: Target) -> Receipt:
        """Block."""
        return self._write(Operation.BLOCK, target, "")

    async def unblock(self, target: Target) -> Receipt:
        """Unblock."""
        return self._write(Operation.UNBLOCK, target, "")

    async def set_comments(self, post_external_id: str, *, opened: bool) -> None:
        """Close or open the comments under a post."""
        self._fault()
        (self.world.closed.discard if opened else self.world.closed.add)(post_external_id)

    async def comments_opened(self, post_external_id: str) -> bool:
        """Whether people can comment there."""
        return post_external_id not in self.world.closed

    def _fault(self) -> None:
        match self.world.faults.popleft() if self.world.faults else "":
            case "transient":
                raise errors.Transient("no answer", code="503")
            case "throttle":
                raise errors.Throttled("slow down", resume_at=self.world.now + timedelta(minutes=1), code="4")
            case "refused":
                raise errors.Refused("no", code="368")

    async def read_back(
        self, operation: Operation, target: Target, _receipt: Receipt | None, text: str = ""
    ) -> ReadBack:
        """What the platform shows."""
        if capability(self.account.platform, operation).read_back in {"receipt", "none", "person"}:
            return ReadBack.UNREADABLE
        item = self.world.items[target.external_id]
        if operation in {Operation.BLOCK, Operation.UNBLOCK}:
            there = (item.author in self.world.blocked) == (operation == Operation.BLOCK)
            return ReadBack.SHOWN if there else ReadBack.NOT_SHOWN
        if item.removed:
            return ReadBack.SHOWN if operation == Operation.DELETE else ReadBack.TARGET_GONE
        there = {
            Operation.HIDE: item.hidden,
            Operation.UNHIDE: not item.hidden,
            Operation.REPLY: any(words == text for _, words in item.replies),
            Operation.PRIVATE_REPLY: text in self.world.inbox.get(item.author, []),
            Operation.MESSAGE: text in self.world.inbox.get(item.author, []),
        }.get(operation, False)
        return ReadBack.SHOWN if there else ReadBack.NOT_SHOWN

    def _write(self, operation: Operation, target: Target, text: str) -> Receipt:
        if not available(self.account.platform, operation, by_api=True):
            raise errors.Unsupported(f"{self.account.platform} has no {operation}")
        fault = self.world.faults.popleft() if self.world.faults else ""
        match fault:
            case "transient":
                raise errors.Transient("no answer", code="503")
            case "throttle":
                raise errors.Throttled("slow down", resume_at=self.world.now + timedelta(minutes=1), code="4")
            case "token_dead":
                raise errors.TokenDead("dead", code="190")
            case "refused":
                raise errors.Refused("no", code="368")
            case "no_effect":
                return Receipt()
        made = self._effect(operation, target, text)
        if fault == "lost_answer":
            raise errors.OutcomeUnknown("the answer was lost")
        return Receipt(external_id=made)

    def _effect(self, operation: Operation, target: Target, text: str) -> str:
        item, made, changed = self.world.items[target.external_id], "", True
        if item.removed and operation not in {Operation.BLOCK, Operation.UNBLOCK}:
            raise errors.Gone("gone", code="100")
        match operation:
            case Operation.HIDE:
                changed, item.hidden = not item.hidden, True
            case Operation.UNHIDE:
                changed, item.hidden = item.hidden, False
            case Operation.DELETE:
                item.removed = True
            case Operation.REPLY:
                made = f"{item.id}-reply-{next(self.world.numbers)}"
                item.replies.append((made, text))
            case Operation.PRIVATE_REPLY | Operation.MESSAGE:
                made = f"message-{next(self.world.numbers)}"
                self.world.inbox.setdefault(item.author, []).append(text)
            case Operation.BLOCK:
                changed = item.author not in self.world.blocked
                self.world.blocked.add(item.author)
            case Operation.UNBLOCK:
                changed = item.author in self.world.blocked
                self.world.blocked.discard(item.author)
        if changed:
            self.world.effects.append(Effect(operation.value, item.id, item.author, text, self.world.now))
        return made

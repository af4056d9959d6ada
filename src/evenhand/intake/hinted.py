"""What to look at again, as a value: made of webhooks' hints and of what reconciling misses; ids and codes only."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime

from evenhand import work
from evenhand.channels.health import lanes
from evenhand.channels.models import Channel
from evenhand.intake.models import Contribution
from evenhand.platforms.interface import ContributionKind, Hint, Target
from evenhand.work.types import JSON

TOGETHER = 25
"""Looked at by one task; so many calls end well within its time."""


@dataclass(frozen=True, slots=True)
class Look:
    """One contribution to fetch from its platform."""

    external_id: str
    kind: str
    post: str = ""
    parent: str = ""
    thread: str = ""
    author: str = ""

    @classmethod
    def of_hint(cls, hint: Hint) -> Look:
        """What a webhook named."""
        return cls(hint.external_id, hint.kind.value, hint.post_external_id, thread=hint.thread_external_id)

    @classmethod
    def of_row(cls, row: Contribution) -> Look:
        """What we hold already."""
        return cls(
            row.external_id,
            row.kind,
            row.post.external_id if row.post else "",
            row.parent_external_id,
            row.thread_external_id,
            row.author.external_id if row.author else "",
        )

    @property
    def target(self) -> Target:
        """As an adapter wants it."""
        return Target(
            self.external_id,
            post_external_id=self.post,
            parent_external_id=self.parent,
            author_external_id=self.author,
            thread_external_id=self.thread,
            kind=ContributionKind(self.kind),
        )


def look_at(channel: Channel, looks: Iterable[Look], *, key: str) -> int:
    """Enqueue fetching each of `looks` once, inside the caller's transaction; how many there are."""
    unique = list({look.external_id: look for look in looks}.values())
    for start in range(0, len(unique), TOGETHER):
        enqueue(channel, unique[start : start + TOGETHER], key=f"fetch:{channel.pk}:{key}:{start}")
    return len(unique)


def enqueue(
    channel: Channel, looks: Sequence[Look], *, key: str, tries: int = 0, run_at: datetime | None = None
) -> None:
    """One task for at most `TOGETHER` of them."""
    told: list[JSON] = [asdict(look) for look in looks]
    payload: dict[str, JSON] = {"channel_id": channel.pk, "looks": told, "tries": tries, "key": key}
    lane, unique = lanes(channel)[1], f"{key}:{tries}" if tries else key
    work.enqueue("intake.fetch", payload, lane=lane, key=unique, run_at=run_at, priority=3)

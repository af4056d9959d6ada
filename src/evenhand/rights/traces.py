"""What came in raw, and what was to be looked at again: found by the ids in it, and emptied.

A payload may name several people; it is emptied whole, since it has been worked on. What has not been is a reason to
wait (`blockers`). Everything is read once, a piece at a time.
"""

from __future__ import annotations

import json
from collections.abc import Iterator

import ahocorasick_rs

from evenhand.channels.models import Channel
from evenhand.intake.models import Author, Contribution, Delivery, EarlierId
from evenhand.store.marks import SPACE
from evenhand.work.models import Task

AT_ONCE = 500
SHORTEST = 4
"""Shorter ids would be found in everything; no platform has any."""


def tokens_of(author: Author) -> list[str]:
    """The ids by which the platform knows the author and what they wrote."""
    told = [author.external_id]
    told += Contribution.objects.filter(author=author).values_list("external_id", flat=True)
    told += EarlierId.objects.filter(contribution__author=author).values_list("external_id", flat=True)
    return sorted({one for one in told if len(one) >= SHORTEST and not one.startswith(SPACE)})


def deliveries(channel: Channel, tokens: list[str]) -> Iterator[Delivery]:
    """The payloads of the channel's platform in which one of the ids stands."""
    if not tokens:
        return
    # JSON may write a character as \\uXXXX, so each id is looked for in that form too
    finder = ahocorasick_rs.AhoCorasick(sorted({*tokens, *(json.dumps(one)[1:-1] for one in tokens)}))
    rows = Delivery.objects.filter(platform=channel.platform).exclude(body=b"").order_by("pk")
    for row in rows.iterator(chunk_size=AT_ONCE):
        text = bytes(row.body).decode("utf-8", "replace")
        if row.external_id in tokens or finder.find_matches_as_indexes(text):
            yield row


def tasks(tokens: list[str]) -> Iterator[Task]:
    """Tasks whose payload names one of the ids: those that look again."""
    if not tokens:
        return
    finder = ahocorasick_rs.AhoCorasick(sorted({*tokens, *(json.dumps(one)[1:-1] for one in tokens)}))
    rows = Task.objects.filter(name="intake.fetch").order_by("pk")
    for row in rows.iterator(chunk_size=AT_ONCE):
        if finder.find_matches_as_indexes(json.dumps(row.payload)):
            yield row


def empty(channel: Channel, tokens: list[str]) -> dict[str, int]:
    """Empty both; how many of each."""
    raw = [row.pk for row in deliveries(channel, tokens)]
    Delivery.objects.filter(pk__in=raw).update(body=b"", external_id="", likeness="")
    return {"intake.Delivery": len(raw), "work.Task": sum(_without(row, tokens) for row in tasks(tokens))}


def _without(task: Task, tokens: list[str]) -> int:
    """Take what is erased out of what a task looks at again; the rest of it stays."""
    named = set(tokens)
    looks = [one for one in task.payload.get("looks", []) if not named & set(one.values())]
    return Task.objects.filter(pk=task.pk).update(payload={**task.payload, "looks": looks})

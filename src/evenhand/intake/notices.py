"""Notices of what somebody wrote by a form of ours, which is no contribution: a case can stand on one.

A notice holds none of their words. Those stay in the report or the appeal, where erasure and retention reach them and
where it is held who may read them.
"""

from __future__ import annotations

from datetime import datetime

from django.utils import timezone

from evenhand.channels.models import Channel
from evenhand.intake.models import Contribution
from evenhand.intake.storing import store_item
from evenhand.platforms.interface import ContributionItem, ContributionKind

PREFIX = "form:"
TEXT = "Somebody wrote to us by the public form ({where}). Their words are read there."


def keep(channel: Channel, where: str, at: datetime) -> Contribution:
    """The notice of what stands in `where`, such as 'report:12' or 'appeal:3'; kept twice it is one."""
    item = ContributionItem(
        external_id=f"{PREFIX}{where}",
        kind=ContributionKind.DIRECT_MESSAGE,
        text=TEXT.format(where=where.replace(":", " ")),
        published_at=at,
    )
    row, _ = store_item(channel, item, timezone.now())
    if row is None:
        raise ValueError(f"{where} is no contribution of the organisation, and was never erased as one.")
    return row


def is_notice(contribution: Contribution) -> bool:
    """Whether it is no platform's, and nobody can be written to through it."""
    return contribution.external_id.startswith(PREFIX)


def told_in(contribution: Contribution) -> tuple[str, int] | None:
    """What the words that it tells of stand in: ('report', 12) or ('appeal', 3); None where it is no notice."""
    kind, _, number = contribution.external_id.removeprefix(PREFIX).partition(":")
    return (kind, int(number)) if is_notice(contribution) and number.isdigit() else None

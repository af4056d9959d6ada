"""Where a false claim of the register was seen: how many texts, by how many authors, on which channels, since when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Max, Min

from evenhand.assess import Assessment as Judged
from evenhand.intake.models import Contribution
from evenhand.judgement.models import ClaimSeen, FalseClaim
from evenhand.signals.detectors.claims import matched

STATED_FROM = 0.5
"""From this score on a text states the claim; one that asks, doubts or denies scores half."""


@dataclass(frozen=True, slots=True)
class Spread:
    """How far a claim went."""

    texts: int = 0
    authors: int = 0
    channels: int = 0
    since: datetime | None = None
    latest: datetime | None = None


def note(contribution: Contribution, judged: Judged) -> None:
    """Remember which claim a text states; once each, whatever becomes of the text."""
    for signal in judged.signals:
        code = matched(signal) if signal.score > STATED_FROM else None
        claim = FalseClaim.objects.filter(code=code).first() if code else None
        if claim is not None:
            ClaimSeen.objects.get_or_create(claim=claim, contribution=contribution, defaults={"score": signal.score})


def spreads() -> dict[int, Spread]:
    """The spread of each claim that was seen, by its key."""
    rows = ClaimSeen.objects.values("claim_id").annotate(
        texts=Count("contribution_id"),
        authors=Count("contribution__author_id", distinct=True),
        channels=Count("contribution__channel_id", distinct=True),
        since=Min("contribution__published_at"),
        latest=Max("contribution__published_at"),
    )
    return {
        row["claim_id"]: Spread(row["texts"], row["authors"], row["channels"], row["since"], row["latest"])
        for row in rows
    }


def spread_of(claim: FalseClaim) -> Spread:
    """The spread of one."""
    return spreads().get(claim.pk, Spread())

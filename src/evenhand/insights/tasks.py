"""Sweeps that belong to no single room: sealing the record, drawing second reviews, watching what is reversed.

`insights.tell_of_reversals` stands in telling.py.
"""

from __future__ import annotations

from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from evenhand import records, work
from evenhand.insights import drawing, quality, telling


@work.sweep("records.seal", every=timedelta(minutes=1))
def seal() -> None:
    """Number and seal what was committed since the last batch."""
    records.seal()


@work.sweep("insights.draw", every=timedelta(hours=1))
def draw() -> None:
    """Draw yesterday's sample for the second review, once, and those of days that were missed."""
    for day in drawing.missed(timezone.localdate()):
        drawing.draw(day)


@work.sweep("insights.watch_reversals", every=timedelta(hours=1))
def watch_reversals() -> None:
    """Put guidelines on record under which too much is reversed, and tell those who own the policy."""
    with transaction.atomic():
        for line in quality.watch_reversals():
            telling.tell(line)

"""Sweeps that belong to no single room: the record is sealed every minute."""

from __future__ import annotations

from datetime import timedelta

from evenhand import records, work


@work.sweep("records.seal", every=timedelta(minutes=1))
def seal() -> None:
    """Number and seal what was committed since the last batch."""
    records.seal()

"""The record: the append-only, sealed log of everything that was seen, decided and done.

Every app writes to it in the same transaction as the effect that is recorded:

    from evenhand import records
    records.append("contribution.seen", subject="contribution:12", actor="platform:facebook", facts={"version": 1})

`canonical`, `keys`, `report` and `verify` are pure (no Django), so that an auditor can check an export on
another machine. Who may read what is left to `people`; when to seal, to the worker's sweeps.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from evenhand.records.services import (
        OutsideTransactionError,
        append,
        capture_evidence,
        erase_content,
        erasing,
        seal,
        verify_live,
    )

__all__ = ["OutsideTransactionError", "append", "capture_evidence", "erase_content", "erasing", "seal", "verify_live"]

if not TYPE_CHECKING:

    def __getattr__(name: str) -> object:
        """Offer the services here, loaded late: Django imports this package before its models may be."""
        if name in __all__:
            return getattr(import_module("evenhand.records.services"), name)
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")

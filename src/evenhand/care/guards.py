"""The guards of the room: a case of a person at risk closes on a recorded outcome, and what was recorded stays.

A lower room cannot refer to a higher one, so a trigger on the table of cases looks for the outcome.
"""

from __future__ import annotations

from pathlib import Path

from evenhand.store import guards

SQL = Path(__file__).resolve().parent / "sql"
NEVER_CHANGED = {
    "care_advice": "Advice is never changed or deleted: give new advice.",
    "care_handover": "That a case was handed over is never changed or deleted.",
    "care_outcome": "What was done for a person at risk is never changed or deleted.",
}
ERASED = "'[erased]'"
"""What stands where somebody's words were erased (rights/erasure_map.py)."""

WORDS: dict[str, dict[str, str | None]] = {
    "care_advice": {"words": ERASED},
    "care_handover": {"note": ERASED},
    "care_outcome": {"words": ERASED, "told": ERASED},
    "care_followup": {"note": ERASED},
}
"""Columns with somebody's words: they never change either, but where they are erased."""

KEPT = {"care_followup": ("id", "case_id", "person_id", "note", "due_at", "made_at")}
"""Rows that have a state, each with the columns that never change."""

ONCE = {"care_followup": ("came_at", "came_as_id")}
"""Their columns that are filled in later, and then stay."""

WHY = {"care_followup": "When a case was to come back, and that it did, never changes."}

KEYS = {
    "care_advice": ("id",),
    "care_handover": ("id",),
    "care_outcome": ("id", "case_id"),
    "care_followup": ("id", "case_id WHERE came_at IS NULL AND NEW.came_at IS NULL"),
}
"""Each guarded table with its unique columns, in which a replacing insert could collide."""


def register() -> None:
    """Make the guards known; the store installs them after each migrate."""
    guards.register(guards.from_files(SQL, "risk_closes_on_outcome", "cases_case"))
    for table, why in NEVER_CHANGED.items():
        guards.register(guards.never_changed(table, why, WORDS[table]))
    for table, why in WHY.items():
        guards.register(guards.keep(table, KEPT[table], why, words=WORDS[table]))
        guards.register(guards.once(table, ONCE[table], why))
    for table, why in {**NEVER_CHANGED, **WHY}.items():
        guards.register(guards.refuse_change(table, "DELETE", why))
        guards.register(guards.no_way_round(table, KEYS[table], why))

"""The guards of rights: a legal hold keeps the words themselves, whoever wants them gone; what was set stays set."""

from __future__ import annotations

from pathlib import Path

from evenhand.store import guards

SQL = Path(__file__).resolve().parent / "sql"

HELD = {
    "hold_keeps_words": "intake_version",
    "hold_keeps_author": "intake_author",
    "hold_keeps_content": "records_content",
    "hold_keeps_same_person": "sanctions_sameperson",
}
"""Each guard of a hold, with the table that it stands on."""

KEPT = {
    "rights_hold": ("id", "author_id", "case_id", "set_by_id", "set_at", "why"),
    "rights_erasure": ("id", "channel_id", "author_id", "digest", "why", "reference", "asked_by_id", "asked_at"),
    "rights_legaldecision": ("id", "channel_id", "ground", "decided_by_id", "decided_at", "until"),
}
NEVER_CHANGED = {
    "rights_notice": "A notice of complaint, and when it came, is never changed or deleted. Enter another."
}
ONCE = {
    "rights_hold": ("lifted_by_id", "lifted_at"),
    "rights_erasure": ("confirmed_by_id", "done_at"),
    "rights_legaldecision": ("ended_at",),
}
WORDS: dict[str, dict[str, str | None]] = {
    "rights_hold": {"why": "'[erased]'"},
    "rights_notice": dict.fromkeys(("complainant", "contact", "words", "why"), "'[erased]'"),
}
WHY = {
    "rights_hold": "Who set a hold, on what and why never changes, and it is lifted once.",
    "rights_erasure": "What was asked to be erased, and by whom, never changes, and it is done once.",
    "rights_legaldecision": "A decision to keep never changes, and it ends once. Make another one.",
}
KEYS = {
    "rights_hold": (
        "id",
        "author_id WHERE lifted_at IS NULL AND NEW.lifted_at IS NULL",
        "case_id WHERE lifted_at IS NULL AND NEW.lifted_at IS NULL",
    ),
    "rights_erasure": ("id", "author_id WHERE state = 'asked' AND NEW.state = 'asked'"),
    "rights_notice": ("id",),
    "rights_legaldecision": ("id", "channel_id WHERE ended_at IS NULL AND NEW.ended_at IS NULL"),
}


def register() -> None:
    """Make the guards known; the store installs them after each migrate."""
    for name, table in HELD.items():
        guards.register(guards.from_files(SQL, name, table))
    for table, why in NEVER_CHANGED.items():
        guards.register(guards.never_changed(table, why, WORDS.get(table)))
    for table, why in WHY.items():
        guards.register(guards.keep(table, KEPT[table], why, words=WORDS.get(table)))
        guards.register(guards.once(table, ONCE[table], why))
    for table, why in {**NEVER_CHANGED, **WHY}.items():
        guards.register(guards.refuse_change(table, "DELETE", why))
        guards.register(guards.no_way_round(table, KEYS[table], why))

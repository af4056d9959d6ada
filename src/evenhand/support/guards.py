"""The guards of the room: the machine writes to nobody but on the row of a fixed text, which is never changed.

As with blocks, a lower room cannot refer to a higher one, so a trigger looks for what an action stands on. Who
reported, and that a reporter was told, stays; what has a state moves on in it. So does what an approved
answer said, and where it was used.
"""

from __future__ import annotations

from pathlib import Path

from evenhand.store import guards

SQL = Path(__file__).resolve().parent / "sql"

NEVER_CHANGED = {
    "support_automatictext": "That an automatic text was made is never changed or deleted.",
    "support_answerversion": "A version of an approved answer is never changed. Make the next one.",
    "support_answertext": "The words of an approved answer are never changed. Make the next version.",
    "support_note": "A note for colleagues is never changed or deleted. Write another one.",
    "support_merge": "That a case went on in another one is never changed or deleted.",
    "support_answeruse": "Which approved answer was sent is never changed or deleted.",
}

ERASED = "'[erased]'"
WORDS: dict[str, dict[str, str | None]] = {
    "support_automatictext": {"words": ERASED},
    "support_note": {"words": ERASED},
}
"""Columns with words to somebody: they never change either, but where they are erased."""

KEPT = {
    "support_memberreport": ("id", "message_id", "message_kind", "author_id", "channel_id", "received_at"),
    "support_formreport": ("id", "reference", "channel_id", "received_at"),
    "support_conversation": ("id", "author_id", "begun_by_id", "begun_at"),
    "support_answer": ("id", "code"),
}
"""Rows that have a state, each with the columns that never change."""

ONCE = {
    "support_memberreport": ("found_id", "outcome_id"),
    "support_formreport": ("found_id", "closed_by_id", "outcome_id"),
    "support_conversation": ("ended_at",),
    "support_answer": ("retired_by_id", "retired_at"),
}
"""Their columns that are filled in later, and then stay."""

WHY = {
    "support_memberreport": "Who reported never changes, nor what was found, and a reporter is told once.",
    "support_formreport": "That a report came by the form never changes, nor what was found, nor its outcome.",
    "support_conversation": "Whose conversation it is, and that it ended, never changes.",
    "support_answer": "An approved answer keeps its code, and a retired one stays retired.",
}

KEYS = {
    "support_automatictext": ("id", "conversation_id, letter"),
    "support_memberreport": (
        *("id", "message_id", "outcome_id"),
        "case_id, author_id WHERE outcome_id IS NOT NULL AND NEW.outcome_id IS NOT NULL",
    ),
    "support_formreport": ("id", "reference"),
    "support_answer": ("id", "code"),
    "support_answerversion": ("id", "answer_id, number"),
    "support_answertext": ("id", "version_id, language"),
    "support_answeruse": ("id", "decision_id, text_id"),
    "support_note": ("id",),
    "support_merge": ("id", "case_id"),
    "support_conversation": ("id", "begun_by_id", "author_id WHERE ended_at IS NULL AND NEW.ended_at IS NULL"),
}
"""Each guarded table with its unique columns, in which a replacing insert could collide."""


def register() -> None:
    """Make the guards known; the store installs them after each migrate."""
    guards.register(guards.from_files(SQL, "letter_action_has_text", "actions_action"))
    for table, why in NEVER_CHANGED.items():
        guards.register(guards.never_changed(table, why, WORDS.get(table)))
    for table, why in WHY.items():
        guards.register(guards.keep(table, KEPT[table], why))
        guards.register(guards.once(table, ONCE[table], why))
    for table, why in {**NEVER_CHANGED, **WHY}.items():
        guards.register(guards.refuse_change(table, "DELETE", why))
        guards.register(guards.no_way_round(table, KEYS[table], why))

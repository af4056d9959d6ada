"""The guards of the room: the machine writes to nobody but on the row of a fixed text, which is never changed.

As with blocks, a lower room cannot refer to a higher one, so a trigger looks for what an action stands on.
"""

from __future__ import annotations

from pathlib import Path

from evenhand.store import guards

SQL = Path(__file__).resolve().parent / "sql"

TEXT, REPORT, CONVERSATION = "support_automatictext", "support_memberreport", "support_conversation"
_TEXT_STAYS = "That an automatic text was sent is never changed or deleted."
_REPORT_STAYS = "Who reported never changes, nor which comment was found, and a reporter is told once."
_CONVERSATION_STAYS = "Whose conversation it is, and that it ended, never changes."


def register() -> None:
    """Make the guards known; the store installs them after each migrate."""
    guards.register(guards.from_files(SQL, "letter_action_has_text", "actions_action"))
    guards.register(guards.refuse_change(TEXT, "UPDATE", _TEXT_STAYS))
    _stays(TEXT, ("id", "conversation_id, letter"), _TEXT_STAYS)
    guards.register(guards.keep(REPORT, ("id", "message_id", "message_kind", "author_id", "channel_id"), _REPORT_STAYS))
    guards.register(guards.once(REPORT, ("found_id", "outcome_id"), _REPORT_STAYS))
    _stays(REPORT, ("id", "message_id", "outcome_id"), _REPORT_STAYS)
    guards.register(guards.keep(CONVERSATION, ("id", "author_id", "begun_by_id", "begun_at"), _CONVERSATION_STAYS))
    guards.register(guards.once(CONVERSATION, ("ended_at",), _CONVERSATION_STAYS))
    _stays(CONVERSATION, ("id", "begun_by_id", "author_id WHERE ended_at IS NULL"), _CONVERSATION_STAYS)


def _stays(table: str, keys: tuple[str, ...], why: str) -> None:
    guards.register(guards.refuse_change(table, "DELETE", why))
    guards.register(guards.no_way_round(table, keys, why))

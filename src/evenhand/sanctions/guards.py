"""The guards that no table constraint can hold, since a lower room cannot refer to a higher one.

An action 'block' needs its block (which needs its ground); what an action is, and at whom, never changes;
a decision is never changed or deleted, only superseded.
"""

from __future__ import annotations

from pathlib import Path

from evenhand.store import guards

SQL = Path(__file__).resolve().parent / "sql"


def register() -> None:
    """Make the guards known; the store installs them after each migrate."""
    guards.register(guards.from_files(SQL, "block_action_has_block", "actions_action"))
    guards.register(guards.from_files(SQL, "block_action_stays", "actions_action"))
    guards.register(guards.refuse_change("cases_decision", "UPDATE", "A decision never changes. Make another one."))
    guards.register(guards.refuse_change("cases_decision", "DELETE", "A decision is never deleted."))
    guards.register(guards.refuse_change("intake_version", "UPDATE", "A version of a contribution never changes."))

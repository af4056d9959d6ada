"""The guards of what the promises stand on, where no table constraint can hold it.

An action 'block' needs its block, since a lower room cannot refer to a higher one; a ladder needs a warning that
stands when it is made, which a key would hold for ever, and a linked block one that it follows; an appeal is decided
by nobody who had a part in what it is against. What was decided, counted or confirmed is never changed or deleted;
what has a state keeps whom it is about and what it stands on. Here for the rooms below as well, since only the highest
one sees what each of their rows carries. What somebody wrote can be erased, in a transaction that may
(store.guards.MAY_ERASE). Not here: the record's own guards (records.guards).
"""

from __future__ import annotations

from pathlib import Path

from evenhand.store import guards

SQL = Path(__file__).resolve().parent / "sql"

NEVER_CHANGED = {
    "cases_decision": "A decision is never changed or deleted. Make another one.",
    "intake_version": "A version of a contribution is never changed or deleted.",
    "sanctions_strike": "A strike is never changed or deleted. Decide anew on what was counted.",
    "sanctions_confirmation": "The word of a person on discrimination is never changed or deleted.",
    "sanctions_discriminationground": "The ground of a block is never changed or deleted.",
    "sanctions_ladderground": "The ground of a block is never changed or deleted.",
    "sanctions_linkedground": "The ground of a block is never changed or deleted.",
    "sanctions_reference": "The number of a decision is never changed or deleted.",
    "sanctions_statementedit": "What somebody wrote in a statement stays. Write another edit.",
}

ERASED = "'[erased]'"
"""What stands where somebody's words were erased."""

WORDS: dict[str, dict[str, str | None]] = {
    "cases_decision": {"facts": ERASED, "texts": "'{}'"},
    "intake_version": {"text": "''", "digest": None, "erased_at": None},
    "sanctions_confirmation": {"reason": ERASED},
    "sanctions_statementedit": {"words": ERASED},
    "actions_action": {"text": ERASED},
    "sanctions_threatground": {"reason": ERASED},
    "sanctions_sameperson": {"evidence": ERASED},
}
"""Columns with somebody's words: they never change either, but where they are erased."""

KEPT = {
    "actions_action": (
        *("id", "decision_id", "contribution_id", "contribution_kind", "channel_id", "author_id", "operation"),
        *("means", "text", "letter", "actor", "person_id", "evidence_id", "authority", "key", "created_at"),
    ),
    "actions_attempt": ("id", "action_id", "number", "started_at"),
    "sanctions_warning": (
        *("id", "strike_id", "author_id", "channel_id", "guideline_id", "policy_version_id", "nature"),
        *("guidelines_link", "means", "created_at"),
    ),
    "sanctions_threatground": (
        *("id", "decision_id", "contribution_id", "author_id", "channel_id", "guideline_id", "code", "verdict"),
        *("senior_id", "reason", "made_at", "confirm_by"),
    ),
    "sanctions_block": (
        *("id", "author_id", "channel_id", "ground", "ladder_id", "discrimination_id", "threat_id", "linked_id"),
        *("approved_by_id", "approved_at"),
    ),
    "sanctions_sameperson": (
        *("id", "first_id", "first_channel_id", "second_id", "second_channel_id", "how", "evidence"),
        *("said_by_id", "said_at"),
    ),
    "sanctions_appeal": ("id", "reference", "way", "message_id", "received_at"),
    "sanctions_statement": ("id", "decision_id", "language", "unchecked", "made_at"),
}
"""Rows that have a state, each with the columns that never change."""

ONCE = {
    "sanctions_warning": ("action_id", "delivered_us", "lapses_us"),
    "sanctions_threatground": ("confirmed_by_id", "confirmed_at", "lifted_at"),
    "sanctions_block": ("lifted_at",),
    "sanctions_sameperson": ("confirmed_by_id", "confirmed_at", "ended_by_id", "ended_at"),
    "sanctions_appeal": ("decided_by_id", "outcome_id", "repeats_id", "told_id", "ended_at"),
    "sanctions_statement": ("sent_id",),
}
"""Their columns that are filled in later, and then stay."""

WHY = {
    "actions_action": "What an action is, and whom it is aimed at, never changes. Plan another action.",
    "actions_attempt": "An attempt stays what it was. Note another one.",
    "sanctions_warning": "Whom a warning is for, for what, and when it was delivered never changes.",
    "sanctions_threatground": "What a senior ordered never changes, and it is confirmed or lifted once.",
    "sanctions_block": "Who is blocked, on what ground and by whom never changes, and it is lifted once.",
    "sanctions_sameperson": "Who said that two accounts have one owner, and why, never changes, and it ends once.",
    "sanctions_statement": "What a statement is of, and in which language, never changes, and it is sent once.",
    "sanctions_appeal": "How an appeal came never changes, and it is decided and told once.",
}

FORWARD = {
    "sanctions_warning": (
        "NEW.state <> OLD.state AND (OLD.state = 'withdrawn' OR OLD.state = 'delivered' AND NEW.state <> 'withdrawn')",
        "A delivered warning can only be withdrawn, and a withdrawn one stays so.",
    ),
    "sanctions_block": (
        "OLD.state = 'lifted' AND NEW.state <> 'lifted'",
        "A lifted block stays lifted. Another one needs its own ground.",
    ),
    "sanctions_appeal": (
        (
            "OLD.state NOT IN ('open', 'joined') AND NEW.state <> OLD.state "
            "OR OLD.state = 'joined' AND NEW.state NOT IN ('joined', 'open', 'withdrawn') "
            "OR OLD.state <> 'open' AND NEW.decision_id IS DISTINCT FROM OLD.decision_id"
        ),
        "An appeal that has ended stays as it ended. Its author may ask again.",
    ),
    "sanctions_sameperson": (
        f"OLD.ended_at IS NOT NULL AND NEW.ended_why <> OLD.ended_why AND NOT {guards.MAY_ERASE}",
        "Why two accounts were found not to have one owner stays as it was written.",
    ),
    "sanctions_statement": (
        "OLD.sent_id IS NOT NULL AND NEW.number <> OLD.number",
        "A statement that was sent keeps the words that were sent.",
    ),
}
"""Their states that do not go back: the change that is refused, and why."""

APPEAL = "sanctions_appeal"
BEGINS = "An appeal begins open. How it ends is decided afterwards."
BEGUN = "NEW.state NOT IN ('open', 'joined')"
TWICE = "Two people have turned an appeal against this down. Close this one with that outcome, or uphold it."
THIRD = (
    "NEW.state = 'turned_down' AND OLD.state <> 'turned_down' AND "
    "(SELECT COUNT(*) FROM sanctions_appeal WHERE decision_id = NEW.decision_id AND state = 'turned_down') >= 2"
)

_STANDING = "state IN ('planned', 'in_force')"
KEYS = {
    "cases_decision": ("id", "key", "supersedes_id"),
    "intake_version": ("id", "contribution_id, number"),
    "actions_action": ("id", "key", "authority WHERE letter <> '' AND NEW.letter <> ''"),
    "actions_attempt": ("id", "action_id, number"),
    "sanctions_strike": ("id", "decision_id"),
    "sanctions_confirmation": ("id", "contribution_id, person_id"),
    "sanctions_discriminationground": ("id", "contribution_id"),
    "sanctions_ladderground": ("id", "strike_id"),
    "sanctions_warning": ("id", "strike_id", "action_id"),
    "sanctions_threatground": ("id", "contribution_id"),
    "sanctions_block": (
        "id",
        "ladder_id",
        "discrimination_id",
        "threat_id",
        "linked_id",
        f"author_id, channel_id WHERE {_STANDING} AND NEW.{_STANDING}",
    ),
    "sanctions_linkedground": ("id", "decision_id"),
    "sanctions_sameperson": ("id", "first_id, second_id WHERE ended_at IS NULL AND NEW.ended_at IS NULL"),
    "sanctions_reference": ("id", "decision_id", "number"),
    "sanctions_statementedit": ("id", "statement_id, number"),
    "sanctions_statement": ("id", "decision_id, language", "sent_id"),
    "sanctions_appeal": (
        *("id", "reference", "message_id", "told_id"),
        *(f"decision_id WHERE state = '{one}' AND NEW.state = '{one}'" for one in ("open", "upheld")),
    ),
}
"""Each guarded table with its unique columns, in which a replacing insert could collide."""


def register() -> None:
    """Make the guards known; the store installs them after each migrate."""
    guards.register(guards.from_files(SQL, "block_action_has_block", "actions_action"))
    guards.register(guards.from_files(SQL, "ladder_on_standing_warning", "sanctions_ladderground"))
    guards.register(guards.from_files(SQL, "linked_on_standing_block", "sanctions_linkedground"))
    guards.register(guards.from_files(SQL, "appeal_by_another", APPEAL))
    guards.register(guards.refuse_change(APPEAL, "INSERT", BEGINS, name=f"{APPEAL}_begins", when=BEGUN))
    guards.register(guards.refuse_change(APPEAL, "UPDATE", TWICE, name=f"{APPEAL}_turned_down_twice", when=THIRD))
    for table, why in NEVER_CHANGED.items():
        guards.register(guards.never_changed(table, why, WORDS.get(table)))
        _stays(table, why)
    for table, why in WHY.items():
        guards.register(guards.keep(table, KEPT[table], why, words=WORDS.get(table)))
        _stays(table, why)
    for table, columns in ONCE.items():
        guards.register(guards.once(table, columns, WHY[table]))
    for table, (back, why) in FORWARD.items():
        guards.register(guards.refuse_change(table, "UPDATE", why, name=f"{table}_forward", when=back))


def _stays(table: str, why: str) -> None:
    guards.register(guards.refuse_change(table, "DELETE", why))
    guards.register(guards.no_way_round(table, KEYS[table], why))

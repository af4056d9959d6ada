"""Every statement that the guards must refuse, table by table: what tests/store/test_guards.py tries."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.db import connection

from evenhand.care import guards as of_care
from evenhand.channels import guards as of_channels
from evenhand.judgement import guards as of_judgement
from evenhand.rights import guards as of_rights
from evenhand.sanctions import guards as of_sanctions
from evenhand.store import guards
from evenhand.support import guards as of_support

RECORDS = ("entry", "batch", "sealedentry", "evidence", "content")
NEVER_CHANGED = {
    **of_sanctions.NEVER_CHANGED,
    **of_support.NEVER_CHANGED,
    **of_care.NEVER_CHANGED,
    **of_rights.NEVER_CHANGED,
    **of_channels.NEVER_CHANGED,
}
KEPT = {**of_sanctions.KEPT, **of_support.KEPT, **of_care.KEPT, **of_rights.KEPT}
ONCE = {**of_sanctions.ONCE, **of_support.ONCE, **of_care.ONCE, **of_rights.ONCE}
WHY = {**of_sanctions.WHY, **of_support.WHY, **of_care.WHY, **of_rights.WHY}
KEYS = {**of_sanctions.KEYS, **of_support.KEYS, **of_care.KEYS, **of_rights.KEYS, **of_channels.KEYS}
WORDS = {**of_sanctions.WORDS, **of_support.WORDS, **of_rights.WORDS, **of_care.WORDS}
NUMBERED = {
    *("actions_attempt", "sanctions_threatground", "sanctions_appeal", "sanctions_statement", "sanctions_sameperson"),
    *("support_memberreport", "support_conversation", "support_answer", "support_formreport"),
    *("care_followup", "rights_hold", "rights_legaldecision"),
}
"""The others that have a state are named by a UUID."""


@dataclass(frozen=True)
class Attempt:
    """A forbidden statement by store, a piece of the sentence that refuses it, and whether it has leave to erase."""

    sql: str
    says: str
    postgresql: str = ""
    permitted: bool = True

    def here(self) -> str:
        return self.postgresql if self.postgresql and connection.vendor == "postgresql" else self.sql


def _of_the_record() -> Iterator[tuple[str, Attempt]]:
    column = {
        "entry": "kind = 'other.kind'",
        "batch": "signature = ''",
        "sealedentry": "entry_hash = ''",
        "evidence": "digest = ''",
        "content": "body = '{}'",
    }
    for name in RECORDS:
        table = f"records_{name}"
        yield f"{table}_no_update", Attempt(f"UPDATE {table} SET {column[name]}", "never changed")  # noqa: S608 (our own tables)
        if name == "content":  # one under no hold
            one = "DELETE FROM records_content WHERE entry_id = (SELECT MIN(id) FROM records_entry)"
            yield f"{table}_no_delete", Attempt(one, "never changed", permitted=False)
        else:
            yield f"{table}_no_delete", Attempt(f"DELETE FROM {table}", "never changed")  # noqa: S608 (our own tables)
        yield _no_way_round(table, "never changed")


def _no_way_round(table: str, says: str) -> tuple[str, Attempt]:
    replace, empty = f"INSERT OR REPLACE INTO {table} SELECT * FROM {table}", f"TRUNCATE {table} CASCADE"  # noqa: S608 (our own tables)
    return f"{table}_no_way_round", Attempt(replace, says, postgresql=empty)


def _of_the_promises() -> Iterator[tuple[str, Attempt]]:
    for table, says in NEVER_CHANGED.items():
        yield f"{table}_no_update", Attempt(f"UPDATE {table} SET {CHANGED[table]}", says)  # noqa: S608 (our own tables)
    for table, says in WHY.items():
        yield f"{table}_keeps", Attempt(emptied(table, KEPT[table][-1]), says)
    for table, columns in ONCE.items():
        yield f"{table}_once", Attempt(emptied(table, columns[-1]), WHY[table])
    for table, says in [*NEVER_CHANGED.items(), *WHY.items()]:
        yield f"{table}_no_delete", Attempt(f"DELETE FROM {table}", says)  # noqa: S608 (our own tables)
        yield _no_way_round(table, says)


def _of_what_was_signed() -> Iterator[tuple[str, Attempt]]:
    whys = {**of_judgement.NEVER_CHANGED, of_judgement.COMPARISON: of_judgement.WHY_COMPARISON}
    for table, says in whys.items():
        if table in of_judgement.NEVER_CHANGED:
            yield f"{table}_no_update", Attempt(f"UPDATE {table} SET id = -id", says)  # noqa: S608 (our own tables)
        yield f"{table}_no_delete", Attempt(f"DELETE FROM {table}", says)  # noqa: S608 (our own tables)
        yield _no_way_round(table, says)
    yield f"{of_judgement.COMPARISON}_keeps", Attempt("UPDATE judgement_comparison SET unknown = 7", "never changes")
    forged = (
        "INSERT INTO judgement_comparison (before_id, after_id, state, golden_digest, golden_items, first, last, "
        "reached, contributions, compared, unknown, digest, started_at, ready_at) SELECT before_id, after_id, state, "
        "golden_digest, golden_items, first, last, reached, contributions, compared, unknown, 'forged', started_at, "
        "ready_at FROM judgement_comparison"
    )
    yield f"{of_judgement.COMPARISON}_begins", Attempt(forged, of_judgement.BEGINS)
    flip = (
        "INSERT INTO judgement_flip (comparison_id, item, change, before_outcome, after_outcome, before_guidelines, "
        "after_guidelines, before_automatic, after_automatic) SELECT comparison_id, 'later', change, before_outcome, "
        "after_outcome, before_guidelines, after_guidelines, before_automatic, after_automatic FROM judgement_flip"
    )
    yield "flip_while_comparing", Attempt(flip, "takes no further flips")
    unowned = (
        "INSERT INTO judgement_signoff (comparison_id, person_id, digest, before_id, after_id, signed_at) "
        "SELECT comparison_id + 1000, (SELECT min(id) FROM people_user WHERE id NOT IN "
        "(SELECT person_id FROM judgement_signoff)), digest, before_id, after_id, signed_at FROM judgement_signoff"
    )
    yield "sign_off_by_policy_owner", Attempt(unowned, "Only a policy owner signs")


def emptied(table: str, column: str) -> str:
    nothing = "-id" if column == "id" and table in NUMBERED else "NULL"
    return f"UPDATE {table} SET {column} = {nothing} WHERE {column} IS NOT NULL"  # noqa: S608 (our own tables)


CHANGED = {
    "care_advice": "words = 'Other words.'",
    "care_handover": "note = 'Other words.'",
    "care_outcome": "words = 'Other words.'",
    "channels_enterpriseplan": "document = 'Another.'",
    "cases_decision": "facts = facts || '.'",
    "intake_version": "text = 'Other words.'",
    "sanctions_strike": "dated_us = NULL",
    "sanctions_confirmation": "characteristic = 'age'",
    "sanctions_discriminationground": "made_at = made_at",
    "sanctions_ladderground": "made_at = made_at",
    "sanctions_linkedground": "made_at = made_at",
    "sanctions_reference": "given_at = given_at",
    "sanctions_statementedit": "words = 'Other words.'",
    "support_automatictext": "words = 'Other words.'",
    "support_answerversion": "title = 'Another'",
    "support_answertext": "words = 'Other words.'",
    "support_note": "words = 'Other words.'",
    "support_merge": "at = at",
    "support_answeruse": "changed = NOT changed",
    "rights_notice": "due_at = received_at",
}
FORBIDDEN = {
    **dict(_of_the_record()),
    **dict(_of_the_promises()),
    **dict(_of_what_was_signed()),
    "block_action_has_block": Attempt(
        "INSERT INTO actions_action (id, decision_id, contribution_id, contribution_kind, channel_id, author_id, "
        "operation, means, text, actor, person_id, evidence_id, authority, key, state, seen, result_external_id, "
        "reason, created_at, done_at) SELECT '00000000000000000000000000000009', decision_id, contribution_id, "
        "contribution_kind, channel_id, author_id, 'block', means, text, actor, person_id, evidence_id, "
        "'00000000000000000000000000000008', 'forged', state, seen, result_external_id, reason, created_at, done_at "
        "FROM actions_action WHERE operation = 'warn'",
        "needs a block of this author",
        postgresql=(
            "INSERT INTO actions_action (id, decision_id, contribution_id, contribution_kind, channel_id, author_id, "
            "operation, means, text, actor, person_id, evidence_id, authority, key, state, seen, result_external_id, "
            "reason, created_at, done_at) SELECT gen_random_uuid(), decision_id, contribution_id, contribution_kind, "
            "channel_id, author_id, 'block', means, text, actor, person_id, evidence_id, gen_random_uuid(), 'forged', "
            "state, seen, result_external_id, reason, created_at, done_at FROM actions_action WHERE operation = 'warn'"
        ),
    ),
    "letter_action_has_text": Attempt(
        "INSERT INTO actions_action (id, decision_id, contribution_id, contribution_kind, channel_id, author_id, "
        "operation, means, text, letter, actor, person_id, evidence_id, authority, key, state, seen, "
        "result_external_id, reason, created_at, done_at) SELECT '00000000000000000000000000000007', NULL, "
        "message_id, message_kind, author_id, author_id, 'message', '', 'Other words.', letter, 'machine', NULL, NULL, "
        "id, 'forged letter', 'planned', '', '', '', made_at, NULL FROM support_automatictext",
        "only the automatic text that is noted",
        postgresql=(
            "INSERT INTO actions_action (id, decision_id, contribution_id, contribution_kind, channel_id, author_id, "
            "operation, means, text, letter, actor, person_id, evidence_id, authority, key, state, seen, "
            "result_external_id, reason, created_at, done_at) SELECT gen_random_uuid(), NULL, message_id, "
            "message_kind, author_id, author_id, 'message', '', 'Other words.', letter, 'machine', NULL, NULL, id, "
            "'forged letter', 'planned', '', '', '', made_at, NULL FROM support_automatictext"
        ),
    ),
    "risk_closes_on_outcome": Attempt(
        "UPDATE cases_case SET state = 'closed', outcome = 'helped', closed_at = opened_at "
        "WHERE kind = 'safeguarding' AND state = 'open'",
        "closes only with the recorded outcome",
    ),
    "ladder_on_standing_warning": Attempt(
        "INSERT INTO sanctions_ladderground (warning_id, strike_id, author_id, channel_id, nature, delivered_us, "
        "lapses_us, breach_us, made_at) SELECT '00000000000000000000000000000009', strike_id + 1000, author_id, "
        "channel_id, nature, delivered_us, lapses_us, breach_us, made_at FROM sanctions_ladderground",
        "not withdrawn",
    ),
    "linked_on_standing_block": Attempt(
        "INSERT INTO sanctions_linkedground (same_person_id, first_id, second_id, said_by_id, confirmed_by_id, "
        "approved_by_id, origin_id, origin_author_id, origin_ground, decision_id, contribution_id, author_id, "
        "channel_id, made_at) SELECT (SELECT id FROM sanctions_sameperson WHERE ended_at IS NOT NULL), first_id, "
        "second_id, said_by_id, confirmed_by_id, approved_by_id, origin_id, origin_author_id, origin_ground, "
        "decision_id + 1000, contribution_id, author_id, channel_id, made_at FROM sanctions_linkedground",
        "follows a block that stands",
    ),
    "sanctions_sameperson_forward": Attempt(
        "UPDATE sanctions_sameperson SET ended_why = 'Other words.'", "stays as it was written", permitted=False
    ),
    "sanctions_appeal_begins": Attempt(
        "INSERT INTO sanctions_appeal (reference, way, words, handle, link, masks, how, decision_id, contribution_id, "
        "version_id, verdict, first_actor, first_decider_id, case_id, state, decided_by_id, outcome_id, "
        "outcome_verdict, repeats_state, reasons, letter, letter_version_id, received_at, due_at, ended_at) "
        "SELECT 'forged', 'hand', words, handle, link, masks, how, decision_id, contribution_id, version_id, verdict, "
        "first_actor, first_decider_id, case_id, 'turned_down', decided_by_id, outcome_id, outcome_verdict, "
        "repeats_state, reasons, letter, letter_version_id, received_at, due_at, ended_at "
        "FROM sanctions_appeal WHERE state = 'upheld'",
        "An appeal begins open",
    ),
    "appeal_by_another": Attempt(
        "UPDATE sanctions_appeal SET state = 'turned_down', decided_by_id = first_decider_id "
        "WHERE id = (SELECT MIN(id) FROM sanctions_appeal WHERE state = 'open')",
        "Who had a part",
    ),
    "sanctions_appeal_turned_down_twice": Attempt(
        "UPDATE sanctions_appeal SET state = 'turned_down', decided_by_id = (SELECT MAX(id) FROM people_user) "
        "WHERE state = 'open' AND decision_id IN "
        "(SELECT decision_id FROM sanctions_appeal WHERE state = 'turned_down')",
        "Two people have turned",
    ),
    "sanctions_appeal_forward": Attempt(
        "UPDATE sanctions_appeal SET state = 'open' WHERE state = 'upheld'", "stays as it ended"
    ),
    "sanctions_statement_forward": Attempt("UPDATE sanctions_statement SET number = 9", "keeps the words"),
    "sanctions_warning_forward": Attempt("UPDATE sanctions_warning SET state = 'sent'", "can only be withdrawn"),
    "hold_keeps_words": Attempt("UPDATE intake_version SET text = '', erased_at = seen_at", "A legal hold stands"),
    "hold_keeps_author": Attempt("UPDATE intake_author SET external_id = 'erased:' || id", "A legal hold stands"),
    "hold_keeps_same_person": Attempt("UPDATE sanctions_sameperson SET evidence = '[erased]'", "A legal hold stands"),
    "hold_keeps_content": Attempt("DELETE FROM records_content", "A legal hold stands"),
    "sanctions_block_forward": Attempt(
        "UPDATE sanctions_block SET state = 'in_force' WHERE state = 'lifted'", "stays lifted"
    ),
}
WITHOUT_MARK = {"digest": "'keyed'", "erased_at": "seen_at"}
"""What stands in a column afterwards that has no mark of its own."""
TABLES = sorted({guard.table for guard in guards.registered()})

"""Every registered guard, by raw SQL that would commit: refused, also after its table was altered and migrated."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from pathlib import Path

import pytest
from django.apps import apps
from django.core.management import call_command
from django.core.management.sql import emit_post_migrate_signal, emit_pre_migrate_signal
from django.db import DatabaseError, connection, models, transaction
from pytest_django import Settings
from tests import factories as make
from tests import signing

from evenhand import records
from evenhand.actions.models import Attempt as Tried
from evenhand.care import guards as of_care
from evenhand.judgement import guards as of_judgement
from evenhand.records import guards as of_record
from evenhand.records.models import Entry, Evidence, Permit
from evenhand.rights import guards as of_rights
from evenhand.rights.models import Hold
from evenhand.sanctions import guards as of_sanctions
from evenhand.store import guards
from evenhand.support import guards as of_support

pytestmark = [pytest.mark.store, pytest.mark.django_db(transaction=True)]

RECORDS = ("entry", "batch", "sealedentry", "evidence", "content")
NEVER_CHANGED = {
    **of_sanctions.NEVER_CHANGED,
    **of_support.NEVER_CHANGED,
    **of_care.NEVER_CHANGED,
    **of_rights.NEVER_CHANGED,
}
KEPT = {**of_sanctions.KEPT, **of_support.KEPT, **of_care.KEPT, **of_rights.KEPT}
ONCE = {**of_sanctions.ONCE, **of_support.ONCE, **of_care.ONCE, **of_rights.ONCE}
WHY = {**of_sanctions.WHY, **of_support.WHY, **of_care.WHY, **of_rights.WHY}
KEYS = {**of_sanctions.KEYS, **of_support.KEYS, **of_care.KEYS, **of_rights.KEYS}
WORDS = {**of_sanctions.WORDS, **of_support.WORDS, **of_rights.WORDS, **of_care.WORDS}
NUMBERED = {
    *("actions_attempt", "sanctions_threatground", "sanctions_appeal", "sanctions_statement"),
    *("support_memberreport", "support_conversation", "support_answer"),
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
        yield f"{table}_keeps", Attempt(_emptied(table, KEPT[table][-1]), says)
    for table, columns in ONCE.items():
        yield f"{table}_once", Attempt(_emptied(table, columns[-1]), WHY[table])
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


def _emptied(table: str, column: str) -> str:
    nothing = "-id" if column == "id" and table in NUMBERED else "NULL"
    return f"UPDATE {table} SET {column} = {nothing} WHERE {column} IS NOT NULL"  # noqa: S608 (our own tables)


CHANGED = {
    "care_advice": "words = 'Other words.'",
    "care_handover": "note = 'Other words.'",
    "care_outcome": "words = 'Other words.'",
    "cases_decision": "facts = facts || '.'",
    "intake_version": "text = 'Other words.'",
    "sanctions_strike": "dated_us = NULL",
    "sanctions_confirmation": "characteristic = 'age'",
    "sanctions_discriminationground": "made_at = made_at",
    "sanctions_ladderground": "made_at = made_at",
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
    "sanctions_appeal_begins": Attempt(
        "INSERT INTO sanctions_appeal (reference, way, words, handle, link, how, decision_id, contribution_id, "
        "version_id, verdict, first_actor, first_decider_id, case_id, state, decided_by_id, outcome_id, "
        "outcome_verdict, repeats_state, reasons, letter, letter_version_id, received_at, due_at, ended_at) "
        "SELECT 'forged', 'hand', words, handle, link, how, decision_id, contribution_id, version_id, verdict, "
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
    "hold_keeps_content": Attempt("DELETE FROM records_content", "A legal hold stands"),
    "sanctions_block_forward": Attempt(
        "UPDATE sanctions_block SET state = 'in_force' WHERE state = 'lifted'", "stays lifted"
    ),
}
WITHOUT_MARK = {"digest": "'keyed'", "erased_at": "seen_at"}
"""What stands in a column afterwards that has no mark of its own."""
TABLES = sorted({guard.table for guard in guards.registered()})


@pytest.fixture(autouse=True)
def filled(transactional_db: None, settings: Settings, tmp_path: Path) -> None:  # noqa: ARG001 (asked for, not called)
    """A row in every guarded table, committed."""
    settings.SEAL_KEY_FILE = tmp_path / "seal-key.pem"
    with transaction.atomic():
        records.append("t.seen", subject="t:1", actor="machine", facts={}, content={"text": "words"})
        warned = make.laddered()
        make.evidence(warned.strike.contribution)
        make.confirmed_by_two()
        make.ordered_and_lifted()
        make.told_report()
        make.helped()
        make.upheld_appeal()
        make.sent_statement()
        make.used_answer()
        make.merged()
        make.reference(make.appeal().decision)
        make.ended(make.turned_down_twice(), "repeated", make.person("approver"))
        make.turned_down_twice()
        hide = make.action(warned.strike.decision, "hide", evidence=Evidence.objects.get())
        Tried.objects.create(action=hide, number=1)
        signing.chain()
        make.hold(warned.author)
        make.hold(make.author(), lifted=True)
        make.hold(make.case(make.contribution()))
        make.erasure()
        make.notice()
        make.legal_decision()
        Permit.objects.create(entry=Entry.objects.earliest("pk"))
    records.seal()


def refusal(attempt: Attempt) -> str:
    """What the database says to a forbidden statement; '' where it let it through."""
    try:
        with nullcontext() if attempt.permitted else without_leave(), connection.cursor() as cursor:
            cursor.execute(attempt.here())
    except DatabaseError as error:
        return str(error)
    return ""


@contextmanager
def without_leave() -> Iterator[None]:
    """No permit stands inside; afterwards all is as it was."""
    with transaction.atomic():
        Permit.objects.all().delete()
        yield
        transaction.set_rollback(True)


def let_through(names: set[str] | None = None) -> set[str]:
    """The guards that let their forbidden statement through, or refused it for another reason."""
    return {
        name
        for name, attempt in FORBIDDEN.items()
        if name in (names or FORBIDDEN) and attempt.says not in refusal(attempt)
    }


def rows(table: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM {table}")  # noqa: S608 (our own tables)
        return int(cursor.fetchone()[0])


def alter(table: str) -> None:
    """Add a column to a table and drop it again, as two migrations would."""
    model = next(one for one in apps.get_models() if one._meta.db_table == table)
    extra = models.IntegerField(default=0)
    extra.set_attributes_from_name("extra")
    extra.model = model
    with connection.schema_editor() as editor:
        editor.add_field(model, extra)
    with connection.schema_editor() as editor:
        editor.remove_field(model, extra)


def test_every_guard_has_an_attempt_against_it() -> None:
    assert {guard.name for guard in guards.registered()} == set(FORBIDDEN)


def test_every_forbidden_statement_is_refused_and_changes_nothing() -> None:
    before = {table: rows(table) for table in TABLES}
    assert all(before.values())
    assert let_through() == set()
    assert {table: rows(table) for table in TABLES} == before


def test_each_kept_column_stays() -> None:
    for kept in (KEPT, ONCE):
        for table, columns in kept.items():
            for column in columns:
                assert WHY[table] in refusal(Attempt(_emptied(table, column), "")), f"{column} of {table}"


def test_words_change_to_nothing_but_their_mark_and_only_where_the_transaction_may_erase() -> None:
    Hold.objects.filter(lifted_at=None).update(
        lifted_at=make.NOON, lifted_by=make.person("approver"), lifted_why="The claim was settled."
    )
    for table, columns in WORDS.items():
        marks = ", ".join(f"{name} = {mark or WITHOUT_MARK[name]}" for name, mark in columns.items())
        erase = Attempt(f"UPDATE {table} SET {marks}", "")  # noqa: S608 (our own tables)
        Permit.objects.all().delete()
        says = {**NEVER_CHANGED, **WHY}[table]
        assert says in refusal(erase), table
        Permit.objects.create(entry=Entry.objects.earliest("pk"))
        for name, mark in columns.items():
            if mark is not None:
                other = "'{\"a\": 1}'" if mark == "'{}'" else "'Other words.'"
                assert says in refusal(Attempt(f"UPDATE {table} SET {name} = {other}", "")), f"{name} of {table}"  # noqa: S608 (our own tables)
        assert refusal(erase) == "", table


def test_states_can_change() -> None:
    for sql in (
        "UPDATE actions_action SET state = 'trying', reason = 'A test.'",
        "UPDATE actions_attempt SET outcome = 'accepted', ended_at = started_at",
        "UPDATE sanctions_block SET state = 'lifted', lifted_at = approved_at WHERE lifted_at IS NULL",
        "UPDATE sanctions_block SET review_on = '2027-01-01'",
    ):
        assert refusal(Attempt(sql, "")) == ""


def test_every_unique_key_is_watched_for_a_replacing_insert() -> None:
    for table, keys in {**of_record.KEYS, **of_judgement.KEYS, **KEYS}.items():
        watched = [set(key.partition(" WHERE ")[0].split(", ")) for key in keys]
        with connection.cursor() as cursor:
            found = connection.introspection.get_constraints(cursor, table)
        for name, one in found.items():
            if one["unique"]:
                assert any(key <= set(one["columns"]) for key in watched), f"{name} of {table} is not watched"


@pytest.mark.skipif(connection.vendor != "sqlite", reason="only SQLite replaces rows")
def test_what_a_replacing_statement_deletes_meets_the_guard_against_deleting() -> None:
    """Also where the guard on inserts is not there, and where an UPDATE replaces."""
    try:
        for table in KEYS:
            with connection.cursor() as cursor:
                for guard in ("no_way_round", "no_update", "keeps", "begins"):
                    cursor.execute(f"DROP TRIGGER IF EXISTS {table}_{guard}")
            says = FORBIDDEN[f"{table}_no_delete"].says
            assert says in refusal(FORBIDDEN[f"{table}_no_way_round"])
            last, first = f"(SELECT max(id) FROM {table})", f"(SELECT min(id) FROM {table})"  # noqa: S608 (our own tables)
            onto = f"UPDATE OR REPLACE {table} SET id = {last} WHERE id = {first}"  # noqa: S608 (our own tables)
            assert rows(table) == 1 or says in refusal(Attempt(onto, ""))
    finally:
        guards.install(connection)


def test_every_guard_stands_again_after_its_table_was_altered_and_migrated() -> None:
    emit_pre_migrate_signal(verbosity=0, interactive=False, db="default")  # as `migrate` does before it alters anything
    for table in TABLES:
        alter(table)
    call_command("migrate", verbosity=0)
    assert let_through() == set()
    connection.check_constraints()


def test_without_migrate_sqlite_loses_them() -> None:
    """So the test above cannot pass by luck. PostgreSQL alters in place and keeps its triggers."""
    alter("intake_version")
    lost = {"intake_version_no_update"} if connection.vendor == "sqlite" else set()
    try:
        assert let_through({"intake_version_no_update"}) == lost
    finally:
        call_command("migrate", verbosity=0)


def test_installing_twice_leaves_each_guard_once() -> None:
    guards.install(connection)
    guards.install(connection)
    assert let_through() == set()


def test_guards_are_off_only_inside_and_on_again_even_after_an_error() -> None:
    said = []

    def fail() -> None:
        with guards.uninstalled(connection):
            said.append(refusal(FORBIDDEN["cases_decision_no_update"]))
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()
    assert said == [""]
    assert let_through() == set()


def test_a_guard_registered_again_replaces_the_first(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(guards, "_guards", {})
    guards.register(guards.refuse_change("work_task", "DELETE", "One."))
    guards.register(guards.refuse_change("work_task", "DELETE", "Two."))
    (only,) = guards.registered()
    assert "Two." in only.install["sqlite"]
    assert "Two." in only.install["postgresql"]


def test_a_guard_of_a_table_that_is_not_there_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(guards, "_guards", {})
    guards.register(guards.refuse_change("no_such_table", "DELETE", "Never."))
    guards.install(connection)
    guards.uninstall(connection)


def test_all_are_installed_once_after_a_migrate(monkeypatch: pytest.MonkeyPatch) -> None:
    installed: list[str] = []
    monkeypatch.setattr(guards, "install", lambda connection: installed.append(connection.alias))
    emit_post_migrate_signal(verbosity=0, interactive=False, db="default")
    assert installed == ["default"]


def test_other_peoples_apps_install_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    def never(_connection: object) -> None:
        raise AssertionError("installed for an app that is not ours")

    monkeypatch.setattr(guards, "install", never)
    guards.install_after_migrate(apps.get_app_config("auth"), "default")

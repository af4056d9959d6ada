"""Indexes by which a reported comment is found among very many, on PostgreSQL: over hashes, never over words or names.

An index keeps what it holds for longer than a row that was erased.
"""

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

FORWARDS = (
    """
    CREATE OR REPLACE FUNCTION intake_words(told text) RETURNS integer[]
    LANGUAGE sql IMMUTABLE PARALLEL SAFE COST 5000 AS $$
        SELECT coalesce(array_agg(DISTINCT hashtext(word)), '{}')
        FROM regexp_split_to_table(lower(left(told, 4000)), '[^[:alnum:]]+') AS word
        WHERE length(word) >= 3
    $$
    """,
    "CREATE INDEX intake_version_words ON intake_version USING gin (intake_words(text))",
    "CREATE INDEX intake_contribution_backwards ON intake_contribution (reverse(external_id) text_pattern_ops)",
    "CREATE INDEX intake_contribution_permalink ON intake_contribution USING hash (permalink)",
    "CREATE INDEX intake_author_handle_hash ON intake_author (hashtext(lower(handle)))",
    "CREATE INDEX intake_author_name_hash ON intake_author (hashtext(lower(display_name)))",
)
BACKWARDS = (
    "DROP INDEX intake_author_name_hash",
    "DROP INDEX intake_author_handle_hash",
    "DROP INDEX intake_contribution_permalink",
    "DROP INDEX intake_contribution_backwards",
    "DROP INDEX intake_version_words",
    "DROP FUNCTION intake_words(text)",
)


def forwards(_apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    """Make them, where the store has them."""
    _run(editor, FORWARDS)


def backwards(_apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    """Take them away."""
    _run(editor, BACKWARDS)


def _run(editor: BaseDatabaseSchemaEditor, statements: tuple[str, ...]) -> None:
    if editor.connection.vendor == "postgresql":
        for statement in statements:
            editor.execute(statement, params=None)


class Migration(migrations.Migration):

    dependencies = [("intake", "0008_search")]

    operations = [migrations.RunPython(forwards, backwards)]

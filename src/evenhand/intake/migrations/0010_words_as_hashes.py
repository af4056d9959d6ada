"""One index of words, for finding a reported comment and for searching: over hashes of every word, and of words none.

`version_words` held the words themselves, for longer than a row that was erased (decision 17). So that searches find
what they found, hashes are kept of short words too, and of the whole text.
"""

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

INDEX = "CREATE INDEX intake_version_words ON intake_version USING gin (intake_words(text))"
FUNCTION = """
    CREATE OR REPLACE FUNCTION intake_words(told text) RETURNS integer[]
    LANGUAGE sql IMMUTABLE PARALLEL SAFE COST 5000 AS $$
        SELECT coalesce(array_agg(DISTINCT hashtext(word)), '{}')
        FROM regexp_split_to_table(lower(told), '[^[:alnum:]]+') AS word
        WHERE word <> ''
    $$
"""
BEFORE = """
    CREATE OR REPLACE FUNCTION intake_words(told text) RETURNS integer[]
    LANGUAGE sql IMMUTABLE PARALLEL SAFE COST 5000 AS $$
        SELECT coalesce(array_agg(DISTINCT hashtext(word)), '{}')
        FROM regexp_split_to_table(lower(left(told, 4000)), '[^[:alnum:]]+') AS word
        WHERE length(word) >= 3
    $$
"""
WORDS = """
    CREATE INDEX version_words ON intake_version
    USING gin (to_tsvector('simple'::regconfig, regexp_replace(lower(text), '[^[:alnum:]]+', ' ', 'g')))
"""


def forwards(_apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    """Drop the words, and hash them all."""
    _run(editor, ("DROP INDEX version_words", "DROP INDEX intake_version_words", FUNCTION, INDEX))


def backwards(_apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    """As it was."""
    _run(editor, ("DROP INDEX intake_version_words", BEFORE, INDEX, WORDS))


def _run(editor: BaseDatabaseSchemaEditor, statements: tuple[str, ...]) -> None:
    if editor.connection.vendor == "postgresql":
        for statement in statements:
            editor.execute(statement, params=None)


class Migration(migrations.Migration):

    dependencies = [("intake", "0009_words_worth_finding")]

    operations = [migrations.RunPython(forwards, backwards)]

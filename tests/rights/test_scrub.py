"""When PostgreSQL's files may be called clean: not while somebody could still read what was overwritten."""

from __future__ import annotations

import uuid
from collections.abc import Iterator

import psycopg
import pytest
from django.db import connection

from evenhand.rights import scrub as scrubbing
from evenhand.rights.scrub import scrub

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(connection.vendor != "postgresql", reason="PostgreSQL's files"),
]


def another(database: str) -> psycopg.Connection[tuple[object, ...]]:
    at = connection.settings_dict
    return psycopg.connect(host=at["HOST"], port=at["PORT"] or 5432, user=at["USER"], dbname=database)


@pytest.fixture
def emptied() -> Iterator[str]:
    """A table whose statistics quote a word that stands in it no more."""
    word = f"word{uuid.uuid4().hex}"
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE public.emptied (words text)")
        cursor.execute("INSERT INTO public.emptied SELECT %s FROM generate_series(1, 50)", [word])
        cursor.execute("ANALYZE public.emptied")
        cursor.execute("DELETE FROM public.emptied")
    yield word
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE public.emptied")


@pytest.mark.parametrize("elsewhere", [False, True])
def test_a_transaction_that_began_before_keeps_the_files_unclean(
    monkeypatch: pytest.MonkeyPatch, *, elsewhere: bool
) -> None:
    monkeypatch.setattr(scrubbing, "PATIENCE", 0.4)
    with another("postgres" if elsewhere else str(connection.settings_dict["NAME"])) as reader:
        if elsewhere:
            reader.execute("SELECT pg_current_xact_id()")  # of another database only who writes is in the way
        else:
            reader.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
            reader.execute("SELECT 1")
        done = scrub()
        assert not done.clean
        assert done.left == (scrubbing._OLDER,)
    monkeypatch.setattr(scrubbing, "PATIENCE", 60.0)
    assert scrub().clean


def test_statistics_of_a_table_that_is_empty_now_are_taken_away(emptied: str) -> None:
    with connection.cursor() as cursor:
        quoted = "SELECT count(*) FROM pg_stats WHERE tablename = 'emptied' AND most_common_vals::text LIKE %s"
        cursor.execute(quoted, [f"%{emptied}%"])
        assert cursor.fetchone() == (1,), "else the test shows nothing"
        assert scrub().clean
        cursor.execute(quoted, [f"%{emptied}%"])
        assert cursor.fetchone() == (0,)


@pytest.mark.usefixtures("emptied")
def test_who_may_not_take_them_away_is_told() -> None:
    """The database's owner, as a body's database user should be: no superuser."""
    role, name = f"owner_{uuid.uuid4().hex[:8]}", connection.ops.quote_name(str(connection.settings_dict["NAME"]))
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE ROLE {role}")
        cursor.execute(f"ALTER DATABASE {name} OWNER TO {role}")
        cursor.execute(f"ALTER TABLE public.emptied OWNER TO {role}")
        cursor.execute(f"SET ROLE {role}")
        try:
            left = scrubbing._statistics(cursor)
        finally:
            cursor.execute("RESET ROLE")
            cursor.execute(f"ALTER DATABASE {name} OWNER TO CURRENT_USER")
            cursor.execute("ALTER TABLE public.emptied OWNER TO CURRENT_USER")
            cursor.execute(f"DROP ROLE {role}")
    assert left == [scrubbing._EMPTIED.format(table="emptied")]

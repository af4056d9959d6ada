"""Fills a fresh PostgreSQL database by the million, set by set, through the real tables: for benchmarks alone.

Each table is filled by one INSERT ... SELECT; columns that a caller leaves out get the model's own defaults, so that a
new column needs nothing here. Row triggers and foreign keys are off meanwhile (a superuser's session may do that);
checks and unique keys hold. Ids are given, so that rows of one thing find one another.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.db import connection, models

DATA = Path("training/data/domain")
AUTHORS = 100_000
RARE = 200_000
"""So many words stand in five of a million texts each."""


def words() -> list[str]:
    """The project's labelled texts: what people really write, common words and all."""
    lines = (line for file in sorted(DATA.glob("writer-*.jsonl")) for line in file.read_text("utf-8").splitlines())
    return [str(json.loads(line)["text"])[:600] for line in lines]


@contextmanager
def filling() -> Iterator[None]:
    """Without row triggers; with statistics and sequences put right at the end."""
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica; SET synchronous_commit = off")
        cursor.execute("CREATE TEMP TABLE said (n int PRIMARY KEY, words text)")
        texts = words()
        with cursor.copy("COPY said FROM STDIN") as copy:
            for number, text in enumerate(texts):
                copy.write_row((number, text.replace("\x00", "")))
        yield
        cursor.execute("SET session_replication_role = origin; SET synchronous_commit = on")
        cursor.execute("VACUUM (ANALYZE)")


def insert(model: type[models.Model], source: str, **columns: str) -> int:
    """Rows of `model` from `source` (what follows FROM), each column an SQL expression; how many."""
    table, named, made = model._meta.db_table, [], []  # noqa: SLF001 (Django's public-by-custom _meta)
    values: list[Any] = []
    for field in model._meta.local_concrete_fields:  # noqa: SLF001 (as above)
        if field.attname in columns:
            made.append(columns[field.attname])
        elif field.primary_key:
            continue
        else:
            made.append("%s")
            values.append(field.get_db_prep_save(field.get_default(), connection))
        named.append(f'"{field.column}"')
    sql = f"INSERT INTO {table} ({', '.join(named)}) SELECT {', '.join(made)} FROM {source}"  # noqa: S608 (our own words)
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        count = cursor.rowcount
        key = model._meta.pk  # noqa: SLF001 (as above)
        if isinstance(key, models.AutoField):
            cursor.execute(
                f"SELECT setval(pg_get_serial_sequence('{table}', '{key.column}'), max({key.column})) FROM {table}"  # noqa: S608 (as above)
            )
    return int(count)

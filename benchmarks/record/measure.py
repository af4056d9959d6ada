"""One store's figures for benchmarks/record/run.py, which starts it with a fresh database: a line of JSON."""

from __future__ import annotations

import io
import json
import sys
import time
from collections.abc import Callable

import django

django.setup()

from django.core.management import call_command  # noqa: E402  (after setup)
from django.db import connection, transaction  # noqa: E402  (after setup)

from evenhand import records  # noqa: E402  (after setup)
from evenhand.records.export import export  # noqa: E402  (after setup)
from evenhand.records.verify import verify  # noqa: E402  (after setup)

WORDS = "this is what a member of the public wrote under a post about visits and it goes on for thirty words or so "


def seconds(work: Callable[[], object]) -> float:
    """How long `work` took."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def append(number: int) -> None:
    """One entry with a content."""
    records.append(
        "contribution.seen",
        subject=f"contribution:{number}",
        actor="platform:facebook",
        facts={"version": 1, "channel": 3},
        content={"text": WORDS * 2 + str(number), "author": "A. Person"},
    )


def one_by_one(entries: int) -> None:
    """Each entry in a transaction of its own."""
    for number in range(entries):
        with transaction.atomic():
            append(number)


def by_the_hundred(entries: int) -> None:
    """A hundred entries a transaction."""
    for start in range(0, entries, 100):
        with transaction.atomic():
            for number in range(start, min(start + 100, entries)):
                append(number)


def bare_rows(entries: int) -> None:
    """The peer: the same words as one row of a plain table, each in a transaction of its own."""
    with connection.cursor() as cursor:
        for number in range(entries):
            with transaction.atomic():
                cursor.execute("INSERT INTO bare (body) VALUES (%s)", [WORDS * 2 + str(number)])


def main(entries: int) -> None:
    """Measure, check that all is whole, and print the figures (a second)."""
    call_command("migrate", verbosity=0)
    key = "integer PRIMARY KEY" if connection.vendor == "sqlite" else "bigserial PRIMARY KEY"
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE TABLE bare (id {key}, body text)")
    half = entries // 2
    figures = {
        "bare_row_s": half / seconds(lambda: bare_rows(half)),
        "append_s": half / seconds(lambda: one_by_one(half)),
        "append_100_s": (entries - half) / seconds(lambda: by_the_hundred(entries - half)),
        "seal_s": entries / seconds(records.seal),
    }
    stream = io.StringIO()
    figures["export_s"] = entries / seconds(lambda: export(stream))
    lines = stream.getvalue().splitlines(keepends=True)
    figures["bytes_an_entry"] = len(stream.getvalue()) / entries
    reports = []
    figures["verify_file_s"] = entries / seconds(lambda: reports.append(verify(lines)))
    figures["verify_live_s"] = entries / seconds(lambda: reports.append(records.verify_live()))
    if not all(report.ok and report.entries == entries for report in reports):
        raise SystemExit("\n".join(report.text() for report in reports))
    sys.stdout.write(json.dumps(figures) + "\n")


if __name__ == "__main__":
    main(int(sys.argv[1]))

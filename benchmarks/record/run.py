"""How fast the record writes, seals, exports and verifies, on both stores: a table, then one line of JSON.

    python benchmarks/record/run.py [--entries 10000] [--store sqlite] [--store postgresql]

Each store runs in a process of its own, in a database made for it and dropped afterwards. PostgreSQL's address is
EVENHAND_TEST_POSTGRES (postgres://postgres@127.0.0.1:5432/postgres). The peer is what an app would do without a
record: one bare row in a plain table, in a transaction of its own, on the same connection and the same durability.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
STORES = ("sqlite", "postgresql")
ROWS = (
    ("bare_row_s", "bare rows, one a transaction", "rows/s"),
    ("append_s", "append with content, one a transaction", "entries/s"),
    ("append_100_s", "append with content, 100 a transaction", "entries/s"),
    ("seal_s", "seal", "entries/s"),
    ("export_s", "export", "entries/s"),
    ("verify_file_s", "verify the export, offline", "entries/s"),
    ("verify_live_s", "verify the live database", "entries/s"),
    ("bytes_an_entry", "size of the export", "bytes an entry"),
)


def main() -> None:
    """Run each store, print the table and the line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--entries", type=int, default=10_000)
    parser.add_argument("--store", action="append", choices=STORES)
    asked = parser.parse_args()
    figures = {store: measured_apart(store, asked.entries) for store in asked.store or STORES}
    print(f"The record, {asked.entries:,} entries with a content of 30 words each")
    print(f"{'':<42}" + "".join(f"{store:>14}" for store in figures))
    for key, label, unit in ROWS:
        print(f"{label:<42}" + "".join(f"{figures[store][key]:>14,.0f}" for store in figures) + f"  {unit}")
    print(json.dumps({"benchmark": "record", "entries": asked.entries, **figures}))


def measured_apart(store: str, entries: int) -> dict[str, float]:
    """The figures of one store, from a process of its own."""
    with tempfile.TemporaryDirectory() as folder, database(store, Path(folder)) as url:
        environment = {
            **os.environ,
            "EVENHAND_VAR": folder,
            "EVENHAND_DATABASE_URL": url,
            "EVENHAND_SEAL_KEY_FILE": f"{folder}/seal-key.pem",
            "PYTHONPATH": os.pathsep.join([str(ROOT / "src"), str(ROOT), os.environ.get("PYTHONPATH", "")]),
        }
        environment.setdefault("DJANGO_SETTINGS_MODULE", "evenhand.config.settings")
        script = Path(__file__).with_name("measure.py")
        done = subprocess.run(  # noqa: S603  (our own script)
            [sys.executable, str(script), str(entries)], env=environment, stdout=subprocess.PIPE, text=True, check=True
        )
    figures: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return figures


class database:  # noqa: N801  (used as a context manager only)
    """The address of a fresh database of `store`, dropped at the end."""

    def __init__(self, store: str, folder: Path) -> None:
        self.store = store
        self.folder = folder
        self.name = f"bench_record_{os.getpid()}"
        server = os.environ.get("EVENHAND_TEST_POSTGRES", "postgres://postgres@127.0.0.1:5432/postgres")
        self.server = server.rsplit("/", 1)[0]

    def __enter__(self) -> str:
        if self.store == "sqlite":
            return f"sqlite:///{self.folder}/bench.sqlite3"
        self._ask(f"CREATE DATABASE {self.name}")
        return f"{self.server}/{self.name}"

    def __exit__(self, *_: object) -> None:
        if self.store != "sqlite":
            self._ask(f"DROP DATABASE {self.name} WITH (FORCE)")

    def _ask(self, sql: str) -> None:
        import psycopg  # noqa: PLC0415  (only where PostgreSQL is measured)

        with psycopg.connect(f"{self.server}/postgres", autocommit=True) as connection:
            connection.execute(sql.encode())


if __name__ == "__main__":
    main()

"""Sealing, exporting and verifying a million entries: a line of figures.

Entries are copied into the record's own tables as `records.append` writes them (it takes one at a time); what is
measured is sealing, exporting and verifying. Verifying runs in a process of its own, as an auditor's would, on the
exported file.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import django

django.setup()

from benchmarks.million import words  # noqa: E402 (after setup)
from benchmarks.timing import Figure, told  # noqa: E402 (after setup)
from django.conf import settings  # noqa: E402 (after setup)
from django.core.management import call_command  # noqa: E402 (after setup)
from django.db import connection  # noqa: E402 (after setup)
from django.utils import timezone  # noqa: E402 (after setup)

from evenhand.records.canonical import canonical, content_digest  # noqa: E402 (after setup)
from evenhand.records.export import export  # noqa: E402 (after setup)
from evenhand.records.sealing import seal  # noqa: E402 (after setup)

VERIFY = """
import json, re, sys, time
from pathlib import Path
from evenhand.records.verify import verify
begun = time.perf_counter()
with Path(sys.argv[1]).open(encoding="utf-8", errors="surrogateescape", newline="\\n") as lines:
    report = verify(lines)
took, used = time.perf_counter() - begun, time.process_time()
# of this program alone: getrusage tells the parent's too
most = int(re.search(r"VmHWM:\\s+(\\d+)", Path("/proc/self/status").read_text())[1]) / 1024
print(json.dumps([took, used, most, report.ok, report.entries]))
"""


def seconds(work: Callable[[], object]) -> tuple[float, float]:
    """How long `work` took, and how much of it was our own processor time."""
    begun, used = time.perf_counter(), time.process_time()
    work()
    return time.perf_counter() - begun, time.process_time() - used


def append(entries: int) -> None:
    """Entries with contents, waiting for the seal."""
    texts, at = words(), timezone.now()
    with connection.cursor() as cursor:
        rows = []
        with cursor.copy("COPY records_entry (id, at, kind, subject, actor, facts, content_digest) FROM STDIN") as copy:
            for key in range(1, entries + 1):
                salt, body = os.urandom(32), {"text": texts[key % len(texts)], "author": f"Writer {key}"}
                facts = canonical({"version": 1, "channel": 3})
                row = (key, at, "contribution.seen", f"contribution:{key}", "platform:facebook", facts)
                copy.write_row((*row, content_digest(salt, body)))
                rows.append((key, salt, canonical(body)))
        with cursor.copy("COPY records_content (entry_id, salt, body) FROM STDIN (FORMAT BINARY)") as copy:
            copy.set_types(["int8", "bytea", "text"])
            for content in rows:
                copy.write_row(content)
        cursor.execute("INSERT INTO records_unsealed SELECT id FROM records_entry")
        cursor.execute("SELECT setval(pg_get_serial_sequence('records_entry', 'id'), max(id)) FROM records_entry")
        cursor.execute("VACUUM (ANALYZE)")


def main(entries: int) -> list[Figure]:
    """Write, seal, export, verify."""
    call_command("migrate", verbosity=0)
    append(entries)
    sys.stderr.write(f"{entries:,} entries wait for the seal\n")
    sealing, used = seconds(seal)
    file = Path(settings.VAR) / "record.jsonl"
    with file.open("w", encoding="ascii", newline="\n") as stream:
        exporting, _ = seconds(lambda: export(stream))
    done = subprocess.run([sys.executable, "-c", VERIFY, str(file)], stdout=subprocess.PIPE, check=True, text=True)  # noqa: S603 (our own words)
    took, processor, memory, ok, seen = json.loads(done.stdout)
    if not ok or seen != entries:
        raise SystemExit(f"The export of {entries} entries did not verify: {seen} seen.")
    return [
        Figure("sealing", entries / sealing, "entries/s", 10_000, most=False),
        Figure("sealing: processor time of ours", used, "s"),
        Figure("exporting", entries / exporting, "entries/s"),
        Figure(f"verifying {entries:,} entries ({file.stat().st_size / 2**20:,.0f} MiB)", took, "s", 60),
        Figure("verifying: processor time", processor, "s"),
        Figure("verifying: memory of the process", memory, "MiB", 100),
    ]


if __name__ == "__main__":
    sys.stdout.write(told(main(int(sys.argv[1]))) + "\n")

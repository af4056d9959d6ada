"""Due process at a million contributions: what the desk reads of an author, the record's seal, a bundle of 50,000.

    python -m benchmarks.due_process.run [--contributions 1000000] [--entries 1000000] [--items 50000]

On PostgreSQL, at EVENHAND_TEST_POSTGRES (postgres://postgres@127.0.0.1:5432/postgres), by a superuser, in databases of
its own that are dropped afterwards; a million of each takes some 5 GB meanwhile. Prints the table beside the goals of
issue 5, then one line of JSON; exit 1 where one is missed.
"""

from __future__ import annotations

import argparse
import sys

from benchmarks.apart import figures
from benchmarks.timing import show


def main() -> int:
    """Measure, and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--contributions", type=int, default=1_000_000)
    parser.add_argument("--entries", type=int, default=1_000_000)
    parser.add_argument("--items", type=int, default=50_000)
    asked = parser.parse_args()
    found = figures("benchmarks.due_process.desk", str(asked.contributions), str(asked.items))
    found += figures("benchmarks.due_process.seal", str(asked.entries))
    title = f"{asked.contributions:,} contributions of 100,000 authors; {asked.entries:,} entries of the record"
    return show("due-process", title, found)


if __name__ == "__main__":
    sys.exit(main())

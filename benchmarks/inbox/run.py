"""The inbox at a million messages: its boxes, search, conversations, and finding the comment that a message reports.

    python -m benchmarks.inbox.run [--messages 1000000] [--comments 200000] [--samples 200]

On PostgreSQL, at EVENHAND_TEST_POSTGRES, by a superuser, in a database of its own that is dropped afterwards. Whole
pages are asked for as a browser would. Prints the table beside the goals of issue 6, then one line of JSON; exit 1
where one is missed.
"""

from __future__ import annotations

import argparse
import sys

from benchmarks.apart import figures
from benchmarks.timing import show


def main() -> int:
    """Measure, and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--messages", type=int, default=1_000_000)
    parser.add_argument("--comments", type=int, default=200_000)
    parser.add_argument("--samples", type=int, default=200, help="how often each page is asked for")
    asked = parser.parse_args()
    found = figures("benchmarks.inbox.measure", str(asked.messages), str(asked.comments), str(asked.samples))
    title = f"{asked.messages:,} messages of 100,000 people, {asked.comments:,} comments of a month"
    return show("inbox", title, found)


if __name__ == "__main__":
    sys.exit(main())

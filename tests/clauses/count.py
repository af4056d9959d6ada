"""Prints which of the policy's 51 clauses a test showed in this run, from the files the test run left in build/."""

from __future__ import annotations

import sys
from pathlib import Path

CLAUSES = 51
BUILD = Path(__file__).resolve().parents[2] / "build"


def main() -> None:
    """Read what each store's run noted; a clause counts when its tests passed wherever they ran."""
    shown: set[int] = set()
    broken: set[int] = set()
    for file in sorted(BUILD.glob("clauses-*.txt")):
        for line in file.read_text("utf-8").splitlines():
            clause, verdict = line.split()
            (shown if verdict == "shown" else broken).add(int(clause))
    shown -= broken
    for number in range(1, CLAUSES + 1):
        word = "shown" if number in shown else "broken" if number in broken else "not built"
        sys.stdout.write(f"clause {number:2}: {word}\n")
    sys.stdout.write(f"clauses: {len(shown)} of {CLAUSES} shown\n")


if __name__ == "__main__":
    main()

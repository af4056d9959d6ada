"""Sums how often each rule of the random histories fired, a store a line; exit 1 where one fired too rarely."""

from __future__ import annotations

import json
import sys
from collections import Counter, defaultdict
from pathlib import Path

LEAST_FIRED = 100
RULES = {
    *("comment", "message", "edit", "duplicate", "remove", "work", "crash", "time", "fault", "decide", "warn", "again"),
    *("answer", "confirm", "approve", "block attempt", "manual", "emergency", "appeal"),
    *("appeal ended", "statement", "link", "bulk", "rename", "late", "two at once", "policy"),
}
BUILD = Path(__file__).resolve().parents[2] / "build"


def main() -> int:
    """Read what the histories of each store left in build/."""
    fired: dict[str, Counter[str]] = defaultdict(Counter)
    histories: Counter[str] = Counter()
    seeds: dict[str, list[int]] = defaultdict(list)
    steps = 0
    for file in sorted(BUILD.glob("histories-*.json")):
        store, said = file.stem.split("-")[1], json.loads(file.read_text("utf-8"))
        fired[store].update(said["fired"])
        histories[store] += said["histories"]
        seeds[store].append(said["seed"])
        steps = said["steps"]
    for store, counts in fired.items():
        whence = f"{histories[store]} histories of {steps} steps, seeds {sorted(seeds[store])}"
        sys.stdout.write(f"{store}: {whence}: {dict(counts.most_common())}\n")
    rare = {
        store: {name: counts[name] for name in sorted(RULES) if counts[name] < LEAST_FIRED}
        for store, counts in fired.items()
    }
    for store, found in rare.items():
        if found:
            sys.stdout.write(f"!! {store}: these rules fired too rarely to show anything: {found}\n")
    return 1 if not fired or any(rare.values()) else 0


if __name__ == "__main__":
    sys.exit(main())

"""Whether a report finds its comment among the last 200,000, and how fast: `./run bench reports`, on PostgreSQL.

`EVENHAND_DATABASE_URL` names an empty database; it is filled, and keeps what it was filled with for the next run.
`--domain` reads the labelled texts instead, with the shipped model: which questions and reports reach nobody.
"""

from __future__ import annotations

import json
import os
import random
import statistics
import sys
import time
from collections import defaultdict
from dataclasses import dataclass, field

from rich.console import Console
from rich.table import Table

MANY, EACH, SEED = 200_000, 40, 6
ENOUGH, MOST = 0.95, 0.100


@dataclass(slots=True)
class Tally:
    """How the reports of one kind ended."""

    right: int = 0
    asked: int = 0
    wrong: int = 0
    took: list[float] = field(default_factory=list)

    @property
    def all(self) -> int:
        """How many there were."""
        return self.right + self.asked + self.wrong


def main() -> None:
    """Print the table, then the figures as one line of JSON; exit 1 where a goal is missed."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "evenhand.config.settings")
    from evenhand.cli.main import set_up_django  # noqa: PLC0415 (the environment is set first)

    set_up_django()
    if "--domain" in sys.argv:
        from benchmarks.reports.domain import domain  # noqa: PLC0415 (as above)

        raise SystemExit(domain())
    from django.db import connection  # noqa: PLC0415 (as above)

    if connection.vendor != "postgresql":
        sys.exit("Set EVENHAND_DATABASE_URL to an empty PostgreSQL database: the goal is for that store.")
    from benchmarks.reports.filling import fill  # noqa: PLC0415 (as above)

    channel, among = fill(MANY, SEED)
    tallies = _measure(channel, among)
    raise SystemExit(_show(tallies))


def _measure(channel: int, among: list) -> dict[str, Tally]:  # type: ignore[type-arg]  # Written, from a module that needs Django
    from benchmarks.reports.texts import reports  # noqa: PLC0415 (Django is set up now)

    from evenhand.support.finding import find_on  # noqa: PLC0415 (as above)

    tallies: dict[str, Tally] = defaultdict(Tally)
    for warm in reports(among, 1, random.Random(SEED + 2)):  # noqa: S311 (a fixed seed)
        find_on(channel, warm.messages[-1])
    for report in reports(among, EACH, random.Random(SEED + 1)):  # noqa: S311 (a fixed seed)
        tally, said, found = tallies[report.kind], "", None
        for message in report.messages:
            said = f"{said} {message}"
            begun = time.perf_counter()
            found = find_on(channel, message)
            if found is None and said.strip() != message:  # as the service does: an answer with what it is an answer to
                found = find_on(channel, said)
            tally.took.append(time.perf_counter() - begun)
            if found is not None:
                break
        if found is None:
            tally.asked += 1
        elif found.contribution.pk == report.meant.number:
            tally.right += 1
        else:
            tally.wrong += 1
    return tallies


def _show(tallies: dict[str, Tally]) -> int:
    table = Table("report", "right", "to a person", "wrong", "share", "median ms", "p95 ms", title=f"of {MANY:,}")
    whole = Tally()
    for kind, one in tallies.items():
        _row(table, kind, one)
        whole.right, whole.asked, whole.wrong = (
            whole.right + one.right,
            whole.asked + one.asked,
            whole.wrong + one.wrong,
        )
        whole.took += one.took
    _row(table, "all", whole)
    Console(width=110).print(table)
    share, p95 = whole.right / whole.all, _p95(whole.took)
    print(json.dumps({"reports": whole.all, "share": share, "wrong": whole.wrong, "p95_ms": p95 * 1000}))
    return int(share < ENOUGH or p95 > MOST)


def _row(table: Table, name: str, one: Tally) -> None:
    median = statistics.median(one.took) * 1000
    figures = (one.right, one.asked, one.wrong, f"{one.right / one.all:.1%}", f"{median:.1f}")
    table.add_row(name, *(str(figure) for figure in figures), f"{_p95(one.took) * 1000:.1f}")


def _p95(took: list[float]) -> float:
    return statistics.quantiles(took, n=20)[18]


if __name__ == "__main__":
    main()

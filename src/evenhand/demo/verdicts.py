"""What the check says of each promise, and the table it prints."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from rich.console import Console
from rich.table import Table

PROMISES = {
    1: "No author is blocked without its ground",
    2: "The machine only hides, in public, where the policy allows",
    3: "Each decision has guideline, facts, version and actor; a breach has an action",
    4: "Nothing accepted is lost; each contribution has one disposition",
    5: "An action has its effect at most once",
    6: "Evidence before hiding or deleting",
    7: "Criticism is not a breach; a person at risk is never struck",
    8: "A breach never swallows the question in it",
    9: "Every person who asked has an outcome",
    10: "A reporter's identity never reaches the person reported",
    11: "A new policy or model version is signed before it decides",
}
NOT_BUILT: frozenset[int] = frozenset()


@dataclass(slots=True)
class Verdict:
    """How often one promise was checked, and every way in which it was broken."""

    number: int
    checks: int = 0
    broken: list[str] = field(default_factory=list)

    def check(self, held: bool, what: str) -> None:  # noqa: FBT001 (reads as a sentence: check(held, what))
        """Count one check; note what broke."""
        self.checks += 1
        if not held:
            self.broken.append(what)

    @property
    def word(self) -> str:
        """'kept' only where something was checked."""
        if self.broken:
            return f"BROKEN ({len(self.broken)} of {self.checks})"
        if self.number in NOT_BUILT or not self.checks:
            return "not built" if self.number in NOT_BUILT else "not seen (0 checks)"
        return f"kept ({self.checks} checks)"

    @property
    def held(self) -> bool:
        """Whether the run may end well: nothing broke, and what is built was seen."""
        return not self.broken and (self.number in NOT_BUILT or self.checks > 0)


def show(verdicts: Iterable[Verdict], came_in: dict[str, int], done: dict[str, dict[str, int]]) -> None:
    """Print what came in and was done by platform, then each promise."""
    console = Console(width=110)
    operations = sorted({name for counts in done.values() for name in counts})
    table = Table(title="Came in, and done on the platforms (the sandbox's own ledger)")
    for column in ("platform", "came in", *operations):
        table.add_column(column, justify="left" if column == "platform" else "right")
    for platform in sorted(came_in):
        counts = done.get(platform, {})
        table.add_row(platform, str(came_in[platform]), *(str(counts.get(name, 0)) for name in operations))
    console.print(table)
    for verdict in verdicts:
        console.print(f"promise {verdict.number:>2}  {verdict.word:<22} {PROMISES[verdict.number]}")
        for line in verdict.broken[:5]:
            console.print(f"            - {line}")

"""How well the assessment agrees with labelled texts.

    python benchmarks/accuracy/run.py FOLDER [--writers b,d] [--show NAME] [--hidden]

FOLDER holds *.jsonl with `text`, `platform`, `kind`, `post`, `guidelines`, `intents`, `outcome`, `trap`; labelled data
is never part of this repository. Prints precision, recall and F1 by guideline and by intent, outcome accuracy, false
flags by trap, and the automatic hides that nobody should have seen; then the figures as one line of JSON. `--show`
lists the texts that came out wrong under one guideline or intent.
"""

from __future__ import annotations

import argparse
import json
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from evenhand.assess import Assessment, Assessor
from evenhand.assess.surroundings import Surroundings, surroundings
from evenhand.policy import find, load
from evenhand.signals.catalogue import CATALOGUE
from evenhand.signals.interface import Context

Item = dict[str, Any]


@dataclass(slots=True)
class Tally:
    """Hits, false alarms and misses of one label."""

    hit: int = 0
    false: int = 0
    missed: int = 0

    def add(self, *, wanted: bool, found: bool) -> None:
        """Count one text."""
        self.hit += wanted and found
        self.false += found and not wanted
        self.missed += wanted and not found

    @property
    def figures(self) -> tuple[float, float, float]:
        """Precision, recall and F1."""
        precision = self.hit / (self.hit + self.false) if self.hit + self.false else 0.0
        recall = self.hit / (self.hit + self.missed) if self.hit + self.missed else 0.0
        return precision, recall, 2 * precision * recall / (precision + recall) if precision + recall else 0.0


@dataclass(slots=True)
class Report:
    """Everything counted over one set of texts."""

    guidelines: defaultdict[str, Tally] = field(default_factory=lambda: defaultdict(Tally))
    intents: defaultdict[str, Tally] = field(default_factory=lambda: defaultdict(Tally))
    outcomes: Counter[tuple[str, str]] = field(default_factory=Counter)
    harmless: Counter[str] = field(default_factory=Counter)
    flagged: Counter[str] = field(default_factory=Counter)
    hidden: list[tuple[str, str, str]] = field(default_factory=list)
    hides: int = 0

    def add(self, item: Item, judged: Assessment, names: Iterable[str], intents: Iterable[str]) -> None:
        """Count one text and its assessment."""
        found = {finding.guideline_id for finding in judged.findings}
        wants = {intent.id for intent in judged.intents}
        for name in names:
            self.guidelines[name].add(wanted=name in item["guidelines"], found=name in found)
        for name in intents:
            self.intents[name].add(wanted=name in item["intents"], found=name in wants)
        self.outcomes[item["outcome"], judged.outcome] += 1
        self.hides += judged.automatic is not None
        if not item["guidelines"]:
            kind = item["trap"] or "plain"
            self.harmless[kind] += 1
            self.flagged[kind] += bool(found)
            if judged.automatic:
                self.hidden.append((kind, ",".join(sorted(found)), item["text"]))

    @property
    def outcome_accuracy(self) -> float:
        """The share of texts whose proposed outcome is the labelled one."""
        return sum(count for (wanted, got), count in self.outcomes.items() if wanted == got) / max(
            1, self.outcomes.total()
        )


def context_of(item: Item, around: Surroundings) -> Context:
    """The context of one labelled text; it is judged as if it stood on Facebook, where the machine may do most."""
    return Context(
        "facebook", item["kind"], item["post"], organisation=around.organisation, false_claims=around.false_claims
    )


def table(title: str, tallies: dict[str, Tally]) -> None:
    """Print precision, recall and F1 of each label."""
    print(f"\n{title:<22}{'precision':>10}{'recall':>8}{'F1':>7}{'n':>7}")
    for name, tally in sorted(tallies.items(), key=lambda pair: -(pair[1].hit + pair[1].missed)):
        precision, recall, f1 = tally.figures
        print(f"{name:<22}{precision:>10.2f}{recall:>8.2f}{f1:>7.2f}{tally.hit + tally.missed:>7}")


def read(folder: Path, writers: str) -> list[Item]:
    """Every labelled text of the folder, of the writers asked for (by the last letter of the file's name)."""
    files = [path for path in sorted(folder.glob("*.jsonl")) if not writers or path.stem[-1] in writers.split(",")]
    return [json.loads(line) for path in files for line in path.read_text(encoding="utf-8").splitlines()]


def show(item: Item, judged: Assessment, name: str) -> None:
    """Print a text that came out wrong under one guideline or intent."""
    found = {finding.guideline_id for finding in judged.findings} | {intent.id for intent in judged.intents}
    wanted = {*item["guidelines"], *item["intents"]}
    if (name in found) == (name in wanted):
        return
    words = [
        f"{item['text'][span.start : span.end]!r}:{signal.name}"
        for signal in judged.signals
        for span in signal.spans[:2]
        if signal.score > 0.5  # noqa: PLR2004  # the policy's usual bound
    ]
    print("+FALSE" if name in found else "-MISSED", "|", item["trap"], "|", item["text"], "|", " ".join(words))


def main() -> None:
    """Read, assess, count, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--policy", default="hmpps")
    parser.add_argument("--writers", default="")
    parser.add_argument("--show", default="")
    parser.add_argument("--hidden", action="store_true", help="list every harmless text that that would be hidden")
    options = parser.parse_args()
    path = find(options.policy)
    policy = load(path, signals=CATALOGUE)
    around, assessor, report = surroundings(policy, path.parent), Assessor(policy), Report()
    names = [guideline.id for guideline in policy.guidelines]
    items = read(options.folder, options.writers)
    for item in items:
        judged = assessor.assess(item["text"], context_of(item, around))
        report.add(item, judged, names, policy.intents)
        if options.show:
            show(item, judged, options.show)
    print_report(report, len(items), listed=options.hidden)


def print_report(report: Report, size: int, *, listed: bool) -> None:
    """Print the tables, then the figures as one line of JSON."""
    table("guideline", report.guidelines)
    table("intent", report.intents)
    print("\nlabelled outcome → proposed")
    for (wanted, got), count in sorted(report.outcomes.items()):
        print(f"  {wanted:<18}{got:<18}{count:>6}")
    print("\nharmless texts flagged, by trap")
    for kind, count in report.harmless.most_common():
        print(f"  {kind:<22}{report.flagged[kind]:>5} of {count}")
    print(f"\nautomatic hides: {report.hides}, of harmless texts: {len(report.hidden)}")
    for kind, found, text in report.hidden if listed else ():
        print(f"  {kind} [{found}] {text}")
    figures = {
        "texts": size,
        "outcome_accuracy": round(report.outcome_accuracy, 4),
        "f1": {
            name: round(tally.figures[2], 3) for name, tally in report.guidelines.items() if tally.hit + tally.missed
        },
        "intents_f1": {name: round(tally.figures[2], 3) for name, tally in report.intents.items()},
        "false_flags": sum(report.flagged.values()),
        "false_flags_criticism": report.flagged["criticism"],
        "harmless": sum(report.harmless.values()),
        "criticism": report.harmless["criticism"],
        "automatic_hides": report.hides,
        "false_automatic_hides": len(report.hidden),
    }
    print(json.dumps(figures))


if __name__ == "__main__":
    main()

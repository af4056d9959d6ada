"""Everything counted over one set of the project's own texts, and its tables."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from benchmarks.accuracy.sets import Text
from benchmarks.accuracy.tally import Tally, calibration, macro, share

from evenhand.assess import Assessment

FEWEST: Final = 20  # labelled texts under which a label counts as unmeasured
RISKY: Final = ("at_risk", "report_comment")  # what must hardly ever be missed


@dataclass(slots=True)
class Report:
    """Tallies by guideline and intent, outcomes, and what became of harmless texts."""

    names: Sequence[str]
    intents: Sequence[str]
    by_guideline: defaultdict[str, Tally] = field(default_factory=lambda: defaultdict(Tally))
    by_intent: defaultdict[str, Tally] = field(default_factory=lambda: defaultdict(Tally))
    outcomes: Counter[tuple[str, str]] = field(default_factory=Counter)
    harmless: Counter[str] = field(default_factory=Counter)
    flagged: Counter[str] = field(default_factory=Counter)
    hidden: list[str] = field(default_factory=list)
    sureness: list[tuple[float, bool]] = field(default_factory=list)
    hides: int = 0

    def add(self, item: Text, judged: Assessment) -> None:
        """Count one text and its assessment."""
        wanted, found = set(item.about["guidelines"]), {finding.guideline_id for finding in judged.findings}
        wants = {intent.id for intent in judged.intents}
        for name in self.names:
            self.by_guideline[name].add(wanted=name in wanted, found=name in found)
        for name in self.intents:
            self.by_intent[name].add(wanted=name in item.about["intents"], found=name in wants)
        self.sureness += [(finding.score, finding.guideline_id in wanted) for finding in judged.findings]
        self.outcomes[item.about["outcome"], judged.outcome] += 1
        self.hides += judged.automatic is not None
        if not wanted:
            self._harmless(item, judged, flagged=bool(found))

    def _harmless(self, item: Text, judged: Assessment, *, flagged: bool) -> None:
        group = any(signal.name == "group_mentioned" for signal in judged.signals)
        for kind in ("all", item.about["trap"] or "plain", "a group is named" if group else "no group is named"):
            self.harmless[kind] += 1
            self.flagged[kind] += flagged
        if judged.automatic:
            self.hidden.append(item.text)

    @property
    def outcome_accuracy(self) -> tuple[float, float, float]:
        """The share of texts whose proposed outcome is the labelled one, with its interval."""
        right = sum(count for (wanted, got), count in self.outcomes.items() if wanted == got)
        return share(right, self.outcomes.total())

    def print(self, title: str) -> None:
        """Print every table."""
        print(f"\n== {title}: {self.outcomes.total()} texts (synthetic)")
        _table("guideline", self.by_guideline)
        _table("intent", self.by_intent)
        print("\nlabelled outcome → proposed")
        for (wanted, got), count in sorted(self.outcomes.items()):
            print(f"  {wanted:<18}{got:<18}{count:>6}")
        rate, low, high = self.outcome_accuracy
        print(f"  right: {rate:.3f} ({low:.3f} to {high:.3f})")
        print("\nharmless texts flagged")
        for kind, count in self.harmless.most_common():
            rate, low, high = share(self.flagged[kind], count)
            print(f"  {kind:<22}{self.flagged[kind]:>5} of {count:<5}{rate:>7.3f} ({low:.3f} to {high:.3f})")
        print(f"\nautomatic hides: {self.hides}, of harmless texts: {len(self.hidden)}")
        print(f"calibration error of findings: {calibration(self.sureness):.3f} over {len(self.sureness)}")

    def figures(self) -> dict[str, Any]:
        """The figures as values for the line of JSON."""
        return {
            "texts": self.outcomes.total(),
            "macro_f1": round(macro(list(self.by_guideline.values()), FEWEST), 3),
            "outcome_accuracy": round(self.outcome_accuracy[0], 3),
            "harmless_flagged": round(self.flagged["all"] / max(1, self.harmless["all"]), 4),
            "criticism_flagged": [self.flagged["criticism"], self.harmless["criticism"]],
            "harmless_hidden": len(self.hidden),
            "recall": {name: round(self.by_intent[name].figures[1], 3) for name in RISKY},
            "f1": {name: round(tally.figures[2], 3) for name, tally in self.by_guideline.items() if tally.size},
            "intents_f1": {name: round(tally.figures[2], 3) for name, tally in self.by_intent.items() if tally.size},
            "calibration_error": round(calibration(self.sureness), 3),
        }


def _table(title: str, tallies: dict[str, Tally]) -> None:
    print(f"\n{title:<22}{'precision':>10}{'recall':>8}{'F1':>7}{'95 %':>16}{'kappa':>7}{'n':>6}")
    for name, tally in sorted(tallies.items(), key=lambda pair: -pair[1].size):
        (precision, recall, figure), (low, high) = tally.figures, tally.interval()
        few = "" if tally.size >= FEWEST else "  too few: unmeasured"
        sure = f"   {low:.2f} to {high:.2f}{tally.kappa:>7.2f}"
        print(f"{name:<22}{precision:>10.2f}{recall:>8.2f}{figure:>7.2f}{sure}{tally.size:>6}{few}")

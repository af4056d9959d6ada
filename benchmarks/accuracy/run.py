"""How well the assessment agrees with labelled texts that taught nothing, with peers beside us in the same run.

    ./run bench accuracy [--public DATA/public] [--folder DIR] [--show NAME] [--hidden]

Measures the test split and the held-out writers of training/data/domain (synthetic: written and labelled by language
models): precision, recall and F1 of each guideline and intent with 95 % intervals, outcomes, harmless texts flagged by
kind, automatic hides that nobody should have seen, calibration, and how far a second reader agrees with the labels;
and false claims that no lesson mentions.
`--public`: Davidson's and HatemojiBuild's evaluation parts and TweetEval offensive too. `--folder`: another folder of
labelled texts in the same schema. `--show` lists texts that came out wrong under one guideline or intent. The last line
is the figures as JSON.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from benchmarks.accuracy import sets
from benchmarks.accuracy.agreement import print_agreement, second_readings
from benchmarks.accuracy.peers import Flags, peers
from benchmarks.accuracy.report import Report
from benchmarks.accuracy.sets import Text
from benchmarks.accuracy.tally import Tally
from benchmarks.accuracy.unknown_claims import print_unknown

from evenhand.assess import Assessment, Assessor
from evenhand.assess.surroundings import Surroundings, surroundings
from evenhand.policy import Policy, find, load
from evenhand.signals.catalogue import CATALOGUE
from evenhand.signals.interface import Context


class Judge:
    """The house as it ships, on texts as if they stood on Facebook, where the machine may do most."""

    def __init__(self, policy: Policy, folder: Path) -> None:
        self.policy, self._assessor = policy, Assessor(policy)
        self._around: Surroundings = surroundings(policy, folder)

    def judge(self, text: str, kind: str = "comment", post: str = "") -> Assessment:
        """Assess one text."""
        around = self._around
        context = Context(
            "facebook", kind, post, organisation=around.organisation, false_claims=around.false_claims
        )  # fmt: skip
        return self._assessor.assess(text, context)

    def report(self, texts: Sequence[Text], shown: str) -> Report:
        """Assess and count; list what came out wrong under `shown`."""
        report = Report([guideline.id for guideline in self.policy.guidelines], list(self.policy.intents))
        for item in texts:
            judged = self.judge(item.text, item.about["kind"], item.about["post"])
            report.add(item, judged)
            if shown:
                show(item, judged, shown)
        return report


def show(item: Text, judged: Assessment, name: str) -> None:
    """Print a text that came out wrong under one guideline or intent, with the words that counted."""
    found = {finding.guideline_id for finding in judged.findings} | {intent.id for intent in judged.intents}
    wanted = {*item.about["guidelines"], *item.about["intents"]}
    if (name in found) != (name in wanted):
        words = [
            f"{item.text[span.start : span.end]!r}:{signal.name}"
            for signal in judged.signals
            for span in signal.spans[:2]
            if signal.score > 0.5  # noqa: PLR2004  # the policy's usual bound
        ]
        print("+FALSE" if name in found else "-MISSED", "|", item.about["trap"], "|", item.text, "|", " ".join(words))


def beside(title: str, texts: Sequence[tuple[str, bool]], flags: dict[str, Flags]) -> dict[str, float]:
    """Print how well each tells the texts that break a rule from those that do not; return macro-F1 by name."""
    print(f"\n{title:<34}{'precision':>10}{'recall':>8}{'F1':>7}{'macro-F1':>10}   of {len(texts)}")
    told = {}
    for name, flag in flags.items():
        yes, no = Tally(), Tally()
        for text, wanted in texts:
            found = flag(text)
            yes.add(wanted=wanted, found=found)
            no.add(wanted=not wanted, found=not found)
        precision, recall, figure = yes.figures
        told[name] = round((figure + no.figures[2]) / 2, 3)
        print(f"{name:<34}{precision:>10.2f}{recall:>8.2f}{figure:>7.2f}{told[name]:>10.3f}")
    return told


def main() -> None:
    """Read, assess, count, print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--public", type=Path)
    parser.add_argument("--folder", type=Path)
    parser.add_argument("--policy", default="hmpps")
    parser.add_argument("--show", default="")
    parser.add_argument("--hidden", action="store_true", help="list every harmless text that would be hidden")
    options = parser.parse_args()
    path = find(options.policy)
    judge = Judge(load(path, signals=CATALOGUE), path.parent)
    parts = {"test split": sets.own("test"), "held-out writer": sets.own("writer"), "fresh writer": sets.own("fresh")}
    if options.folder:
        parts = {options.folder.name: sets.folder(options.folder)}
    flags: dict[str, Flags] = {"evenhand": lambda text: bool(judge.judge(text).findings), **peers()}
    figures, readings = {}, second_readings()
    for title, texts in parts.items():
        report = judge.report(texts, options.show)
        report.print(title)
        for text in report.hidden if options.hidden else ():
            print(f"  hidden: {text}")
        told = beside(f"any breach, {title}", [(item.text, bool(item.about["guidelines"])) for item in texts], flags)
        figures[title] = report.figures() | {"beside": told, "second_reader": print_agreement(texts, readings)}
    if not options.folder:
        figures["unknown claims"] = print_unknown(judge.policy)
    for name in sets.PUBLIC if options.public else ():
        if (options.public / name).is_dir():
            figures[name] = {
                "beside": beside(f"{name} (as labelled by others)", list(sets.public(options.public, name)), flags)
            }
    print(json.dumps(figures))


if __name__ == "__main__":
    main()

"""Texts a second on one core: each detector alone, all of them with the policy and JSON, and word-list peers beside us.

    python benchmarks/assess/run.py [--texts 4000] [--rounds 5]

Every figure is the best of the rounds in processor time of this one process, so that other work on the machine counts
as little as it can. Text varies within a round; nothing is cached between texts but what would be in service too. The
last line is the figures as one line of JSON.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
import warnings
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from benchmarks.assess.texts import texts as made_texts

from evenhand.assess import Assessor
from evenhand.assess.batch import context_of
from evenhand.assess.reading import Line
from evenhand.assess.surroundings import surroundings
from evenhand.assess.wire import as_json
from evenhand.policy import find, load
from evenhand.signals.catalogue import CATALOGUE
from evenhand.signals.interface import Context, Detector, Signal
from evenhand.signals.language import language
from evenhand.signals.lookalikes import LookAlikes
from evenhand.signals.normalise import normalise
from evenhand.signals.registry import standard

TERMS_TARGET, ALL_TARGET = 15_000, 2_500
_SLOW = 200  # texts for a peer that reads fewer than a few hundred a second


def rate(
    work: Callable[[str], object], texts: Sequence[str], rounds: int, before: Callable[[], object] = lambda: None
) -> float:
    """Texts a second of processor time, the best of `rounds`; `before` is done before each round, untimed."""
    for text in texts[:50]:
        work(text)
    best = float("inf")
    for _ in range(rounds):
        before()
        start = time.process_time()
        for text in texts:
            work(text)
        best = min(best, time.process_time() - start)
    return len(texts) / best


def _detect(detector: Detector, context: Context, found: Mapping[str, Mapping[str, Signal]], text: str) -> object:
    """One detector alone on one text: the view is made anew, what earlier detectors found is given."""
    return detector.detect(normalise(text), context, found[text])


def ours(texts: Sequence[str], rounds: int) -> dict[str, float]:
    """Every part of the house alone, then everything with the policy and JSON."""
    path = find("hmpps")
    policy = load(path, signals=CATALOGUE)
    assessor, around, memory = Assessor(policy), surroundings(policy, path.parent), LookAlikes()
    context = Context("facebook", organisation=around.organisation, false_claims=around.false_claims)
    found: dict[str, dict[str, Signal]] = {}
    figures: dict[str, float] = {"normalise": rate(normalise, texts, rounds)}
    for text in texts:
        found[text] = {signal.name: signal for signal in assessor.assess(text, context).signals}
    for detector in standard().items:
        figures[detector.name] = rate(partial(_detect, detector, context, found), texts, rounds)
    figures["language"] = rate(lambda text: language(normalise(text)), texts, rounds)
    figures["look-alikes"] = rate(memory.see, texts, rounds)

    lately = [LookAlikes()]

    def forget() -> None:
        lately[0] = LookAlikes()

    def everything(text: str) -> str:
        line = Line(1, "1", text, platform="facebook")
        return as_json("1", assessor.assess(text, context_of(line, around, lately[0].see(text))))

    figures["all signals, policy, JSON"] = rate(
        lambda text: as_json("1", assessor.assess(text, context)), texts, rounds
    )
    figures["the same with look-alikes"] = rate(everything, texts, rounds, forget)
    return figures


def peers(texts: Sequence[str], rounds: int) -> dict[str, float]:
    """Word-list and linear filters on the same texts; one that is not installed is left out."""
    figures: dict[str, float] = {}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            from profanity_check import predict_prob  # noqa: PLC0415 (an optional peer)

            figures["alt-profanity-check, one by one"] = rate(lambda text: predict_prob([text]), texts[:_SLOW], rounds)
            start = time.process_time()
            predict_prob(list(texts))
            figures["alt-profanity-check, in one batch"] = len(texts) / (time.process_time() - start)
        except ImportError:
            print("alt-profanity-check is not installed", file=sys.stderr)
        try:
            from better_profanity import profanity  # noqa: PLC0415 (an optional peer)

            profanity.load_censor_words()
            figures["better-profanity"] = rate(profanity.contains_profanity, texts[:_SLOW], 1)
        except ImportError:
            print("better-profanity is not installed", file=sys.stderr)
        try:
            from glin_profanity import Filter  # noqa: PLC0415 (an optional peer)

            figures["glin-profanity"] = rate(Filter().check_profanity, texts[:_SLOW], rounds)
        except ImportError:
            print("glin-profanity is not installed", file=sys.stderr)
    return figures


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--texts", type=int, default=4000)
    parser.add_argument("--rounds", type=int, default=5)
    options = parser.parse_args()
    texts = made_texts(options.texts)
    words = sum(len(text.split()) for text in texts) / len(texts)
    print(f"{len(texts)} comments of {words:.0f} words, one core, best of {options.rounds}\n")
    mine, others = ours(texts, options.rounds), peers(texts, options.rounds)
    print(f"{'':<36}{'texts a second':>15}{'microseconds':>14}")
    for name, figure in mine.items():
        print(f"{name:<36}{figure:>15,.0f}{1e6 / figure:>14.1f}")
    print("\npeers (they look for profanity alone)")
    for name, figure in others.items():
        print(f"{name:<36}{figure:>15,.0f}{1e6 / figure:>14.1f}")
    terms, everything = mine["terms"], mine["all signals, policy, JSON"]
    print(f"\nterms alone {terms:,.0f} (target {TERMS_TARGET:,}), everything {everything:,.0f} (target {ALL_TARGET:,})")
    met = {"terms_met": terms >= TERMS_TARGET, "all_met": everything >= ALL_TARGET}
    figures = {name: round(figure) for name, figure in {**mine, **others}.items()}
    print(json.dumps({"texts": len(texts), "words": round(words, 1), "texts_per_second": figures, **met}))


if __name__ == "__main__":
    main()

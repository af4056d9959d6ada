"""The learned model's speed and memory: linear stage, cascade, one text alone, two processes, cold start, cut.

    python benchmarks/assess/model.py [--texts 600]

Comments with the post they stand under, from the project's own texts that taught nothing (synthetic): four in five
harmless, one in five a breach. Peers that say only whether a text is profane stand beside us in `run.py`.
"""

from __future__ import annotations

import argparse
import json
import random
import resource
import subprocess
import sys
import time
from collections.abc import Sequence
from multiprocessing import get_context
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

import numpy as np
from benchmarks.accuracy import sets
from benchmarks.accuracy.sets import Text

from evenhand.assess import Assessor
from evenhand.assess.surroundings import surroundings
from evenhand.policy import find, load
from evenhand.signals.catalogue import CATALOGUE
from evenhand.signals.detectors.learned import learned
from evenhand.signals.interface import Context

LINEAR_TARGET, CASCADE_TARGET, AIM, P99_TARGET, MEMORY_TARGET, START_TARGET, SCALE_TARGET = (
    5_000, 300, 1_000, 30.0, 400, 2.0, 1.8
)  # fmt: skip  # texts/s, texts/s, texts/s, ms, MiB, s, times
_COLD = """
import time; start = time.perf_counter()
from evenhand.assess import Assessor
from evenhand.policy import find, load
from evenhand.signals.catalogue import CATALOGUE
Assessor(load(find("hmpps"), signals=CATALOGUE)).assess("Officers like you make me sick, watch your back tonight.")
print(time.perf_counter() - start)
"""


def mix(count: int, seed: int = 2026) -> list[Text]:
    """`count` texts that taught nothing, four in five of them harmless."""
    texts, draw = [*sets.own("test"), *sets.own("writer")], random.Random(seed)  # noqa: S311 (a mix, not a secret)
    harmless = [text for text in texts if not text.about["guidelines"]]
    breaching = [text for text in texts if text.about["guidelines"]]
    return [draw.choice(breaching if draw.random() < 0.2 else harmless) for _ in range(count)]  # noqa: PLR2004


class Bench:
    """The house over one policy, and contexts for texts."""

    def __init__(self) -> None:
        path = find("hmpps")
        self._assessor = Assessor(load(path, signals=CATALOGUE))
        self._around = surroundings(self._assessor.policy, path.parent)

    def assess(self, item: Text) -> None:
        """Assess one text under its post."""
        around = self._around
        self._assessor.assess(
            item.text,
            Context(
                "facebook", item.about["kind"], item.about["post"],
                organisation=around.organisation, false_claims=around.false_claims,
            ),
        )  # fmt: skip

    def timed(self, texts: Sequence[Text]) -> np.ndarray:
        """Seconds of wall clock of each text, one by one."""
        taken = []
        for item in texts:
            start = time.perf_counter()
            self.assess(item)
            taken.append(time.perf_counter() - start)
        return np.array(taken)


def linear_stage(texts: Sequence[str]) -> float:
    """Texts a second of processor time through the linear stage, tokenizer included."""
    reader = learned().reader()
    if reader is None:
        return 0.0
    start = time.process_time()
    for text in texts:
        reader.linear(reader.encoder.pieces(text))
    return len(texts) / (time.process_time() - start)


def share_of(texts: Sequence[Text], start_at: float) -> float:
    """One process's work for the scaling figure: seconds that it took, begun together with the other."""
    bench = Bench()
    bench.timed(texts[:20])
    time.sleep(max(0.0, start_at - time.time()))
    return float(bench.timed(texts).sum())


def scaling(texts: Sequence[Text], alone: float) -> float:
    """How many times faster two processes are than one."""
    begin = time.time() + 6
    with get_context("spawn").Pool(2) as pool:
        both = pool.starmap(share_of, [(texts, begin)] * 2)
    return 2 * alone / max(both)


def cold_start(times: int = 3) -> float:
    """Seconds from a new process's first import to its first answer, the best of `times`."""
    return min(_one_start() for _ in range(times))


def _one_start() -> float:
    command = [sys.executable, "-c", _COLD]
    return float(subprocess.run(command, check=True, capture_output=True, text=True).stdout)  # noqa: S603  # our words


def lengths(bench: Bench) -> dict[int, float]:
    """Milliseconds for texts of a thousand to a hundred thousand characters: the model reads up to its cut."""
    words = "the visits hall was cold and nobody could tell us when the next bus would come so we walked "
    told = {}
    for size in (1_000, 2_000, 4_000, 20_000, 100_000):
        text = Text((words * (size // len(words) + 1))[:size], {"kind": "comment", "post": "", "guidelines": []})
        told[size] = round(float(np.min(bench.timed([text] * 3))) * 1000, 1)
    return told


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--texts", type=int, default=600)
    options = parser.parse_args()
    texts, bench, model = mix(options.texts), Bench(), learned()
    if model.reader() is None:
        sys.exit(f"the learned model is {model.version}: nothing to measure")
    bench.timed(texts[:20])
    seen, asked = model.seen, model.asked
    start = time.process_time()
    taken = bench.timed(texts)
    cascade = len(texts) / (time.process_time() - start)
    figures = {
        "linear stage, texts/s": round(linear_stage([item.text for item in texts])),
        "cascade, texts/s": round(cascade),
        "sent to the encoder": round((model.asked - asked) / max(1, model.seen - seen), 3),
        "one text, p50 ms": round(float(np.quantile(taken, 0.5)) * 1000, 1),
        "one text, p99 ms": round(float(np.quantile(taken, 0.99)) * 1000, 1),
        "resident, MiB": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024),
        "two processes, times": round(scaling(texts, float(taken.sum())), 2),
        "first import to first answer, s": round(cold_start(), 2),
    }  # fmt: skip
    targets = {
        "linear stage, texts/s": LINEAR_TARGET, "cascade, texts/s": f"{CASCADE_TARGET} (aim {AIM})",
        "one text, p99 ms": f"under {P99_TARGET:.0f}", "resident, MiB": f"under {MEMORY_TARGET}",
        "two processes, times": SCALE_TARGET, "first import to first answer, s": f"under {START_TARGET:.0f}",
    }  # fmt: skip
    print(f"the learned model {model.version}, {len(texts)} comments with their posts (synthetic), one core\n")
    for name, figure in figures.items():
        print(f"{name:<34}{figure:>10}   {targets.get(name, '')}")
    long = lengths(bench)
    print("\nmilliseconds by length (the encoder reads 448 word pieces, the linear stage 400, the rules everything)")
    for size, figure in long.items():
        print(f"{size:>10,} characters{figure:>10.1f}")
    print(json.dumps(figures | {"ms_by_length": long}))


if __name__ == "__main__":
    main()

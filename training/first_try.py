"""What a plain training comes to on the same splits, so that figures have something to stand beside.

    python -m training.first_try OUT BASE [--texts 30000] [--epochs 5] [--writers bcde] [--lessons N] [--threads 1]

The recipe that the model began with: all-MiniLM-L6-v2 warmed once on published sets, then five epochs of the writers
that there were then (b to e) with their post, every head at one half. No rules, no linear stage, no weighing, no bounds
chosen. Prints figures on what taught nothing; writes nothing.
"""

from __future__ import annotations

import argparse
import random
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Final

import numpy as np
import torch

from training.distil import log, rows_of
from training.encoder import Encoder, Plan, Words, learn, scores
from training.heads import GUIDELINES, HEADS, INDEX, INTENTS
from training.items import Item, read, some
from training.measure import column, f1

FEWEST: Final = 20  # as the benchmark has it
_RECALLS: Final = ("at_risk", "report_comment")


def outcome_of(found: set[str]) -> str:
    """The outcome that follows from the heads that say yes to a text, in the policy's order."""
    if found & {"at_risk", "credible_threat"}:
        return "escalate"
    if "discrimination" in found:
        return "remove_and_block"
    return "remove" if found.intersection(GUIDELINES) else "allow"


def figures(items: Sequence[Item], logits: np.ndarray) -> dict[str, float]:
    """What the benchmark prints, but for false claims, which no head of a text alone can know."""
    found: np.ndarray = np.greater(logits, 0)
    told: dict[str, float] = {}
    for name in (*GUIDELINES, *INTENTS):
        known, truth = column(items, name)
        if truth[known].sum() >= FEWEST:
            told[name] = f1(truth[known], found[known, INDEX[name]])
    for name in _RECALLS:
        known, truth = column(items, name)
        told[f"recall {name}"] = float(found[known & truth, INDEX[name]].mean())
    harmless = np.array([item.about["guidelines"] == [] for item in items])
    flagged = found[harmless][:, [INDEX[name] for name in GUIDELINES]].any(axis=1).mean()
    said = [{name for name, says in zip(HEADS, row, strict=True) if says} for row in found.tolist()]
    right = [outcome_of(one) == item.about["outcome"] for one, item in zip(said, items, strict=True)]
    mean = float(np.mean([told[name] for name in GUIDELINES if name in told]))
    return {
        "macro-F1": mean, "outcome": float(np.mean(right)), "harmless flagged": float(flagged)
    } | told  # fmt: skip


def main() -> None:
    """Warm, teach, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("out", type=Path)
    parser.add_argument("base", type=Path)
    parser.add_argument("--texts", type=int, default=30_000)
    parser.add_argument("--epochs", type=int, default=5)
    parser.add_argument("--writers", default="bcde")
    parser.add_argument("--lessons", type=int, help="at most so many texts of our own, to try it out")
    parser.add_argument("--threads", type=int, default=1)
    options = parser.parse_args()
    started = time.monotonic()
    torch.set_num_threads(options.threads)
    torch.manual_seed(1)  # the new heads begin at random
    items, words = list(read(options.out / "items.jsonl.gz")), Words(options.base / "minilm")
    training = [item for item in items if item.split == "train"]
    writers = {f"writer-{writer}" for writer in options.writers}
    own = some([item for item in training if item.source in writers], options.lessons)
    public = [item for item in training if not item.source.startswith(("writer-", "claims", "policy"))]
    model = Encoder(options.base, "minilm")
    drawn = random.Random(1).sample(public, min(options.texts, len(public)))
    learn(model, rows_of(words, drawn), Plan(1, 1e-4, 32), words.pad, "cpu", 1)
    log(started, "warmed")
    learn(model, rows_of(words, own), Plan(options.epochs, 5e-5, 32), words.pad, "cpu", 2)
    log(started, "taught")
    for part in ("test", "writer", "fresh"):
        chosen = [item for item in items if item.split == part and item.source.startswith("writer-")]
        logits, _ = scores(model, rows_of(words, chosen), words.pad, "cpu")
        print(part, {name: round(value, 3) for name, value in figures(chosen, logits).items()}, flush=True)


if __name__ == "__main__":
    main()

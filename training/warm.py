"""Stage two without a GPU: the small encoder reads published texts, and ours beside them, once.

    python -m training.warm OUT BASE STUDENT [--texts 30000] [--lessons N] [--threads 2] [--without 7,8]

Writes `STUDENT-warm.safetensors`. Its embedding of a text is the original encoder's, through a layer of its own that
`embed_near` fits; whoever tunes it keeps that layer as it is.
"""

from __future__ import annotations

import argparse
import random
import time
from pathlib import Path

import torch

from training.distil import OWN, STUDENTS, log, rows_of, unseen_of
from training.encoder import Encoder, Plan, Words, learn, scores
from training.items import read, some
from training.measure import report
from training.tune import freeze, keep, rarity


def main() -> None:
    """Warm, print, write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("out", type=Path)
    parser.add_argument("base", type=Path)
    parser.add_argument("student", choices=sorted(STUDENTS))
    parser.add_argument("--texts", type=int, default=30_000)
    parser.add_argument("--lessons", type=int, help="at most so many texts of each kind, to try it out")
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--without", default="", help="writers that are left to the next stage, as in 7,8")
    options = parser.parse_args()
    started = time.monotonic()
    torch.set_num_threads(options.threads)
    items, words = list(read(options.out / "items.jsonl.gz")), Words(options.base / "minilm")
    training = [item for item in items if item.split == "train"]
    later = set(options.without.split(","))
    own = [item for item in training if item.source.startswith(OWN) and item.id.partition(":")[0] not in later]
    own = some(own, options.lessons)
    public = [item for item in training if not item.source.startswith(OWN)]
    rows = rows_of(words, own) * 2 + rows_of(words, random.Random(1).sample(public, options.texts), 0.5)
    torch.manual_seed(1)  # the new heads begin at random
    model = Encoder(options.base, "minilm", STUDENTS[options.student], embeds=True)
    freeze(model)
    plan = Plan(1, 1.5e-4, 32, rare=rarity(own), halves=True)
    log(started, f"{len(rows)} texts")
    learn(model, rows, plan, words.pad, "cpu", 1)
    keep(model, options.out / f"{options.student}-warm.safetensors")
    unseen = unseen_of(items, options.lessons)
    report("warm", unseen, scores(model, rows_of(words, unseen), words.pad, "cpu")[0])
    log(started, "warmed")


if __name__ == "__main__":
    main()

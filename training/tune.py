"""Stage three: a student learns from our own labels until it has understood them; on a processor, an hour on one core.

    python -m training.tune OUT BASE STUDENT WEIGHTS [--epochs 8] [--threads 1]

Each epoch shows every text once, some of them typed badly, and a few public ones so that nothing is forgotten. Writes
`STUDENT.safetensors` after each epoch, and prints figures on validation, test and held-out texts after every second.
"""

from __future__ import annotations

import argparse
import dataclasses
import random
import time
from pathlib import Path

import torch
from safetensors.torch import load_file, save_file

from training.augment import typed_badly
from training.distil import OWN, STUDENTS, log, rows_of
from training.encoder import Encoder, Plan, Row, Words, learn, scores
from training.items import Item, read
from training.measure import report


def epoch_rows(words: Words, own: list[Item], public: list[Item], epoch: int) -> list[Row]:
    """The texts of one epoch; a third typed badly, a tenth public ones beside."""
    draw = random.Random(100 + epoch)
    shown = [
        dataclasses.replace(item, text=typed_badly(item.text, draw)) if epoch and draw.random() < 0.33 else item
        for item in own
    ]  # fmt: skip
    return [*rows_of(words, shown), *rows_of(words, draw.sample(public, len(own) // 10), 0.5)]


def main() -> None:
    """Tune, print, write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("out", type=Path)
    parser.add_argument("base", type=Path)
    parser.add_argument("student", choices=sorted(STUDENTS))
    parser.add_argument("weights", type=Path)
    parser.add_argument("--epochs", type=int, default=8)
    parser.add_argument("--rate", type=float, default=1e-4)
    parser.add_argument("--threads", type=int, default=1)
    options = parser.parse_args()
    started, device = time.monotonic(), "cuda" if torch.cuda.is_available() else "cpu"
    torch.set_num_threads(options.threads)
    items, words = list(read(options.out / "items.jsonl.gz")), Words(options.base / "minilm")
    training = [item for item in items if item.split == "train"]
    own = [item for item in training if item.source.startswith(OWN)]
    public = [item for item in training if not item.source.startswith(OWN)]
    unseen = [item for item in items if item.split != "train" and item.source.startswith(OWN)]
    unseen_rows = rows_of(words, unseen)
    model = Encoder(options.base, "minilm", STUDENTS[options.student], embeds=True)
    model.load_state_dict({key: value.float() for key, value in load_file(options.weights).items()})
    model.to(device)
    for frozen in (model.body.embeddings, model.embed):
        assert frozen is not None  # noqa: S101  # asked for above
        frozen.requires_grad_(requires_grad=False)  # ten times the weights of a layer, and hardly better for learning
    for epoch in range(options.epochs):
        share = 1 - epoch / options.epochs
        plan = Plan(1, options.rate * share, 32, warm=0.02, head_rate=1e-3 * share)
        learn(model, epoch_rows(words, own, public, epoch), plan, words.pad, device, 300 + epoch)
        save_file(
            {key: value.half().contiguous().cpu() for key, value in model.state_dict().items()},
            options.out / f"{options.student}.safetensors",
        )
        log(started, f"epoch {epoch}")
        if epoch % 2 or epoch == options.epochs - 1:
            report(options.student, unseen, scores(model, unseen_rows, words.pad, device)[0])


if __name__ == "__main__":
    main()

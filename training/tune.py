"""Stage three: a student learns from our own labels until it has understood them; on a processor, an hour on one core.

    python -m training.tune OUT BASE STUDENT WEIGHTS [--epochs 12] [--lessons N] [--threads 1] [--seed 300]

Each epoch shows every text once, some of them typed badly or without their post, and a few public ones so that nothing
is forgotten; the rate falls evenly over all of them. Writes `STUDENT-SEED.safetensors` after each epoch: from the last
third on, the mean of the weights so far, which is steadier than the last ones. Prints figures on validation texts after
every third.
Runs of several seeds from one start can be averaged too (`training.blend`).
"""

from __future__ import annotations

import argparse
import dataclasses
import random
import time
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import torch
from safetensors.torch import load_file, save_file
from torch import Tensor

from training.augment import typed_badly
from training.distil import OWN, STUDENTS, log, rows_of, unseen_of
from training.domain import NO_POST
from training.encoder import Encoder, Plan, Row, Words, learn, scores
from training.heads import HEADS
from training.items import Item, read, some
from training.measure import column, report

_MOST_RARE = 4.0
_LEAST = 0.02  # of the rate: what it falls to, evenly, over all epochs


def rarity(own: Sequence[Item]) -> np.ndarray:
    """How much a label that is there weighs: the root of how seldom it is, from once to four times."""
    weights = np.ones(len(HEADS))
    for index, name in enumerate(HEADS):
        known, truth = column(own, name)
        if truth.any():
            weights[index] = np.clip(np.sqrt((known.sum() - truth.sum()) / truth.sum()) / 2, 1.0, _MOST_RARE)
    return weights


def freeze(model: Encoder) -> None:
    """Keep the word vectors as they are: ten times the weights of a layer, and hardly better for learning."""
    for frozen in (model.body.embeddings, model.embed):
        assert frozen is not None  # noqa: S101  # asked for by the caller
        frozen.requires_grad_(requires_grad=False)


def keep(model: Encoder, path: Path, weights: dict[str, Tensor] | None = None) -> None:
    """Write weights in half precision."""
    save_file(
        {key: value.half().contiguous().cpu() for key, value in (weights or model.state_dict()).items()}, path
    )  # fmt: skip


def shown(item: Item, draw: random.Random, *, varied: bool) -> Item:
    """A text as an epoch shows it: a third typed badly, one in twelve without its post."""
    if not varied:
        return item
    text = typed_badly(item.text, draw) if draw.random() < 0.33 else item.text
    plain = item.source.startswith("writer-") and item.about.get("kind") == "comment" and draw.random() < 0.08
    return dataclasses.replace(item, text=text, context=NO_POST if plain else item.context)


def epoch_rows(words: Words, own: list[Item], public: list[Item], epoch: int, seed: int) -> list[Row]:
    """The texts of one epoch; a tenth public ones beside."""
    draw = random.Random(seed * 100 + epoch)
    ours = rows_of(words, [shown(item, draw, varied=epoch > 0) for item in own])
    return [*ours, *rows_of(words, draw.sample(public, len(own) // 10), 0.5)]


def mean(kept: Sequence[dict[str, Tensor]]) -> dict[str, Tensor]:
    """The mean of several sets of weights of one shape."""
    return {
        key: torch.stack([one[key].float() for one in kept]).mean(0) if value.is_floating_point() else value
        for key, value in kept[-1].items()
    }


def copied(model: Encoder) -> dict[str, Tensor]:
    """The weights as they are now."""
    return {key: value.detach().clone().cpu() for key, value in model.state_dict().items()}


def main() -> None:
    """Tune, print, write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("out", type=Path)
    parser.add_argument("base", type=Path)
    parser.add_argument("student", choices=sorted(STUDENTS))
    parser.add_argument("weights", type=Path)
    parser.add_argument("--epochs", type=int, default=12)
    parser.add_argument("--rate", type=float, default=1e-4)
    parser.add_argument("--lessons", type=int, help="at most so many texts of each kind, to try it out")
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--seed", type=int, default=300)
    options = parser.parse_args()
    started, device = time.monotonic(), "cuda" if torch.cuda.is_available() else "cpu"
    torch.set_num_threads(options.threads)
    items, words = list(read(options.out / "items.jsonl.gz")), Words(options.base / "minilm")
    training = [item for item in items if item.split == "train"]
    own = some([item for item in training if item.source.startswith(OWN)], options.lessons)
    public = [item for item in training if not item.source.startswith(OWN)]
    unseen = some([item for item in unseen_of(items) if item.split == "validation"], options.lessons)
    unseen_rows = rows_of(words, unseen)
    model = Encoder(options.base, "minilm", STUDENTS[options.student], embeds=True)
    model.load_state_dict({key: value.float() for key, value in load_file(options.weights).items()})
    model.to(device)
    freeze(model)
    kept: list[dict[str, Tensor]] = []
    path = options.out / f"{options.student}-{options.seed}.safetensors"
    for epoch in range(options.epochs):
        share, after = 1 - epoch / options.epochs, 1 - (epoch + 1) / options.epochs
        falls = max(after, _LEAST) / share
        plan = Plan(1, options.rate * share, 32, 0.02, 1e-3 * share, rare=rarity(own), halves=True, falls=falls)
        learn(model, epoch_rows(words, own, public, epoch, options.seed), plan, words.pad, device, options.seed + epoch)
        if epoch >= options.epochs * 2 // 3:
            kept.append(copied(model))
        keep(model, path, mean(kept) if kept else None)
        log(started, f"epoch {epoch}")
        if epoch % 3 == 2 or epoch == options.epochs - 1:
            report(options.student, unseen, scores(model, unseen_rows, words.pad, device)[0])


if __name__ == "__main__":
    main()

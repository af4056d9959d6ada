"""Stage three's end: several runs of one student averaged, and its embedding fitted to the original encoder's.

    python -m training.blend OUT BASE STUDENT SEED [SEED …] [--lessons N]

Reads `STUDENT-SEED.safetensors` of each run, writes `STUDENT.safetensors`. Runs that began from the same warm weights
lie close together, so the mean of their weights is a model too, and a steadier one (Wortsman et al. 2022, "Model
soups"). Prints figures of each run and of the mean; whoever reads them compares on validation.
"""

from __future__ import annotations

import argparse
import dataclasses
import random
from pathlib import Path

import numpy as np
import torch
from safetensors.torch import load_file

from training.distil import STUDENTS, original_embeddings, rows_of, unseen_of
from training.encoder import Encoder, Words, batches, scores
from training.items import Item, read
from training.measure import report
from training.tune import keep, mean

_TEXTS = 12_000
_SMOOTH = 1e-3  # of the mean square of a state: the ridge


def states(model: Encoder, base: Path, items: list[Item]) -> np.ndarray:
    """The mean state of each text, alone."""
    words = Words(base / "minilm")
    rows = rows_of(words, [dataclasses.replace(item, context="") for item in items])
    found = np.zeros((len(rows), model.head.in_features), dtype=np.float32)
    kept: list[torch.Tensor] = []
    hook = model.dropout.register_forward_hook(lambda _module, given, _result: kept.append(given[0].detach()))
    model.eval()
    with torch.no_grad():
        for chunk, ids, mask, types, *_ in batches(rows, 256, words.pad, "cpu"):
            kept.clear()
            model(ids, mask, types)
            found[chunk] = kept[0].float().numpy()
    hook.remove()
    return found


def embed_near(model: Encoder, base: Path, items: list[Item]) -> float:
    """Fit the embedding layer by least squares; return the mean cosine to the original on a tenth left out."""
    assert model.embed is not None  # noqa: S101  # the caller made it with one
    wanted = original_embeddings(base, items, "cpu").astype(np.float64)
    given = np.hstack([states(model, base, items).astype(np.float64), np.ones((len(items), 1))])
    cut = len(items) // 10
    ridge = _SMOOTH * np.mean(given**2) * len(items) * np.eye(given.shape[1])
    solved = np.linalg.solve(given[cut:].T @ given[cut:] + ridge, given[cut:].T @ wanted[cut:])
    with torch.no_grad():
        model.embed.weight.copy_(torch.from_numpy(solved[:-1].T.astype(np.float32)))
        model.embed.bias.copy_(torch.from_numpy(solved[-1].astype(np.float32)))
    near = given[:cut] @ solved
    return float(np.mean((near * wanted[:cut]).sum(1) / np.linalg.norm(near, axis=1)))


def main() -> None:
    """Average, fit, print, write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("out", type=Path)
    parser.add_argument("base", type=Path)
    parser.add_argument("student", choices=sorted(STUDENTS))
    parser.add_argument("seeds", type=int, nargs="+")
    parser.add_argument("--lessons", type=int, help="at most so many texts of each kind, to try it out")
    options = parser.parse_args()
    items, words = list(read(options.out / "items.jsonl.gz")), Words(options.base / "minilm")
    unseen = unseen_of(items, options.lessons)
    rows = rows_of(words, unseen)
    kept = [load_file(options.out / f"{options.student}-{seed}.safetensors") for seed in options.seeds]
    model = Encoder(options.base, "minilm", STUDENTS[options.student], embeds=True)
    runs = [*zip(map(str, options.seeds), kept, strict=True)]
    for name, weights in [*runs, ("mean", mean(kept))] if len(runs) > 1 else ():  # of one run, `tune` told already
        model.load_state_dict({key: value.float() for key, value in weights.items()})
        report(name, unseen, scores(model, rows, words.pad, "cpu")[0], ("validation", "test", "writer", "fresh"))
    model.load_state_dict({key: value.float() for key, value in mean(kept).items()})
    training = [item for item in items if item.split == "train" and item.source != "claims"]
    drawn = random.Random(5).sample(training, min(options.lessons or _TEXTS, len(training)))
    near = embed_near(model, options.base, drawn)
    print(f"embedding: mean cosine to the original {near:.3f}")
    keep(model, options.out / f"{options.student}.safetensors")


if __name__ == "__main__":
    main()

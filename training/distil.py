"""Stage two: a large teacher learns from all labelled texts, then small students learn from it. A GPU helps.

    python -m training.distil OUT BASE [--smoke]

OUT has `items.jsonl.gz` of stage one; BASE the two pretrained encoders (`mpnet/`, `minilm/`; see README.md).
Writes for each student its weights (half precision, in pieces of 15 MB) and, for teacher and students, their logits on
every text that is not for training. The teachers never see a validation or test text.
"""

from __future__ import annotations

import argparse
import copy
import dataclasses
import random
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Final

import numpy as np
import torch

from training.augment import varied
from training.encoder import Encoder, Plan, Row, Words, learn, scores
from training.heads import HEADS, HELPERS, INDEX
from training.items import Item, read, some
from training.measure import report

STUDENTS: Final = {"six": None, "four": (0, 1, 3, 5)}
TEACHERS: Final = 3
OWN: Final = ("writer-", "claims", "policy")
_PIECE: Final = 15_000_000  # bytes
_HELPER_COLUMNS: Final = [INDEX[name] for name in HELPERS]


def wanted_of(item: Item) -> np.ndarray:
    """The labels of an item as probabilities, NaN where there is none."""
    array = np.full(len(HEADS), np.nan, dtype=np.float32)
    for name, value in item.labels.items():
        if name in INDEX:
            array[INDEX[name]] = value
    return array


def rows_of(words: Words, items: Sequence[Item], weight: float = 1.0) -> list[Row]:
    """Items as a tokenizer's rows."""
    texts, contexts = words.encode([item.text for item in items]), words.encode([item.context for item in items])
    return [
        Row(*words.joined(text, context), wanted_of(item), weight)
        for item, text, context in zip(items, texts, contexts, strict=True)
    ]


def unseen_of(items: Sequence[Item], most: int | None = None) -> list[Item]:
    """The project's own texts that are not for training; at most so many of them, where a stage is only tried out."""
    return some([item for item in items if item.split != "train" and item.source.startswith(OWN)], most)


def log(started: float, what: str) -> None:
    """Say how long it took so far."""
    print(f"[{time.monotonic() - started:6.1f} s] {what}", flush=True)


def teach(base: Path, name: str, items: list[Item], device: str, seeds: int, seconds: float) -> list[Encoder]:
    """Teachers: one warmed on everything, then `seeds` of it, each taught the project's own texts in another order."""
    words = Words(base / name)
    own = [item for item in items if item.split == "train" and item.source.startswith(OWN)]
    public = [item for item in items if item.split == "train" and not item.source.startswith(OWN)]
    own_rows, public_rows = rows_of(words, own), rows_of(words, public, 0.5)
    first = Encoder(base, name).to(device)
    learn(first, [*public_rows, *own_rows, *own_rows], Plan(1, 6e-5, 256, seconds=seconds * 0.3), words.pad, device, 1)
    teachers = []
    for seed in range(seeds):
        teacher = copy.deepcopy(first)
        some = random.Random(seed).sample(public_rows, len(own_rows) // 4)
        plan = Plan(5, 4e-5, 64, seconds=seconds * 0.7 / seeds)
        learn(teacher, [*own_rows, *some], plan, words.pad, device, 10 + seed)
        teachers.append(teacher)
    return teachers


def judged(teachers: list[Encoder], base: Path, name: str, items: Sequence[Item], device: str) -> np.ndarray:
    """The teachers' mean logits for each item."""
    words = Words(base / name)
    rows = rows_of(words, items)
    mean: np.ndarray = np.mean([scores(teacher, rows, words.pad, device)[0] for teacher in teachers], axis=0)
    return mean


def lessons(items: Sequence[Item], logits: np.ndarray, words: Words, near: np.ndarray | None) -> list[Row]:
    """What a student learns: the teachers' probabilities, halfway to the label where there is one."""
    soft = 1 / (1 + np.exp(-logits))
    rows = []
    for index, (item, row) in enumerate(zip(items, rows_of(words, items), strict=True)):
        own = item.source.startswith(OWN)
        hard = row.wanted
        mixed = np.where(np.isnan(hard), soft[index], 0.5 * soft[index] + 0.5 * hard)
        if "variant" in item.about:
            mixed = soft[index]
        if not own:
            mixed = np.where(np.isnan(hard), mixed, hard)  # what a public set says of its own head stands
        if item.source != "claims":
            mixed[INDEX["states_claim"]] = np.nan
        else:
            mixed = np.where(np.arange(len(HEADS)) == INDEX["states_claim"], mixed, np.nan)
        embedding = near[index] if near is not None else None
        rows.append(
            dataclasses.replace(row, wanted=mixed.astype(np.float32), weight=1.0 if own else 0.5, embedding=embedding)
        )
    return rows


def original_embeddings(base: Path, items: Sequence[Item], device: str) -> np.ndarray:
    """What the untouched sentence encoder makes of each text alone: mean of its states, unit length."""
    words = Words(base / "minilm")
    rows = rows_of(words, [dataclasses.replace(item, context="") for item in items])
    model = Encoder(base, "minilm", embeds=True).to(device)
    assert model.embed is not None  # noqa: S101  # asked for above
    with torch.no_grad():
        model.embed.weight.copy_(torch.eye(len(model.embed.weight)))
        model.embed.bias.zero_()
    return scores(model, rows, words.pad, device)[1]


def main() -> None:
    """Teach, distil, write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("out", type=Path)
    parser.add_argument("base", type=Path)
    parser.add_argument("--smoke", action="store_true", help="a few texts and the small encoder, to see that it runs")
    parser.add_argument("--students", default="four")
    parser.add_argument("--variants", type=int, default=6)
    parser.add_argument("--epochs", type=int, default=4)
    parser.add_argument("--seconds", type=float, default=float("inf"), help="end the learning in about this time")
    options = parser.parse_args()
    started, device = time.monotonic(), "cuda" if torch.cuda.is_available() else "cpu"
    torch.backends.cuda.matmul.allow_tf32 = True
    items = list(read(options.out / "items.jsonl.gz"))
    teacher, seeds = ("minilm", 2) if options.smoke else ("mpnet", TEACHERS)
    if options.smoke:
        items, options.variants, options.epochs = random.Random(0).sample(items, 300), 1, 1
    log(started, f"{len(items)} items on {device}")
    unseen = [item for item in items if item.split != "train"]
    teachers = teach(options.base, teacher, items, device, seeds, options.seconds * 0.42)
    log(started, "taught")
    kept = {"teacher": judged(teachers, options.base, teacher, unseen, device)}
    report("teacher", unseen, kept["teacher"])
    training = [item for item in items if item.split == "train"]
    texts = [*training, *varied([i for i in training if i.source.startswith("writer-")], options.variants, seed=7)]
    logits = judged(teachers, options.base, teacher, texts, device)
    del teachers
    log(started, f"{len(texts)} texts judged by the teachers")
    words = Words(options.base / "minilm")
    learned = lessons(texts, logits, words, original_embeddings(options.base, texts, device))
    unseen_rows, names = rows_of(words, unseen), options.students.split(",")
    for number, name in enumerate(names):
        student = Encoder(options.base, "minilm", STUDENTS[name], embeds=True).to(device)
        left = (options.seconds - (time.monotonic() - started)) / (len(names) - number)
        learn(student, learned, Plan(options.epochs, 3e-4, 256, seconds=left * 0.9), words.pad, device, 21)
        log(started, f"student {name} taught")
        kept[name], _ = scores(student, unseen_rows, words.pad, device)
        report(name, unseen, kept[name])
        save(options.out, name, student)
    np.savez_compressed(options.out / "logits.npz", **kept)  # type: ignore[arg-type]
    log(started, "done")


def save(out: Path, name: str, model: Encoder) -> None:
    """Weights in half precision, cut into pieces that travel."""
    from safetensors.torch import save as packed  # noqa: PLC0415  # only here

    content = packed({key: value.half().contiguous().cpu() for key, value in model.state_dict().items()})
    for number, at in enumerate(range(0, len(content), _PIECE)):
        (out / f"{name}.safetensors.{number}").write_bytes(content[at : at + _PIECE])


if __name__ == "__main__":
    main()

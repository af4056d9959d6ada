"""The examples of the policy file: each says of one guideline whether it is breached, nothing of the others."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from evenhand.policy import load
from training.domain import context_of
from training.heads import GUIDELINES
from training.items import Item


def read(path: Path) -> Iterator[Item]:
    """Every example of every guideline that has a head."""
    policy = load(path)
    for guideline in policy.guidelines:
        if guideline.id not in GUIDELINES:
            continue
        for label, examples in ((1, guideline.breach), (0, guideline.no_breach)):
            for number, example in enumerate(examples):
                name = f"policy:{guideline.id}:{label}:{number}"
                context = context_of(example.kind, example.post)
                yield Item(name, example.text, context, {guideline.id: label}, "policy", name)

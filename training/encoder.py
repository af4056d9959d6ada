"""The network: a sentence encoder with one logit a head and an embedding of the text. Needs torch."""

from __future__ import annotations

import json
import random
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np
import torch
from tokenizers import Tokenizer
from torch import Tensor, nn
from torch.nn import functional

from evenhand.signals.spelling import spelled
from training.heads import HEADS

TEXT_TOKENS: Final = 112
CONTEXT_TOKENS: Final = 24
EMBEDDING: Final = 384


@dataclass(frozen=True, slots=True)
class Row:
    """A text with its context, as token ids, and what is wanted of the model: NaN where nothing is known."""

    ids: list[int]
    types: list[int]
    wanted: np.ndarray
    weight: float = 1.0
    embedding: np.ndarray | None = None


class Words:
    """A tokenizer that cuts texts and contexts to their lengths and puts them together."""

    def __init__(self, folder: Path) -> None:
        self._tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        self._tokenizer.no_padding()
        self._tokenizer.no_truncation()
        vocabulary = self._tokenizer.get_vocab()
        self.bert = "<s>" not in vocabulary  # the other one's vocabulary holds both kinds of marks
        self.start = vocabulary["[CLS]" if self.bert else "<s>"]
        self.end = vocabulary["[SEP]" if self.bert else "</s>"]
        self.pad = vocabulary["[PAD]" if self.bert else "<pad>"]

    def encode(self, texts: Sequence[str]) -> list[list[int]]:
        """Token ids of each text, without the marks of start and end."""
        return [
            one.ids for one in self._tokenizer.encode_batch([spelled(text) for text in texts], add_special_tokens=False)
        ]

    def joined(self, text: list[int], context: list[int]) -> tuple[list[int], list[int]]:
        """Ids and types of one pass: start, text, end, context, end."""
        head = [self.start, *text[:TEXT_TOKENS], self.end]
        middle = [] if self.bert else [self.end]
        tail = [*middle, *context[:CONTEXT_TOKENS], self.end]
        return head + tail, [0] * len(head) + ([1] * len(tail) if self.bert else [0] * len(tail))


def _unpacked(folder: Path, name: str) -> dict[str, Tensor]:
    """Weights that were packed as 7-bit rows with a scale each, to travel; or plain safetensors."""
    plain = folder / name / "model.safetensors"
    if plain.is_file():
        from safetensors.torch import load_file  # noqa: PLC0415  # only here

        return dict(load_file(plain))
    state: dict[str, Tensor] = {}
    for path in sorted(folder.glob(f"{name}.*.npz")):
        with np.load(path) as arrays:
            for key in arrays.files:
                if not key.endswith("|s"):
                    value = torch.from_numpy(arrays[key]).float()
                    state[key] = value * torch.from_numpy(arrays[key + "|s"]) if key + "|s" in arrays.files else value
    return state


class Encoder(nn.Module):
    """A transformer and a logit for each head: the mean of what each token adds; `keep` chooses its layers.

    A logit is a sum over tokens and nothing else, so that the product can say which words moved it, and by how much.
    """

    def __init__(
        self, base: Path, name: str, keep: Sequence[int] | None = None, *, embeds: bool = False, attention: str = ""
    ) -> None:
        super().__init__()
        from transformers import AutoConfig, AutoModel  # noqa: PLC0415  # slow to import

        config = AutoConfig.from_pretrained(base / name)
        with torch.device("cuda" if torch.cuda.is_available() else "cpu"):  # its random start is slow on a processor
            model = AutoModel.from_config(
                config, attn_implementation=attention or ("sdpa" if name == "minilm" else "eager")
            )
        state = {
            key.removeprefix(f"{name}.").removeprefix("bert."): value for key, value in _unpacked(base, name).items()
        }
        missing, _ = model.load_state_dict(state, strict=False)
        if [key for key in missing if "pooler" not in key and "position_ids" not in key]:
            raise ValueError(f"{base / name}: weights are missing: {missing[:3]}")
        if keep is not None:
            model.encoder.layer = nn.ModuleList(model.encoder.layer[index] for index in keep)
            config.num_hidden_layers = len(keep)
        model.pooler = None
        self.body = model
        self.dropout = nn.Dropout(0.1)
        self.typed = "bert" in config.model_type
        self.head = nn.Linear(config.hidden_size, len(HEADS))
        self.embed = nn.Linear(config.hidden_size, EMBEDDING) if embeds else None

    def forward(self, ids: Tensor, mask: Tensor, types: Tensor) -> tuple[Tensor, Tensor]:
        """Logits [batch, heads] and unit embeddings [batch, EMBEDDING] (zeros where it has none)."""
        given: dict[str, Any] = {"input_ids": ids, "attention_mask": mask}
        if self.typed:
            given["token_type_ids"] = types
        states = self.body(**given).last_hidden_state
        spread = mask.unsqueeze(-1).to(states.dtype)
        mean = (states * spread).sum(1) / spread.sum(1)
        logits = self.head(self.dropout(mean))
        if self.embed is None:
            return logits, logits.new_zeros((len(logits), EMBEDDING))
        return logits, functional.normalize(self.embed(mean), dim=1)


def batches(
    rows: Sequence[Row], size: int, pad: int, device: str, seed: int | None = None
) -> Iterator[tuple[Any, ...]]:
    """Batches of rows of like lengths, shuffled by `seed` (None: in order of length), as tensors on `device`."""
    order = list(range(len(rows)))
    if seed is None:
        order.sort(key=lambda index: len(rows[index].ids))
    else:
        draw = random.Random(seed)
        draw.shuffle(order)
        stretches = [order[at : at + 64 * size] for at in range(0, len(order), 64 * size)]
        order = [index for some in stretches for index in sorted(some, key=lambda index: len(rows[index].ids))]
    chunks = [order[at : at + size] for at in range(0, len(order), size)]
    if seed is not None:
        draw.shuffle(chunks)
    for chunk in chunks:
        longest = -(-max(len(rows[index].ids) for index in chunk) // 8) * 8
        ids = np.full((len(chunk), longest), pad, dtype=np.int64)
        mask = np.zeros((len(chunk), longest), dtype=np.int64)
        types = np.zeros((len(chunk), longest), dtype=np.int64)
        for place, index in enumerate(chunk):
            row = rows[index]
            ids[place, : len(row.ids)], mask[place, : len(row.ids)] = row.ids, 1
            types[place, : len(row.ids)] = row.types
        wanted = np.stack([rows[index].wanted for index in chunk]).astype(np.float32)
        weights = np.array([rows[index].weight for index in chunk], dtype=np.float32)
        embeddings = [rows[index].embedding for index in chunk]
        known = [one for one in embeddings if one is not None]
        near = torch.from_numpy(np.stack(known).astype(np.float32)).to(device) if len(known) == len(chunk) else None
        tensors = [
            torch.from_numpy(array).to(device, non_blocking=True) for array in (ids, mask, types, wanted, weights)
        ]
        yield (chunk, *tensors, near)


def scores(model: Encoder, rows: Sequence[Row], pad: int, device: str) -> tuple[np.ndarray, np.ndarray]:
    """Logits and embeddings of every row, in the rows' order."""
    model.eval()
    logits = np.zeros((len(rows), len(HEADS)), dtype=np.float32)
    near = np.zeros((len(rows), EMBEDDING), dtype=np.float16)
    with torch.no_grad():
        for chunk, ids, mask, types, *_ in batches(rows, 256, pad, device):
            found, embedded = model(ids, mask, types)
            logits[chunk], near[chunk] = found.float().cpu().numpy(), embedded.float().cpu().numpy()
    return logits, near


@dataclass(frozen=True, slots=True)
class Plan:
    """How long and how fast to learn; `seconds` ends it early on a machine that is lent for minutes."""

    epochs: int
    rate: float
    batch: int = 64
    warm: float = 0.06
    head_rate: float = 1e-3
    seconds: float = float("inf")
    rare: np.ndarray | None = None  # how much more a label that is there weighs than one that is not, by head
    falls: float = 0.0  # the share of the rate that it falls to by the end, evenly; 0: to nothing
    halves: bool = False  # products in half precision (bfloat16) where the machine knows it: half the time


def knows_halves(device: str) -> bool:
    """Whether products in half precision save time; a processor of AVX2 only imitates them, several times slower."""
    return device != "cpu" or torch.backends.cpu.get_cpu_capability() not in {"DEFAULT", "AVX2"}


def learn(model: Encoder, rows: Sequence[Row], plan: Plan, pad: int, device: str, seed: int) -> None:
    """Fit `model` to the rows' wanted probabilities (cross entropy, heads not known masked), in place."""
    torch.manual_seed(seed)
    learning = [(name, value) for name, value in model.named_parameters() if value.requires_grad]
    body = [value for name, value in learning if name.startswith("body.")]
    top = [value for name, value in learning if not name.startswith("body.")]
    steps = plan.epochs * -(-len(rows) // plan.batch)
    optimiser = torch.optim.AdamW(
        [{"params": part, "lr": rate} for part, rate in ((body, plan.rate), (top, plan.head_rate))],
        weight_decay=0.01,
        fused=True,
    )
    rare = None if plan.rare is None else torch.from_numpy(plan.rare.astype(np.float32)).to(device)
    rates, started, step = [group["lr"] for group in optimiser.param_groups], time.monotonic(), 0
    halves = plan.halves and knows_halves(device)
    model.train()
    for epoch in range(plan.epochs):
        total, count = 0.0, 0
        for _, ids, mask, types, wanted, weights, near in batches(rows, plan.batch, pad, device, seed * 1000 + epoch):
            done = max(step / steps, (time.monotonic() - started) / plan.seconds)
            if done >= 1:
                return
            for group, rate in zip(optimiser.param_groups, rates, strict=True):
                group["lr"] = rate * min((step + 1) / (1 + plan.warm * steps), 1 - done * (1 - plan.falls))
            with torch.autocast(device, dtype=torch.bfloat16, enabled=halves):
                logits, embedded = model(ids, mask, types)
            known = ~wanted.isnan()
            each = functional.binary_cross_entropy_with_logits(
                logits.float(), torch.where(known, wanted, 0.0), reduction="none", pos_weight=rare
            )
            loss = ((each * known).sum(1) * weights).sum() / len(weights) / 8
            if near is not None and model.embed is not None:
                loss = loss + 0.5 * (1 - (embedded * near).sum(1)).mean()
            optimiser.zero_grad(set_to_none=True)
            loss.backward()  # type: ignore[no-untyped-call]
            nn.utils.clip_grad_norm_(model.parameters(), 1.0)
            optimiser.step()
            if count % 50 == 0:
                total += float(loss.detach())
            count, step = count + 1, step + 1
        told = {"epoch": epoch, "steps": count, "loss": round(total / (count // 50 + 1), 4)}
        print(json.dumps(told | {"seconds": round(time.monotonic() - started, 1)}), flush=True)

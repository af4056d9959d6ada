"""A trained student as the file that ships: ONNX with 8-bit weights."""

from __future__ import annotations

from pathlib import Path
from typing import cast

import torch
from onnxruntime.quantization import QuantType, quantize_dynamic
from torch import Tensor, nn
from torch.nn import functional

from training.encoder import Encoder


class Shipped(nn.Module):
    """The encoder with what the product asks of it: logits, what each word piece adds to them, and an embedding."""

    def __init__(self, model: Encoder) -> None:
        super().__init__()
        assert model.embed is not None  # noqa: S101  # students have one
        self.body, self.head, self.embed = model.body, model.head, model.embed

    def forward(self, ids: Tensor, mask: Tensor, types: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        """Logits [batch, heads], parts [batch, pieces, heads] whose sum they are but for a constant, embeddings."""
        states = self.body(input_ids=ids, attention_mask=mask, token_type_ids=types).last_hidden_state
        spread = mask.unsqueeze(-1).to(states.dtype)
        share = spread / spread.sum(1, keepdim=True)
        parts = functional.linear(states, self.head.weight) * share
        embedding = functional.normalize(self.embed((states * share).sum(1)), dim=1)
        return parts.sum(1) + self.head.bias, parts, embedding


def export(model: Encoder, out: Path) -> None:
    """Write `encoder.onnx`, its matrices in 8 bits, each row with its own scale."""
    shipped, sample = Shipped(model).eval(), torch.ones(2, 8, dtype=torch.long)
    whole = out / "encoder-whole.onnx"
    torch.onnx.export(
        shipped, (sample, sample, sample), str(whole), input_names=["ids", "mask", "types"],
        output_names=["logits", "parts", "embedding"], opset_version=17, dynamo=False,
        dynamic_axes={name: {0: "texts", 1: "pieces"} for name in ("ids", "mask", "types", "parts")},
    )  # fmt: skip
    quantize_dynamic(
        str(whole), str(out / "encoder.onnx"), weight_type=cast("QuantType", QuantType.QInt8), per_channel=True,
        reduce_range=True,
    )  # fmt: skip
    whole.unlink()

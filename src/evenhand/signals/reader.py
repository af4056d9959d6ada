"""The learned model of one folder: encoder, linear stage, what joins them, and which texts need the encoder."""

from __future__ import annotations

import io
from collections.abc import Mapping
from typing import Final

import numpy as np

from evenhand.signals import linear
from evenhand.signals.encoder import Encoder, Pieces
from evenhand.signals.model_files import ModelFileError, ModelFiles
from evenhand.signals.stack import Array, stack_of

_FIRED: Final = 0.3
_WEIGHS: Final = 1.0  # log odds that a signal adds at full strength
_AROUND: Final = frozenset({"group_mentioned"})  # says nothing by itself, so nothing of it can be doubted


class Reader:
    """Everything that the model's files hold, checked and read."""

    def __init__(self, files: ModelFiles) -> None:
        """Raise ModelFileError where a file cannot be read for what it is."""
        try:
            self._open(files)
        except (KeyError, ValueError, TypeError, RuntimeError, ImportError, OSError) as error:
            raise ModelFileError(f"the model of {files.version} cannot be read: {type(error).__name__}") from error

    def _open(self, files: ModelFiles) -> None:
        manifest = files.manifest
        self.heads: tuple[str, ...] = tuple(manifest["heads"])
        self.encoder = Encoder(files.content("tokenizer.json"), files.content("encoder.onnx"))
        with np.load(io.BytesIO(files.content("linear.npz"))) as arrays:
            self._weights: Array = arrays["weights"].astype(np.float32)
            self._bias: Array = arrays["bias"].astype(np.float32)
        self.full = stack_of(self.heads, manifest["full"])
        self.quick = stack_of(self.heads, manifest["quick"])
        self._low, self._high = (np.array(manifest["routing"][key], dtype=np.float32) for key in ("low", "high"))
        self._always: tuple[str, ...] = tuple(manifest["routing"]["always"])
        self._rules: dict[str, tuple[str, ...]] = {head: tuple(names) for head, names in manifest["rules"].items()}
        self.near: float = manifest["claims"]["near"]
        self.claims_found = bool(manifest["claims"].get("finds", True))
        self.claims_doubted = bool(manifest["claims"].get("doubts", True))
        self._claim_at, self._claim_bound = self.heads.index("states_claim"), float(manifest["claims"]["bound"])

    def may_doubt(self, head: str, rules: Mapping[str, float]) -> bool:
        """Whether a rule that speaks for a head fired, and each that did is one that training taught to weigh.

        A signal that validation texts hardly ever showed has no weight worth the name: the model knows nothing of it.
        """
        fired = [name for name in self._rules.get(head, ()) if rules.get(name, 0.0) > _FIRED and name not in _AROUND]
        return bool(fired) and all(self._weighed(head, name) for name in fired)

    def _weighed(self, head: str, name: str) -> bool:
        if name not in self.full.names:
            return False
        return bool(self.full.signals[self.full.names.index(name), self.heads.index(head)] >= _WEIGHS)

    def linear(self, pieces: Pieces) -> Array:
        """The linear stage's logits."""
        return linear.logits(self._weights, self._bias, linear.features(pieces.ids))

    def linear_parts(self, pieces: Pieces, head: int) -> Array:
        """What each word piece adds to one of the linear stage's logits."""
        return linear.parts(self._weights[:, head], pieces.ids)

    def leaves_open(self, scores: Array, rules: Mapping[str, float]) -> bool:
        """Whether the cheap stages leave anything open: a head neither low nor high enough, or a group named."""
        if bool(np.any((scores > self._low) & (scores < self._high))):
            return True
        return any(rules.get(name, 0.0) > _FIRED for name in self._always)

    def claim_score(self, logits: Array) -> float:
        """How surely a claim is stated, bent so that its bound stands at one half."""
        sure, bound = float(1 / (1 + np.exp(-logits[self._claim_at]))), self._claim_bound
        return 0.5 * sure / bound if sure < bound else 0.5 + 0.5 * (sure - bound) / (1 - bound)

"""The learned model of one folder: encoder, linear stage, what joins them, and which texts need the encoder."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from typing import Final

import numpy as np

from evenhand.signals import linear
from evenhand.signals.encoder import Encoder, Pieces, Reading
from evenhand.signals.interface import ClaimEntry
from evenhand.signals.model_files import ModelFileError, ModelFiles
from evenhand.signals.stack import Array, stack_of
from evenhand.signals.stated import Comparing, stage_of

_FIRED: Final = 0.3
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
        self._known: dict[str, frozenset[str]] = {head: frozenset(some) for head, some in manifest["known"].items()}
        self.claims = stage_of(manifest["claims"])
        self._comparing = Comparing(self.encoder, self.heads.index("states_claim"))

    def may_doubt(self, head: str, rules: Mapping[str, float]) -> bool:
        """Whether a rule that speaks for a head fired, and each that did is one that training taught to weigh.

        Of a signal that validation texts hardly ever showed the model knows nothing, so it may not withdraw it.
        """
        fired = [name for name in self._rules.get(head, ()) if rules.get(name, 0.0) > _FIRED and name not in _AROUND]
        return bool(fired) and self._known.get(head, frozenset()).issuperset(fired)

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

    def stated(
        self, pieces: Pieces, reading: Reading, claims: Sequence[ClaimEntry], rules: Mapping[str, float],
        named: str | None,
    ) -> tuple[float, str]:  # fmt: skip
        """How surely a text that was read states a claim (a finding begins at one half), and that claim's code.

        `named`: the code of the claim that the rules matched. It is read too, so that no match is doubted unread, and
        it is the one told, so that one text is not counted for two claims.
        """
        closeness, claim = self._comparing.nearest(reading, claims)
        likely = self.claims.quick.probability(closeness, rules) >= self.claims.quick.bound
        if not likely and named is None:
            return 0.0, claim.id
        found = self._comparing.beside(pieces, reading, claims, named)
        score = self.claims.score(self.claims.full.probability(found.closeness, rules, found.stated))
        return score, named or found.claim.id

"""The encoder at work on one text: word pieces in, logits, their parts and an embedding out. Runs on a processor."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from evenhand.signals.spelling import spelled
from evenhand.signals.stack import Array

TEXT_PIECES: Final = 112  # of one pass
CONTEXT_PIECES: Final = 24
MOST_PASSES: Final = 4  # of a long text; what stands after them only the rules and the linear stage read
_FATAL: Final = 4


@dataclass(frozen=True, slots=True)
class Pieces:
    """A text cut into word pieces; `offsets` are stretches of the text as spelled."""

    ids: list[int]
    offsets: list[tuple[int, int]]


@dataclass(frozen=True, slots=True)
class Reading:
    """What the encoder says: a logit a head, what each word piece adds to it, and the text's embedding."""

    logits: Array
    parts: Array  # [pieces of the text, heads]
    embedding: Array


class Encoder:
    """A tokenizer and a session over the two files' bytes; safe to share between threads."""

    def __init__(self, tokenizer: bytes, network: bytes) -> None:
        import onnxruntime as ort  # noqa: PLC0415  # slow to import; commands that judge nothing do without
        from tokenizers import Tokenizer  # noqa: PLC0415

        self._tokenizer = Tokenizer.from_buffer(tokenizer)
        self._tokenizer.no_padding()
        self._tokenizer.no_truncation()
        self._start, self._end = (self._tokenizer.token_to_id(name) for name in ("[CLS]", "[SEP]"))
        options = ort.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        options.log_severity_level = _FATAL
        options.enable_cpu_mem_arena = False  # a long text would keep its memory for ever
        self._session = ort.InferenceSession(network, options, providers=["CPUExecutionProvider"])

    def pieces(self, text: str) -> Pieces:
        """Cut a text; time grows with its length up to `spelling.LONGEST` characters."""
        found = self._tokenizer.encode(spelled(text), add_special_tokens=False)
        return Pieces(found.ids, found.offsets)

    def read(self, pieces: Pieces, context: str) -> Reading:
        """The reading of a text in its context: of a long text, the strongest of its passes for each head.

        The last pass reaches back to a full length, so that a tail of three words is not judged as a text of its own.
        """
        around = self.pieces(context).ids[:CONTEXT_PIECES]
        length = min(len(pieces.ids), TEXT_PIECES * MOST_PASSES)
        if length <= TEXT_PIECES:
            return self._passed(pieces.ids[:length], around)
        starts = [*range(0, length - TEXT_PIECES, TEXT_PIECES), length - TEXT_PIECES]
        readings = [self._passed(pieces.ids[at : at + TEXT_PIECES], around) for at in starts]
        logits = np.array([reading.logits for reading in readings])
        parts = np.zeros((length, logits.shape[1]), dtype=np.float32)
        for head, strongest in enumerate(logits.argmax(axis=0).tolist()):  # its words, and no others, explain the head
            at = starts[strongest]
            parts[at : at + TEXT_PIECES, head] = readings[strongest].parts[:, head]
        return Reading(logits.max(axis=0), parts, readings[0].embedding)

    def _passed(self, ids: list[int], around: list[int]) -> Reading:
        head, tail = [self._start, *ids, self._end], [*around, self._end]
        given = np.array([head + tail], dtype=np.int64)
        types = np.array([[0] * len(head) + [1] * len(tail)], dtype=np.int64)
        logits, parts, embedding = self._session.run(
            ["logits", "parts", "embedding"], {"ids": given, "mask": np.ones_like(given), "types": types}
        )
        return Reading(logits[0], parts[0, 1 : len(ids) + 1], embedding[0])

"""The learned model as a detector, after all the rules: `judged_…` where it finds something, `doubted_…` where not.

It weighs the rules' findings with its own reading. Where the linear stage and the rules leave nothing open, the encoder
is not asked. It doubts a rule only where it knows better: it read the whole text, the text is in its language, no word
was found under a disguise (which it cannot read), and the rules that fired are ones that it learned to weigh
(`Reader.may_doubt`). Without its files nothing of it is returned,
and the version says why, so that every assessment made on rules alone is marked as such.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path
from threading import Lock
from typing import Final

from evenhand.signals.catalogue import HINT_SPECS, HINTS, JUDGED, JUDGED_SPECS
from evenhand.signals.detectors.claims import MATCH, matched
from evenhand.signals.detectors.terms import is_disguised
from evenhand.signals.explaining import moving
from evenhand.signals.interface import Context, Cost, Signal, SignalSpec, Span, View
from evenhand.signals.language import language
from evenhand.signals.linear import MOST
from evenhand.signals.model_files import ModelFileError, ModelFiles, chosen, open_files
from evenhand.signals.reader import Reader
from evenhand.signals.spelling import LONGEST
from evenhand.signals.stated import NO_POST

_LOG: Final = logging.getLogger(__name__)
_TOLD: Final = 0.3  # judged scores below this are not worth a signal
_FOUND = _DOUBT = 0.5
_FIRED: Final = 0.3  # a rule found something that the model may doubt
_LANGUAGES: Final = frozenset({"en", ""})
_CODE: Final = "5"  # raised with every change of this code, or of what it calls, that changes what is found
_HEADS_OF: Final = {
    "marriage_civil_partnership": "marriage", "pregnancy_maternity": "pregnancy", "religion_belief": "religion",
}  # fmt: skip  # where a head is called otherwise
_AIMED: Final = ("discrimination", "threat", "harassment", "disrespect", "defamation", "inflammatory")
_SURE: Final = (
    (0.9, "almost certain"),
    (0.75, "likely"),
    (0.5, "more likely than not"),
    (0.25, "doubtful"),
    (0.0, "unlikely"),
)
DIRECT_MESSAGE: Final = "private message"


class Learned:
    """The learned detector over one folder of model files; files are opened when a text first comes."""

    name = "learned"
    languages = ("en",)  # it reads any, as badly as it can; what another language says it never doubts
    cost = Cost.COSTLY
    explanation = "A small language model, trained for this work: what a text means, weighed with what the rules found."
    signals: tuple[SignalSpec, ...] = (*JUDGED_SPECS, *HINT_SPECS)

    def __init__(self, folder: Path | None) -> None:
        self._lock = Lock()
        self._files: ModelFiles | None = None
        self._reader: Reader | None = None
        self.asked = self.seen = 0
        if folder is None:
            self.version = "off"
            return
        try:
            self._files = open_files(folder)
            self._files.check()  # now, so that every assessment's version tells whether the model was there
            self.version = f"{_CODE}+{self._files.version}"
        except ModelFileError as error:
            self._out(error)

    def _out(self, error: ModelFileError) -> None:
        self._files, self.version = None, "missing"
        _LOG.error("The learned model is not used; texts are judged by rules alone: %s", error)

    def reader(self) -> Reader | None:
        """The model, opened if need be; None where there is none."""
        if self._reader is None and self._files is not None:
            with self._lock:
                if self._reader is None and self._files is not None:
                    try:
                        self._reader = Reader(self._files)
                    except ModelFileError as error:
                        self._out(error)
        return self._reader

    def detect(self, view: View, context: Context, found: Mapping[str, Signal]) -> Sequence[Signal]:
        """Judge one text; nothing where there is no model or no word."""
        reader = self.reader()
        if reader is None or not view.text.strip():
            return ()
        return list(self._judged(reader, view, context, found))

    def _judged(self, reader: Reader, view: View, context: Context, found: Mapping[str, Signal]) -> Iterator[Signal]:
        rules = {name: signal.score for name, signal in found.items()}
        pieces = reader.encoder.pieces(view.text)
        linear, reading = reader.linear(pieces), None
        scores = reader.quick.scores(reader.quick.probabilities(linear, reader.quick.measured(rules)))
        self.seen += 1
        if reader.leaves_open(scores, rules):
            self.asked += 1
            reading = reader.encoder.read(pieces, context_of(context))
            probabilities = reader.full.probabilities(linear, reader.full.measured(rules), reading.logits)
            scores = reader.full.scores(probabilities)
        knows = len(pieces.ids) <= MOST and len(view.text) <= LONGEST and language(view) in _LANGUAGES
        knows = knows and not any(is_disguised(signal) for signal in found.values())
        for index, head in enumerate(reader.heads):
            if head in JUDGED:
                words: tuple[Span, ...] = ()
                if scores[index] > _FOUND:  # explanations cost time: only findings get one
                    parts = reading.parts[:, index] if reading else reader.linear_parts(pieces, index)
                    words = moving(view.text, pieces, parts)
                doubtful = knows and reader.may_doubt(head, rules)
                yield from self._signals(head, float(scores[index]), words, doubtful=doubtful)
        if reading is not None:
            yield from self._hints(dict(zip(reader.heads, scores.tolist(), strict=True)))
        if reading is not None and context.false_claims and (reader.claims.finds or reader.claims.doubts):
            named = matched(found["false_claim"]) if rules.get("false_claim", 0.0) > _FIRED else None
            score, code = reader.stated(pieces, reading, context.false_claims, rules, named)
            if rules.get("sincere_question", 0.0) > _FOUND:  # asked, doubted, denied: half, as the rules have it
                score /= 2
            allowed = {"judged": reader.claims.finds, "doubted": reader.claims.doubts and named is not None}
            words = (Span(0, len(view.text)),) if score > _FOUND else ()
            doubtful = knows and reader.may_doubt("misinformation", rules)
            for signal in self._signals("misinformation", score, words, doubtful=doubtful):
                if allowed[signal.name.split("_", 1)[0]]:
                    yield replace(signal, detail=f"{MATCH}{code}: {sureness(score)}")

    def _hints(self, scores: Mapping[str, float]) -> Iterator[Signal]:
        """Whom a breach is aimed at; of discrimination, which characteristic it is about. Never a verdict."""
        if max(scores[head] for head in _AIMED) <= _FOUND:
            return
        discriminates = scores["discrimination"] > _FOUND
        for name, meaning in HINTS.items():
            score = scores[_HEADS_OF.get(name, name)]
            if score > _FOUND and (discriminates or name.startswith("target_")):
                yield Signal(f"hint_{name}", round(score, 4), (), f"{meaning}: {sureness(score)}", self.name)

    def _signals(self, head: str, score: float, words: tuple[Span, ...], *, doubtful: bool) -> Iterator[Signal]:
        """What is told of one head: found, or a rule's finding doubted; mostly nothing."""
        if score > _TOLD:
            yield Signal(f"judged_{head}", round(score, 4), words, f"{JUDGED[head]}: {sureness(score)}", self.name)
        if score < _DOUBT and doubtful:
            yield Signal(f"doubted_{head}", round(1 - score, 4), (), f"{JUDGED[head]}: {sureness(score)}", self.name)


def context_of(context: Context) -> str:
    """What the model is told around a text; `training/domain.py` builds the same."""
    if context.kind == "direct_message":
        return DIRECT_MESSAGE
    return context.post or NO_POST


def sureness(score: float) -> str:
    """A score in words; one half is where a finding begins."""
    return next(words for bound, words in _SURE if score >= bound)


@cache
def learned(folder: Path | None = None) -> Learned:
    """The model that this process uses, opened once."""
    return Learned(folder or chosen())

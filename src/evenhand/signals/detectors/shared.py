"""What detectors share: gathering stretches of a text into signals, and the detector that only reads a phrase file."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import combinations

from evenhand.signals.catalogue import specs
from evenhand.signals.interface import Context, Cost, Signal, SignalSpec, Span, View
from evenhand.signals.phrases import Hit, PhraseBook

_LIKELY, _CAP = 0.6, 0.97
MOST_SPANS = 12  # of one signal: enough for a person to see why


def gathered(view: View, hits: Iterable[Hit], detector: str) -> list[Signal]:
    """One signal for each name among `hits`: the highest score, its note, and where they all stand."""
    by_name: dict[str, list[Hit]] = {}
    for hit in hits:
        by_name.setdefault(hit.signal, []).append(hit)
    return [_merged(view, name, group, detector) for name, group in by_name.items()]


def _merged(view: View, name: str, hits: list[Hit], detector: str) -> Signal:
    ranked = sorted(hits, key=lambda hit: (-hit.score, hit.start, hit.end, hit.note))
    best, score = ranked[0], _together(ranked)
    spans: list[Span] = []
    for hit in ranked:
        span = view.span(hit.start, hit.end)
        if span not in spans:
            spans.append(span)
    return Signal(name, score, tuple(spans[:MOST_SPANS]), best.note, detector)


def _together(ranked: list[Hit]) -> float:
    """The score of several hits, the highest first: a second one elsewhere in the text makes a likely one surer."""
    best = ranked[0].score
    if best >= _CAP or best < _LIKELY:
        return best
    likely = [hit for hit in ranked[:MOST_SPANS] if hit.score >= _LIKELY]
    apart = [
        1 - (1 - one.score) * (1 - two.score)
        for one, two in combinations(likely, 2)
        if one.end <= two.start or two.end <= one.start
    ]
    return min(_CAP, max(apart, default=best))


def strength(found: Mapping[str, Signal], name: str) -> float:
    """The score measured so far under `name`, 0 where there is none."""
    signal = found.get(name)
    return signal.score if signal else 0.0


@dataclass(frozen=True)
class PhraseDetector:
    """A detector that is its phrase file: every hit is a signal."""

    name: str
    version: str
    explanation: str
    names: tuple[str, ...]
    languages: tuple[str, ...] = ("en",)
    cost: Cost = Cost.CHEAP

    @property
    def signals(self) -> tuple[SignalSpec, ...]:
        """Every signal that its file may give."""
        return specs(*self.names)

    @cached_property
    def book(self) -> PhraseBook:
        """Its phrases, read when first needed."""
        return PhraseBook(self.name)

    def detect(self, view: View, context: Context, found: Mapping[str, Signal]) -> Sequence[Signal]:  # noqa: ARG002  # the interface
        """Every phrase of its file that the text holds."""
        hits = self.book.search(view)
        return gathered(view, hits, self.name) if hits else ()

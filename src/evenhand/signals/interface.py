"""What a detector is, what it is given and what it gives back.

A detector measures; it never decides. It sees a `View` (the text with its normalised form) and a
`Context` (what is known around it), and returns `Signal`s. Offsets count Unicode code points of the
original text, so that a person sees exactly which words counted.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Protocol


class Cost(StrEnum):
    """How dear a detector is: cheap ones see every text, costly ones only texts that need them."""

    CHEAP = "cheap"
    COSTLY = "costly"


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of the original text, in code points, `end` exclusive."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Signal:
    """One measured fact: `score` from 0 to 1, where in the text, and why in plain English."""

    name: str
    score: float
    spans: tuple[Span, ...] = ()
    detail: str = ""
    detector: str = ""


@dataclass(frozen=True, slots=True)
class ClaimEntry:
    """One false claim of the register, as a value."""

    id: str
    claim: str
    correction: str
    source: str


@dataclass(frozen=True, slots=True)
class Context:
    """What assess needs from outside the text, as a value (see DESIGN.md, 'context').

    `look_alikes` counts recent near-duplicates already seen (by any author, on any channel) and
    `look_alike_authors` how many distinct authors wrote them. `infer_risk`: whether the text may be read for signs that
    somebody is at risk of harm, which some platforms' terms forbid.
    """

    platform: str = ""
    kind: str = "comment"
    post: str = ""
    parent: str = ""
    featured: tuple[str, ...] = ()
    organisation: tuple[str, ...] = ()
    false_claims: tuple[ClaimEntry, ...] = ()
    look_alikes: int = 0
    look_alike_authors: int = 0
    infer_risk: bool = True


@dataclass(frozen=True, slots=True)
class SignalSpec:
    """One name of the catalogue: what it measures and whether the machine may act on it alone."""

    name: str
    meaning: str
    may_drive_automatic: bool = False
    is_intent: bool = False


class View(Protocol):
    """A text and its normalised view; see `normalise.py` for the implementation."""

    @property
    def text(self) -> str:
        """The original text."""

    @property
    def plain(self) -> str:
        """The normalised text: folded to lower-case Latin, without accents, apostrophes or invisible marks."""

    @property
    def words(self) -> frozenset[str]:
        """The distinct words of `plain`."""

    @property
    def places(self) -> Mapping[str, Sequence[int]]:
        """Each word of `plain` and the indexes where it starts."""

    def span(self, start: int, end: int) -> Span:
        """Map a stretch of `plain` back to the original text."""

    def position(self, original: int) -> int:
        """The index in `plain` of what stands at or after `text[original]`."""

    def sentence(self, start: int, end: int) -> tuple[int, int]:
        """The bounds in `plain` of the sentence around `plain[start:end]`."""


class Detector(Protocol):
    """One detector, one file. Its `signals` are all the names it may return.

    `languages` are ISO 639-1 codes ("*" for any); `explanation` says in plain English what it looks for.
    """

    @property
    def name(self) -> str:
        """Its name, unique among the detectors."""

    @property
    def version(self) -> str:
        """Changed with every change of what it finds."""

    @property
    def languages(self) -> tuple[str, ...]:
        """The languages it was written for."""

    @property
    def cost(self) -> Cost:
        """Whether it may see every text."""

    @property
    def explanation(self) -> str:
        """What it looks for, for people."""

    @property
    def signals(self) -> tuple[SignalSpec, ...]:
        """Every signal that it may return."""

    def detect(self, view: View, context: Context, found: Mapping[str, Signal]) -> Sequence[Signal]:
        """Measure one text. `found` holds what the detectors before this one measured."""


@dataclass(frozen=True, slots=True)
class Detectors:
    """An ordered set of detectors, with their versions, as used for one assessment."""

    items: tuple[Detector, ...] = field(default_factory=tuple)

    def versions(self) -> dict[str, str]:
        """Detector name → version, for the assessment's record."""
        return {item.name: item.version for item in self.items}

"""Swearing, sexual words, slurs and insulting words: the word lists, read through disguises.

Whole words only, so Scunthorpe and Essex are safe; a list of innocent phrases and names clears what is left
(`data/terms/innocent.txt`). Whom a word is aimed at is for `aim.py`; what follows from it is for the policy.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from functools import cached_property
from typing import Final

from evenhand.signals import disguise
from evenhand.signals.catalogue import specs
from evenhand.signals.detectors.shared import gathered
from evenhand.signals.interface import Context, Cost, Signal, View
from evenhand.signals.lexicon import Term, innocent_phrases, terms
from evenhand.signals.matching import WordMatcher
from evenhand.signals.phrases import Hit

_SIGNAL_OF: Final = {"profanity": "profanity", "sexual": "sexual_term", "slur": "slur", "insult": "insult"}
_SCORES: Final = {3: 0.97, 2: 0.85, 1: 0.3}
_STRONG, _SEVERE = 2, 3
_DISGUISED: Final = " word, "  # in a detail; how it is disguised follows
_NAMES: Final = frozenset(
    {"dick", "dicks", "fanny", "cock", "cox", "gay", "randy", "willy", "rod", "bender", "dyke", "coon"}
)
_TITLE = re.compile(
    r"(?:\b(?:mr|mrs|ms|dr|uncle|sir|old|cousin|grandad|officer|councillor|father)\.?\s+)$", re.IGNORECASE
)
_MID_SENTENCE = re.compile(r"[a-z],?\s$")
_NO_NAME_AFTER = re.compile(
    r"\b(?:a|an|the|you|u|your|such|absolute|total|complete|what|this|that|utter|my|his)\s$", re.IGNORECASE
)
_NEXT_NAME = re.compile(r"\s+(?:O'|Mc|Mac|de |van )?[A-Z][a-z]{2,}")
_OF_US_BEFORE = re.compile(
    r"\b(?:us|we|we as|as|fellow|im a|im an|i am a|were|proud|my fellow|surname is|name is|called|me a|a fellow|"
    r"one)\W+(?:\w+\W+)?$"
)
_OF_US_AFTER = re.compile(r"\W+(?:and|n|&)\W+proud\b|\W+(?:pride|here and)\b")
_SPLIT_WORDS: Final = (
    "fuck",
    "fucking",
    "fucker",
    "cunt",
    "cunts",
    "wanker",
    "wankers",
    "nigger",
    "niggers",
    "faggot",
    "bastard",
)
# Halves that are words of their own: "as shit" must not be read into "has hit".
_NOT_SPLIT: Final = frozenset({"fag got", "bast ard", "wan kers", "bas tard"})


def _split_variants() -> dict[str, str]:
    """`fu ck` and its like → the word, for the worst words only."""
    found = {}
    for word in _SPLIT_WORDS:
        for at in range(1, len(word)):
            variant = f"{word[:at]} {word[at:]}"
            if variant not in _NOT_SPLIT:
                found[variant] = word
    return found


# Words beside a slur that show whom it is turned against.
_HOSTILE = re.compile(
    r"\b(?:dirty|filthy|fucking|fuckin|these|those|bunch|bunches|get|out|off|scum|disgusting|you|u|youre|ur|hate|"
    r"send|no|them|theyre|ban|sick|"
    r"bloody|stupid|little|typical|look at|another|all|shouldnt|dont want|vile|a)\b"
)
_HOSTILE_SLUR: Final = 0.95


class Terms:
    """See the module's words."""

    name = "terms"
    version = "4"
    languages = ("en", "cy")
    cost = Cost.CHEAP
    explanation = (
        "Words of our lists, plain or disguised; never inside another word, never in a listed innocent phrase."
    )
    signals = specs("profanity", "profanity_severe", "sexual_term", "slur", "insult")

    @cached_property
    def _terms(self) -> dict[str, list[Term]]:
        by_word: dict[str, list[Term]] = {}
        for term in terms():
            by_word.setdefault(term.word, []).append(term)
        for variant, word in _split_variants().items():
            by_word.setdefault(variant, []).extend(by_word[word])
        return by_word

    @cached_property
    def _matcher(self) -> WordMatcher:
        return WordMatcher(self._terms)

    @cached_property
    def _meanings(self) -> list[list[Term]]:
        return [self._terms[word] for word in self._matcher.words]

    @cached_property
    def _innocent(self) -> WordMatcher:
        return WordMatcher(innocent_phrases())

    def detect(self, view: View, context: Context, found: Mapping[str, Signal]) -> Sequence[Signal]:  # noqa: ARG002  # the interface
        """Terms in the text, each with its place."""
        plain = view.plain
        meanings = self._meanings
        matches = [(meanings[index], start, end, "") for index, start, end in self._matcher.find(plain)]
        matches.extend(
            ([reading.term], reading.start, reading.end, reading.how) for reading in disguise.readings(plain)
        )
        if not matches:
            return ()
        safe = [(start, end) for _, start, end in self._innocent.find(plain)]
        hits: list[Hit] = []
        for meaning, start, end, how in matches:
            if any(begin <= start and end <= stop for begin, stop in safe) or _is_name(view, start, end):
                continue
            share = _share(plain, start, end)
            for term in meaning:
                hits.extend(hit._replace(score=hit.score * share(term)) for hit in _hits(term, start, end, how))
        return gathered(view, hits, self.name) if hits else ()


def _share(plain: str, start: int, end: int) -> Callable[[Term], float]:
    """How much of a term's score stands: less of a slur that is reclaimed, of a strong word that is quoted."""
    reclaimed = bool(_OF_US_BEFORE.search(plain, max(0, start - 24), start) or _OF_US_AFTER.match(plain, end))
    quoted = plain.count('"', 0, start) % 2 == 1 and '"' in plain[end:]

    def share(term: Term) -> float:
        if term.kind == "slur" and reclaimed:
            return 0.4
        if term.kind == "slur" and term.strength == _STRONG and _HOSTILE.search(plain):
            return _HOSTILE_SLUR / _SCORES[_STRONG]
        return 0.5 if quoted and term.strength < _SEVERE else 1.0

    return share


def is_disguised(signal: Signal) -> bool:
    """Whether a word of our lists was found under a disguise: letters swapped, spaced out, cut."""
    return signal.detector == Terms.name and _DISGUISED in signal.detail


def _hits(term: Term, start: int, end: int, how: str) -> list[Hit]:
    note = f"{term.group or term.kind}{_DISGUISED}{how}" if how else f"{term.group or term.kind} word"
    hits = [Hit(_SIGNAL_OF[term.kind], _SCORES[term.strength], start, end, note)]
    if term.strength == _SEVERE and term.kind == "profanity":
        hits.append(Hit("profanity_severe", _SCORES[_SEVERE], start, end, note))
    return hits


def _is_name(view: View, start: int, end: int) -> bool:
    """Whether the word stands as somebody's name: Dick Turner, Mr Cock."""
    if view.plain[start:end] not in _NAMES:
        return False
    span = view.span(start, end)
    written = view.text[span.start : span.end]
    if not written[:1].isupper() or written[1:].isupper():
        return False
    before = view.text[max(0, span.start - 20) : span.start]
    if _NEXT_NAME.match(view.text, span.end) or _TITLE.search(before):
        return True
    # In the middle of a sentence a capital makes it a name: "my late husband Dick worked there".
    return bool(_MID_SENTENCE.search(before)) and not _NO_NAME_AFTER.search(before)

"""False claims: does the text state a claim of the register? By words for now, weighted by how telling they are.

A register entry gives the claim; other wordings may stand in it too, set apart by "|". A sincere question, a doubt,
a denial or the correction itself is no statement. A match is shown with its source as "possible match", never as a
verdict.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Final, NamedTuple

from evenhand.signals.catalogue import specs
from evenhand.signals.detectors.shared import strength
from evenhand.signals.interface import ClaimEntry, Context, Cost, Signal, View
from evenhand.signals.lexicon import same_words, word_list

_WORD = re.compile(r"[^\W_]+")
_SUFFIX = re.compile(r"(?:ings?|ed|es|s|ies)$")
_STOP: Final = word_list("stop_words")
# Different words for the same thing, folded before counting.
_SAME: Final = same_words("same_words")
_ASKS = re.compile(
    r"\?|\b(?:is it true|do (?:i|you|u|we) (?:need|have|get)|does|wondering|anyone know|heard that|not sure|"
    r"can someone confirm|is there|are they)\b"
)
_DENIES = re.compile(
    r"\b(?:not true|isnt true|myth|false|untrue|nonsense|rubbish that|no truth|contrary to|you dont need|"
    r"dont need|do not need|no need|didnt need|"
    r"doesnt need|never needed|not needed|isnt needed|is free|its free|was free|for free|no fee|not (?:all|every|"
    r"automatically|closing|been|true|a scam)|"
    r"arent closing|still running|still on|no upper|no age limit|without a degree|no degree (?:needed|required|"
    r"here|and)|have not|havent been|"
    r"is paid|was paid|were paid|fully paid|paid from|got paid|on full pay|stop (?:saying|spreading)|ignore|"
    r"misinformation|scam|scams|case by case|i was \d\d|joined at \d\d)\b"
)
_ENOUGH: Final = 0.5
MATCH: Final = "possible match with "
"""How the detail begins; the claim's code follows."""


def matched(signal: Signal) -> str | None:
    """The code of the claim that a signal says a text states, whether the rules or the model found it."""
    if not signal.detail.startswith(MATCH):
        return None
    told = signal.detail.removeprefix(MATCH)
    if signal.name == "judged_misinformation":  # how sure the model is follows the code
        return told.rpartition(": ")[0]
    return told if signal.name == "false_claim" else None


class _Claim(NamedTuple):
    entry: ClaimEntry
    weights: dict[str, float]
    total: float


def _fold(plain: str) -> list[str]:
    """The telling words of a text, same-meaning words folded together."""
    return [_folded(word) for word in _WORD.findall(plain.replace("'", "")) if word not in _STOP]


@lru_cache(maxsize=50_000)  # most words come again
def _folded(word: str) -> str:
    return _SAME.get(word) or _SAME.get(_SUFFIX.sub("", word)) or _SUFFIX.sub("", word)


class _Register(NamedTuple):
    """The claims, and for each telling word the places of those that use it."""

    claims: tuple[_Claim, ...]
    using: dict[str, tuple[int, ...]]

    def near(self, words: frozenset[str]) -> list[_Claim]:
        """The claims that share a word with `words`, in their order."""
        places = {place for word in words if word in self.using for place in self.using[word]}
        return [self.claims[place] for place in sorted(places)]


@lru_cache(maxsize=64)
def _prepared(entries: tuple[ClaimEntry, ...]) -> _Register:
    """Each wording of each claim with its words weighted: words that many claims share tell less."""
    wordings = [(entry, _fold(wording.lower())) for entry in entries for wording in entry.claim.split("|")]
    frequency = Counter(word for _, words in wordings for word in set(words))
    size = len(wordings) + 1
    claims = []
    for entry, words in wordings:
        weights = {word: math.log(1 + size / frequency[word]) for word in words}
        claims.append(_Claim(entry, weights, sum(weights.values()) or 1.0))
    using: dict[str, tuple[int, ...]] = {}
    for place, claim in enumerate(claims):
        for word in claim.weights:
            using[word] = (*using.get(word, ()), place)
    return _Register(tuple(claims), using)


class Claims:
    """See the module's words."""

    name = "claims"
    version = "2"
    languages = ("en",)
    cost = Cost.COSTLY
    explanation = "How much of a registered false claim's telling words the text holds; less where it asks or denies."
    signals = specs("false_claim", "sincere_question")

    def detect(self, view: View, context: Context, found: Mapping[str, Signal]) -> Sequence[Signal]:
        """The closest registered claim, where it is close enough."""
        if not context.false_claims:
            return ()
        words = frozenset(_fold(view.plain[:4000]))
        best, score = None, 0.0
        for claim in _prepared(context.false_claims).near(words):
            share = sum(weight for word, weight in claim.weights.items() if word in words) / claim.total
            if share > score:
                best, score = claim, share
        if best is None or score < _ENOUGH:
            return ()
        span = (view.span(0, len(view.plain)),)
        asks = bool(_ASKS.search(view.plain)) or strength(found, "question") > 0.5  # noqa: PLR2004  # a real question
        denies = bool(_DENIES.search(view.plain)) or strength(found, "negated") > 0.5  # noqa: PLR2004  # as above
        share = 0.5 if asks or denies else 1.0
        signals = [Signal("false_claim", round(score * share, 3), span, f"{MATCH}{best.entry.id}", self.name)]
        if asks or denies:
            told = "asked or doubted rather than stated" if asks else "denied or corrected rather than stated"
            signals.append(Signal("sincere_question", 0.8, span, told, self.name))
        return signals

"""Protected groups: named (which is no breach), or demeaned, excluded, stereotyped, with or without a slur.

What the Equality Act 2010 protects is held in `data/lists/groups.txt`. Counter-speech, quotation and what people say of
their own group weigh a finding down; the final word is always a person's.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import Final

from evenhand.signals.catalogue import specs
from evenhand.signals.detectors.shared import gathered, strength
from evenhand.signals.interface import Context, Cost, Signal, Span, View
from evenhand.signals.lexicon import word_list
from evenhand.signals.matching import WordMatcher
from evenhand.signals.phrases import Hit, PhraseBook

# Insults within a few words of a group's name demean the group.
_NEAR: Final = 18
_STRONG: Final = 0.5
_WEAK: Final = frozenset(
    {
        "women",
        "woman",
        "men",
        "girl",
        "girls",
        "ladies",
        "white",
        "english",
        "mums",
        "mothers",
        "welsh",
        "divorced",
        "foreign",
        "deaf",
        "female",
        "kids",
        "gay",
        "old woman",
        "old man",
        "disabled",
        "blind",
    }
)
# Speaking up for a group, or of what was done to it.
_SPOKEN_FOR = re.compile(
    r"\b(?:discriminat\w+|racis[mt]\w*|sexis[mt]|homophob\w+|transphob\w+|islamophob\w+|ableis[mt]|bigot\w*|"
    r"prejudice\w*|equal\w*|"
    r"inclusi\w+|stereotyp\w+|respect|rights|support(?:ive|ed|ing|s)?|proud|welcome|brilliant|amazing|lovely|fantastic|"
    r"well done|inspiring|deserve better|(?:is|are|was|were|get|gets|got|been|being) treated like|made to feel|"
    r"stop saying|nonsense)\b"
)


class Groups:
    """See the module's words."""

    name = "groups"
    version = "2"
    languages = ("en",)
    cost = Cost.CHEAP
    explanation = "Names of protected groups, and phrases that demean them; lower where the words speak up for a group."
    signals = specs("group_mentioned", "group_demeaned", "dehumanising")

    @cached_property
    def _book(self) -> PhraseBook:
        return PhraseBook("groups")

    @cached_property
    def _hostility(self) -> PhraseBook:
        """Hostile words that count only where a group is named in the same text."""
        return PhraseBook("group_hostility")

    @cached_property
    def _names(self) -> WordMatcher:
        return WordMatcher(word_list("groups"))

    def detect(self, view: View, context: Context, found: Mapping[str, Signal]) -> Sequence[Signal]:  # noqa: ARG002  # the interface
        """Groups named and groups demeaned."""
        hits = [
            Hit("group_mentioned", 0.9, start, end, "a protected group is named")
            for _, start, end in self._names.find(view.plain)
        ]
        demeaned = self._book.search(view)
        if hits:
            demeaned.extend(self._hostility.search(view))
        if hits and strength(found, "insult"):
            demeaned.extend(_insulted(view, hits, found["insult"]))
        if not hits and not demeaned:
            return ()
        share = _share(view, found) if demeaned else 1.0
        hits.extend(hit._replace(score=hit.score * share) for hit in demeaned)
        return gathered(view, hits, self.name)


def _insulted(view: View, named: list[Hit], insult: Signal) -> list[Hit]:
    """A group's name with an insulting word close by, in the same sentence."""
    if insult.score < _STRONG:
        return []
    return [
        hit._replace(signal="group_demeaned", score=_beside(view, hit), note="a group beside an insult")
        for hit in named
        if any(_close(view, hit, span) for span in insult.spans)
    ]


def _beside(view: View, name: Hit) -> float:
    return 0.5 if view.plain[name.start : name.end] in _WEAK else 0.75


def _close(view: View, name: Hit, insult: Span) -> bool:
    begin, stop = view.sentence(name.start, name.end)
    bounds = view.span(max(begin, name.start - _NEAR), min(stop, name.end + _NEAR))
    return bounds.start <= insult.start and insult.end <= bounds.end and insult != view.span(name.start, name.end)


def _share(view: View, found: Mapping[str, Signal]) -> float:
    """How much of a demeaning phrase stands: less where the words speak for the group, or are somebody else's."""
    if strength(found, "self_description") or strength(found, "quoted") > 0.7:  # noqa: PLR2004  # a plain quotation
        return 0.45
    if strength(found, "negated"):
        return 0.6
    return 0.6 if _SPOKEN_FOR.search(view.plain) else 1.0

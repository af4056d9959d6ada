"""Accusations: wrongdoing said of somebody, and whether that somebody can be identified.

The question is never whether it is true: an accusation is for the complaint and legal routes, not for a public page
(clause 34), and a good-faith one never counts against its author. Wrongdoing of a body, or of nobody in particular, is
criticism.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import Final

from evenhand.signals.catalogue import specs
from evenhand.signals.detectors import people
from evenhand.signals.detectors.shared import gathered
from evenhand.signals.interface import Context, Cost, Signal, View
from evenhand.signals.phrases import Hit, PhraseBook

_NEAR: Final = 140  # characters between a name and what is said of them
# What was done to the author or is denied, asked or hoped is no accusation.
_NOT_SAID = re.compile(
    r"\b(?:never|didnt|not|isnt|wasnt|no evidence|innocent|cleared|falsely|wrongly|would never|hope|stop calling|"
    r"should not|"
    r"is it true|did|has anyone|nonsense that|accused of)\b"
)
_OWN = re.compile(r"\b(?:i|ive|im|i was|my past|my conviction|we)\b[^.!?\n]{0,40}$")


# Names are looked for only where they could matter: beside wrongdoing, abuse, or talk of a case.
_ASKS_WHO: Final = frozenset({"insult_at_person", "threat", "violent_wish", "group_demeaned", "slur", "belittling"})
_CUES: Final = frozenset(
    {
        "victim",
        "witness",
        "evidence",
        "court",
        "trial",
        "charged",
        "cell",
        "wing",
        "lives",
        "child",
        "grass",
        "informer",
    }
)


class Accusations:
    """See the module's words."""

    name = "accusations"
    version = "1"
    languages = ("en",)
    cost = Cost.COSTLY
    explanation = "Phrases of wrongdoing, names of people, and whether the one is said of the other."
    signals = specs("person_named", "accusation", "named_accusation")

    @cached_property
    def _book(self) -> PhraseBook:
        return PhraseBook("accusations")

    def detect(self, view: View, context: Context, found: Mapping[str, Signal]) -> Sequence[Signal]:  # the interface
        """Names, wrongdoing, and the two together."""
        accused = [hit for hit in self._book.search(view) if not _own(view, hit)]
        if not accused and _ASKS_WHO.isdisjoint(found) and view.words.isdisjoint(_CUES):
            return ()
        persons = list(people.named(view, context))
        if not accused:
            return gathered(view, persons, self.name) if persons else ()
        persons.extend(people.pointed_at(view))
        persons.extend(people.surname_first(view))
        bound = [
            _bound(view, accusation, person)
            for accusation in accused
            for person in persons
            if _close(accusation, person)
        ]
        return gathered(view, [*persons, *accused, *bound], self.name)


def _own(view: View, hit: Hit) -> bool:
    return bool(_OWN.search(view.plain, max(0, hit.start - 60), hit.start))


def _close(accusation: Hit, person: Hit) -> bool:
    return person.end - _NEAR <= accusation.end and accusation.start <= person.end + _NEAR


def _bound(view: View, accusation: Hit, person: Hit) -> Hit:
    """One accusation bound to one person: surer in the same sentence, unsure where it is denied or asked."""
    start, end = min(accusation.start, person.start), max(accusation.end, person.end)
    score = min(accusation.score, 0.95) * (0.6 + 0.4 * person.score)
    if accusation.start < person.start:
        score -= 0.1  # "robbed blind by ... Mr Davies helped": the name after the deed is more often a bystander's
    if view.sentence(accusation.start, accusation.end) != view.sentence(person.start, person.end):
        score -= 0.1
    begin, stop = view.sentence(accusation.start, accusation.end)
    if _NOT_SAID.search(view.plain, begin, stop):
        score -= 0.35
    return Hit("named_accusation", max(0.05, score), start, end, f"{accusation.note} of {person.note}")

"""Threats: harm intended, made to depend on something, urged on others, or wished; and whether a threat is credible.

Credible here means what the design says of it: aimed at a person or a place, conditional, or urging others. It is a
reason for a person to look at once, never a finding about the author. Complaints of being threatened, idioms ("this job
will kill me") and games are not threats.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import Final

from evenhand.signals.catalogue import specs
from evenhand.signals.detectors.shared import gathered, strength
from evenhand.signals.interface import Context, Cost, Signal, View
from evenhand.signals.phrases import Hit, PhraseBook

_REPORTED: Final = frozenset({"quoted", "negated"})
_SUBJECTS = r"(?:hes|shes|theyve|he|she|they|someone|somebody|my ex|a (?:man|bloke|guy|lad)|this (?:man|bloke|guy))"
# The author tells of somebody else's threat, or the words are an idiom.
_TOLD = re.compile(
    rf"\b{_SUBJECTS}\W+(?:\w+\W+){{0,2}}(?:said|says|told|threatened|keeps saying|wrote|commented|posted|texted)\b"
    r"|\b(?:threatened|threatening|threatens)\s+(?:to|me|us|him|her|my|that)\b"
    r"|\b(?:reply|comment|message|post|someone|man|account)\w*\s+(?:\w+\s+){0,4}(?:saying|says|that said|threatening)\b"
    r"|\bmy (?:ex|stepdad|husband|dad) (?:is|comes|gets|will|has|said|told)\b|\b(?:report|reporting)\b"
)
_IDIOM = re.compile(
    r"\b(?:killed it|killing it|smashed it|smash(?:ed|ing) it|nailed it|kill(?:s|ed|ing)? me|be the death of|dead set|"
    r"dead (?:proud|good|chuffed|funny|easy)|die(?:d|ing)? (?:laughing|of)|dying to|to die for|kill for|murder a|"
    r"punch above|hit the (?:gym|road)|break a leg|bomb the|shoot(?:ing)? (?:hoops|for)|"
    r"knock(?:ed)? (?:it )?out of the park|"
    # Nobody is meant to be harmed: "I do not want anybody hurt".
    r"(?:(?:i|we|they|he|she)\s+(?:dont|do not|never|doesnt|didnt)|nobody|no one|noone)\s+(?:\w+\s+){0,2}(?:want|"
    r"wants|wanted|wish|wishes)|"
    r"cut the (?:waiting|crap|nonsense)|end (?:up|of)|beat(?:en)? (?:the|last|my|your) (?:record|time|score)|"
    r"break (?:the )?(?:cycle|law|rules|bread|time))\b"
)
_TARGETED: Final = ("threat", "threat_conditional", "threat_urging")


class Threats:
    """See the module's words."""

    name = "threats"
    version = "1"
    languages = ("en",)
    cost = Cost.CHEAP
    explanation = "Phrases that state, condition, urge or wish harm; lower where the author only tells of a threat."
    signals = specs("threat", "threat_conditional", "threat_urging", "threat_credible", "violent_wish")

    @cached_property
    def _book(self) -> PhraseBook:
        return PhraseBook("threats")

    def detect(self, view: View, context: Context, found: Mapping[str, Signal]) -> Sequence[Signal]:  # noqa: ARG002  # the interface
        """Threats in the text, weighed down where they are told of or an idiom."""
        hits = self._book.search(view)
        if not hits and not strength(found, "threat"):
            return ()
        share = _share(view, found)
        wished = [hit for hit in hits if hit.signal == "violent_wish"]
        hits = [
            hit._replace(score=hit.score * share)
            for hit in hits
            if not _idiom(view, hit) and not any(_part_of(hit, wish) for wish in wished)
        ]
        signals = gathered(view, hits, self.name)
        credible = [hit._replace(signal="threat_credible", score=hit.score) for hit in hits if hit.signal in _TARGETED]
        return [*signals, *gathered(view, credible, self.name)]


def _share(view: View, found: Mapping[str, Signal]) -> float:
    """How much of a threat's score stands: less where it is somebody else's threat."""
    if any(strength(found, name) > 0 for name in _REPORTED):
        return 0.5
    return 0.55 if _TOLD.search(view.plain) else 1.0


def _part_of(hit: Hit, wish: Hit) -> bool:
    """Whether a threat is only the words of a wish: "I hope you get stabbed" says no more than that."""
    return hit.signal == "threat" and wish.start <= hit.start and hit.end <= wish.end


_NO_HARM = re.compile(
    r"\b(?:nobody|no one|noone|safe|isnt|doesnt|not going|dont want|never want|wouldnt want|nobody wants)\b"
)


def _idiom(view: View, hit: Hit) -> bool:
    begin = max(0, hit.start - 20)
    if _NO_HARM.search(view.plain, begin if hit.signal != "violent_wish" else hit.start, hit.end):
        return True
    return any(match.start() < hit.end and match.end() > hit.start for match in _IDIOM.finditer(view.plain))

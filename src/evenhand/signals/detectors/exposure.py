"""People exposed: staff beyond what a post disclosed, somebody's health, and those whom the law keeps nameless."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property

from evenhand.signals.catalogue import specs
from evenhand.signals.detectors.shared import gathered, strength
from evenhand.signals.interface import Context, Cost, Signal, View
from evenhand.signals.phrases import PhraseBook

_NEEDS_A_NAME = frozenset({"protected_person"})


class Exposure:
    """See the module's words."""

    name = "exposure"
    version = "1"
    languages = ("en",)
    cost = Cost.CHEAP
    explanation = "Where staff live, park or take children; diagnoses; victims, witnesses and prisoners named as such."
    signals = specs("staff_identified", "health_detail", "protected_person")

    @cached_property
    def _book(self) -> PhraseBook:
        return PhraseBook("exposure")

    def detect(self, view: View, context: Context, found: Mapping[str, Signal]) -> Sequence[Signal]:  # noqa: ARG002  # the interface
        """What the text exposes; a protected person only where somebody is named."""
        hits = self._book.search(view)
        if not hits:
            return ()
        if strength(found, "person_named") < 0.6:  # noqa: PLR2004  # a name, not perhaps one
            hits = [hit for hit in hits if hit.signal not in _NEEDS_A_NAME]
        return gathered(view, hits, self.name)

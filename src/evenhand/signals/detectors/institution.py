"""The organisation named or imitated, live court cases, and detail that could weaken a prison's security.

The organisation's own name is never a ground by itself (promise 7). None of these may drive an automatic action.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from evenhand.signals.detectors.shared import PhraseDetector, gathered
from evenhand.signals.interface import Context, Signal, View
from evenhand.signals.phrases import Hit


@dataclass(frozen=True)
class _Institution(PhraseDetector):
    """As its phrase file, and the names that the context gives to the organisation."""

    def detect(self, view: View, context: Context, found: Mapping[str, Signal]) -> Sequence[Signal]:  # noqa: ARG002  # the interface
        hits = self.book.search(view)
        for name in context.organisation:
            folded = name.casefold()
            start = view.plain.find(folded) if folded else -1
            if start >= 0:
                hits.append(Hit("organisation_named", 0.95, start, start + len(folded), "the organisation named"))
        return gathered(view, hits, self.name) if hits else ()


INSTITUTION = _Institution(
    name="institution",
    version="1",
    explanation="Names of the organisation, words that pretend to be it, talk of a live case, security detail.",
    names=("organisation_named", "impersonation", "court_case", "security_detail"),
)

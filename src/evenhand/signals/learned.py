"""Where a learned model will stand in the cascade; nothing here pretends to be one.

The model comes as a separate piece of work (training/ and its model card). It joins the detectors of
`registry.py` as one more item of cost COSTLY, after the rules, so that it can be asked only about texts that the rules
leave open: `asked` decides that. Its scores go under the same names as the rules' (the higher score stands), and its
version names the weights, so that an assessment can be repeated. No score of it alone may drive an automatic action
until the policy says so.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Protocol

from evenhand.signals.interface import Context, Detector, Signal, View


class LearnedDetector(Detector, Protocol):
    """A detector whose judgement was learned: it says which texts it wants to see, and reads many at once."""

    def asked(self, view: View, found: Mapping[str, Signal]) -> bool:
        """Whether the rules left this text open enough to be worth the cost."""

    def detect_many(self, texts: Sequence[tuple[View, Context, Mapping[str, Signal]]]) -> Sequence[Sequence[Signal]]:
        """As `detect`, for a batch; one sequence of signals for each text, in order."""

"""Mild digs at a person (`data/phrases/digs.txt`): one is nothing, many at the same person may be harassment.

No guideline asks for it: care counts it where somebody on the register of staff is its target.
"""

from __future__ import annotations

from evenhand.signals.detectors.shared import PhraseDetector

DIGS = PhraseDetector(
    name="digs",
    version="1",
    explanation="Phrases that make fun of somebody, rude and no breach by themselves.",
    names=("mild_dig",),
)

"""Incitement: others stirred up to disorder, or baited into hostility (`data/phrases/incitement.txt`)."""

from __future__ import annotations

from evenhand.signals.detectors.shared import PhraseDetector

INCITEMENT = PhraseDetector(
    name="incitement",
    version="2",
    explanation="Phrases that call others to riot, to crowd somebody out, or to turn on one another.",
    names=("incitement",),
)

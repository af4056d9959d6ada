"""Belittling: mockery of another commenter, their view or their effort, below personal abuse."""

from __future__ import annotations

from evenhand.signals.detectors.shared import PhraseDetector

BELITTLING = PhraseDetector(
    name="belittling",
    version="1",
    explanation="Phrases of mockery: slow claps, 'cry me a river', 'did your mum tell you'.",
    names=("belittling",),
)

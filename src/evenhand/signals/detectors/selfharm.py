"""Self-harm and suicide: spoken of, with method detail, or urged on somebody.

Speaking of it is never a breach. Whether a person may be at risk is an intent (`intents.py`). A phrase for a method
has 0.8, with which the machine may hide, where it found three or more texts of `training/data/domain` that say how and
none that does not; else 0.65, with which people look first.
"""

from __future__ import annotations

from evenhand.signals.detectors.shared import PhraseDetector

SELF_HARM = PhraseDetector(
    name="selfharm",
    version="4",
    explanation="Words for self-harm; explicit means, amounts and places; words that urge it.",
    names=("self_harm_mention", "self_harm_method", "self_harm_encouragement"),
)

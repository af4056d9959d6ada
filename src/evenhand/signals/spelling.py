"""A text as the learned model reads it: emoji spelled out, invisible marks gone, look-alike letters made plain.

Training and product read texts through this one function; a change here asks for a new training.
"""

from __future__ import annotations

import unicodedata
from functools import lru_cache
from typing import Final

LONGEST: Final = 4_000  # characters that the model reads; the rules read everything
_MOST_ALIKE: Final = 3  # of one emoji in a row
_FLAG_LETTERS: Final = range(0x1F1E6, 0x1F200)
_VARIATIONS: Final = range(0xFE00, 0xFE10)  # how a character is drawn, not what it says
_SKINS: Final = {0x1F3FB: "light", 0x1F3FC: "light", 0x1F3FD: "brown", 0x1F3FE: "dark", 0x1F3FF: "dark"}

# Emoji younger than the Unicode tables of the oldest Python that we run on (14): every one reads them alike.
_NEWER: Final = {
    0x1F6DC: "wireless", 0x1FA75: "light blue heart", 0x1FA76: "grey heart", 0x1FA77: "pink heart", 0x1FA87: "maracas",
    0x1FA88: "flute", 0x1FA89: "harp", 0x1FA8F: "shovel", 0x1FAAD: "folding hand fan", 0x1FAAE: "hair pick",
    0x1FAAF: "khanda", 0x1FABB: "hyacinth", 0x1FABC: "jellyfish", 0x1FABD: "wing", 0x1FABE: "leafless tree",
    0x1FABF: "goose", 0x1FAC6: "fingerprint", 0x1FACE: "moose", 0x1FACF: "donkey", 0x1FADA: "ginger root",
    0x1FADB: "pea pod", 0x1FADC: "root vegetable", 0x1FADF: "splatter", 0x1FAE8: "shaking face",
    0x1FAE9: "face with bags under eyes", 0x1FAF7: "leftwards pushing hand", 0x1FAF8: "rightwards pushing hand",
}  # fmt: skip


def spelled(text: str) -> str:
    """The text in plain letters, single spaces between words; of a long text the first LONGEST characters."""
    cut = text[:LONGEST]
    if cut.isascii():
        return " ".join(cut.split())
    return " ".join("".join(piece for piece, _ in _pieces(cut)).split())


def places(text: str) -> list[int]:
    """For each character of `spelled(text)`, the index in `text` of the character that it came from."""
    found: list[int] = []
    letters: list[str] = []
    for piece, origin in _pieces(text[:LONGEST]):
        for char in piece:
            if not char.isspace():
                letters.append(char)
                found.append(origin)
            elif letters and letters[-1] != " ":
                letters.append(" ")
                found.append(origin)
    if letters and letters[-1] == " ":
        found.pop()
    return found


def _pieces(text: str) -> list[tuple[str, int]]:
    """What becomes of each character, with its index; of one emoji in a row only the first few."""
    pieces: list[tuple[str, int]] = []
    last, alike = "", 0
    for index, char in enumerate(text):
        piece = char if char.isascii() else _piece(char)
        if piece.startswith(" ") and len(piece) > 1:
            alike = alike + 1 if piece == last else 1
            last = piece
            if alike > _MOST_ALIKE:
                continue
        elif piece.strip():
            last = ""
        pieces.append((piece, index))
    return pieces


@lru_cache(maxsize=10_000)
def _piece(char: str) -> str:
    """A character as words, as plain letters, as itself, or as nothing."""
    code, kind = ord(char), unicodedata.category(char)
    if code in _FLAG_LETTERS:
        return f" flag {chr(code - _FLAG_LETTERS.start + ord('a'))} "
    if code in _SKINS or code in _NEWER:
        return f" {_NEWER[code]} " if code in _NEWER else f" {_SKINS[code]} skin "
    if kind == "So":
        return f" {unicodedata.name(char, 'sign').lower()} "
    if kind in {"Cf", "Co", "Cs", "Cn"} or code in _VARIATIONS:
        return ""
    return " " if kind == "Cc" else unicodedata.normalize("NFKC", char)

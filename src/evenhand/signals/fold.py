# ruff: noqa: RUF001 (characters that look like others are what this module is about)
"""One character at a time: what it looks like to a reader, in plain lower-case Latin where it can be.

Accents, styled alphabets (full-width, bold, circled), look-alike letters of other scripts, invisible
marks and apostrophes are folded away, so that a rule is written once. `normalise.py` applies the table
to a text and maps offsets back.
"""

from __future__ import annotations

import unicodedata
from typing import Final

# Letters of other scripts, and odd Latin ones, that a reader takes for a Latin letter.
_LOOK_ALIKES: Final = {
    **dict(zip("авекмнорстухіјѕԁһԛԝьгпзбёғӏ", "abekmhopctyxijsdhqwbrn3beflz", strict=False)),
    **dict(zip("αβγδεικνορτυχωηζλμσ", "abydeikvoptuxwnzlmo", strict=True)),
    **dict(zip("ɑɡıɩƖɪʏʀʟɴʙɢʜᴀᴄᴅᴇᴊᴋᴍᴏᴘᴛᴜᴠᴡᴢꜰꜱ", "agiiliyrlnbghacdejkmoptuvwzfs", strict=True)),
    **dict(zip("ɐɔǝɟɓɥɾʞɯɹʇʌʍʎøłđħŧþæœ", "acefbhjkmrtvwyoldhtpao", strict=True)),
    **dict(zip("օսցհոռտքգƒ", "ougnnntpqf", strict=True)),
}
_INVISIBLE: Final = frozenset("\u2800\u3164\u115f\u1160\uffa0\u17b4\u17b5\u034f")
_APOSTROPHES: Final = frozenset("'’‘ʼ`´′＇‛")
_DASHES: Final = frozenset("‐‑‒–—―−﹣－")
_QUOTES: Final = frozenset("“”„‟«»＂")
_SKIN_TONES: Final = range(0x1F3FB, 0x1F400)
# Letters drawn in a box or a disc that Unicode itself does not decompose: start of each A..Z run.
_BOXED: Final = (0x1F150, 0x1F170, 0x1F1E6)


def _unmarked(char: str) -> str:
    """The character folded, once it is known to be no control, mark or punctuation of ours."""
    out = []
    for part in unicodedata.normalize("NFKD", char).casefold():
        if unicodedata.combining(part) or part in _APOSTROPHES:
            continue
        out.append(_LOOK_ALIKES.get(part, part))
    return "".join(out)


_PLAIN: Final = (
    *dict.fromkeys(_APOSTROPHES | _INVISIBLE, "").items(),
    *dict.fromkeys("\n\u2028\u2029\u0085", "\n").items(),
    *dict.fromkeys("\t\r\x0b\x0c", " ").items(),
    *dict.fromkeys(_DASHES, "-").items(),
    *dict.fromkeys(_QUOTES, '"').items(),
)
_BY_CHARACTER: Final = dict(_PLAIN)
# A lone surrogate (Cs) cannot be encoded, and the libraries below Python need text that can.
_BY_CATEGORY: Final = {"Cf": "", "Mn": "", "Me": "", "Cc": "", "Zs": " ", "Cs": "\ufffd"}


def _simple(char: str) -> str | None:
    """The fold of spaces, controls and punctuation; None for everything else."""
    known = _BY_CHARACTER.get(char)
    return known if known is not None else _BY_CATEGORY.get(unicodedata.category(char))


def fold(char: str) -> str:
    """What one character becomes: usually one character, none for an invisible one, several for a ligature."""
    simple = _simple(char)
    if simple is not None:
        return simple
    point = ord(char)
    if point in _SKIN_TONES:
        return ""
    for start in _BOXED[:2]:
        if start <= point < start + 26:
            return chr(ord("a") + point - start)
    return _unmarked(char)


LENGTH_CHANGING: Final[set[str]] = set()  # the characters met so far that do not become exactly one character


class FoldTable(dict[int, str]):
    """A table for `str.translate` that works out each character once, when it is first met."""

    def __missing__(self, point: int) -> str:
        folded = fold(chr(point))
        self[point] = folded
        if len(folded) != 1:
            LENGTH_CHANGING.add(chr(point))
        return folded


FOLD: Final = FoldTable()
for _point in range(128):
    _ = FOLD[_point]

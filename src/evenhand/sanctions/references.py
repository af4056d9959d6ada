"""The numbers by which people outside name a decision or an appeal of theirs: 'A7K3-M9QX-HT2C'. Pure.

Eleven characters by chance (54 bits, so nobody guesses one through a limited form) and one that checks them. The
alphabet has 31, a prime, without 0, I, L, O and U: so a wrong character and two that changed places are always found.
"""

from __future__ import annotations

import re
import secrets

ALPHABET = "123456789ABCDEFGHJKMNPQRSTVWXYZ"
LENGTH = 12
GROUP = 4
_PARTS = re.compile(r"(?<![0-9A-Za-z])[0-9A-Za-z]{4}(?:[ \t\-\u2010-\u2015]?[0-9A-Za-z]{4}){2}(?![0-9A-Za-z])")
_BETWEEN = re.compile(r"[\s\-\u2010-\u2015]+")
_READ_AS = str.maketrans("IL", "11")


def new() -> str:
    """A number that nobody has yet, as far as chance tells; the table refuses the other case."""
    body = "".join(secrets.choice(ALPHABET) for _ in range(LENGTH - 1))
    return _grouped(body + _check(body))


def read(text: str) -> str:
    """The number that somebody typed, as it is written; empty where it cannot be one."""
    plain = _BETWEEN.sub("", text).upper().translate(_READ_AS)
    if len(plain) != LENGTH or any(char not in ALPHABET for char in plain):
        return ""
    return _grouped(plain) if _check(plain[:-1]) == plain[-1] else ""


def numbers_in(text: str) -> list[str]:
    """Every number in a text, in order."""
    found = (read(match.group()) for match in _PARTS.finditer(text))
    return list(dict.fromkeys(one for one in found if one))


def given(text: str) -> bool:
    """Whether a text holds what looks like a number, a mistyped one too. Three plain words of four letters do not."""
    return any(re.search(r"[\d\-\u2010-\u2015]", match.group()) for match in _PARTS.finditer(text))


def _check(body: str) -> str:
    weighted = sum(place * ALPHABET.index(char) for place, char in enumerate(body, start=1))
    return ALPHABET[weighted % len(ALPHABET)]


def _grouped(plain: str) -> str:
    return "-".join(plain[start : start + GROUP] for start in range(0, LENGTH, GROUP))

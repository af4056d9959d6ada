"""Texts as a database can hold them, and their digests. Pure.

Texts go through unchanged, but for NUL and lone surrogates, which neither PostgreSQL nor UTF-8 can hold: each becomes
U+FFFD, and the record says how many did.
"""

from __future__ import annotations

import hashlib
import re

_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")


def storable(text: str) -> tuple[str, int]:
    """The text, and how many characters of it had to be replaced by U+FFFD."""
    return _UNSTORABLE.subn("\N{REPLACEMENT CHARACTER}", text)


def short(text: str, longest: int) -> str:
    """A name or a word, storable and cut to `longest` characters."""
    return storable(text)[0][:longest]


def link(text: str, longest: int = 1000) -> str:
    """An address, or nothing: half an address leads nowhere."""
    return storable(text)[0] if len(text) <= longest else ""


def digest(text: str) -> str:
    """SHA-256 of a storable text, in hex."""
    return hashlib.sha256(text.encode("utf-8")).hexdigest()

"""Reads the word lists of `data/`: terms with their kind and strength, and phrases in which they are innocent.

The lists are data written for this project; `docs/howto/add-a-language.md` says how to add to them.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Final

STRENGTHS: Final = {"mild": 1, "strong": 2, "severe": 3}


@dataclass(frozen=True, slots=True)
class Term:
    """A word of the lists: `kind` (profanity, sexual, slur, insult), `strength` 1 to 3, `group` for a slur."""

    word: str
    kind: str
    strength: int
    group: str = ""


def lines(path: str) -> Iterator[str]:
    """The lines of a data file that are neither empty nor a comment."""
    text = files("evenhand.signals").joinpath("data", *path.split("/")).read_text(encoding="utf-8")
    for line in text.splitlines():
        stripped = line.strip()
        if stripped and not stripped.startswith("#"):
            yield stripped


def expand(entry: str) -> Iterator[str]:
    """`fuck/s/ed` is fuck, fucks and fucked. A hyphen also stands for a space and for nothing."""
    base, *endings = entry.strip().split("/")
    for ending in ("", *endings):
        word = base + ending
        yield from dict.fromkeys((word, word.replace("-", " "), word.replace("-", "")))


@cache
def terms() -> tuple[Term, ...]:
    """Every term of the four lists; ValueError naming the line where one cannot be read."""
    found: dict[tuple[str, str], Term] = {}
    for name in ("profanity", "sexual", "slurs", "insults"):
        for line in lines(f"terms/{name}.txt"):
            head, colon, body = line.partition(":")
            kind, strength, group = (*head.split(), "", "")[:3]
            if not colon or strength not in STRENGTHS:
                raise ValueError(f"terms/{name}.txt: expected 'kind strength: words', got {line!r}")
            for entry in body.split(","):
                for word in expand(entry):
                    found.setdefault((word, kind), Term(word, kind, STRENGTHS[strength], group))
    return tuple(found.values())


@cache
def innocent_phrases() -> tuple[str, ...]:
    """Phrases in which a term is innocent, `_` standing for any one word."""
    phrases = (entry.strip() for line in lines("terms/innocent.txt") for entry in line.split(","))
    return tuple(dict.fromkeys(phrase for phrase in phrases if phrase))


@cache
def word_list(name: str) -> frozenset[str]:
    """A plain list of `data/lists/`: words or phrases, separated by commas or lines."""
    return frozenset(entry.strip() for line in lines(f"lists/{name}.txt") for entry in line.split(",") if entry.strip())


@cache
def same_words(name: str) -> dict[str, str]:
    """A list of `data/lists/` in which each line says which words one word stands for: `fee = cost, charge`."""
    found: dict[str, str] = {}
    for line in lines(f"lists/{name}.txt"):
        head, _, body = line.partition("=")
        found.update({word.strip(): head.strip() for word in body.split(",") if word.strip()})
    return found

"""Undoes disguises within a word: leet (sh1t), masks (f*ck), joined letters (f.u.c.k, f u c k), repeats (fuuuck).

Only strong and severe terms are looked for here: read this loosely, a mild word would be found everywhere.
Folding of look-alike characters has already happened (`fold.py`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache, lru_cache
from typing import Final, NamedTuple

from evenhand.signals.lexicon import Term, terms

MASKS: Final = "*#%&^~_?@$!+<>="
_EDGES: Final = ".,;:?!()[]{}\"'…-/*“”"
_LEET: Final = str.maketrans("013457@$!+|(€89", "oieastasitlceug", ")")
_LEET_OTHER: Final = str.maketrans("1|!", "lil")
_RUN = re.compile(r"(.)\1+")
_TRIPLES: Final = tuple(letter * 3 for letter in "abcdefghijklmnopqrstuvwxyz")
_LETTER = r"[a-z0-9@$!*]"
_JOINED = re.compile(rf"(?<![a-z0-9]){_LETTER}(?:[^a-z0-9]{{1,3}}{_LETTER}){{2,}}(?![a-z0-9])")
_NOT_A_WORD = re.compile(
    r"^(?:https?:|www\.)|\w@[\w-]+\.\w|\.(?:com|uk|org|net|wales|info|co)\b|^[\d.,:%£$€+x-]+[a-z]?$"
)
_LONGEST_TOKEN: Final = 40
_SHORTEST_TERM: Final = 4
_LONGEST_RUN: Final = 200  # characters of letters written one by one
_SEVERE: Final = 3
_MASKED_TOO: Final = frozenset({"arse", "arsed", "bitch", "slag", "slags", "piss"})
_CROWD: Final = 4  # this many tokens of one or two characters make spaced-out letters worth looking for
_BARE_MASKS: Final = {  # first letter and stars alone: only the words everybody reads into them
    "f***": "fuck", "c***": "cunt", "s***": "shit", "w***": "wank", "t***": "twat", "a**": "arse", "a***": "arse",
    "b****": "bitch", "w*****": "wanker", "f******": "fucking", "f*****": "fucker", "n*****": "nigger", "p***": "piss",
    "w****": "wanks", "b*******": "bollocks", "b******": "bastard", "c****": "cunts", "f*ing": "fucking",
}  # fmt: skip


class Reading(NamedTuple):
    """A term read in `plain[start:end]`, and how it was hidden."""

    term: Term
    start: int
    end: int
    how: str


@cache
def _index() -> dict[str, Term]:
    """Strong and severe words that may be read through a disguise."""
    return {term.word: term for term in terms() if term.kind != "insult" and term.strength > 1 and " " not in term.word}


@cache
def _insults() -> dict[str, Term]:
    """Strong insults long enough to be sure of when a digit stands for a letter (m0r0n)."""
    return {
        term.word: term
        for term in terms()
        if term.kind == "insult" and term.strength > 1 and len(term.word) > _SHORTEST_TERM and term.word.isalpha()
    }


@cache
def _by_first_letter() -> dict[str, list[Term]]:
    found: dict[str, list[Term]] = {}
    for word, term in _index().items():
        if len(word) >= _SHORTEST_TERM and (term.strength == _SEVERE or word in _MASKED_TOO):
            found.setdefault(word[0], []).append(term)
    return found


@cache
def _collapsed() -> dict[str, Term]:
    found = ((_RUN.sub(r"\1", word), term) for word, term in _index().items())
    return {word: term for word, term in found if len(word) >= _SHORTEST_TERM - 1}


def _letters(token: str) -> str:
    return "".join(char for char in token if "a" <= char <= "z")


def _known(word: str, *, shortest: int = 3) -> Term | None:
    return _index().get(word) if len(word) >= shortest else None


def _fits(token: str, word: str) -> bool:
    """Whether every letter of `token` stands at its place in `word`, anything else being a mask."""
    return len(token) == len(word) and all(
        mine == theirs or not mine.isalpha() for mine, theirs in zip(token, word, strict=True)
    )


def _unmasked(token: str) -> Term | None:
    """The term behind a token whose missing letters are masked."""
    bare = _BARE_MASKS.get(token)
    if bare:
        return _index()[bare]
    fixed = _letters(token)
    if len(fixed) < 2 or not token[0].isalpha():  # noqa: PLR2004  # a letter alone could be anything
        return None
    candidates = _by_first_letter().get(token[0], [])
    for term in candidates:
        if _fits(token, term.word) and (len(fixed) > 2 or "*" in token):  # noqa: PLR2004  # as above
            return term
    head, tail = _ends(token)
    if len(head) + len(tail) < 3 or not tail:  # noqa: PLR2004  # too little is left to be sure
        return None
    for term in candidates:
        spare = len(term.word) - len(head) - len(tail)
        if 1 <= spare <= 4 and term.word.startswith(head) and term.word.endswith(tail):  # noqa: PLR2004  # one run of masks
            return term
    return None


def _ends(token: str) -> tuple[str, str]:
    """The letters before the first mask and after the last one; empty where letters stand in between too."""
    first = next((i for i, char in enumerate(token) if not char.isalpha()), len(token))
    last = next((i for i in range(len(token) - 1, -1, -1) if not token[i].isalpha()), -1)
    between = token[first : last + 1]
    return (token[:first], token[last + 1 :]) if between and not _letters(between) else ("", "")


@lru_cache(maxsize=65536)
def undisguise(token: str) -> tuple[Term, str] | None:
    """The term hidden in one token that is not plain letters, and how; None where there is none."""
    if len(token) > _LONGEST_TOKEN or _NOT_A_WORD.search(token):
        return None
    for table in (_LEET, _LEET_OTHER):
        decoded = token.translate(table).translate(_LEET)
        term = _known(decoded) or _known(_RUN.sub(r"\1", decoded), shortest=_SHORTEST_TERM) or _insults().get(decoded)
        if term:
            return term, "letters swapped for digits or signs"
    joined = _letters(token)
    term = _known(joined, shortest=_SHORTEST_TERM) or _known(_letters(token.translate(_LEET)), shortest=_SHORTEST_TERM)
    if term and term.strength > 1:
        return term, "letters set apart"
    masked = _unmasked(token)
    if masked:
        return masked, "letters masked"
    parts = re.split(r"[-/]", token)
    return next(filter(None, map(undisguise, parts)), None) if len(parts) > 1 else None


@lru_cache(maxsize=8192)
def _in_letters(letters: str) -> Term | None:
    """The longest strong term inside letters that were written one by one."""
    for size in range(min(len(letters), 16), _SHORTEST_TERM - 1, -1):
        for start in range(len(letters) - size + 1):
            term = _index().get(letters[start : start + size])
            if term:
                return term
    return None


def _spaced(plain: str) -> Iterator[Reading]:
    for match in _JOINED.finditer(plain):
        written = match.group()[:_LONGEST_RUN]
        kept = [(index, char.translate(_LEET)) for index, char in enumerate(written)]
        kept = [(index, char) for index, char in kept if "a" <= char <= "z"]
        letters = "".join(char for _, char in kept)
        term = _in_letters(letters)
        if term:
            first = letters.index(term.word)
            last = first + len(term.word) - 1
            start, end = match.start() + kept[first][0], match.start() + kept[last][0] + 1
            yield Reading(term, start, end, "letters set apart")


def _repeated(plain: str, tokens: list[str]) -> Iterator[Reading]:
    for token in tokens:
        word = token.strip(_EDGES)
        if not any(triple in word for triple in _TRIPLES):
            continue
        term = _collapsed().get(_RUN.sub(r"\1", word[:200].translate(_LEET)))
        if term:
            start = plain.find(word)
            yield Reading(term, start, start + len(word), "letters repeated")


def _odd(tokens: list[str]) -> Iterator[str]:
    """Tokens that are more than a word with punctuation around it."""
    for token in tokens:
        if token.isalpha():
            continue
        left = token.lstrip(_EDGES)
        bare = left.strip(_EDGES)
        if not bare.isalpha() or left.endswith("*"):
            yield left.rstrip(_EDGES.replace("*", "")) if left.endswith("*") else bare


def readings(plain: str) -> list[Reading]:
    """Every strong or severe term that `plain` hides."""
    tokens = plain.split()
    found: list[Reading] = []
    for token in _odd(tokens):
        hidden = undisguise(token) if len(token) > 2 else None  # noqa: PLR2004  # two signs hide no word
        if hidden:
            start = plain.find(token)
            found.append(Reading(hidden[0], start, start + len(token), hidden[1]))
    if any(triple in plain for triple in _TRIPLES):
        found.extend(_repeated(plain, tokens))
    if sum(len(token) <= 2 for token in tokens) >= _CROWD:  # noqa: PLR2004  # one letter, perhaps with a dot
        found.extend(_spaced(plain))
    return found

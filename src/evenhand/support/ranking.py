"""Ranks entries by how well they fit a question, with the reason. Pure: texts in, fits out.

`ByWords` weighs words as search engines do (BM25, with English word endings taken off), in SQLite's own index, kept in
memory whatever the store. It is one `Ranker`; an encoder that knows meanings can be another.
"""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from threading import Lock
from typing import Protocol

from evenhand.signals.lexicon import word_list

NAMED = 4
"""So many shared words are named; more would say nothing more."""
_WORD = re.compile(r"[^\W\d_]{2,}")
_STEM = 4
_ON, _OFF = "\x02", "\x03"
_MARKED = re.compile(f"{_ON}(.*?){_OFF}")
_ASKING = frozenset(
    {"how", "what", "when", "where", "who", "why", "which", "can", "could", "would", "please", "hi", "hello"}
)
_WEIGHTS = "4.0, 4.0, 3.0, 1.0"  # title, topic, asked, words


@dataclass(frozen=True, slots=True)
class Entry:
    """One answer as a ranker reads it."""

    key: int
    title: str
    topic: str
    asked: str
    words: str


@dataclass(frozen=True, slots=True)
class Fit:
    """How well an answer fits (more is better), and the reason in plain words."""

    key: int
    score: float
    why: str


class Ranker(Protocol):
    """Whatever can say which entries fit a question best, each with its reason."""

    def best(self, question: str, most: int) -> Sequence[Fit]:
        """The best entries, best first; those that do not fit at all are left out."""


class ByWords:
    """An index over entries. Safe to share between threads."""

    def __init__(self, entries: Iterable[Entry]) -> None:
        self._lock = Lock()
        self._base = sqlite3.connect(":memory:", check_same_thread=False)
        tokens = "porter unicode61 remove_diacritics 2"
        self._base.execute(f"CREATE VIRTUAL TABLE answer USING fts5(title, topic, asked, words, tokenize='{tokens}')")
        rows = ((one.key, one.title, one.topic, one.asked, one.words) for one in entries)
        self._base.executemany("INSERT INTO answer (rowid, title, topic, asked, words) VALUES (?, ?, ?, ?, ?)", rows)
        self._base.commit()

    def best(self, question: str, most: int = 3) -> list[Fit]:
        """See Ranker."""
        wanted = told_words(question)
        if not wanted:
            return []
        marks = ", ".join(f"highlight(answer, {column}, '{_ON}', '{_OFF}')" for column in range(4))
        sql = f"SELECT rowid, bm25(answer, {_WEIGHTS}), {marks} FROM answer WHERE answer MATCH ? ORDER BY 2, 1 LIMIT ?"  # noqa: S608 (our own names)
        with self._lock:
            rows = self._base.execute(sql, (" OR ".join(f'"{word}"' for word in wanted), most)).fetchall()
        return [
            Fit(int(key), -float(score), _why(title, topic, asked, words))
            for key, score, title, topic, asked, words in rows
        ]


def told_words(text: str) -> list[str]:
    """The words of a text that tell what it is about, each once."""
    common = word_list("stop_words") | _ASKING
    found = dict.fromkeys(word.casefold() for word in _WORD.findall(text.replace("’", "").replace("'", "")))
    return [word for word in found if word not in common]


def _why(*columns: str) -> str:
    title, topic, asked, words = (
        tuple(dict.fromkeys(word.casefold() for word in _MARKED.findall(one))) for one in columns
    )
    # of two forms of one word ('visit', 'visits') the first is named
    forms = {word[:_STEM]: word for word in reversed([*title, *topic, *asked, *words])}
    shared = list(reversed(forms.values()))[:NAMED]
    said = f"Shared {'word' if len(shared) == 1 else 'words'}: {', '.join(shared)}."
    plain = columns[1].replace(_ON, "").replace(_OFF, "")
    return f"It is about {plain.casefold()}. {said}" if topic else said

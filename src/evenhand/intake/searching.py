"""Searches what people wrote by whole words, newest first. Who may see what was found is for whoever asks.

The newest texts are read one after another: a common word is found there at once, and an index would bring every text
that has it only to sort them. What they do not hold is asked of the index, which PostgreSQL has; SQLite, which serves
small houses, goes on reading. An erased text has no words, so it is found by none; the index holds hashes of
words alone, since it keeps what it holds for longer than a row that was erased.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from django.db import connection, transaction

from evenhand.intake.models import Version
from evenhand.store.statements import Statements

_sql = Statements(Path(__file__).resolve().parent / "sql")
READ = 1_000
"""So many of the newest are read before the index is asked: a few milliseconds."""
LAST = 2**63 - 1
LONGEST = 200
_WORD = re.compile(r"[^\W_]+")


@dataclass(frozen=True, slots=True)
class Hit:
    """A version that holds the words, and whose it is."""

    version: int
    contribution: int


def words_of(text: str) -> tuple[str, ...]:
    """The words asked for, folded, each once; none where there are only signs."""
    return tuple(dict.fromkeys(_WORD.findall(text[:LONGEST].lower())))


def newest(words: tuple[str, ...], most: int, before: int = LAST) -> list[Hit]:
    """At most `most` versions older than version `before` that hold all `words`, newest first."""
    found: list[Hit] = []
    if not words:
        return found
    wanted = set(words)
    while len(found) < most:
        read, before = _read(wanted, before)
        found += read
        if before == 0:
            break
        if connection.vendor == "postgresql" and len(found) < most:
            return found + _indexed(words, most - len(found), before)
    return found[:most]


def _read(wanted: set[str], before: int) -> tuple[list[Hit], int]:
    """Of the next texts older than `before` those with all the words; and the last one read, 0 at the end."""
    rows = Version.objects.filter(pk__lt=before).exclude(change=Version.Change.REMOVED).order_by("-pk")
    read = list(rows.values_list("pk", "contribution", "text")[:READ])
    found = [Hit(key, of) for key, of, text in read if wanted <= set(_WORD.findall(text.lower()))]
    return found, read[-1][0] if len(read) == READ else 0


@transaction.atomic
def _indexed(words: tuple[str, ...], most: int, before: int) -> list[Hit]:
    # a rare word is rarer than the statistics know: a walk by key over a million texts would look cheap to the planner
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_indexscan = off; SET LOCAL enable_seqscan = off")
    found = [Hit(*row) for row in _sql.rows("search", words=" ".join(words), before=before, most=most)]
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_indexscan = on; SET LOCAL enable_seqscan = on")
    return found

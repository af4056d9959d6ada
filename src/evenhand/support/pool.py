"""Which comments are worth comparing with what somebody says of one: few of very many, by names and by their words.

On PostgreSQL an index over hashes of words finds those that share pairs of words with the message, however busy the
month was. On SQLite, for small bodies, the newest are looked through. Hashes, since a word that was erased must not
live on in an index.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any

from django.db import connection
from django.db.models import Q, QuerySet
from django.db.models.functions import Lower
from django.utils import timezone

from evenhand.intake.models import Author, Contribution, Post, Version
from evenhand.store.statements import Statements
from evenhand.support.likeness import names_in, passages_in, words_of
from evenhand.support.links import Link, address

RECENT = timedelta(days=30)
MOST = 60
"""So many are compared letter by letter."""
NEWEST = 3_000
"""So many are looked through on a store without the index."""
MOST_POSTS = 500
MOST_BY_NAME = 200
PAIRS = 16
CONSIDERED = 3_000
"""Of so many that share most words it is looked whether they are of this channel and month."""
NEAR = 3
"""Two words of a pair stand at most so far apart: a slip in one between them does no harm."""

_sql = Statements(Path(__file__).resolve().parent / "sql")


def recent(rows: QuerySet[Contribution]) -> QuerySet[Contribution]:
    """Those of the last month."""
    return rows.filter(published_at__gte=timezone.now() - RECENT).select_related("author")


def newest(rows: QuerySet[Contribution], most: int) -> QuerySet[Contribution]:
    """The newest of them."""
    return rows.order_by("-published_at", "-pk")[:most]


def under_linked_post(rows: QuerySet[Contribution], links: Sequence[Link], channel: int) -> QuerySet[Contribution]:
    """Where a link names one of our posts only, what is meant stands under it."""
    if not links:
        return rows
    ids = {id_ for link in links for id_ in (*link.others, *link.comments)}
    addresses = {link.address for link in links}
    posts = Post.objects.filter(channel=channel, published_at__gte=timezone.now() - RECENT * 12)
    told = [
        post.pk
        for post in posts.only("pk", "external_id", "permalink").order_by("-published_at")[:MOST_POSTS]
        if {post.external_id, post.external_id.rsplit("_", 1)[-1]} & ids or address(post.permalink) in addresses
    ]
    return rows.filter(post__in=told) if told else rows


def by_named_authors(rows: QuerySet[Contribution], channel: int, text: str) -> list[Contribution]:
    """The newest by authors whose name may stand in the message; `likeness` says whether it does."""
    names = sorted(names_in(text))
    keys = _authors(channel, names) if names else []
    return list(newest(rows.filter(author__in=keys), MOST_BY_NAME)) if keys else []


def _authors(channel: int, names: list[str]) -> list[int]:
    if connection.vendor == "postgresql":
        return [key for (key,) in _sql.rows("authors_called", channel=channel, names=names, most=MOST_BY_NAME)]
    authors = Author.objects.annotate(low_handle=Lower("handle"), low_name=Lower("display_name"))
    named = authors.filter(Q(low_handle__in=names) | Q(low_name__in=names), channel=channel)
    return list(named.values_list("pk", flat=True)[:MOST_BY_NAME])


def worth_comparing(rows: QuerySet[Contribution], channel: int, text: str) -> list[Contribution]:
    """Those that share most pairs of words with the quotes in the message; with all of it where it quotes nothing."""
    pairs = pairs_in(passages_in(text) or [text])
    keys = _by_index(channel, pairs) if connection.vendor == "postgresql" else _by_looking(rows, pairs)
    found: list[Contribution] = []
    for start in range(0, len(keys), MOST):  # mostly each of the first is among the rows, and one question is enough
        among = rows.in_bulk(keys[start : start + MOST])
        found += [among[key] for key in keys[start : start + MOST] if key in among]
        if len(found) >= MOST:
            break
    return sorted(found[:MOST], key=lambda one: (one.published_at, one.pk), reverse=True)


def pairs_in(passages: Sequence[str]) -> list[tuple[str, str]]:
    """Pairs of words that stand near each other, those of the longest words first; a lone word is its own pair."""
    found: dict[tuple[str, str], int] = {}
    for passage in passages:
        words = words_of(passage)
        if len(words) == 1:
            found[words[0], words[0]] = 2 * len(words[0])
        for place, word in enumerate(words):
            for other in words[place + 1 : place + 1 + NEAR]:
                found[word, other] = len(word) + len(other)
    return sorted(found, key=lambda pair: (-found[pair], pair))[:PAIRS]


def _by_index(channel: int, pairs: list[tuple[str, str]]) -> list[int]:
    if not pairs:
        return []
    first, second = ([pair[side] for pair in pairs] for side in (0, 1))
    since, most = timezone.now() - RECENT, MOST * 5
    asked: dict[str, Any] = {"channel": channel, "since": since, "considered": CONSIDERED, "most": most}
    return [key for key, _ in _sql.rows("share_words", first=first, second=second, **asked)]


def _by_looking(rows: QuerySet[Contribution], pairs: list[tuple[str, str]]) -> list[int]:
    shares: dict[int, int] = {}
    keys = list(newest(rows, NEWEST).values_list("pk", flat=True))
    texts = Version.objects.filter(contribution__in=keys).exclude(change=Version.Change.REMOVED)
    for key, text in texts.values_list("contribution_id", "text"):
        words = set(words_of(text))
        shares[key] = max(shares.get(key, 0), sum(one in words and other in words for one, other in pairs))
    return sorted((key for key in shares if shares[key]), key=lambda key: (-shares[key], -key))[:MOST]

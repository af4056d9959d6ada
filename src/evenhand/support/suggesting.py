"""Which approved answers fit a question, and why: the words they share, the topic named. Nothing is sent by it."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from evenhand.cases import incidents
from evenhand.support import library
from evenhand.support.models import Answer, AnswerText, AnswerVersion
from evenhand.support.ranking import ByWords, Entry, Ranker

MOST = 3
FOR_INCIDENT = "It was chosen for the incident that is on."
LOOKED_AT = 12
"""So many are ranked, so that what may not be sent never takes the places of what may."""


@dataclass(frozen=True, slots=True)
class Suggestion:
    """One answer for a question, with the reason, and why its words may not be used (empty where they may)."""

    text: AnswerText
    version: AnswerVersion
    why: str
    refused: str


def suggest(question: str, language: str, ranker: Ranker | None = None) -> list[Suggestion]:
    """The three best answers to a question, in its language where the answer has it, else in English.

    Those that may be sent now come first; where there is room, what a person has to check is shown with them.
    """
    fits = {fit.key: fit for fit in (ranker or _of_now()).best(question, LOOKED_AT)}
    rows = {one.pk: one for one in library.current().filter(pk__in=fits)}
    found = []
    for key, fit in fits.items():
        if key in rows:
            text = words_of(rows[key], language)
            found.append(Suggestion(text, rows[key], fit.why, library.why_not(text)))
    first = incidents.answers_first()
    found = [*found, *_chosen(first, rows, language)]
    return sorted(found, key=lambda one: (bool(one.refused), one.version.answer.code not in first))[:MOST]


def _chosen(codes: Collection[str], fitting: Collection[int], language: str) -> list[Suggestion]:
    """The answers chosen for the incident that is on, whatever was asked; those that fit are there already."""
    rows = library.current().filter(answer__code__in=codes).exclude(pk__in=fitting) if codes else ()
    texts = [(row, words_of(row, language)) for row in rows]
    return [Suggestion(text, row, FOR_INCIDENT, library.why_not(text)) for row, text in texts]


def words_of(version: AnswerVersion, language: str) -> AnswerText:
    """A version's words in a language, where they are there and checked; else in English."""
    texts = {text.language: text for text in version.texts.all()}
    own = texts.get(language)
    return own if own is not None and own.checked else texts["en"]


_kept: tuple[tuple[object, ...], ByWords] | None = None


def _of_now() -> ByWords:
    """The index of the library as it is: made again only once the library has changed."""
    global _kept  # noqa: PLW0603 (one index a process)
    stamp = _stamp()
    if _kept is None or _kept[0] != stamp:
        _kept = (stamp, ByWords(entries()))
    return _kept[1]


def _stamp() -> tuple[object, ...]:
    last = AnswerVersion.objects.order_by("-pk").values_list("pk", "made_at", "title", "asked").first()
    return last, Answer.objects.count(), Answer.objects.filter(retired_at__isnull=True).count()


def entries() -> list[Entry]:
    """What is searched: every current answer, all its languages."""
    return [
        Entry(row.pk, row.title, row.topic, row.asked, "\n".join(text.words for text in row.texts.all()))
        for row in library.current()
    ]

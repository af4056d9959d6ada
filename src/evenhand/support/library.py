"""The library of approved answers: made, changed, checked and retired by who keeps it; each change is a version.

Not here: which answer fits a question (suggesting), and sending one (replying).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from urllib.parse import urlsplit

from django.db import transaction
from django.db.models import F, QuerySet
from django.utils import timezone
from django.utils.text import slugify

from evenhand import policy as policies
from evenhand.cases.errors import ChangedError, RefusedError
from evenhand.intake.words import storable
from evenhand.people.models import User
from evenhand.people.permissions import may
from evenhand.policy.answers import VARIABLES, unknown_in
from evenhand.records import services as records
from evenhand.support.models import Answer, AnswerText, AnswerVersion
from evenhand.support.models.answers import LANGUAGES

LONGEST = {"title": 120, "topic": 60, "owner": 120, "source": 500, "why": 300}


@dataclass(frozen=True, slots=True)
class Draft:
    """What a version says; `checked` are the languages whose words this person read and answers for."""

    title: str
    topic: str
    asked: str
    owner: str
    source: str
    review_on: date
    words: Mapping[str, str]
    checked: frozenset[str]
    why: str = ""


def current() -> QuerySet[AnswerVersion]:
    """The latest version of each answer that is not retired, by topic."""
    return latest().filter(answer__retired_at__isnull=True)


def latest() -> QuerySet[AnswerVersion]:
    """The latest version of each answer, by topic."""
    rows = AnswerVersion.objects.filter(number=F("answer__number"))
    return rows.select_related("answer", "made_by").prefetch_related("texts").order_by("topic", "title", "pk")


def why_not(text: AnswerText) -> str:
    """Why these words may not be used now, for a person to read; empty where they may."""
    version = text.version
    if version.answer.retired_at is not None:
        return "It was retired."
    if version.number != version.answer.number:
        return "It was changed since."
    if not text.checked:
        return f"Nobody has checked the {LANGUAGES[text.language]} words yet."
    if version.review_on < timezone.localdate():
        return f"It was to be looked at again by {version.review_on.day} {version.review_on:%B %Y}."
    return ""


@transaction.atomic
def make(person: User, draft: Draft) -> Answer:
    """Put a new answer into the library."""
    _may(person)
    whole = _whole(draft)
    answer = Answer.objects.create(code=_code(whole.title))
    _write(answer, whole, person, "answer.made")
    return answer


@transaction.atomic
def edit(answer: Answer, person: User, draft: Draft, seen: int) -> Answer:
    """Keep the next version after the one that `person` saw; ChangedError where somebody was faster."""
    locked = _open(answer, person)
    if locked.number != seen:
        raise ChangedError("Somebody changed this answer meanwhile. Reload the page to read it. Yours was not kept.")
    whole = _whole(draft)
    locked.number += 1
    locked.save(update_fields=["number"])
    _write(locked, whole, person, "answer.changed")
    return locked


@transaction.atomic
def retire(answer: Answer, person: User, why: str) -> None:
    """Take an answer out of use; what was sent of it still says where it came from."""
    locked, reason = _open(answer, person), storable(why.strip())[0]
    if not reason:
        raise RefusedError("Say why it is used no more.", "why")
    locked.retired_at, locked.retired_by, locked.retired_why = timezone.now(), person, reason[: LONGEST["why"]]
    locked.save(update_fields=["retired_at", "retired_by", "retired_why"])
    _note("answer.retired", locked, f"person:{person.pk}", {"why": reason})


@transaction.atomic
def load(library: policies.SeedLibrary) -> int:
    """Put the file's answers that the library lacks into it, unchecked; gives how many came. It changes none."""
    known = set(Answer.objects.values_list("code", flat=True))
    fresh = [one for one in library.answers if one.code not in known]
    for one in fresh:
        draft = Draft(
            one.title,
            one.topic,
            "\n".join(one.asked),
            one.owner,
            one.source,
            one.review,
            {str(language): words for language, words in one.words.items()},
            frozenset(),
        )
        _write(Answer.objects.create(code=one.code), replace(draft, why="From the file."), None, "answer.made")
    return len(fresh)


def _write(answer: Answer, draft: Draft, person: User | None, kind: str) -> None:
    version = AnswerVersion.objects.create(
        answer=answer,
        number=answer.number,
        title=draft.title,
        topic=draft.topic,
        asked=draft.asked,
        owner=draft.owner,
        source=draft.source,
        review_on=draft.review_on,
        made_by=person,
        why=draft.why,
    )
    for language, words in draft.words.items():
        checked = person is not None and language in draft.checked
        AnswerText.objects.create(
            version=version, language=language, words=words, checked=checked, checked_by=person if checked else None
        )
    actor = f"person:{person.pk}" if person else "file"
    _note(kind, answer, actor, {"words": dict(draft.words), "checked": sorted(draft.checked)})


def _note(kind: str, answer: Answer, actor: str, content: Mapping[str, object]) -> None:
    facts = {"answer": answer.code, "version": answer.number}
    records.append(kind, subject=f"answer:{answer.pk}", actor=actor, facts=facts, content=content)


def _may(person: User) -> None:
    if not may(person, "keep_answers"):
        raise RefusedError("Your role does not keep the library. Ask a responder lead or a policy owner.")


def _open(answer: Answer, person: User) -> Answer:
    _may(person)
    locked = Answer.objects.select_for_update().get(pk=answer.pk)
    if locked.retired_at is not None:
        raise ChangedError("This answer was retired. Nothing of yours was recorded. Make a new one.")
    return locked


def _whole(draft: Draft) -> Draft:
    """The draft as it is kept; RefusedError at the field that is wrong."""
    fields = {name: storable(getattr(draft, name).strip())[0] for name in ("title", "topic", "owner", "source", "why")}
    for name in ("title", "topic", "owner"):
        if not fields[name]:
            raise RefusedError(f"Give the {name}.", name)
    for name, most in LONGEST.items():
        if len(fields[name]) > most:
            raise RefusedError(f"Write at most {most} characters.", name)
    parts = urlsplit(fields["source"])
    if parts.scheme != "https" or not parts.netloc:
        raise RefusedError("Give the page that says so, as a link that begins with https://.", "source")
    if draft.review_on <= timezone.localdate():
        raise RefusedError("Choose a day to look at it again that lies ahead.", "review_on")
    words = dict(_words(draft.words))
    if "en" not in words:
        raise RefusedError("Write the answer in English.", "words_en")
    lacking = sorted(draft.checked - words.keys())
    if lacking:
        raise RefusedError(f"There are no {LANGUAGES[lacking[0]]} words to check.", f"words_{lacking[0]}")
    return Draft(
        title=fields["title"],
        topic=fields["topic"],
        asked=storable(draft.asked.strip())[0],
        owner=fields["owner"],
        source=fields["source"],
        review_on=draft.review_on,
        words=words,
        checked=draft.checked,
        why=fields["why"],
    )


def _words(given: Mapping[str, str]) -> Iterable[tuple[str, str]]:
    for language, text in given.items():
        words = storable(text.replace("\r\n", "\n").strip())[0]
        try:
            unknown = unknown_in(words)
        except ValueError:
            raise RefusedError("Write braces only in pairs, as in {organisation}.", f"words_{language}") from None
        if unknown:
            allowed = ", ".join(f"{{{name}}}" for name in VARIABLES)
            raise RefusedError(f"Nothing fills {{{unknown[0]}}}. Use only {allowed}.", f"words_{language}")
        if words:
            yield language, words


def _code(title: str) -> str:
    """A code of the title that no other answer has."""
    stem = slugify(title)[:50].strip("-") or "answer"
    taken = set(Answer.objects.filter(code__startswith=stem).values_list("code", flat=True))
    return next(
        code
        for number in range(1, len(taken) + 2)
        if (code := stem if number == 1 else f"{stem}-{number}") not in taken
    )

"""Every web address that Evenhand shows or sends, with where it stands: policy, letters, cards, answers, platforms.

Examples of what people may write are left out: their addresses are made up. So are addresses with a part that is
filled in for each case. Not here: asking them (`link_checking`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path

from django.db.models import F
from django.utils import timezone

from evenhand import policy as files
from evenhand.judgement import policies
from evenhand.judgement.models import FalseClaim
from evenhand.platforms.capabilities import table
from evenhand.platforms.closing import way
from evenhand.platforms.interface import Platform
from evenhand.platforms.names import NAMES
from evenhand.platforms.onboarding import guide
from evenhand.platforms.reports import reports
from evenhand.support.models import AnswerText

_LINK = re.compile(r"https?://[^\s<>\"'‘’“”|\\^`]+")
_NOT_SHOWN = {"breach", "no_breach", "condition", "automatic_when", "score", "credible_threat"}


def gathered(name: str = "") -> dict[str, list[str]]:
    """Where each address stands. Of the policy in force, or of the file of the one called `name`.

    Raises `PolicyFaults` for a file with faults, `OSError` for one that is not there, and `NoPolicyInForceError`.
    """
    found: dict[str, list[str]] = {}
    for place, text in (*_of_policy(name), *_of_library(), *_of_platforms()):
        for link in links_in(text):
            places = found.setdefault(link, [])
            if place not in places:
                places.append(place)
    return found


def links_in(text: str) -> list[str]:
    """The whole addresses in a text, without the full stop or bracket that follows them."""
    links = []
    for match in _LINK.finditer(text):
        link = match.group().rstrip(".,;:!?")
        while link.endswith(")") and link.count("(") < link.count(")"):
            link = link[:-1].rstrip(".,;:!?")
        if not {"{", "}"} & set(link):
            links.append(link)
    return links


def _of_policy(name: str) -> Iterator[tuple[str, str]]:
    version = None if name else policies.in_force()
    found = policies.policy_of(version) if version else files.load(policies.policy_file(name))
    file = policies.policy_file(found.id)
    content = found.model_dump()
    for language, letters in content.pop("letters", {}).items():
        yield from ((f"letter {letter} ({language})", text) for letter, text in letters.items())
    yield from _words(f"policy {found.id}", content)
    for beside, read in (("cards", files.load_cards), ("answers", files.load_answers), ("claims", files.load_claims)):
        path = file.with_name(f"{file.stem}-{beside}.yaml")
        if path.is_file():
            yield from _words(path.name, read(path).model_dump())


def _of_library() -> Iterator[tuple[str, str]]:
    """The approved answers and the claims that are in use, as they were last written."""
    now = AnswerText.objects.filter(version__answer__retired_at=None, version__number=F("version__answer__number"))
    told = now.order_by("pk").values_list("version__answer_id", "language", "words", "version__source")
    for answer, language, words, source in told:
        yield f"approved answer {answer} ({language})", f"{words} {source}"
    claims = FalseClaim.objects.filter(expires_on__gte=timezone.localdate()).order_by("code")
    for code, source, correction in claims.values_list("code", "source", "correction"):
        yield f"false claim {code}", f"{source} {correction}"


def _of_platforms() -> Iterator[tuple[str, str]]:
    for platform in Platform:
        for what, told in (
            ("rules and report reasons", reports(platform)),
            ("capabilities and steps", table(platform)),
            ("guide to connecting", guide(platform)),
            ("closing comments", way(platform)),
        ):
            yield from _words(f"{NAMES[platform]}: {what}", told.model_dump())


def _words(place: str, told: object) -> Iterator[tuple[str, str]]:
    """Every text in it, but those that nobody is shown."""
    if isinstance(told, Mapping):
        for key, value in told.items():
            if key not in _NOT_SHOWN:
                yield from _words(place, value)
    elif isinstance(told, str):
        yield place, told
    elif isinstance(told, Path):
        return
    elif isinstance(told, list | tuple | set | frozenset):
        for one in told:
            yield from _words(place, one)

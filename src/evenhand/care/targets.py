"""Whom a text is aimed at, of the people on the register, and how: an attack or a mild dig. Pure but for its types.

Aimed at somebody is what names them by any of their names; and, under a post that features nobody else, what speaks of
'you', 'she' or 'this officer'. Praise, questions and criticism of the body are aimed at nobody.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from evenhand.care.models import Aimed, Featured
from evenhand.cases.routing import is_attack, is_rude

_PERSON = re.compile(
    r"\b(?:you|youre|your|u|ur|she|shes|her|he|hes|him|his|they|theyre|them|their|"
    r"(?:this|that|the) (?:officer|woman|man|girl|lad|lass|bloke|one|person|screw))\b",
    re.IGNORECASE,
)


def kind_of(findings: Sequence[Mapping[str, object]], signals: Sequence[Mapping[str, object]]) -> Aimed.Kind | None:
    """An attack where a guideline about people is breached, a dig where the words are rude, else nothing."""
    if is_attack(findings):
        return Aimed.Kind.ATTACK
    return Aimed.Kind.DIG if is_rude(signals) else None


def targets(
    text: str, people: Sequence[Featured], under_post: Sequence[Featured], *, is_answer: bool = False
) -> list[Featured]:
    """Those of `people` at whom a text is aimed; `under_post` are those whom its post features.

    In an answer to somebody else, 'you' is whom it answers, so only a name counts.
    """
    plain = _apart(text)
    named = [one for one in people if _names(plain, one, first=one in under_post)]
    if named:
        return named
    return list(under_post) if len(under_post) == 1 and not is_answer and _PERSON.search(plain) else []


def _names(plain: str, one: Featured, *, first: bool) -> bool:
    """Whether a name stands in it as whole words; a first name alone counts under a post that features them."""
    names = [*one.names, *([one.name.split()[0]] if first else [])]
    return any(re.search(rf"(?<!\w){_spaced(name)}(?!\w)", plain, re.IGNORECASE) for name in names)


def _spaced(name: str) -> str:
    return r"\s+".join(re.escape(part) for part in _apart(name).split())


def _apart(text: str) -> str:
    """A text in which an apostrophe parts words: 'she’d' speaks of her."""
    return text.replace("’", " ").replace("'", " ")

"""A body's first approved answers as seed data: who keeps each, its source, when it is looked at again, its words.

The library lives in the database once it runs; this file is what it starts from. Words whose language stands under
`unchecked` were written by somebody who could not vouch for them: a person reads them before they are used.
"""

from __future__ import annotations

import string
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from evenhand.policy.document import read_bytes, require
from evenhand.policy.faults import Fault, PolicyFaults
from evenhand.policy.parts import Part
from evenhand.policy.schema import Frozen, Identifier, Words
from evenhand.policy.shape import shape_faults

VARIABLES = {
    "organisation": "the body's name",
    "guidelines_url": "the address of the published guidelines",
    "name": "the name that the person goes by, in private only",
}
"""What stands in braces in an answer, and what each is filled with."""
Code = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=60)]
Language = Literal["en", "cy"]


class SeedAnswer(Frozen):
    """One answer of the file; `asked` are ways in which people ask for it."""

    code: Code
    title: Annotated[Words, Field(max_length=120)]
    topic: Annotated[Words, Field(max_length=60)]
    asked: tuple[Words, ...] = ()
    owner: Annotated[Words, Field(max_length=120)]
    source: Annotated[str, Field(pattern=r"^https://\S+$", max_length=500)]
    review: date
    unchecked: tuple[Language, ...] = ()
    words: dict[Language, Words]


class SeedLibrary(Frozen):
    """A body's first answers."""

    policy: Identifier
    answers: tuple[SeedAnswer, ...] = Field(min_length=1)


def load_answers(path: Path) -> SeedLibrary:
    """Read a file of answers. PolicyFaults with every fault found, OSError where it cannot be read."""
    document = require(read_bytes(path.read_bytes(), path.as_posix()))
    found = [*document.faults, *shape_faults(SeedLibrary, document.value, document)]
    found += _faults(Part.of(document, (), document.value))
    if found:
        raise PolicyFaults(found)
    return SeedLibrary.model_validate(document.value)


def unknown_in(words: str) -> list[str]:
    """The names in braces that nothing fills. ValueError where the braces do not pair."""
    names = {name for _, name, _, _ in string.Formatter().parse(words) if name is not None}
    return sorted(names - VARIABLES.keys())


def _faults(library: Part) -> Iterator[Fault]:
    seen: set[str] = set()
    for answer in library.parts("answers"):
        code = answer.text("code")
        if code in seen:
            yield answer.fault("code", f"two answers have the code '{code}'", "give each its own code")
        seen.add(code)
        words = answer.part("words")
        if words.data and "en" not in words.data:
            yield answer.fault("words", "an answer needs English words", "write them under `en`")
        for language in words.data:
            cause = _wrong(words.text(language))
            if cause:
                cure = f"use only {', '.join(f'{{{name}}}' for name in VARIABLES)}"
                yield words.fault(language, cause, cure)


def _wrong(words: str) -> str:
    try:
        unknown = unknown_in(words)
    except ValueError as error:
        return f"the braces do not pair: {error}"
    return f"nothing fills {', '.join(f'{{{name}}}' for name in unknown)}" if unknown else ""

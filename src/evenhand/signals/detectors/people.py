"""Who is named: title and surname, full name, first name, officer by name, handle; or a person pointed at in a post.

Names are told by their capitals, by a title before them, or by a list of first names. The organisation's own name,
prisons and places are not people.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from evenhand.signals.interface import Context, View
from evenhand.signals.lexicon import word_list
from evenhand.signals.phrases import Hit

_TITLES: Final = (
    "mr|mrs|ms|miss|mx|dr|doctor|officer|po|so|cm|governor|gov|guvnor|judge|nurse|father|sister|imam|rabbi|"
    "reverend|rev|"
    "canon|chaplain|sergeant|sgt|inspector|pc|dc|custodial manager|senior officer|supervisor|deputy governor|"
    "director|dame|sir|lord|lady|"
    "minister|councillor|professor|prof|superintendent|team leader|tutor|warden"
)
_TITLED = re.compile(
    rf"\b(?P<title>{_TITLES})\.?\s+(?P<name>(?:[a-z]\s)?[a-z][a-z-]{{1,20}}(?:\s[A-Z][a-z-]{{1,20}})?)\b", re.IGNORECASE
)
_FULL = re.compile(r"\b([A-Z][a-z]{1,15})\s+((?:O['’]|Mc|Mac|Fitz)?[A-Z][a-z]{2,20}(?:-[A-Z][a-z]{2,20})?)\b")
_HANDLE = re.compile(r"(?<![\w.])@[A-Za-z]\w{2,29}")
_SURNAME_START = re.compile(
    r"(?:^|[.!?]\s+)([A-Z][a-z]{2,15}(?:-[A-Z][a-z]{2,15})?)\s+"
    r"(?=(?:is|was|has|had|got|did|been|used|took|stole|lied|sold|beat|told|let|left|ran|knew|still|always|"
    r"\w{2,}(?:s|ed))\b)"
)
# Words that follow a title-like word without being a name.
_NOT_NAMES: Final = word_list("not_names")
_NOT_FIRST: Final = word_list("not_first_names")
_NOT_LAST: Final = word_list("not_last_names")
_POINTED = re.compile(
    r"\b(?:the|that|this) (?:\w+ ){0,2}(?:officer|nurse|governor|bloke|woman|man|lady|lad|fella|tutor|manager|"
    r"doctor|chaplain|screw|chef|"
    r"handler|midwife|librarian|psychologist|teacher|instructor|blonde|dentist|deputy|lead|warden|po) (?:\w+ ){0,2}"
    r"(?:in this|in the|in your|in that|on the|on this|with the|at the|from the|who|at|on|in) "
)


def named(view: View, context: Context) -> Iterator[Hit]:
    """Every person the text names, with how sure that is."""
    text = view.text[:20000]
    yield from _titled(view, text)
    for match in _FULL.finditer(text):
        first, last = match.groups()
        if first in _NOT_FIRST or last in _NOT_LAST or last in _NOT_FIRST:
            continue
        known = first.lower() in word_list("first_names")
        yield _hit(view, match.start(), match.end(), 0.95 if known else 0.7, "a full name")
    for match in _HANDLE.finditer(text):
        if not _is_organisation(match.group()[1:].lower(), context):
            yield _hit(view, match.start(), match.end(), 0.7, "a handle")
    for word in sorted(view.words & word_list("first_names")):
        yield from _first_names(view, word)
    yield from _featured(view, context)


def pointed_at(view: View) -> Iterator[Hit]:
    """A person who is not named but can be told: "the tall nurse in this video"."""
    for match in _POINTED.finditer(view.plain, 0, 20000):
        yield Hit("person_named", 0.6, match.start(), match.end(), "a person pointed at")


def surname_first(view: View) -> Iterator[Hit]:
    """A capitalised word that opens a sentence and is no ordinary word: "Cuffy was sacked"."""
    for match in _SURNAME_START.finditer(view.text, 0, 20000):
        word = match.group(1)
        if word not in _NOT_FIRST and word.lower() not in _NOT_NAMES and not _ordinary(word.lower()):
            yield _hit(view, match.start(1), match.end(1), 0.5, "perhaps a surname")


def _titled(view: View, text: str) -> Iterator[Hit]:
    for match in _TITLED.finditer(text):
        title, name = match["title"].lower(), match["name"]
        word = name.split()[0]
        if word.lower() in _NOT_NAMES or (
            title in {"so", "po", "cm", "gov", "sister", "father", "lady"} and not word[:1].isupper()
        ):
            continue
        if title == "so" and not match["title"].isupper():
            continue
        sure = 0.9 if word[:1].isupper() or title in {"mr", "mrs", "ms", "miss", "dr"} else 0.6
        if not word[:1].isupper() and title not in {"mr", "mrs", "ms", "miss", "dr", "officer", "nurse", "governor"}:
            continue
        if not word[:1].isupper() and title in {"officer", "nurse", "governor"} and _ordinary(word.lower()):
            continue
        yield _hit(view, match.start(), match.end(), sure, "a title and a name")


def _first_names(view: View, word: str) -> Iterator[Hit]:
    for match in re.finditer(rf"\b{re.escape(word)}\b(?:\s[a-z][a-z-]{{3,20}}\b)?", view.plain[:20000]):
        span = view.span(match.start(), match.start() + len(word))
        capital = view.text[span.start : span.end][:1].isupper()
        yield Hit("person_named", 0.75 if capital else 0.5, match.start(), match.start() + len(word), "a first name")


def _featured(view: View, context: Context) -> Iterator[Hit]:
    for name in context.featured:
        folded = name.casefold()
        start = view.plain.find(folded) if folded else -1
        if start >= 0:
            yield Hit("person_named", 0.95, start, start + len(folded), "a person featured in the post")


def _is_organisation(handle: str, context: Context) -> bool:
    names = {name.lower().replace(" ", "") for name in context.organisation}
    return handle in names or any(part in handle for part in ("hmpps", "moj", "gov", "prison", "probation", "admin"))


_ORDINARY_ENDINGS: Final = ("ing", "ly", "ed", "tion", "ness", "ment", "able", "ful", "less", "ous", "ive", "est", "s")


def _ordinary(word: str) -> bool:
    """Whether a capitalised first word is more likely an ordinary word than a name."""
    return word.endswith(_ORDINARY_ENDINGS) or word in word_list("ordinary_words")


def _hit(view: View, start: int, end: int, score: float, note: str) -> Hit:
    begin, stop = view.position(start), view.position(end)
    return Hit("person_named", score, begin, max(begin + 1, stop), note)

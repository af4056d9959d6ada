"""A small language for phrases, so that rules are data that people can read, and cheap to look for.

A file of `data/phrases/` holds classes (`@person = you, him, her`), sections (`[a threat]`, the words shown to
people) and phrases (`threat 0.9: i will .. <hurt> <person>`). Words are written as a view's `plain` has them: lower
case, no apostrophes. In a phrase `a/b` is either, `a+b` two words, `<class>` any of a class, `?` after an element
makes it optional, `..` up to three words, `...` up to six, `_` exactly one, `^` the start of a sentence, `$` its end,
and `!x` means that x does not follow. A phrase is looked for only in texts that hold a word of each of its elements,
and only at the words it can start with.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import islice
from typing import Final, NamedTuple

from evenhand.signals.interface import View
from evenhand.signals.lexicon import lines, word_list

_SEPARATOR: Final = r"[^\w.!?\n]{1,3}"
_ANY_WORD: Final = r"\w{1,24}"
_GAPS: Final = {"..": 3, "...": 6}
_HEAD = re.compile(r"^(?P<signal>[a-z_]+) (?P<score>[01](?:\.\d+)?)$")
_MOST_HITS: Final = 4  # of one phrase in one text; more evidence of the same kind changes nothing
# Words so frequent that they say nothing about whether a phrase could be there.
_COMMON: Final = word_list("common_words")


class Hit(NamedTuple):
    """A phrase found in `plain[start:end]`."""

    signal: str
    score: float
    start: int
    end: int
    note: str


def _choices(element: str, classes: dict[str, tuple[str, ...]]) -> tuple[str, ...]:
    """The alternatives of one element, each a run of words with spaces between."""
    found: list[str] = []
    for part in element.split("/"):
        if part.startswith("<"):
            found.extend(classes[part.strip("<>")])
        else:
            found.append(part.replace("+", " "))
    return tuple(found)


def _alternation(choices: tuple[str, ...]) -> str:
    ordered = sorted(choices, key=len, reverse=True)
    return "(?:" + "|".join(_SEPARATOR.join(map(re.escape, choice.split())) for choice in ordered) + ")"


def _rarest(choice: str) -> str:
    """The word of a choice that tells most: not a common one, else the longest."""
    words = re.findall(r"[^\W_]+", choice)
    return max(words, key=lambda word: (word not in _COMMON, len(word)), default="")


@dataclass(frozen=True)
class Phrase:
    """One phrase; its pattern is compiled when it is first needed."""

    signal: str
    score: float
    note: str
    source: str
    classes: dict[str, tuple[str, ...]]

    @cached_property
    def needs(self) -> tuple[frozenset[str], ...]:
        """For each element that must be there, the words of which one must be; the rarest element first."""
        found: list[tuple[tuple[int, int], frozenset[str]]] = []
        for element in self.source.split():
            if element in _GAPS or element in {"_", "^", "$"} or element.endswith("?") or element.startswith("!"):
                continue
            words = frozenset(_rarest(choice) for choice in _choices(element, self.classes))
            if "" not in words:
                found.append(((sum(word in _COMMON for word in words), len(words)), words))
        if not found:
            raise ValueError(f"phrase {self.source!r} holds no word that must be there")
        return tuple(words for _, words in sorted(found, key=lambda pair: pair[0]))

    @property
    def anchors(self) -> frozenset[str]:
        """Words of which a text must hold at least one."""
        return self.needs[0]

    @cached_property
    def openers(self) -> frozenset[str]:
        """The words that the phrase can start with; empty where it can start with any."""
        words: set[str] = set()
        for element in self.source.split():
            if element in _GAPS or element in {"_", "^", "$"}:
                return frozenset()
            words.update(choice.split()[0] for choice in _choices(element.rstrip("?"), self.classes))
            if not element.endswith("?"):
                break
        return frozenset(words)

    def found(self, view: View) -> Iterator[re.Match[str]]:
        """Where the phrase stands: tried only at the words it can start with."""
        if not self.openers:
            yield from self.pattern.finditer(view.plain)
            return
        for place in sorted(place for word in self.openers & view.words for place in view.places[word]):
            match = self.pattern.match(view.plain, place)
            if match:
                yield match

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        """The phrase as a regular expression over `plain`."""
        out = ""
        waiting = False  # a word stands before: the next one needs a separator
        for element in self.source.split():
            if element == "^":
                out += r"(?:^|(?<=[.!?\n])|(?<=[.!?\n] ))\W{0,3}"
            elif element == "$":
                out += r"(?=\W*(?:$|[.!?\n]))"
            elif element in _GAPS:
                out += f"(?:{_SEPARATOR}{_ANY_WORD}){{0,{_GAPS[element]}}}"
            elif element.startswith("!"):
                body = _alternation(_choices(element[1:], self.classes))
                out += rf"(?!{_SEPARATOR}{body}\b)"
            else:
                out, waiting = self._word(out, element, waiting=waiting)
        return re.compile(rf"\b{out}\b" if not out.startswith("(?:^|") else out)

    def _word(self, out: str, element: str, *, waiting: bool) -> tuple[str, bool]:
        optional = element.endswith("?")
        body = _ANY_WORD if element == "_" else _alternation(_choices(element.rstrip("?"), self.classes))
        if not waiting:
            return (out + (rf"(?:{body}{_SEPARATOR})?" if optional else body)), not optional
        unit = f"{_SEPARATOR}{body}\\b"
        return out + (f"(?:{unit})?" if optional else unit), True


class PhraseBook:
    """The phrases of one file, found in a view."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.phrases = _read(name)
        index: dict[str, list[tuple[Phrase, tuple[frozenset[str], ...]]]] = {}
        for phrase in self.phrases:
            for word in phrase.anchors:
                index.setdefault(word, []).append((phrase, phrase.needs[1:]))
        self._index = index
        self._anchors = frozenset(index)

    def search(self, view: View) -> list[Hit]:
        """Every phrase that is there, in one order whatever the process."""
        words = view.words
        present = self._anchors & words
        if not present:
            return []
        wanted: dict[int, Phrase] = {}
        for word in present:
            for phrase, others in self._index[word]:
                for other in others:
                    if other.isdisjoint(words):
                        break
                else:
                    wanted[id(phrase)] = phrase
        if not wanted:
            return []
        hits = [
            Hit(phrase.signal, phrase.score, match.start(), match.end(), phrase.note)
            for phrase in wanted.values()
            for match in islice(phrase.found(view), _MOST_HITS)
        ]
        hits.sort()  # sets have no order of their own, and the same text must give the same signals in any process
        return hits


def _read(name: str) -> tuple[Phrase, ...]:
    """The phrases of `data/phrases/<name>.txt`; ValueError names a line that cannot be read."""
    classes: dict[str, tuple[str, ...]] = dict(_shared())
    found: list[Phrase] = []
    note = ""
    for line in lines(f"phrases/{name}.txt"):
        if line.startswith("@"):
            key, _, body = line[1:].partition("=")
            members = tuple(word.strip() for word in body.split(",") if word.strip())
            classes[key.strip()] = tuple(
                choice for word in members for choice in (classes[word[1:-1]] if word.startswith("<") else (word,))
            )
        elif line.startswith("["):
            note = line.strip("[]")
        else:
            head, _, body = line.partition(":")
            match = _HEAD.match(head.strip())
            if not match or not body.strip():
                raise ValueError(f"phrases/{name}.txt: expected 'signal score: phrase', got {line!r}")
            found.append(Phrase(match["signal"], float(match["score"]), note, body.strip(), classes))
    return tuple(found)


def _shared() -> dict[str, tuple[str, ...]]:
    """The classes of `data/phrases/classes.txt`, which every file may use."""
    classes: dict[str, tuple[str, ...]] = {}
    for line in lines("phrases/classes.txt"):
        key, _, body = line.lstrip("@").partition("=")
        members: list[str] = []
        for word in (part.strip() for part in body.split(",")):
            members.extend(classes[word[1:-1]] if word.startswith("<") else [word])
        classes[key.strip()] = tuple(member for member in members if member)
    return classes

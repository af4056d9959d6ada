"""YAML text as plain values that remember where each of them stands.

One parse gives both the values and, by path, the line and column of every key and value. Only plain data
is accepted: no anchors (a rule is read where it stands, and a small file cannot blow up), no tags, no keys
given twice. What the values mean is left to `shape` and `rules`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.nodes import MappingNode, Node, SequenceNode

from evenhand.policy.faults import START, Fault, Place, PolicyFaults

Path = tuple[str | int, ...]

_TAG = "tag:yaml.org,2002:"
_PARSED: Mapping[str, Callable[[str], object]] = {
    "null": lambda _: None,
    "bool": lambda text: text.lower() == "true",
    "int": int,
    "float": float,
}


@dataclass(slots=True)
class Document:
    """A file's plain `value`, with `keys` and `places`: path → where the key, and where the value, stands."""

    file: str
    lines: list[str]
    value: Any = None
    places: dict[Path, Place] = field(default_factory=dict)
    keys: dict[Path, Place] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)

    def place(self, path: Path, word: str = "") -> Place:
        """Return where the value at `path` stands, or `word` inside it; else the nearest thing above it."""
        while path and path not in self.places:
            path = path[:-1]
        place = self.places.get(path, START)
        return self._word(place, word) if word else place

    def _word(self, start: Place, word: str) -> Place:
        pattern = re.compile(rf"(?<!\w){re.escape(word)}(?!\w)")
        for number, line in enumerate(self.lines[start.line - 1 :], start.line):
            found = pattern.search(line, start.column - 1 if number == start.line else 0)
            if found:
                return Place(number, found.start() + 1)
        return start

    def fault_at(self, place: Place, cause: str, cure: str) -> Fault:
        """Return a fault at a known position, with the line it stands in."""
        line = self.lines[place.line - 1] if place.line <= len(self.lines) else ""
        return Fault(self.file, place.line, place.column, cause, cure, line)

    def fault(self, path: Path, cause: str, cure: str, *, word: str = "", key: bool = False) -> Fault:
        """Return a fault at the value at `path`, at `word` inside it, or at its key."""
        place = self.keys.get(path) if key else None
        return self.fault_at(place or self.place(path, word), cause, cure)


def read(text: str, file: str) -> Document:
    """Parse YAML `text`; faults of the text itself stand in the result's `faults`, its value is then None."""
    document = Document(file, text.splitlines())
    try:
        node = YAML(typ="safe", pure=True).compose(text)
    except MarkedYAMLError as error:
        document.faults.append(_syntax(document, error))
        return document
    except YAMLError as error:
        cause = f"the file holds a character that YAML does not allow: {str(error).splitlines()[0]}"
        document.faults.append(document.fault((), cause, "save the file as UTF-8 text and remove the character"))
        return document
    if node is not None:
        document.value = _Reader(document).value(node, ())
    return document


def read_bytes(raw: bytes, file: str) -> Document:
    """Decode and parse a file's bytes; bytes that are no UTF-8 are a fault, with the line they stand in."""
    try:
        return read(raw.decode("utf-8-sig"), file)
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        document = Document(file, [])
        cause = f"byte {error.start} is not UTF-8 text"
        document.faults.append(document.fault_at(Place(line, 1), cause, "save the file as UTF-8"))
        return document


def require(document: Document) -> Document:
    """Return `document` if its text could be read; raises PolicyFaults otherwise."""
    if document.value is None and document.faults:
        raise PolicyFaults(document.faults)
    return document


def _syntax(document: Document, error: MarkedYAMLError) -> Fault:
    mark = error.problem_mark or error.context_mark
    place = Place(mark.line + 1, mark.column + 1) if mark else START
    problem = error.problem or error.context or "unknown"
    cure = "mend the YAML: look at indentation, colons and quotes on this line and the one before"
    return document.fault_at(place, f"this is not valid YAML: {problem}", cure)


class _Reader:
    """Walks the node tree once; a node met twice came through an anchor."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.seen: set[int] = set()

    def value(self, node: Node, path: Path) -> Any:  # noqa: ANN401  # a YAML value is any plain value
        place = Place(node.start_mark.line + 1, node.start_mark.column + 1)
        self.document.places[path] = place
        if id(node) in self.seen:
            cure = "write the value out where it is used"
            self.document.faults.append(self.document.fault_at(place, "anchors and aliases are not used here", cure))
            return None
        self.seen.add(id(node))
        if isinstance(node, MappingNode):
            return dict(self.pairs(node, path))
        if isinstance(node, SequenceNode):
            return [self.value(item, (*path, index)) for index, item in enumerate(node.value)]
        return self.scalar(node, place)

    def pairs(self, node: MappingNode, path: Path) -> Iterator[tuple[str, Any]]:
        given: set[str] = set()
        for key_node, value_node in node.value:
            place = Place(key_node.start_mark.line + 1, key_node.start_mark.column + 1)
            key = str(key_node.value)
            if key in given:
                cause = f"'{key}' is given twice, and only one of the two can count"
                self.document.faults.append(self.document.fault_at(place, cause, "keep one of the two"))
            given.add(key)
            self.document.keys[(*path, key)] = place
            yield key, self.value(value_node, (*path, key))

    def scalar(self, node: Node, place: Place) -> Any:  # noqa: ANN401  # as above
        kind = str(node.tag).removeprefix(_TAG)
        text = str(node.value)
        if kind.startswith("!"):
            cure = "write plain text, numbers, true or false"
            self.document.faults.append(self.document.fault_at(place, f"the tag '{kind}' is not used here", cure))
        try:
            return _PARSED[kind](text) if kind in _PARSED else text
        except ValueError:  # a number in a notation that YAML knows and Python does not
            return text

"""Cuts a text into passages, so that a page marks the evidence in it and masks what must not be read. Pure.

Offsets count Unicode code points of the original text, as the signals give them. Detail of a method of
self-harm is masked for everybody (clause 35), in whole sentences, since a signal marks some of its words only; whoever
may open it does so in a step of its own, which is recorded.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from evenhand.cases.routing import METHOD_GUIDELINE, METHOD_SIGNAL

MASK_SIGNALS = frozenset({METHOD_SIGNAL})
MASK_GUIDELINES = frozenset({METHOD_GUIDELINE})
MASK = "[detail of a method, hidden]"
_ENDS = re.compile(r"[.!?…]+(?=\s|$)|\n")


@dataclass(frozen=True, slots=True)
class Evidence:
    """One stretch of the text that counted, with its number on the page (0 when it has no stretch)."""

    number: int
    start: int
    end: int
    signal: str
    detail: str
    masked: bool = False


@dataclass(frozen=True, slots=True)
class Passage:
    """A stretch of the text to show: plain, marked with the numbers of its evidence, or masked."""

    text: str
    numbers: tuple[int, ...] = ()
    ends: tuple[int, ...] = ()
    masked: bool = False


def evidence_of(findings: Iterable[Mapping[str, object]], length: int) -> list[Evidence]:
    """The evidence of an assessment's findings, in the order of the text, each stretch once, inside `length`."""
    found: dict[tuple[int, int, str], tuple[str, bool]] = {}
    for finding in findings:
        mask_all = finding.get("guideline_id") in MASK_GUIDELINES
        for item in _rows(finding.get("evidence")):
            start, end = _whole(item.get("start")), min(_whole(item.get("end")), length)
            signal = str(item.get("signal", ""))
            masked = mask_all or signal in MASK_SIGNALS
            if end > start:
                known = found.get((start, end, signal), ("", False))
                found[start, end, signal] = (str(item.get("detail", "")) or known[0], masked or known[1])
    ordered = sorted(found.items())
    return [
        Evidence(number, start, end, signal, detail, masked)
        for number, ((start, end, signal), (detail, masked)) in enumerate(ordered, start=1)
    ]


def must_mask_whole(findings: Iterable[Mapping[str, object]], evidence: Sequence[Evidence]) -> bool:
    """Whether a method was found without saying where: then nothing of the text may be shown."""
    found = any(finding.get("guideline_id") in MASK_GUIDELINES for finding in findings)
    return found and not any(item.masked for item in evidence)


def passages(text: str, evidence: Sequence[Evidence], *, mask: bool) -> list[Passage]:
    """The whole text as passages, in order; with `mask`, no text from the first masked sentence to the last."""
    first, last = _masked(text, evidence) if mask else (0, 0)
    cuts = sorted({0, len(text), first, last, *(item.start for item in evidence), *(item.end for item in evidence)})
    made: list[Passage] = []
    for start, end in pairwise(cuts):
        over = [item for item in evidence if item.start <= start and end <= item.end]
        if first <= start and end <= last:
            if not (made and made[-1].masked):
                made.append(Passage(MASK, masked=True))
            continue
        numbers = tuple(item.number for item in over)
        ends = tuple(item.number for item in over if item.end == end)
        made.append(Passage(text[start:end], numbers, ends))
    return made


def shorten(made: Sequence[Passage], limit: int) -> list[Passage]:
    """The first `limit` characters of the passages, with an ellipsis where something was left out."""
    kept: list[Passage] = []
    left = limit
    for passage in made:
        if len(passage.text) > left:
            kept.append(Passage(passage.text[:left].rstrip() + "…", passage.numbers, passage.ends, passage.masked))
            break
        kept.append(passage)
        left -= len(passage.text)
    return kept


def _masked(text: str, evidence: Sequence[Evidence]) -> tuple[int, int]:
    """From the start of the first sentence with masked words to the end of the last; empty where there are none."""
    masked = [item for item in evidence if item.masked]
    if not masked:
        return 0, 0
    first, last = min(item.start for item in masked), max(item.end for item in masked)
    before = [found.end() for found in _ENDS.finditer(text) if found.end() <= first]
    start = max(before, default=0)
    start += len(text[start:first]) - len(text[start:first].lstrip())
    after = _ENDS.search(text, last)
    return start, after.end() if after else len(text)


def _rows(value: object) -> list[dict[str, object]]:
    return [row for row in value if isinstance(row, dict)] if isinstance(value, list) else []


def _whole(value: object) -> int:
    return max(value, 0) if isinstance(value, int) else 0

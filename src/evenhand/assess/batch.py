"""Many texts in order: earlier ones are the look-alike context of later ones, as they are live.

The same texts in the same order give the same assessments. Reading files is for `reading.py`, JSON for `wire.py`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from evenhand.assess.assessor import Assessor
from evenhand.assess.model import Assessment
from evenhand.assess.reading import BadLine, Line
from evenhand.assess.surroundings import Surroundings
from evenhand.signals.interface import Context
from evenhand.signals.lookalikes import LookAlikes, Seen


def assess_lines(
    lines: Iterable[Line | BadLine], assessor: Assessor, around: Surroundings, memory: LookAlikes | None = None
) -> Iterator[tuple[Line, Assessment] | BadLine]:
    """Assess each line in order; lines that are not valid come back as they are, in their place."""
    seen = memory if memory is not None else LookAlikes()
    for line in lines:
        if isinstance(line, BadLine):
            yield line
            continue
        context = context_of(line, around, seen.see(line.text, line.author))
        yield line, assessor.assess(line.text, context, post_sensitive=line.post_sensitive)


def context_of(line: Line, around: Surroundings, seen: Seen) -> Context:
    """The context of one line: its own keys, what the batch shares, and the look-alikes before it."""
    return Context(
        platform=line.platform,
        kind=line.kind,
        post=line.post,
        parent=line.parent,
        featured=(*line.featured, *around.featured),
        organisation=around.organisation,
        false_claims=around.false_claims,
        look_alikes=seen.count,
        look_alike_authors=seen.authors,
    )

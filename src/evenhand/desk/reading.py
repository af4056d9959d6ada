"""Reads the texts of contributions for a page: the right version, its evidence marked, its detail masked.

The only way by which a text of the public reaches a template of the desk, what was written by a form included, so that
a mask is never forgotten. What a person decided to be detail of a method is masked too, whole where no signal says
which words.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from evenhand.cases.models import Decision
from evenhand.desk.passages import (
    MASK,
    MASK_GUIDELINES,
    Evidence,
    Passage,
    evidence_of,
    must_mask_whole,
    passages,
    shorten,
)
from evenhand.intake.models import Contribution, Version
from evenhand.judgement.models import Assessment
from evenhand.people.models import User
from evenhand.people.permissions import may
from evenhand.sanctions.models import Appeal
from evenhand.support import masks
from evenhand.support.models import FormReport

GONE = "These words were erased."
NOT_JUDGED = "[Not read for detail of a method yet, so hidden. Reload the page in a moment.]"
EXCERPT = 280  # characters: enough to decide whether to open it


@dataclass(frozen=True, slots=True)
class Text:
    """One version as this person may read it."""

    version: Version | None
    assessment: Assessment | None
    passages: tuple[Passage, ...]
    evidence: tuple[Evidence, ...] = ()
    masked: bool = False
    removed: bool = False

    @property
    def excerpt(self) -> list[Passage]:
        """The start of it, for lists."""
        return shorten(self.passages, EXCERPT)


def read_form(of: FormReport | Appeal, part: Literal["words", "link"] = "words") -> Text:
    """What somebody wrote by a form, which is no contribution: masked as it was judged, and nothing marked.

    Until it was judged nothing of it is shown; that is asked for here, for what was written before masks were kept.
    """
    words = of.words if part == "words" else of.link
    if not words:
        return Text(None, None, ())
    if not of.masks:
        masks.have_judged(of)
        return Text(None, None, (Passage(NOT_JUDGED, masked=True),), masked=True)
    detail = [Evidence(0, start, end, "", "", masked=True) for start, end in of.masks[part]]
    return Text(None, None, tuple(passages(words, detail, mask=True)), masked=bool(detail))


def read_plain(version: Version) -> tuple[Passage, ...]:
    """One version without a mark on what signals found in it, for who is to judge afresh; masked all the same."""
    found = read([version])[0]
    return found.passages if found.masked else (Passage(version.text or GONE),)


def read(versions: Iterable[Version], *, unmask: bool = False) -> list[Text]:
    """Each version of ONE contribution as a text, in the order given; masked unless `unmask`."""
    rows = list(versions)
    assessments = _assessments(rows)
    risky = any(_risky(found) for found in assessments.values())
    decided = _decided(row.contribution_id for row in rows)
    return [
        _text(row, assessments.get(row.pk), risky=risky, unmask=unmask, decided=row.contribution_id in decided)
        for row in rows
    ]


def read_latest(contributions: Iterable[Contribution]) -> dict[int, Text]:
    """The latest text of each contribution, by its key, masked; a removed one is shown as it last read."""
    wanted = [row.pk for row in contributions]
    by_contribution: dict[int, list[Version]] = {key: [] for key in wanted}
    for version in Version.objects.filter(contribution__in=wanted).order_by("number"):
        by_contribution[version.contribution_id].append(version)
    assessments = _assessments([row for rows in by_contribution.values() for row in rows])
    decided = _decided(wanted)
    found: dict[int, Text] = {}
    for key, rows in by_contribution.items():
        risky = any(_risky(assessments[row.pk]) for row in rows if row.pk in assessments)
        found[key] = _latest(rows, assessments, risky=risky, decided=key in decided)
    return found


def may_unmask(user: User) -> bool:
    """Whether this person may open masked detail at all."""
    return may(user, "see_safeguarding")


def _latest(rows: list[Version], assessments: dict[int, Assessment], *, risky: bool, decided: bool) -> Text:
    kept = [row for row in rows if row.change != Version.Change.REMOVED]
    removed = bool(rows) and rows[-1].change == Version.Change.REMOVED
    if not kept:
        return Text(None, None, (Passage("The text is not known."),), removed=removed)
    text = _text(kept[-1], assessments.get(kept[-1].pk), risky=risky, unmask=False, decided=decided)
    return Text(text.version, text.assessment, text.passages, text.evidence, text.masked, removed)


def _text(version: Version, assessment: Assessment | None, *, risky: bool, unmask: bool, decided: bool) -> Text:
    findings = assessment.findings if assessment else []
    evidence = evidence_of(findings, len(version.text))
    marked = any(item.masked for item in evidence)
    whole = must_mask_whole(findings, evidence) or (assessment is None and risky) or (decided and not marked)
    if version.erased_at is not None:
        return Text(version, assessment, (Passage(GONE),), removed=version.change == Version.Change.REMOVED)
    removed = version.change == Version.Change.REMOVED
    if whole and not unmask:
        return Text(version, assessment, (Passage(MASK, masked=True),), masked=True, removed=removed)
    made = tuple(passages(version.text, evidence, mask=not unmask))
    return Text(version, assessment, made, tuple(evidence), whole or marked, removed)


def _risky(assessment: Assessment) -> bool:
    evidence = evidence_of(assessment.findings, 10**9)
    return must_mask_whole(assessment.findings, evidence) or any(item.masked for item in evidence)


def _decided(contributions: Iterable[int]) -> set[int]:
    """Those in which a decision found detail of a method, whatever the assessment said."""
    rows = Decision.objects.filter(contribution__in=set(contributions), verdict=Decision.Verdict.BREACH)
    return set(rows.filter(guideline__code__in=MASK_GUIDELINES).values_list("contribution_id", flat=True))


def _assessments(versions: Iterable[Version]) -> dict[int, Assessment]:
    """The newest assessment of each version, by the version's key."""
    rows = Assessment.objects.filter(version__in=[version.pk for version in versions]).order_by("pk")
    return {row.version_id: row for row in rows}

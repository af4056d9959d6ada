"""Detail of a method of self-harm is never repeated to anybody, whoever writes and whatever they answer (clause 35)."""

from __future__ import annotations

from evenhand.cases.errors import RefusedError
from evenhand.cases.routing import METHOD_GUIDELINE
from evenhand.judgement.models import Assessment

SHORTEST = 12  # characters of the detail: shorter stretches are ordinary words


def check(words: str, assessment: Assessment, field: str) -> None:
    """RefusedError at `field` where words to be sent repeat what the assessment marked as detail of a method."""
    said = _flat(words)
    for finding in assessment.findings:
        if finding["guideline_id"] == METHOD_GUIDELINE and any(_in(one, assessment, said) for one in _spans(finding)):
            raise RefusedError("Your words repeat detail of a method. Take it out: nothing may spread it.", field)


def _spans(finding: dict[str, object]) -> list[dict[str, object]]:
    evidence = finding.get("evidence")
    return evidence if isinstance(evidence, list) else []


def _in(span: dict[str, object], assessment: Assessment, said: str) -> bool:
    start, end = int(str(span["start"])), int(str(span["end"]))
    detail = _flat(assessment.version.text[start:end])
    return len(detail) >= SHORTEST and detail in said


def _flat(text: str) -> str:
    return " ".join(text.casefold().split())

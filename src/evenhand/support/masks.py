"""What must be masked in words that came by a form: judged once, and kept as offsets beside them, never as words.

They are no contribution, so no assessment of them is kept. Until they were judged, pages show nothing of them.
"""

from __future__ import annotations

from django.db import transaction

from evenhand import work
from evenhand.assess import Assessment, Finding
from evenhand.cases.routing import METHOD_GUIDELINE, METHOD_SIGNAL
from evenhand.judgement import policies
from evenhand.sanctions.models import Appeal
from evenhand.signals.interface import Context
from evenhand.support.models import FormReport


def where(of: FormReport | Appeal) -> str:
    """Where the words stand, in a task's payload: 'report:12' or 'appeal:3'."""
    return f"{'report' if isinstance(of, FormReport) else 'appeal'}:{of.pk}"


def standing(told: str) -> FormReport | Appeal:
    """The row that such a name tells of, locked, so that it is not erased while it is judged."""
    kind, _, number = told.partition(":")
    return (FormReport if kind == "report" else Appeal).objects.select_for_update().get(pk=int(number))


def have_judged(of: FormReport | Appeal) -> None:
    """Have the words judged for what to mask alone: those from before masks were kept, or written down by a person."""
    told = where(of)
    with transaction.atomic():
        work.enqueue("support.mask", {"of": told}, lane=f"mask:{told}", key=f"mask:{told}", priority=2)


def judge(of: FormReport | Appeal) -> Assessment:
    """Judge the words and the link, keep what to mask in each, and give what was found in the words."""
    words = _assess(of.words)
    of.masks = {
        "words": _stretches(words.findings, len(of.words)),
        "link": _stretches(_assess(of.link).findings, len(of.link)) if of.link else [],
    }
    of.save(update_fields=["masks"])
    return words


def _assess(words: str) -> Assessment:
    return policies.assessor(policies.in_force_here()).assess(words, Context(kind="direct_message"))


def _stretches(findings: tuple[Finding, ...], length: int) -> list[list[int]]:
    """The stretches with detail of a method; all of it where no signal says which words."""
    detail = {
        (max(item.start, 0), min(item.end, length))
        for one in findings
        for item in one.evidence
        if one.guideline_id == METHOD_GUIDELINE or item.signal == METHOD_SIGNAL
    }
    found = sorted([start, end] for start, end in detail if end > start)
    whole = not found and any(one.guideline_id == METHOD_GUIDELINE for one in findings)
    return [[0, length]] if whole else found

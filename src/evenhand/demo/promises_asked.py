"""Promise 9 compared: everyone who asked has an outcome, or a time by which they will have one.

Who asked is known from the scenes that were published; what became of it is read from the rows as they stand.
"""

from __future__ import annotations

from django.db.models import QuerySet

from evenhand.cases.models import ASKED, Case, Decision
from evenhand.demo.scenes import Scene
from evenhand.demo.verdicts import Verdict
from evenhand.demo.witness import Witness


def outcomes(_witness: Witness, scenes: list[Scene], verdict: Verdict) -> None:
    """Each question that was published, and each that the database knows of beyond them."""
    known: set[int] = set()
    for scene in scenes:
        if scene.asks:
            cases = list(_questions().filter(contribution__external_id=scene.id))
            verdict.check(bool(cases), f"{scene.platform}: nobody is to answer what {scene.id} asks")
            known.update(case.pk for case in cases)
            for case in cases:
                _ends(case, verdict)
    for case in _questions().exclude(pk__in=known):
        _ends(case, verdict)


def _questions() -> QuerySet[Case]:
    return Case.objects.filter(kind__in=ASKED).select_related("contribution__channel")


def _ends(case: Case, verdict: Verdict) -> None:
    where = f"{case.contribution.channel.platform}: question {case.pk}"
    if case.state == "open":
        verdict.check(case.due_at is not None, f"{where} is open and has no due time")
    elif case.outcome == "answered":
        answer = Decision.objects.filter(case=case, measures__in=["reply", "message"])
        verdict.check(answer.exists(), f"{where} counts as answered, and nobody wrote an answer")
    else:
        explained = case.outcome in {"redirected", "closed"} and bool(case.outcome_reason.strip())
        verdict.check(explained, f"{where} ended as '{case.outcome}', with no outcome that its author could be told")

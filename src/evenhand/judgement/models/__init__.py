"""Policy and assessor versions, what was signed for them and what is in force; assessments; false claims."""

from __future__ import annotations

from evenhand.judgement.models.around import ClaimSeen, Incident
from evenhand.judgement.models.assessments import Assessment, LookAlike, LookAlikeBand, LookAlikeGroup
from evenhand.judgement.models.comparing import AssessorVersion, Comparison, Flip, GoldenItem, GoldenOutcome
from evenhand.judgement.models.policy import AutomaticHide, FalseClaim, Guideline, PolicyVersion
from evenhand.judgement.models.signing import Opening, PolicyActivation, SignOff
from evenhand.judgement.models.uses import UseDecision

__all__ = [
    "Assessment",
    "AssessorVersion",
    "AutomaticHide",
    "ClaimSeen",
    "Comparison",
    "FalseClaim",
    "Flip",
    "GoldenItem",
    "GoldenOutcome",
    "Guideline",
    "Incident",
    "LookAlike",
    "LookAlikeBand",
    "LookAlikeGroup",
    "Opening",
    "PolicyActivation",
    "PolicyVersion",
    "SignOff",
    "UseDecision",
]

"""The words of warnings, from the policy's letters; a letter with a gap refuses to be sent."""

from __future__ import annotations

from evenhand import policy as policies_data
from evenhand.cases.models import Decision
from evenhand.judgement import policies


def warning_text(decision: Decision, means: str) -> str:
    """The warning of a decision: a private letter, or neutral words for a public reply (never an accusation)."""
    policy = policies.policy_of(decision.policy_version)
    name = "warning_public" if means == "reply" else "warning"
    return policies_data.render(policy, name, guideline=decision.guideline.code)

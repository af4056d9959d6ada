"""The words of warnings, from the policy's letters; a letter with a gap refuses to be sent."""

from __future__ import annotations

from evenhand import policy as policies_data
from evenhand.cases.models import Decision
from evenhand.judgement import policies
from evenhand.platforms.errors import Refused
from evenhand.platforms.interface import Operation, Platform
from evenhand.platforms.texts import check
from evenhand.sanctions.appeals.against import number_of


def warning_text(decision: Decision, means: str) -> str:
    """The warning of a decision: a private letter, or neutral words for a public reply (never an accusation).

    Where the platform's private messages are too short for the letter, the short words go privately.
    """
    policy, code = policies.policy_of(decision.policy_version), decision.guideline.code
    short = policies_data.render(policy, "warning_public", guideline=code)
    if means == "reply":
        return short
    number = {"decision_number": number_of(decision)}
    letter = policies_data.render(policy, "warning", guideline=code, **number)
    try:
        check(Platform(decision.contribution.channel.platform), Operation.PRIVATE_REPLY, letter)
    except Refused:
        return short
    return letter

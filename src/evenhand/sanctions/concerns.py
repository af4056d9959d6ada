"""Who accused somebody by name is told where the concern can be heard: complaints, and whistleblowing (clause 34).

Sent in the name of whoever upheld it, privately, where the policy gives the guideline that letter and something was
taken away. It says that nothing counts against them. Where nobody can be written to privately, or the letter has a gap,
the record says so. Nothing is written on what was hidden together with others: nobody decided about it alone.
"""

from __future__ import annotations

from evenhand import policy as policies_data
from evenhand.cases.deciding import TAKES_AWAY
from evenhand.cases.errors import RefusedError
from evenhand.cases.models import Decision
from evenhand.judgement import policies
from evenhand.policy import LetterGap, Policy, language_of
from evenhand.records import services as records
from evenhand.sanctions import writing

LETTER, SHORT = "concern", "concern_short"


def tell(decision: Decision) -> Decision | None:
    """Write to the author of an accusation that was upheld as one; None where nothing is to be sent, or can be."""
    if decision.verdict != Decision.Verdict.BREACH or decision.person is None or decision.guideline.makes_strike:
        return None
    if decision.in_bulk:
        return None
    if not TAKES_AWAY & set(decision.measure_list()):
        return None
    policy = policies.policy_of(decision.policy_version)
    rule = policy.guideline(decision.guideline.code)
    if rule.letter != LETTER or not policy.concern_route:
        return None
    try:
        words = _words(decision, policy)
    except (RefusedError, LetterGap) as refused:  # a gap must not hold up what else follows from the decision
        records.append(
            "concern.not_told",
            subject=f"contribution:{decision.contribution_id}",
            actor="machine",
            facts={"decision": decision.pk, "why": str(refused)},
        )
        return None
    facts = "Its author is told where a concern can be heard."
    return writing.write(decision, decision.person, words, key=f"concern:{decision.pk}", facts=facts)


def _words(decision: Decision, policy: Policy) -> str:
    """The letter, or the short one where the platform's messages are short; RefusedError where neither can go."""
    spoken = language_of(policy, LETTER, decision.assessment.language)
    words = policies_data.render(policy, LETTER, spoken, guideline=decision.guideline.code)
    try:
        writing.check(decision, words, "The letter")
    except RefusedError:
        words = policies_data.render(policy, SHORT, language_of(policy, SHORT, decision.assessment.language))
        writing.check(decision, words, "The letter")
    return words

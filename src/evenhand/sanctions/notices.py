"""The notice of a block: who is blocked hears why, until when, how to be heard, and where help is (clauses 7 and 22).

Sent before the block, since platforms let nobody write to whom they block, in the name of who approved it. An
emergency block has its notice when a second person has confirmed it, since the letter says that two people looked.
Whoever has a linked account is told that an account on another channel is blocked, and not which: it may be a stranger.
Where the letter does not fit, a person is asked to write; where a platform has no private way, the record says so.
"""

from __future__ import annotations

from evenhand import policy as policies_data
from evenhand.cases import queue
from evenhand.cases.errors import RefusedError
from evenhand.cases.models import Case, Decision
from evenhand.judgement import policies
from evenhand.policy import LetterGap, Policy, language_of
from evenhand.records import services as records
from evenhand.sanctions import writing
from evenhand.sanctions.appeals.against import number_of
from evenhand.sanctions.models import Block

NOT_SENT = "The author is to be blocked and was not told why: {why} Write to them from the statement of reasons."


def of_block(block: Block) -> Decision | None:
    """Tell the author of a block that is to be done or is in force; None where that is not yet said, or cannot be."""
    if block.lifted_at is not None or (block.threat is not None and block.threat.confirmed_at is None):
        return None
    decision = block.follows_from
    if not writing.possible(decision):
        records.append(
            "block.not_told", subject=f"author:{block.author_id}", actor="machine", facts={"block": str(block.pk)}
        )
        return None
    try:
        words = _words(block, decision)
        writing.check(decision, words, "The notice")
    except (RefusedError, LetterGap) as why:
        _ask_a_person(decision, str(why))
        return None
    return writing.write(
        decision, block.approved_by, words, key=f"block-notice:{block.pk}", facts="Its author is told of their block."
    )


def _words(block: Block, decision: Decision) -> str:
    """The letter, in the number of the breach itself: of an account that is linked, that of the other account's."""
    breach = block.decisions()[0]
    policy: Policy = policies.policy_of(breach.policy_version)
    letter = "block" if block.linked_id is None else "block_linked"
    language = language_of(policy, letter, decision.assessment.language)
    until = f"{block.review_on.day} {block.review_on:%B %Y}"
    told = {"review_date": until, "decision_number": number_of(breach)}
    return policies_data.render(policy, letter, language, guideline=breach.guideline.code, **told)


def _ask_a_person(decision: Decision, why: str) -> None:
    said = (NOT_SENT.format(why=why),)
    queue.open_case(decision.contribution, Case.Kind.REVIEW, priority=3, why=said, assessment=decision.assessment)
    queue.settle_disposition(decision.contribution)

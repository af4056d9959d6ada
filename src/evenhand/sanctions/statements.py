"""Statements of reasons: made from the policy under which it was decided, previewed, edited, signed, sent.

A statement with a gap is not made; one that lost the guideline, its version, the link or the number while it was
edited is not kept. Not here: warnings and the ends of appeals, which are letters of their own.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from evenhand import policy as policies_data
from evenhand.actions.models import Action
from evenhand.cases.changed import found_none_since
from evenhand.cases.errors import ChangedError, RefusedError
from evenhand.cases.models import Decision
from evenhand.cases.standing import overturned_by
from evenhand.clock import said
from evenhand.intake.words import storable
from evenhand.judgement import policies
from evenhand.judgement.services import hold_lane
from evenhand.people.models import User
from evenhand.people.permissions import may
from evenhand.policy import LetterGap, Policy
from evenhand.policy.letters import UNCHECKED, status_of
from evenhand.records import services as records
from evenhand.sanctions import writing
from evenhand.sanctions.appeals.against import number_of
from evenhand.sanctions.models import Block, Statement, StatementEdit

LANGUAGES = ("en", "cy")
NO_FACTS = ("self_harm_detail", "personal_information", "protected_identity")
"""Under these the facts would repeat what must not be repeated, so the guideline stands for them."""


@dataclass(frozen=True, slots=True)
class Made:
    """The words of a statement, and whether a person has to check them before they are sent."""

    words: str
    unchecked: bool


def made(decision: Decision, language: str = "en") -> Made:
    """The statement for a decision, from the policy in which it was decided. RefusedError where it has a gap."""
    if decision.verdict != Decision.Verdict.BREACH:
        raise RefusedError("Nothing was done to it, so there is nothing to give reasons for.")
    _check_stands(decision)
    policy, done, by = _policy(decision), _done(decision), _by(decision)
    try:
        words = policies_data.render(
            policy,
            "statement",
            language,
            guideline=decision.guideline.code,
            what_was_done=" ".join(policies_data.render(policy, name, language) for name in done),
            automation=policies_data.render(policy, by, language),
            facts=_facts(decision, policy),
            decided_on=said(timezone.localtime(decision.decided_at), language),
            decision_number=number_of(decision),
        )
    except LetterGap as gap:
        raise RefusedError(f"The statement cannot be written: {gap}. A policy owner has to mend it.") from gap
    texts = [policy.letters.get(language, {}).get(name, "") for name in ("statement", *done, by)]
    return Made(words, any(status_of(text) == UNCHECKED for text in texts))


def current(decision: Decision, language: str) -> tuple[Statement | None, str]:
    """The statement as it is kept, if it is, and its words now; else the words as they would be made."""
    row = Statement.objects.filter(decision=decision, language=language).first()
    if row is None:
        return None, made(decision, language).words
    return row, row.edits.get(number=row.number).words


@transaction.atomic
def edit(decision: Decision, language: str, person: User, words: str, seen: int) -> Statement:
    """Keep other words, as the next edit after the one that `person` saw (0: none was kept yet)."""
    row = _open(decision, language, person, seen)
    kept = storable(words.replace("\r\n", "\n").strip())[0]
    if kept == row.edits.get(number=row.number).words:
        return row
    _require(decision, kept)
    row.number += 1
    row.save(update_fields=["number"])
    StatementEdit.objects.create(statement=row, number=row.number, words=kept, person=person)
    _note(row, "statement.edited", person, {"words": kept})
    return row


@transaction.atomic
def sign(decision: Decision, language: str, person: User, seen: int) -> Statement:
    """Note that `person` read these very words and answers for them; another edit asks for another signature."""
    row = _open(decision, language, person, seen)
    row.signed_by, row.signed_number = person, row.number
    row.save(update_fields=["signed_by", "signed_number"])
    _note(row, "statement.signed", person)
    return row


@transaction.atomic
def send(decision: Decision, language: str, person: User, seen: int) -> Statement:
    """Send the statement privately to the author, in the name of `person`; once."""
    row = _open(decision, language, person, seen)
    words = row.edits.get(number=row.number).words
    _check_way(decision, row, words)
    facts = "Its author is told the reasons for a decision."
    row.sent = writing.write(decision, person, words, key=f"statement:{row.pk}", facts=facts)
    row.save(update_fields=["sent"])
    _note(row, "statement.sent", person)
    return row


def _open(decision: Decision, language: str, person: User, seen: int) -> Statement:
    """The row, made where there is none yet; ChangedError where it is not as `person` saw it."""
    if not may(person, "decide"):
        raise RefusedError("Your role does not write to authors. Ask a moderator.")
    if language not in LANGUAGES:
        raise RefusedError("Statements are written in English or Welsh.")
    hold_lane(decision.contribution)
    _check_stands(decision)
    row = Statement.objects.select_for_update().filter(decision=decision, language=language).first()
    if row is not None and row.sent_id is not None:
        raise ChangedError("This statement was sent already. Nothing of yours was recorded. Reload the page.")
    if row is not None and row.number != max(seen, 1):
        last = row.edits.get(number=row.number)
        raise ChangedError(f"{last.person or 'Somebody'} changed the words meanwhile. Reload the page to read them.")
    if row is None:
        first = made(decision, language)
        row = Statement.objects.create(decision=decision, language=language, unchecked=first.unchecked)
        StatementEdit.objects.create(statement=row, number=1, words=first.words)
        _note(row, "statement.made", None, {"words": first.words})
    return row


def _check_stands(decision: Decision) -> None:
    """ChangedError where what would be given reasons for was found to be no breach since."""
    word = overturned_by(decision)
    if word is not None:
        raise ChangedError(f"{found_none_since(word)}, so there are no reasons to give. Nothing of yours was recorded.")


def _policy(decision: Decision) -> Policy:
    """The policy of the decision, with the letters of the one in force where it is from before statements."""
    then = policies.policy_of(decision.policy_version)
    if "statement" in then.letters.get("en", {}):
        return then
    return then.model_copy(update={"letters": policies.policy_of(policies.in_force()).letters})


def _done(decision: Decision) -> list[str]:
    """The sentences on what was really done; RefusedError where nothing has been yet."""
    platform = decision.contribution.channel.platform
    rows = Action.objects.filter(decision=decision, state=Action.State.DONE)
    had_effect = set(rows.values_list("operation", flat=True))
    measures = [one for one in decision.measure_list() if one in had_effect]
    done = [f"done_hide_{platform}" if one == "hide" else f"done_{one}" for one in measures]
    blocks = Block.objects.filter(author=decision.contribution.author, channel=decision.contribution.channel)
    if any(decision in block.decisions()[:1] for block in blocks.filter(state=Block.State.IN_FORCE)):
        done.append("done_block")
    if not done:
        raise RefusedError(
            "Nothing of what was decided has been done yet, so there is nothing to give reasons for. "
            "What it waits for stands with the actions of the case."
        )
    return done


def _by(decision: Decision) -> str:
    if decision.actor == Decision.Actor.MACHINE:
        return "by_machine"
    return "by_person_after_filter" if decision.assessment.findings else "by_person"


def _facts(decision: Decision, policy: Policy) -> str:
    rule = policy.guideline(decision.guideline.code)
    return rule.title if rule.id in NO_FACTS else decision.facts


def _require(decision: Decision, words: str) -> None:
    policy = _policy(decision)
    needed = {
        "the number of the decision": number_of(decision),
        "the name of the guideline": decision.guideline.title,
        "the link to the guidelines": policy.guidelines_url,
        "the version of the guidelines": policy.version,
    }
    for what, text in needed.items():
        if text not in words:
            raise RefusedError(f"The statement lacks {what}. Put it back in: ‘{text}’.", "words")


def _check_way(decision: Decision, row: Statement, words: str) -> None:
    if row.unchecked and not row.signed:
        raise RefusedError("Nobody has checked this translation. Somebody who reads it must sign it first.", "words")
    writing.check(decision, words, "The statement")


def _note(row: Statement, kind: str, by: User | None, content: dict[str, object] | None = None) -> None:
    records.append(
        kind,
        subject=f"contribution:{row.decision.contribution_id}",
        actor=f"person:{by.pk}" if by else "machine",
        facts={"statement": row.pk, "decision": row.decision_id, "language": row.language, "edit": row.number},
        content=content,
    )

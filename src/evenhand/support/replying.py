"""Sends a person's answer, and notes which approved answers it came from; fills an approved answer for its reader.

The person decides and edits; nothing is sent by itself. The name that somebody goes by is said in private alone.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from evenhand.actions.models import Action
from evenhand.cases import answering, queue
from evenhand.cases.deciding import decision_of
from evenhand.cases.errors import ChangedError, RefusedError
from evenhand.cases.models import Case, Decision
from evenhand.cases.routing import MOST_URGENT
from evenhand.intake.models import Contribution
from evenhand.judgement import policies
from evenhand.people.models import User
from evenhand.records import services as records
from evenhand.support import library
from evenhand.support.models import Answer, AnswerText, AnswerUse

_NAME = re.compile(r"[^\W\d_]+\.?(?:[ '’-]+[^\W\d_]+\.?){0,4}")
_LONGEST_NAME = 40
NOT_TOLD = (
    "A letter of ours did not reach its author: {why}. Its words stand with the case that it came from. "
    "Tell them another way, or ask them in public, in neutral words, to write to us."
)
_NO_NAME = re.compile(r"[ ,]*\{name\}")
_WITH_NAME = re.compile(r"(?:[^\s{}]+[ ,]*)?\{name\}")
"""The name with the word before it, by which it is known again."""
_UNTICK = "If your words are not from it any more, untick it above the box."


@dataclass(frozen=True, slots=True)
class Reply:
    """What a person sends, and the approved answers (ids of their words) that they began with."""

    words: str
    key: str
    privately: bool = False
    used: Collection[int] = ()


@transaction.atomic
def answer(case: Case, person: User, reply: Reply) -> Decision:
    """Send it, and note what it came from. RefusedError where an answer that was used may not be used any more.

    The same form sent twice is sent once, whatever became of the answer meanwhile.
    """
    earlier = decision_of.first(reply.key)
    if earlier is not None:
        return earlier
    texts = [_still_usable(key) for key in dict.fromkeys(reply.used)]
    if not (reply.privately or case.contribution.is_private):
        _check_unnamed(texts, case.contribution, reply.words)
    decision = answering.answer(case, person, reply.words, key=reply.key, privately=reply.privately)
    for text in texts:
        _note(decision, text, filled(text, case.contribution, privately=reply.privately) not in decision.texts.values())
    return decision


def filled(text: AnswerText, contribution: Contribution, *, privately: bool) -> str:
    """The words with their variables, for who wrote `contribution`."""
    name = _name(contribution) if privately or contribution.is_private else ""
    return _said(text.words, name)


def _said(text: str, name: str) -> str:
    policy = policies.policy_of(policies.in_force())
    words = text if name else _NO_NAME.sub("", text)
    return words.format(organisation=policy.organisation[0], guidelines_url=policy.guidelines_url, name=name)


def to_use(key: int) -> AnswerText:
    """The words of this id, where they may be used now."""
    return _usable(key)


def come_back(action: Action) -> Case | None:
    """Open again what an answer was to answer, where it did not arrive: nobody was answered (promise 9).

    What was written to a person at risk and did not arrive is told to who is on call, whether the case is open or not.
    """
    answered = action.decision.case if action.decision else None
    if answered is not None and answered.kind == Case.Kind.SAFEGUARDING:
        return _not_helped(action, answered)
    if answered is None or answered.outcome != "answered":
        return _ask_a_person(action, answered)
    why = "Our answer did not reach them"
    why = f"{why}: {action.reason}" if action.reason else f"{why}."
    case = queue.open_case(
        action.contribution,
        Case.Kind(answered.kind),
        priority=answered.priority,
        why=(*answered.why, why),
        assessment=answered.assessment,
    )
    queue.settle_disposition(action.contribution)
    return case


def _not_helped(action: Action, case: Case) -> Case:
    why = "Our reply did not reach them"
    again = queue.open_case(
        action.contribution,
        Case.Kind.SAFEGUARDING,
        priority=MOST_URGENT,
        why=(f"{why}: {action.reason}" if action.reason else f"{why}.",),
        assessment=case.assessment,
        cause=f"not-reached-{action.pk}",
    )
    queue.settle_disposition(action.contribution)
    return again


def _ask_a_person(action: Action, case: Case | None) -> Case | None:
    """Have somebody look at a letter of a person that answers no question and did not arrive: its author knows nothing.

    What the machine sent by itself is left, and what was written to a person at risk.
    """
    by_machine = action.decision is None or action.decision.actor != Decision.Actor.PERSON
    if by_machine or (case is not None and case.kind == Case.Kind.SAFEGUARDING):
        return None
    why = NOT_TOLD.format(why=(action.reason or "no reason was given").rstrip(" ."))
    opened = queue.open_case(action.contribution, Case.Kind.REVIEW, priority=3, why=(why,))
    queue.settle_disposition(action.contribution)
    return opened


def _name(contribution: Contribution) -> str:
    """The name its author goes by, where it reads as a name: no link, no command, nothing we would not say."""
    shown = " ".join(contribution.author.display_name.split()) if contribution.author else ""
    return shown if len(shown) <= _LONGEST_NAME and _NAME.fullmatch(shown) else ""


def _check_unnamed(texts: Collection[AnswerText], contribution: Contribution, words: str) -> None:
    """RefusedError where words for the public still hold the name that an answer was filled with for a private one."""
    name = _name(contribution)
    named = [_said(part, name) for text in texts for part in _WITH_NAME.findall(text.words)] if name else []
    if any(part in words for part in named):
        raise RefusedError(
            f"It goes out in public and still says ‘{name}’. A name is said in private alone: take it out, or tick "
            "‘Answer privately’. Nothing was sent.",
            "answer",
        )


def _still_usable(key: int) -> AnswerText:
    try:
        return _usable(key)
    except RefusedError as error:
        raise type(error)(f"{error} {_UNTICK}", error.field) from error


def _usable(key: int) -> AnswerText:
    text = AnswerText.objects.select_related("version__answer").filter(pk=key).first()
    if text is None:
        raise RefusedError("The library has no such answer. Choose another, or write your own.", "answer")
    Answer.objects.select_for_update().get(pk=text.version.answer_id)
    text.version.answer.refresh_from_db()
    reason = library.why_not(text)
    if reason:
        raise ChangedError(
            f"‘{text.version.title}’ may not be used. {reason} Nothing was sent; your words are still in the box.",
            "answer",
        )
    return text


def _note(decision: Decision, text: AnswerText, changed: bool) -> None:  # noqa: FBT001 (a fact of the row)
    if AnswerUse.objects.filter(decision=decision, text=text).exists():
        return  # the same form sent twice
    AnswerUse.objects.create(
        decision=decision,
        text=text,
        version=text.version,
        review_on=text.version.review_on,
        used_on=timezone.localdate(),
        changed=changed,
    )
    records.append(
        "answer.used",
        subject=f"contribution:{decision.contribution_id}",
        actor=f"person:{decision.person_id}",
        facts={
            "decision": decision.pk,
            "answer": text.version.answer.code,
            "version": text.version.number,
            "language": text.language,
            "changed": changed,
        },
    )

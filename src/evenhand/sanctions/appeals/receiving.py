"""Appeals as they come in, and as the decision that each is against is found: one case for all against one decision.

An appeal whose decision nobody has found yet waits for a person: by message in the message's own case, by the form in
the list of appeals. Its due time runs from the moment it came in, however late the decision is found.
"""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from evenhand.cases import queue
from evenhand.cases.due import due_at
from evenhand.cases.errors import RefusedError
from evenhand.cases.models import Case, Decision
from evenhand.cases.standing import overturned
from evenhand.channels.models import Channel
from evenhand.intake.models import Contribution
from evenhand.intake.words import storable
from evenhand.judgement.services import hold_lane
from evenhand.people.models import User
from evenhand.people.permissions import may
from evenhand.records import services as records
from evenhand.sanctions import references
from evenhand.sanctions.models import Appeal

PRIORITY = 3


@transaction.atomic
def by_message(message: Contribution) -> Appeal:
    """The appeal that a message, or a public comment, makes; once."""
    appeal, created = Appeal.objects.get_or_create(
        message=message, defaults={**_begun(Appeal.Way.MESSAGE), "channel": message.channel}
    )
    if created:
        _received(appeal)
    return appeal


@transaction.atomic
def by_form(channel: Channel, handle: str, words: str, link: str = "") -> Appeal:
    """The appeal that somebody sent through the public form."""
    fields = {"channel": channel, "handle": storable(handle)[0], "link": storable(link)[0]}
    appeal = Appeal.objects.create(**_begun(Appeal.Way.FORM), **fields, words=storable(words)[0])
    _received(appeal)
    return appeal


@transaction.atomic
def by_hand(decision: Decision, person: User, words: str) -> Appeal:
    """The appeal that somebody made by telephone, letter or e-mail, written down by a person here."""
    if not may(person, "decide"):
        raise RefusedError("Your role does not take appeals. Ask a moderator.")
    if not words.strip():
        raise RefusedError("Write down what they said, and how they asked.", "words")
    appeal = Appeal.objects.create(
        **_begun(Appeal.Way.HAND), channel=decision.contribution.channel, words=storable(words.strip())[0]
    )
    _received(appeal, person)
    return found(appeal, decision, Appeal.How.PERSON, person)


@transaction.atomic
def found(appeal: Appeal, decision: Decision, how: Appeal.How, by: User | None = None) -> Appeal:
    """Note which decision an appeal is against, and open its case; an open one against the same takes it in.

    RefusedError where the appeal has ended, or the decision stands no more. What was found once stays found.
    """
    if by is not None and not may(by, "decide"):
        raise RefusedError("Your role does not take appeals. Ask a moderator.")
    hold_lane(decision.contribution)
    mine = Appeal.objects.select_for_update().get(pk=appeal.pk)
    if mine.decision_id is not None:
        return mine
    _check(mine, decision)
    earlier = Appeal.objects.filter(decision=decision, state=Appeal.State.OPEN).first()
    case = queue.open_case(
        decision.contribution,
        Case.Kind.APPEAL,
        priority=PRIORITY,
        why=(f"Appeal {mine.reference}: asks us to look again at what we decided.",),
        assessment=decision.assessment,
    )
    if case.due_at is None or mine.due_at < case.due_at:
        case.due_at = mine.due_at
        case.save(update_fields=["due_at"])
    mine.decision, mine.how, mine.case = decision, how, case
    mine.contribution, mine.version = decision.contribution, decision.version
    mine.first_actor, mine.first_decider = decision.actor, decision.person
    if earlier is not None:
        mine.state, mine.joined_to = Appeal.State.JOINED, earlier
    mine.save()
    _note(mine, "appeal.found", by, {"decision": decision.pk, "how": how.value, "case": case.pk})
    queue.settle_disposition(decision.contribution)
    if mine.message is not None and mine.message_id != decision.contribution_id:
        _close_own_case(mine.message, by)
    return mine


def _check(appeal: Appeal, decision: Decision) -> None:
    if appeal.state != Appeal.State.OPEN:
        raise RefusedError("This appeal has ended already. Go back to the list of appeals.")
    if decision.verdict != Decision.Verdict.BREACH:
        raise RefusedError("That decision kept the comment up, so there is nothing to appeal against.", "decision")
    if overturned(decision):
        raise RefusedError("That decision was overturned already. Close the appeal and say so.", "decision")
    if appeal.message_id == decision.contribution_id:
        raise RefusedError("An appeal is against an earlier decision, not one on the message itself.", "decision")


def _begun(way: Appeal.Way) -> dict[str, object]:
    now = timezone.now()
    return {
        "way": way,
        "reference": references.new(),
        "received_at": now,
        "due_at": due_at(Case.Kind.APPEAL, now),
    }


def _received(appeal: Appeal, by: User | None = None) -> None:
    words = {"words": appeal.words, "handle": appeal.handle, "link": appeal.link}
    _note(appeal, "appeal.received", by, {"way": appeal.way}, {key: text for key, text in words.items() if text})


def _note(
    appeal: Appeal, kind: str, by: User | None, facts: dict[str, object], content: dict[str, object] | None = None
) -> None:
    records.append(
        kind,
        subject=subject_of(appeal),
        actor=f"person:{by.pk}" if by else "machine",
        facts={"appeal": appeal.pk, **facts},
        content=content or None,
    )


def subject_of(appeal: Appeal) -> str:
    """What an entry of the record about an appeal is about: the contribution, once it is known."""
    return f"contribution:{appeal.contribution_id}" if appeal.contribution_id else str(appeal)


def _close_own_case(message: Contribution, by: User | None) -> None:
    """The work is on the case of the decision now; the message itself asks for nothing more."""
    rows = Case.objects.select_for_update().filter(contribution=message, state=Case.State.OPEN)
    for case in rows.filter(kind=Case.Kind.APPEAL):
        actor = f"person:{by.pk}" if by else "machine"
        queue.close(case, outcome="merged", actor=actor, reason="Goes on with the comment that it is about.")
    queue.settle_disposition(message)

"""Hears an appeal in what somebody wrote, and finds the decision that it is against; else a person finds it.

By the number in our letter, whoever writes. In a message, whose account the platform vouches for, also by a link to
what they wrote themselves, or because it is the only thing of theirs that we acted on. More than one such thing is
for a person: nothing is decided on a guess. A form proves nothing of who fills it in, so only the number counts there.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass

from django.db import transaction

from evenhand import work
from evenhand.cases.errors import RefusedError
from evenhand.cases.models import Decision
from evenhand.channels.models import Channel
from evenhand.intake.models import Author, Contribution
from evenhand.judgement.models import Assessment
from evenhand.judgement.services import lane_of
from evenhand.sanctions.appeals import against, receiving
from evenhand.sanctions.appeals.looking_up import plain
from evenhand.sanctions.models import Appeal
from evenhand.sanctions.references import given
from evenhand.support import worries
from evenhand.support.finding import by_link, elsewhere
from evenhand.support.links import links_in


@dataclass(frozen=True, slots=True)
class Against:
    """The decision, and how it was found."""

    decision: Decision
    how: Appeal.How


def hear(message: Contribution, assessment: Assessment) -> Appeal | None:
    """Take a direct message as an appeal, where it says so or gives our letter's number.

    Its decision, if found, is noted in that one's lane.
    """
    says_so = "appeal" in {str(intent["id"]) for intent in assessment.intents}
    if not says_so and against.by_number(assessment.version.text) is None:
        return None
    appeal = receiving.by_message(message)
    found = of_message(message, assessment.version.text) if appeal.state == Appeal.State.OPEN else None
    if found is not None:
        work.enqueue(
            "sanctions.appeal_found",
            {"appeal_id": appeal.pk, "decision_id": found.decision.pk, "how": found.how.value},
            lane=lane_of(found.decision.contribution),
            key=f"appeal-found:{appeal.pk}:{assessment.pk}",
            priority=3,
        )
    return appeal


def of_message(message: Contribution, text: str) -> Against | None:
    """The decision that a message is against; a number or a link that leads nowhere is for a person and no guess."""
    numbered = against.by_number(text)
    if numbered is not None:
        return Against(numbered, Appeal.How.NUMBER)
    if message.author is None or given(text):
        return None
    links = links_in(text)
    if not links:
        return _only(message.author, message)
    linked = by_link(Contribution.objects.filter(author=message.author).exclude(pk=message.pk), links)
    decision = against.last_on(linked) if linked is not None else None
    return Against(decision, Appeal.How.LINK) if decision else None


@transaction.atomic
def receive(channel: Channel, handle: str, words: str, *, number: str = "", link: str = "") -> Appeal:
    """Take what the public form says, and find its decision by our letter's number alone.

    Anybody can type a name or paste a link, so those find nothing: they fill the desk's list of candidates.
    """
    appeal = receiving.by_form(channel, handle, words, link)
    worries.have_read(appeal)
    found = against.by_number(number)
    if found is not None:
        with suppress(RefusedError):  # overturned in this moment: a person sees it as it is
            return receiving.found(appeal, found, Appeal.How.NUMBER)
    return appeal


def linked_by(channel: Channel, link: str) -> Contribution | None:
    """The contribution that a link names, whoever wrote it: for a person to choose, never to act on.

    On the channel, or on another one of ours: who appeals may have chosen the wrong one beside the right link.
    """
    links = links_in(link)
    return by_link(Contribution.objects.filter(channel=channel), links) or elsewhere(channel.pk, links)


def authors_called(channel: Channel, handle: str) -> list[Author]:
    """The authors on a channel who go by this name there."""
    wanted = plain(handle)
    if not wanted:
        return []
    rows = Author.objects.filter(channel=channel)
    named = rows.filter(handle__iexact=wanted) | rows.filter(display_name__iexact=wanted)
    return list(named.order_by("pk")[:2])


def _only(author: Author, besides: Contribution | None = None) -> Against | None:
    decisions = against.of_author(author, besides=besides)
    return Against(decisions[0], Appeal.How.AUTHOR) if len(decisions) == 1 else None

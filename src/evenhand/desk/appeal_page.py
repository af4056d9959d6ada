"""What a person sees who decides an appeal: what was asked, and the case as it was when it was decided.

Only reads. Texts come masked through `reading`; what follows from a choice stands in `sanctions.appeals`.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Q

from evenhand.actions.models import Action
from evenhand.cases.models import Case, Decision
from evenhand.desk import words
from evenhand.desk.reading import Text, read, read_form
from evenhand.desk.visible import visible_contributions
from evenhand.intake.models import Contribution
from evenhand.people.models import User
from evenhand.sanctions.appeals import against
from evenhand.sanctions.appeals.letters import addressed, way_to
from evenhand.sanctions.appeals.taking_part import no_fresh_look, part_of, turned_down
from evenhand.sanctions.models import Appeal, Block
from evenhand.support.appeals import authors_called, linked_by

SPEAKS = {"warn", "reply", "message"}
MOST = 20
"""So many appeals of one case are shown: whoever has the number of a letter can send any number of them."""


@dataclass(frozen=True, slots=True)
class Asked:
    """One appeal with what its author said: the words of a form or a message, as they may be read."""

    appeal: Appeal
    text: Text | None

    @property
    def told_how(self) -> str:
        """How its author hears of the end."""
        if self.appeal.state == Appeal.State.WITHDRAWN:
            return "Nothing was sent."
        if self.appeal.way == Appeal.Way.HAND:
            return "Tell them the way they asked; the letter stands here once it has ended."
        to = addressed(self.appeal)
        if to is None:
            return "They look it up by the number of the appeal and their name."
        if way_to(to) is None:
            return "Nobody can be written to privately here; once it has ended, a case asks to find another way."
        if self.appeal.message is not None:
            return "They are told by a message."
        return "The author of the comment is told privately, since nobody knows who sent the form."


@dataclass(frozen=True, slots=True)
class AsItWas:
    """The decision that is appealed against, with all that stood behind it then and what was done."""

    decision: Decision
    text: Text
    measures: tuple[str, ...]
    actions: tuple[Action, ...]
    letters: tuple[Action, ...]
    blocks: tuple[Block, ...]
    changed_since: bool


@dataclass(frozen=True, slots=True)
class AppealPage:
    """Everything of it; `part` says why this person may not decide it, and `no_fresh_look` why not turn it down."""

    asked: tuple[Asked, ...]
    more: int
    """So many older ones are not shown."""
    running: tuple[Appeal, ...]
    """Those that have not ended: they end together."""
    was: AsItWas
    part: str
    no_fresh_look: str
    turned_down: tuple[Appeal, ...]

    @property
    def appeal(self) -> Appeal:
        """The one that is decided; the others are joined to it."""
        return self.asked[0].appeal


def gather(case: Case, user: User) -> AppealPage | None:
    """The appeal part of a case's page; None where the case has no appeal whose decision is known."""
    rows = Appeal.objects.filter(case=case).select_related(
        *("decision__guideline", "decision__person", "decision__version", "decision__policy_version"),
        *("message__channel", "decided_by"),
    )
    found = sorted(rows, key=lambda one: (one.state != Appeal.State.OPEN, one.state == Appeal.State.JOINED, -one.pk))
    if not found or found[0].decision is None:
        return None
    decision = found[0].decision
    asked = tuple(asked_in(one, user) for one in found[:MOST])
    return AppealPage(
        asked=asked,
        more=len(found) - len(asked),
        running=tuple(one for one in found if one.ended_at is None),
        was=_as_it_was(decision),
        part=part_of(user, decision),
        no_fresh_look=no_fresh_look(user, decision),
        turned_down=tuple(turned_down(decision)),
    )


def asked_in(appeal: Appeal, user: User) -> Asked:
    """An appeal with its words; those of a message that also reports somebody are for who may know reporters."""
    if appeal.message is None:
        return Asked(appeal, read_form(appeal))
    if not visible_contributions(user, Contribution.objects.filter(pk=appeal.message.pk)).exists():
        return Asked(appeal, None)
    version = appeal.message.versions.exclude(change="removed").order_by("-number").first()
    return Asked(appeal, read([version])[0] if version is not None else None)


@dataclass(frozen=True, slots=True)
class Candidate:
    """A decision that an appeal may be against; `named` says what led to it, where that is no proof."""

    decision: Decision
    text: Text
    named: str = ""


def standing_against(message: Contribution) -> tuple[Candidate, ...]:
    """What stands against whoever wrote a message, to choose from."""
    decisions = against.of_author(message.author, besides=message) if message.author is not None else []
    return tuple(_candidate(one) for one in decisions)


def standing_for_form(appeal: Appeal) -> tuple[Candidate, ...]:
    """What the link and the name in a form lead to, whoever sent it: to choose from, and no more."""
    if appeal.channel is None:
        return ()
    linked = linked_by(appeal.channel, appeal.link)
    by_link = against.last_on(linked) if linked is not None else None
    found = [_candidate(by_link, "their link")] if by_link is not None else []
    for author in authors_called(appeal.channel, appeal.handle):
        found += [_candidate(one, "their name") for one in against.of_author(author) if one != by_link]
    return tuple(found)


def _candidate(decision: Decision, named: str = "") -> Candidate:
    return Candidate(decision, read([decision.version])[0], named)


def _as_it_was(decision: Decision) -> AsItWas:
    actions = Action.objects.filter(contribution=decision.contribution, decision__version=decision.version)
    rows = tuple(actions.select_related("person", "manual_task", "channel").order_by("created_at"))
    on = decision.contribution_id
    own = Block.objects.filter(
        Q(ladder__strike__contribution=on)
        | Q(ladder__warning__strike__contribution=on)
        | Q(discrimination__contribution=on)
        | Q(threat__contribution=on)
    )
    blocks = Block.objects.filter(Q(pk__in=own.values("pk")) | Q(linked__origin__in=own))
    return AsItWas(
        decision=decision,
        text=read([decision.version])[0],
        measures=tuple(words.OPERATIONS.get(one, one) for one in decision.measure_list()),
        actions=rows,
        letters=tuple(one for one in rows if one.operation in SPEAKS),
        blocks=tuple(blocks.select_related("approved_by").order_by("approved_at")),
        changed_since=decision.contribution.latest_version != decision.version.number,
    )


def where(appeal: Appeal) -> str:
    """The channel that an appeal names, in words."""
    channel = appeal.channel
    return f"{words.platform(channel.platform)} ({channel.name})" if channel is not None else "not said"

"""Rows of rights: legal holds, erasures, notices of complaint, decisions to keep and to use."""

from __future__ import annotations

from datetime import date, timedelta

from django.utils import timezone
from tests.factories.spine import NOON, author, case, channel, contribution, person

from evenhand.cases.models import Case
from evenhand.channels.models import Channel
from evenhand.intake.models import Author, Contribution
from evenhand.judgement.models import UseDecision
from evenhand.people.models import User
from evenhand.rights.models import Erasure, Hold, LegalDecision, Notice


def hold(on: Author | Case | None = None, *, lifted: bool = False) -> Hold:
    """A legal hold, standing unless told otherwise."""
    who = person("approver")
    over = {"lifted_by": who, "lifted_at": timezone.now(), "lifted_why": "The claim was settled."} if lifted else {}
    where = {"case": on} if isinstance(on, Case) else {"author": on or author()}
    return Hold.objects.create(**where, why="A claim is before the court.", set_by=who, **over)


def erasure(of: Author | None = None) -> Erasure:
    """An erasure that one person asked for and another confirmed."""
    gone = of or author()
    first, second = person("approver"), person("information_officer")
    return Erasure.objects.create(
        channel=gone.channel,
        author=gone,
        digest="0" * 64,
        why="request",
        reference="DP-1",
        state="done",
        asked_by=first,
        confirmed_by=second,
        done_at=timezone.now(),
    )


def notice(of: Contribution | None = None) -> Notice:
    """A notice of complaint with its legal case."""
    about = of or contribution()
    return Notice.objects.create(
        contribution=about,
        case=case(about, "legal"),
        complainant="Dana Pryce",
        contact="dana@example.org",
        words="She takes bribes.",
        why="I never took any.",
        received_at=NOON,
        due_at=NOON + timedelta(days=2),
        entered_by=person("moderator"),
    )


def uses_decided(on: Channel, by: User | None = None, *, ended: bool = False) -> None:
    """That the body looks for people at risk on a channel and learns from its texts, whatever the platform's terms."""
    for use in UseDecision.Use:
        UseDecision.objects.create(
            channel=on,
            use=use,
            ground="Vital interests; advice of 3 November 2026.",
            decided_by=by or person("approver"),
            until=date(2099, 12, 31),
            ended_at=timezone.now() + timedelta(seconds=1) if ended else None,
        )


def legal_decision(on: Channel | None = None, *, ended: bool = True) -> LegalDecision:
    """That upheld words of a channel are kept; over, unless told otherwise."""
    return LegalDecision.objects.create(
        channel=on or channel("linkedin"),
        ground="Public task; advice of 3 November 2026.",
        decided_by=person("approver"),
        until=timezone.localdate() + timedelta(days=365),
        ended_at=timezone.now() + timedelta(seconds=1) if ended else None,
    )

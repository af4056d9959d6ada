"""Closing the comments under a post: asked for by one person, approved by another, opened again by itself at its end.

Where the platform's API does it, the machine closes, looks, opens and looks; elsewhere a person does it and confirms.
Opening needs nobody: the people who use the channel are promised that it is open (clause 7).
"""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from evenhand import work
from evenhand.actions.closing_models import LAPSED
from evenhand.actions.models import Closing
from evenhand.cases.errors import ChangedError, RefusedError
from evenhand.intake.models import Post
from evenhand.people.models import User
from evenhand.people.permissions import may
from evenhand.platforms import closing as ways
from evenhand.platforms.interface import Platform
from evenhand.records import services as records

LONGEST = timedelta(days=31)
LIVE = (Closing.State.ASKED, Closing.State.CLOSING, Closing.State.CLOSED, Closing.State.OPENING)
MOST_WHY = 500
UNSURE = (
    "Its end came before anybody said that they are closed. If you closed them, open them; if not, they are open. "
    "Either way choose ‘Done’ then, and press ‘Record’."
)


@transaction.atomic
def ask(post: Post, person: User, *, reason: str, until: datetime) -> Closing:
    """Ask that the comments under a post be closed until then. RefusedError with what is wrong."""
    if not may(person, "decide"):
        raise RefusedError("Your role does not close comments. Ask a moderator.")
    if not reason.strip():
        raise RefusedError("Say why comments are closed. People come to this channel for help.", "reason")
    if len(reason) > MOST_WHY:
        raise RefusedError(f"Write at most {MOST_WHY} characters.", "reason")
    now = timezone.now()
    if until <= now:
        raise RefusedError("Give a time in the future at which comments open again.", "until")
    if until > now + LONGEST:
        raise RefusedError("Comments are closed for a month at most. Ask again then if it is still needed.", "until")
    Post.objects.select_for_update().get(pk=post.pk)
    _drop_lapsed(post)
    if Closing.objects.filter(post=post, state__in=LIVE).exists():
        raise RefusedError("Comments under this post are closed already, or somebody has asked for it.")
    made = Closing.objects.create(
        post=post, channel=post.channel, reason=reason.strip(), until=until, asked_by=person, asked_at=now
    )
    _note(made, f"person:{person.pk}", {"until": until.isoformat()}, {"reason": made.reason})
    return made


@transaction.atomic
def approve(closing: Closing, person: User) -> Closing:
    """The other person agrees: it is closed at once."""
    row = _answered(closing, person)
    if row.until <= timezone.now():
        raise RefusedError("The time until which it was to be closed has passed. Refuse it, or ask anew.")
    row.approved_by, row.approved_at = person, timezone.now()
    _begin(row, Closing.State.CLOSING, actor=f"person:{person.pk}")
    return row


@transaction.atomic
def refuse(closing: Closing, person: User, why: str) -> Closing:
    """The other person does not agree. Whoever asked may take it back so as well."""
    row = _answered(closing, person, may_be_same=True)
    if not why.strip():
        raise RefusedError("Say why comments stay open.", "why")
    row.state, row.refused_by, row.refused_why = Closing.State.REFUSED, person, why.strip()[:MOST_WHY]
    row.save()
    _note(row, f"person:{person.pk}", {}, {"why": row.refused_why})
    return row


@transaction.atomic
def open_early(closing: Closing, person: User) -> Closing:
    """Open them again before the end. One person does."""
    if not may(person, "decide"):
        raise RefusedError("Your role does not open comments. Ask a moderator.")
    row = _locked(closing)
    if row.state != Closing.State.CLOSED:
        raise RefusedError("Comments under this post are not closed just now. Reload the page.")
    _begin(row, Closing.State.OPENING, actor=f"person:{person.pk}")
    return row


@transaction.atomic
def confirm(closing: Closing, person: User, *, doing: str, done: bool, note: str = "") -> Closing:
    """A person did by hand what they were `doing` (the state that they saw), or could not.

    RefusedError with what is wrong. ChangedError where it is to be done the other way round by now: who says that they
    closed comments whose end has come did not open them.
    """
    if not may(person, "decide"):
        raise RefusedError("Your role does not do manual tasks. Ask a moderator.")
    row = _locked(closing)
    if not row.by_hand or row.state not in {Closing.State.CLOSING, Closing.State.OPENING}:
        raise RefusedError("Somebody has finished this already. Reload the page.")
    if row.state != doing:
        raise ChangedError("The time until which it was to be closed has passed. If you closed them, open them again.")
    if not done and not note.strip():
        raise RefusedError("Say why it could not be done.", "note")
    actor = f"person:{person.pk}"
    if done:
        return ended(row, seen="person", actor=actor)
    row.note = note.strip()[:300]
    if row.state == Closing.State.CLOSING:
        row.state = Closing.State.FAILED
        row.save()
        _note(row, actor, {}, {"note": row.note})
        return row
    row.save(update_fields=["note"])  # they must open: the task stays until somebody has done it
    _note(row, actor, {"still": "closed"}, {"note": row.note})
    return row


def ended(row: Closing, *, seen: str, actor: str = "machine") -> Closing:
    """It was done, as `seen`; in the caller's transaction, the row locked."""
    now = timezone.now()
    row.seen, row.note, row.by_hand = seen, "", False
    if row.state == Closing.State.CLOSING:
        row.state, row.closed_at = Closing.State.CLOSED, now
    else:
        row.state, row.opened_at = Closing.State.OPENED, now
    row.save()
    _note(row, actor, {"seen": seen})
    return row


def open_due() -> int:
    """Begin to open what has come to its end; gives how many."""
    count = 0
    rows = Closing.objects.select_for_update(skip_locked=True)
    for row in rows.filter(state=Closing.State.CLOSED, until__lte=timezone.now()).select_related(None):
        _begin(row, Closing.State.OPENING, actor="machine")
        count += 1
    overdue = rows.filter(state=Closing.State.CLOSING, until__lte=timezone.now(), by_hand=True)
    for row in overdue.select_related(None):  # somebody may have closed them and not said so: they have to be open
        _begin(row, Closing.State.OPENING, actor="machine", note=UNSURE)
        count += 1
    return count


def live() -> QuerySet[Closing]:
    """What keeps others from asking: it is under way, or waits for an answer that can still come."""
    return Closing.objects.filter(state__in=LIVE).exclude(state=Closing.State.ASKED, until__lte=timezone.now())


def by_hand() -> QuerySet[Closing]:
    """What a person is to close or open on a platform, oldest first."""
    rows = Closing.objects.filter(by_hand=True, state__in=[Closing.State.CLOSING, Closing.State.OPENING])
    return rows.select_related("post", "channel").order_by("pk")


def to_hand(row: Closing, note: str) -> None:
    """Hand it to a person; in the caller's transaction, the row locked."""
    row.by_hand, row.note = True, note[:300]
    row.save()
    _note(row, "machine", {"by": "hand"}, {"note": row.note})


def link_of(row: Closing) -> str:
    """Where a person does it."""
    return ways.link(
        Platform(row.channel.platform),
        post=row.post.external_id,
        permalink=row.post.permalink,
        account=row.channel.external_id,
    )


def steps_of(row: Closing) -> list[str]:
    """How a person does it."""
    return ways.steps(Platform(row.channel.platform), opened=row.state == Closing.State.OPENING)


def lane_of(row: Closing) -> str:
    """One post's closings are done in order."""
    return f"post:{row.post_id}"


def _drop_lapsed(post: Post) -> None:
    """What nobody answered before its end keeps nobody from asking anew.

    Nobody refused it: the row needs a name, and has that of whoever asked; the entry in the record is the machine's.
    """
    rows = Closing.objects.select_for_update().filter(post=post, state=Closing.State.ASKED)
    for row in rows.filter(until__lte=timezone.now()):
        row.state, row.refused_by, row.refused_why = Closing.State.REFUSED, row.asked_by, LAPSED
        row.save()
        _note(row, "machine", {}, {"why": row.refused_why})


def _begin(row: Closing, state: Closing.State, *, actor: str, note: str = "") -> None:
    """Close or open: the worker where the API can, else a person."""
    row.state, row.tries, row.seen, row.note = state, 0, "", note
    platform = Platform(row.channel.platform)
    row.by_hand = not (row.channel.mode == "connected" and ways.way(platform).by_api)
    row.save()
    _note(row, actor, {"by": "hand" if row.by_hand else "api"})
    if not row.by_hand:
        work.enqueue(
            "actions.set_comments",
            {"closing_id": row.pk, "state": state.value},
            lane=lane_of(row),
            key=f"set-comments:{row.pk}:{state.value}",
            priority=2,
        )


def _answered(closing: Closing, person: User, *, may_be_same: bool = False) -> Closing:
    row = _locked(closing)
    own = row.asked_by_id == person.pk
    if not (may_be_same and own) and not may(person, "approve_closing"):
        raise RefusedError("Your role does not approve this. Ask an approver.")
    if row.state != Closing.State.ASKED:
        raise RefusedError("Somebody has answered this already. Reload the page.")
    if own and not may_be_same:
        raise RefusedError("You asked for it yourself. Another approver has to agree.")
    return row


def _locked(closing: Closing) -> Closing:
    rows = Closing.objects.select_for_update(of=("self",)).select_related("channel", "post")
    return rows.get(pk=closing.pk)


def _note(row: Closing, actor: str, facts: dict[str, str], content: dict[str, str] | None = None) -> None:
    records.append(
        f"comments.{row.state}",
        subject=f"post:{row.post_id}",
        actor=actor,
        facts={"closing": row.pk, "channel": row.channel_id, **facts},
        content=content,
    )

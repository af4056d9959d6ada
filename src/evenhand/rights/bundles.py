"""Bundles: gathered piece by piece by a task, read by a person, released as a stream; never whole in memory.

A subject gets what they wrote, and what was decided about it; whoever asks for information gets a period of public
contributions, their authors by numbers that mean nothing elsewhere. Direct messages and what people at risk wrote are
not information to publish: the first are left out of FOI, the second withheld until a person says otherwise. Who
reported something is in neither. The clocks are the law's (`clock.legal`).
"""

from __future__ import annotations

import csv
import hashlib
import io
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from django.db import transaction
from django.db.models import Exists, Max, OuterRef, Q, QuerySet
from django.utils import timezone

from evenhand import work
from evenhand.cases.errors import ChangedError, RefusedError
from evenhand.cases.models import JUDGES_NOTHING, Case, Decision
from evenhand.channels.models import Channel
from evenhand.clock import foi_due, sar_due
from evenhand.intake.erased import keyed
from evenhand.intake.models import Author, Contribution, Version
from evenhand.judgement.models import Assessment
from evenhand.people.models import User
from evenhand.people.permissions import may
from evenhand.records import services as records
from evenhand.rights.models import Request, RequestItem
from evenhand.rights.redaction import every, merged, propose, redacted

PIECE = 500
_REFERENCE = re.compile(r"[A-Za-z0-9][A-Za-z0-9./_-]{0,39}")
_HEADINGS = ("number", "written", "platform", "kind", "by", "text", "words", "guideline", "outcome")
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked for: a person's own data, or a period (both days included) of one channel or of all."""

    reference: str
    received_on: date
    author: Author | None = None
    channel: Channel | None = None
    since: date | None = None
    until: date | None = None


@transaction.atomic
def receive(person: User, asked: Asked) -> Request:
    """Write a request down and begin to gather; its clock is set from when it came in."""
    _may(person)
    _check(asked)
    subject = asked.author is not None
    due = sar_due(asked.received_on) if subject else foi_due(asked.received_on)
    made = Request.objects.create(
        kind=Request.Kind.SAR if subject else Request.Kind.FOI,
        reference=asked.reference,
        received_on=asked.received_on,
        due_on=due,
        author=asked.author,
        channel=asked.channel,
        since=asked.since,
        until=asked.until,
        entered_by=person,
    )
    rows = scope(made)
    made.total, made.last = rows.count(), rows.aggregate(last=Max("pk"))["last"] or 0
    made.save(update_fields=["total", "last"])
    _note("request.received", made, person, {"kind": made.kind, "due": due.isoformat(), "total": made.total})
    _next(made)
    return made


def scope(request: Request) -> QuerySet[Contribution]:
    """The contributions that a request is about."""
    if request.author_id is not None:
        return Contribution.objects.filter(author=request.author_id)
    assert request.since is not None  # noqa: S101 (a check of the table)
    assert request.until is not None  # noqa: S101 (as above)
    zone = timezone.get_default_timezone()
    begins = datetime.combine(request.since, time(), zone).astimezone(UTC)
    ends = datetime.combine(request.until + timedelta(days=1), time(), zone).astimezone(UTC)
    rows = Contribution.objects.filter(published_at__gte=begins, published_at__lt=ends).exclude(kind="direct_message")
    return rows.filter(channel=request.channel_id) if request.channel_id else rows


@transaction.atomic
def gather(request_id: int) -> Request:
    """One piece more; the task for the next one with it."""
    row = Request.objects.select_for_update().get(pk=request_id)
    if row.state != Request.State.GATHERING:
        return row
    piece = list(scope(row).filter(pk__gt=row.reached, pk__lte=row.last).order_by("pk")[:PIECE])
    RequestItem.objects.bulk_create(list(_items(row, piece)), ignore_conflicts=True)
    row.gathered += len(piece)
    row.reached = piece[-1].pk if piece else row.last
    if len(piece) < PIECE:
        row.state, row.total = Request.State.REVIEW, row.items.count()  # of one's own data, earlier texts count too
        row.gathered = row.total
    row.save(update_fields=["gathered", "reached", "state", "total"])
    if row.state == Request.State.GATHERING:
        _next(row)
    return row


@transaction.atomic
def read(
    item: RequestItem, person: User, *, take_out: str = "", give_back: bool = False, withheld: str = ""
) -> RequestItem:
    """A person has read an item: takes further words out, gives all back, or withholds it whole."""
    _may(person)
    _open(Request.objects.select_for_update().get(pk=item.request_id))  # first: a release reads all items under it
    row = RequestItem.objects.select_for_update(of=("self",)).select_related("version").get(pk=item.pk)
    text = row.version.text if row.version else ""
    more = every(text, take_out)
    if take_out.strip() and not more:
        raise RefusedError("These words are not in it. Copy them as they stand there.", "take_out")
    row.redactions = merged([*([] if give_back else row.redactions), *more])
    row.withheld, row.read_by = RequestItem.Withheld(withheld), person
    row.save(update_fields=["redactions", "withheld", "read_by"])
    return row


def release(request: Request, person: User) -> Request:
    """Release what was read; the digest of what goes out is on record.

    What was found to be of somebody at risk since it was gathered is withheld first, and has to be read again.
    """
    _may(person)
    with transaction.atomic():
        row = _open(Request.objects.select_for_update().get(pk=request.pk))
        fresh = _withhold_at_risk(row)
        if not fresh:
            _release(row, person)
    if fresh:
        raise RefusedError(
            f"{fresh:,} of {row.total:,} items turned out to be of somebody at risk after they were gathered. They are "
            "withheld now. Read them again, then release the rest."
        )
    return row


def _release(row: Request, person: User) -> None:
    unread = row.items.filter(read_by=None).count()
    if unread:
        raise RefusedError(f"{unread:,} of {row.total:,} items were read by nobody yet. Read them first.")
    row.state, row.ended_by, row.ended_at = Request.State.RELEASED, person, timezone.now()
    row.digest = digest_of(row)
    row.save(update_fields=["state", "digest", "ended_by", "ended_at"])
    withheld = row.items.exclude(withheld="").count()
    _note("request.released", row, person, {"items": row.total, "withheld": withheld, "digest": row.digest})


def _withhold_at_risk(row: Request) -> int:
    """Withhold what nobody knew to be of somebody at risk when it was gathered; how many items."""
    if row.kind != Request.Kind.FOI:
        return 0
    fresh = row.items.filter(at_risk=False, contribution__in=_at_risk())
    return fresh.update(at_risk=True, withheld=RequestItem.Withheld.AT_RISK, read_by=None)


def _at_risk() -> QuerySet[Contribution]:
    """What was written by, or about, somebody at risk: the machine said so, or a person opened a case."""
    judged = Assessment.objects.filter(version__contribution=OuterRef("pk"), at_risk=True)
    cases = Case.objects.filter(contribution=OuterRef("pk"), kind=Case.Kind.SAFEGUARDING)
    return Contribution.objects.filter(Exists(judged) | Exists(cases))


@transaction.atomic
def refuse(request: Request, person: User, why: str) -> Request:
    """Refuse it, with the reason that whoever asked is told."""
    _may(person)
    if not why.strip():
        raise RefusedError("Say why it is refused: whoever asked may complain to the Commissioner.", "why")
    row = Request.objects.select_for_update().get(pk=request.pk)
    if row.ended_at is not None:
        raise ChangedError(f"This request is {row.get_state_display().lower()} already.")
    row.state, row.why_refused, row.ended_by, row.ended_at = "refused", why.strip()[:500], person, timezone.now()
    row.save(update_fields=["state", "why_refused", "ended_by", "ended_at"])
    _note("request.refused", row, person, {}, {"why": row.why_refused})
    return row


def digest_of(request: Request) -> str:
    """SHA-256, in hex, of the bundle as it can be made now."""
    made = hashlib.sha256()
    for line in lines(request):
        made.update(line.encode("utf-8"))
    return made.hexdigest()


def lines(request: Request) -> Iterator[str]:
    """The bundle as lines of CSV, one text each, in their order. Of a released one, with what was decided by then."""
    yield _line(_HEADINGS)
    rows = request.items.select_related("contribution__channel", "version").order_by("pk")
    number = after = 0
    while piece := list(rows.filter(pk__gt=after)[:PIECE]):
        decided = _decided(piece, request.ended_at)
        for item in piece:
            number += 1
            yield _line(_cells(request, number, item, decided.get(item.contribution_id)))
        after = piece[-1].pk


@transaction.atomic
def note_download(request: Request, person: User, digest: str) -> None:
    """That the bundle was taken off the house, by whom, and whether it is what was released."""
    _note("request.downloaded", request, person, {"digest": digest, "as_released": digest == request.digest})


def outgoing(item: RequestItem) -> str:
    """An item's words as they go out."""
    if item.withheld:
        return f"[withheld: {item.get_withheld_display().lower()}]"
    if item.version is None or item.version.erased_at is not None:
        return "[no longer kept]"
    return redacted(item.version.text, item.redactions)


def _decided(piece: list[RequestItem], by: datetime | None) -> dict[int, Decision]:
    """The decision that stands on each contribution, or stood when the bundle was released; asked for at once."""
    rows = Decision.objects.filter(contribution__in=[one.contribution_id for one in piece])
    rows = rows.exclude(measures__in=JUDGES_NOTHING)  # an answer sent later is no word on what was written
    if by is None:
        rows = rows.filter(superseded_by=None)
    else:
        rows = rows.filter(Q(superseded_by=None) | Q(superseded_by__decided_at__gt=by), decided_at__lte=by)
    return {one.contribution_id: one for one in rows.select_related("guideline").order_by("pk")}


def _cells(request: Request, number: int, item: RequestItem, decision: Decision | None) -> Iterator[str]:
    row = item.contribution
    yield str(number)
    yield timezone.localtime(row.published_at).isoformat(timespec="minutes")
    yield row.channel.platform
    yield row.kind
    yield "you" if request.kind == Request.Kind.SAR else _person(request, row)
    yield "earlier" if item.earlier else "latest"
    yield outgoing(item)
    yield decision.guideline.title if decision and not item.withheld else ""
    yield decision.get_verdict_display() if decision and not item.withheld else ""


def _person(request: Request, row: Contribution) -> str:
    """The same for all that one author wrote, in this bundle alone."""
    return f"Person {keyed(f'{request.pk}:{row.author_id}')[:8]}" if row.author_id else "Not known"


def _line(cells: Iterable[str]) -> str:
    stream = io.StringIO()
    # a spreadsheet would run what begins like a formula
    csv.writer(stream).writerow([f"'{one}" if one.startswith(_FORMULA) else one for one in cells])
    return stream.getvalue()


def _items(request: Request, piece: list[Contribution]) -> Iterator[RequestItem]:
    keys = [row.pk for row in piece]
    at_risk = set(_at_risk().filter(pk__in=keys).values_list("pk", flat=True))
    texts: dict[int, list[Version]] = {key: [] for key in keys}
    rows = Version.objects.filter(contribution__in=keys).exclude(change=Version.Change.REMOVED)
    for one in rows.order_by("number"):
        texts[one.contribution_id].append(one)
    for row in piece:
        said: list[Version | None] = list(texts[row.pk]) or [None]
        withhold = request.kind == Request.Kind.FOI and row.pk in at_risk
        # what somebody wrote first is theirs too; of a period, the public saw the latest
        for version in said if request.kind == Request.Kind.SAR else said[-1:]:
            yield RequestItem(
                request=request,
                contribution=row,
                version=version,
                earlier=version is not said[-1],
                redactions=propose(version.text) if version else [],
                at_risk=withhold,
                withheld=RequestItem.Withheld.AT_RISK if withhold else RequestItem.Withheld.NO,
            )


def _next(row: Request) -> None:
    work.enqueue("rights.gather", {"request_id": row.pk}, key=f"gather:{row.pk}:{row.reached}", priority=7)


def _open(row: Request) -> Request:
    if row.state == Request.State.GATHERING:
        raise RefusedError(f"It is still being gathered: {row.gathered:,} of {row.total:,}. Come back in a while.")
    if row.state != Request.State.REVIEW:
        raise ChangedError(f"This request is {row.get_state_display().lower()} already.")
    return row


def _may(person: User) -> None:
    if not may(person, "handle_rights"):
        raise RefusedError("Your role answers no requests. Ask an information officer or an approver.")


def _check(asked: Asked) -> None:
    if not _REFERENCE.fullmatch(asked.reference):
        raise RefusedError(
            "Give your own number for it, such as FOI-2026/31: letters, digits, . / _ - and no name.", "reference"
        )
    if asked.received_on > timezone.localdate():
        raise RefusedError("Give the day on which it came in. That is not in the future.", "received_on")
    if asked.author is None and (asked.since is None or asked.until is None or asked.until < asked.since):
        raise RefusedError("Give the first and the last day that it asks about.", "since")


def _note(
    kind: str, row: Request, person: User, facts: dict[str, object], content: dict[str, object] | None = None
) -> None:
    told = {"request": row.pk, "reference": row.reference, **facts}
    records.append(kind, subject=str(row), actor=f"person:{person.pk}", facts=told, content=content)

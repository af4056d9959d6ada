"""Before the house opens: whether the database knows of every erasure in the log, and if not, they are done again.

A restored backup knows nothing of what was erased after it was made. So `evenhand serve` and `evenhand work` ask here
first: what the log tells of and the database does not is erased again, and the store's files are cleaned.
"""

from __future__ import annotations

from datetime import datetime

import structlog
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from evenhand.actions.models import Action, ManualTask
from evenhand.cases import queue
from evenhand.cases.models import Case
from evenhand.channels.models import Channel
from evenhand.intake import erased
from evenhand.intake.models import Author, Delivery
from evenhand.records import services as records
from evenhand.rights import log, traces
from evenhand.rights.blockers import ENDED
from evenhand.rights.erasing import carry_out
from evenhand.rights.log import Line
from evenhand.rights.models import Erasure, Hold
from evenhand.rights.scrub import Scrubbed, scrub
from evenhand.sanctions.models import Appeal
from evenhand.work import endings
from evenhand.work.enqueueing import lock_lane
from evenhand.work.models import Lane, Task

_log = structlog.get_logger(__name__)
MACHINE = "machine"
CALLED_OFF = "Erased before the backup was restored."


class NotReadyError(Exception):
    """The house may not open; the text says why and what to do."""


def make_ready() -> int:
    """Erase again what the log tells of and the database does not; how many. Raises NotReadyError, ErasureLogError."""
    done = Erasure.objects.filter(state=Erasure.State.DONE)
    known = {str(one) for one in done.values_list("pk", flat=True)}
    for key in known & log.called_off():
        log.finish(key)  # its commit seemed to fail, and did not
    lines = log.read()
    told = {line.id for line in lines}
    if known - told:
        raise NotReadyError(
            f"The database knows of {len(known - told)} erasures that the erasure log does not tell of: another log, "
            "or an old copy of it, stands at EVENHAND_ERASURE_LOG. Put the right one back. If it is lost, `evenhand "
            "erase log` writes it anew from the database, but what was erased since this backup cannot be known."
        )
    for line in lines:
        if line.id in known and not line.sure:
            log.finish(line.id)  # it was committed, and we fell before we could say so
    undone = {str(one) for one in Erasure.objects.exclude(state=Erasure.State.DONE).values_list("pk", flat=True)}
    # What began, ended nobody knows how, and still waits here, was not committed: it waits for its second person again.
    # Nor was what somebody took back since: only what waits can be taken back.
    missing = [line for line in lines if line.id not in known and (line.sure or line.id not in undone)]
    for line in missing:
        with transaction.atomic():
            _again(line)
    if missing:
        _report(len(missing), scrub())
    return len(missing)


def _report(number: int, cleaned: Scrubbed) -> None:
    _log.warning("rights.erased_again", erasures=number, clean=cleaned.clean)
    if not cleaned.clean:
        raise NotReadyError(" ".join(cleaned.left))


def _again(line: Line) -> None:
    """One erasure, whatever stands in its way: it was done once, so nothing did then."""
    channel = Channel.objects.filter(pk=line.channel).first()
    if channel is None:
        _log.warning("rights.erasure_of_unknown_channel", erasure=line.id)
        return
    Erasure.objects.filter(pk=line.id).exclude(state=Erasure.State.DONE).update(replayed=True)
    author = _author(channel, line.digest)
    fields = {"channel": channel, "author": author, "digest": line.digest, "why": line.why, "reference": line.reference}
    row, _ = Erasure.objects.get_or_create(pk=line.id, defaults={**fields, "replayed": True})
    row.replayed = True
    erased.remember(channel.pk, line.contributions)
    if author is not None:
        _out_of_the_way(author, datetime.fromisoformat(line.at))
        carry_out(row, author, MACHINE)
        return
    row.state, row.done_at = Erasure.State.DONE, timezone.now()
    row.save()
    records.append("erasure.done", subject=str(row), actor=MACHINE, facts={"why": row.why, "counts": {}})


def _author(channel: Channel, digest: str) -> Author | None:
    """The author whose id has this digest."""
    for author in Author.objects.filter(channel=channel).order_by("pk").iterator(chunk_size=1000):
        if erased.keyed(author.external_id) == digest:
            return author
    return None


def _out_of_the_way(author: Author, at: datetime) -> None:
    """What the backup holds open had ended when the erasure was done."""
    of_author = Q(author=author) | Q(case__contribution__author=author)
    for hold in Hold.objects.filter(of_author, lifted_at=None, set_at__lt=at):
        Hold.objects.filter(pk=hold.pk).update(lifted_at=at, lifted_by=hold.set_by, lifted_why=CALLED_OFF)
    for case in Case.objects.filter(contribution__author=author, state=Case.State.OPEN).exclude(kind="appeal"):
        queue.close(case, outcome="closed", actor=MACHINE, reason=CALLED_OFF)
    open_actions = Action.objects.filter(contribution__author=author).exclude(state__in=ENDED)
    ManualTask.objects.filter(action__in=open_actions, state=ManualTask.State.OPEN).delete()
    open_actions.update(state=Action.State.MOOT, reason=CALLED_OFF)
    tasks = Task.objects.filter(lane__name=f"author:{author.pk}", state__in=Task.OPEN)
    tasks.update(state=Task.State.SKIPPED, ended_by=MACHINE, finished_at=timezone.now(), performing_since=None)
    if Lane.objects.filter(pk=f"author:{author.pk}").exists():
        endings.move_on(lock_lane(f"author:{author.pk}"))
    tokens = traces.tokens_of(author)
    raw = [row.pk for row in traces.deliveries(author.channel, tokens) if row.state == Delivery.State.STORED]
    Delivery.objects.filter(pk__in=raw).update(state=Delivery.State.WORKED, worked_at=timezone.now())
    ended = {"state": Appeal.State.CLOSED, "reasons": CALLED_OFF, "ended_at": timezone.now()}
    Appeal.objects.filter(contribution__author=author, state=Appeal.State.OPEN).update(**ended)
    for case in Case.objects.filter(contribution__author=author, state=Case.State.OPEN):
        queue.close(case, outcome="closed", actor=MACHINE, reason=CALLED_OFF)

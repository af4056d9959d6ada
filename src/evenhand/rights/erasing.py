"""Erasing one person: looked at first, asked for by one person, confirmed and done by another, and never undone.

    told = preview(author)
    asked = ask(author, ann, Erasure.Why.REQUEST, "DP-2026-14")
    confirm(asked, bob)

What is erased, and how, says `erasure_map`. Not here: erasing again on a restored backup (`opening`), and cleaning the
store's files afterwards (`scrub`).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils import timezone

from evenhand.cases.errors import ChangedError, RefusedError
from evenhand.channels.models import Channel
from evenhand.intake.erased import keyed
from evenhand.intake.models import Author, Contribution, EarlierId, Version
from evenhand.judgement.models import Assessment
from evenhand.people.models import User
from evenhand.people.permissions import may
from evenhand.records import services as records
from evenhand.rights import blanking, files, holds, log, traces
from evenhand.rights.blockers import blockers
from evenhand.rights.models import Erasure
from evenhand.sanctions.models import SamePerson
from evenhand.store.marks import SPACE
from evenhand.work.enqueueing import lock_lane

_REFERENCE = re.compile(r"[A-Za-z0-9][A-Za-z0-9./_-]{0,39}|")


@dataclass(frozen=True, slots=True)
class Preview:
    """What an erasure would change, by model, the files that it would remove, and why it cannot be done now.

    `kept`: what it would leave out, since a legal hold stands on another account that is said to be theirs.
    """

    author: Author
    counts: Counter[str]
    files: tuple[str, ...]
    blockers: tuple[str, ...]
    kept: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Erased:
    """What was done, and the files that stood no more where we wrote them: copies that somebody has to find."""

    erasure: Erasure
    moved: tuple[str, ...]


def find(channel: Channel, external_id: str) -> Author:
    """The author with this id, or this handle where only one has it. RefusedError names what was not found."""
    if not external_id.strip().removeprefix("@"):
        raise RefusedError("Give the platform's own id of the author, or their handle.")
    rows = Author.objects.filter(channel=channel).select_related("channel")
    exact = rows.filter(external_id=external_id).first()
    named = [] if exact else list(rows.filter(handle__iexact=external_id.removeprefix("@"))[:2])
    if exact is None and len(named) == 1:
        return named[0]
    if exact is None:
        raise RefusedError(
            f"Nobody with this id ever wrote on {channel.name}. Give the platform's own id of the author, as the case "
            "page shows it; for what somebody wrote by the public form alone, erase the appeal's author."
        )
    return exact


def preview(author: Author) -> Preview:
    """Count what would go. Changes nothing."""
    written = list(author.contributions.values_list("pk", flat=True))
    counts: Counter[str] = Counter()
    for label, rule in blanking.rules():
        counts[label] = max(counts[label], blanking.count(label, rule, blanking.whose(label, rule, author)))
    counts["intake.Contribution"] = len(written)
    counts["intake.Version"] = Version.objects.filter(contribution__author=author, erased_at=None).count()
    found = Assessment.objects.filter(version__contribution__author=author).exclude(findings=[])
    counts["judgement.Assessment"] = max(counts["judgement.Assessment"], found.count())
    for keys in blanking.in_pieces(list(blanking.subjects_of(author, written))):
        counts["records.Content"] += blanking.contents(keys).count()
    counts["records.Content"] += blanking.spoken_of_elsewhere(author).count()
    tokens = traces.tokens_of(author)
    counts["intake.Delivery"] = sum(1 for _ in traces.deliveries(author.channel, tokens))
    counts["work.Task"] = sum(1 for _ in traces.tasks(tokens))
    paths = tuple(row.path for row in files.with_words_of(author))
    return Preview(author, +counts, paths, tuple(blockers(author)), kept(author))


def kept(author: Author) -> tuple[str, ...]:
    """What an erasure leaves out, or left, since it stands under a legal hold on another account: sentences."""
    rows = blanking.kept_for_a_hold(author)
    return tuple(_kept(one.other(author.pk)) for one in rows)


def _kept(other: Author) -> str:
    on = " and ".join(f"legal hold {hold.pk}" for hold in holds.on_author(other))
    return (
        f"What shows that author {other.pk} on {other.channel.name} is the same person stays while {on} stands on what "
        "is kept of that one. It goes by itself once nothing holds it any more."
    )


@transaction.atomic
def ask(author: Author, person: User, why: str, reference: str = "") -> Erasure:
    """Ask for an erasure; nothing is erased before another person confirms it."""
    _check(person)
    if why not in Erasure.Why.values:
        raise RefusedError(f"Say why: {', '.join(Erasure.Why.values)}.", "why")
    if not _REFERENCE.fullmatch(reference):
        raise RefusedError(
            "The reference is kept for good, so it is a number of yours such as DP-2026/14: letters, digits, . / _ - "
            "and no name.",
            "reference",
        )
    if author.external_id.startswith(SPACE):
        raise RefusedError("This author was erased already.")
    fields = {"channel": author.channel, "author": author, "digest": keyed(author.external_id), "asked_by": person}
    try:
        with transaction.atomic():
            made = Erasure.objects.create(**fields, why=why, reference=reference)
    except IntegrityError as error:
        raise RefusedError("Somebody has asked for this erasure already. It waits for a second person.") from error
    note("erasure.asked", made, f"person:{person.pk}")
    return made


def confirm(erasure: Erasure, person: User) -> Erased:
    """Do it, as the second person; in one transaction. RefusedError says why not, and then nothing was erased."""
    _check(person)
    begun = False
    try:
        with transaction.atomic(durable=True):  # its end is its commit: what the log says next is true
            row, author = _to_confirm(erasure, person)
            begun = True  # who was refused, or never got here, must not call off what somebody else began
            moved = carry_out(row, author, f"person:{person.pk}")
    except BaseException:
        if begun:
            with suppress(log.ErasureLogError):  # what went wrong first is what has to be said
                log.call_off(str(erasure.pk))
        raise
    log.finish(str(row.pk))
    return Erased(row, tuple(moved))


def _to_confirm(erasure: Erasure, person: User) -> tuple[Erasure, Author]:
    """The erasure and its author, both held, where this person may confirm it now. Raises RefusedError."""
    row = _waiting(erasure)
    if row.asked_by_id == person.pk:
        raise RefusedError("You asked for this erasure. Another person has to confirm it.")
    author = row.author
    if author is None:
        raise RefusedError("This erasure names nobody. Ask for it anew.")
    for lane in sorted(f"author:{one}" for one in {author.pk, *_said_to_be(author)}):
        lock_lane(lane)  # of the other accounts too: a hold set on one meanwhile would keep what is erased here
    in_the_way = blockers(author)
    if in_the_way:
        raise RefusedError(" ".join(in_the_way))
    row.confirmed_by = person
    return row, author


@transaction.atomic
def withdraw(erasure: Erasure, person: User) -> Erasure:
    """Take back an erasure that nobody has confirmed. Raises RefusedError, ErasureLogError."""
    _check(person)
    row = _waiting(erasure)
    row.state = Erasure.State.WITHDRAWN
    row.save(update_fields=["state"])
    note("erasure.withdrawn", row, f"person:{person.pk}")
    log.call_off(str(row.pk))  # what began and was cut off; before the commit, or the next opening would carry it out
    return row


def carry_out(row: Erasure, author: Author, actor: str) -> list[str]:
    """Erase, in the caller's transaction; the paths of files that are elsewhere now."""
    tokens, written = traces.tokens_of(author), _digests(author)
    row.state, row.done_at = Erasure.State.DONE, timezone.now()
    entry = records.append(
        "author.erased", subject=f"author:{author.pk}", actor=actor, facts={"erasure": str(row.pk), "why": row.why}
    )
    with records.erasing(entry):
        counts = blanking.blank_author(author, f"erasure:{row.pk}", actor=actor)
        counts.update(traces.empty(author.channel, tokens))
    held = list(blanking.kept_for_a_hold(author).values_list("pk", flat=True))
    moved = files.remove(files.with_words_of(author), f"erasure:{row.pk}"[:20])
    row.counts = {name: number for name, number in sorted(counts.items()) if number}
    row.save()
    note("erasure.done", row, actor, {"counts": row.counts, **({"kept_for_a_hold": held} if held else {})})
    if not row.replayed:
        log.append(
            log.Line(
                id=str(row.pk),
                at=row.done_at.isoformat(),
                channel=row.channel_id,
                digest=row.digest,
                contributions=written,
                why=row.why,
                reference=row.reference,
                sure=False,
            )
        )
    return moved


def note(kind: str, row: Erasure, actor: str, more: Mapping[str, object] | None = None) -> None:
    """Tell the record: ids, codes and figures."""
    facts = {"why": row.why, "reference": row.reference, **(more or {})}
    records.append(kind, subject=str(row), actor=actor, facts=facts)


def _digests(author: Author) -> tuple[str, ...]:
    ids = Contribution.objects.filter(author=author).values_list("external_id", flat=True)
    earlier = EarlierId.objects.filter(contribution__author=author).values_list("external_id", flat=True)
    return tuple(keyed(one) for one in (*ids, *earlier) if not one.startswith(SPACE))


def _said_to_be(author: Author) -> set[int]:
    """The other accounts of which somebody said that they are the author's."""
    rows = SamePerson.objects.filter(Q(first=author) | Q(second=author)).values_list("first", "second")
    return {one for both in rows for one in both}


def _waiting(erasure: Erasure) -> Erasure:
    row = Erasure.objects.select_for_update(of=("self",)).select_related("author__channel").get(pk=erasure.pk)
    if row.state != Erasure.State.ASKED:
        raise ChangedError(f"This erasure is {row.get_state_display().lower()} already.")
    return row


def _check(person: User) -> None:
    if not may(person, "handle_rights"):
        raise RefusedError("Your role does not erase. Ask an information officer or an approver.")

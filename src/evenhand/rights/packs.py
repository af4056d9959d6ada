"""Evidence packs, for police or legal: everything about one contribution, as JSON and as PDF, each named by its digest.

The JSON holds the words as they were kept, each entry of the record with its place in the seal and, while it was not
erased, its content and salt: whoever has the published public key can check both without us. The PDF is the same for
people to read. Who reported the contribution stands in neither (promise 10). The pack is handed over, not kept here.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils import timezone

from evenhand.actions.models import Action
from evenhand.cases.errors import RefusedError
from evenhand.cases.models import Case, Decision
from evenhand.intake.models import Contribution
from evenhand.people.models import User
from evenhand.people.permissions import may
from evenhand.records import services as records
from evenhand.records.canonical import moment
from evenhand.records.models import Entry
from evenhand.records.sealing import batch_facts, entry_facts, seal
from evenhand.rights.access import READ
from evenhand.rights.models import Hold
from evenhand.rights.paper import paper
from evenhand.sanctions.models import Block, Warning

FORMAT = "evenhand-pack-1"
PURPOSES = {"police": "For the police", "legal": "For legal advisers or a court", "regulator": "For a regulator"}
_REFERENCE = re.compile(r"[A-Za-z0-9][A-Za-z0-9 ./_-]{0,39}")
_CHECK = (
    "Each entry's 'hash' is over its canonical form (records/canonical.py, which is public); a batch's 'head' is over "
    "the hashes of its entries and is signed with the body's key. A content's digest is SHA-256 of "
    "'evenhand-content-1\\n', the salt and the canonical body."
)


@dataclass(frozen=True, slots=True)
class Pack:
    """Both files, with their SHA-256 in hex, and a name without anything personal."""

    name: str
    data: bytes
    pdf: bytes
    data_digest: str
    pdf_digest: str


def make(case: Case, person: User, purpose: str, reference: str) -> Pack:
    """Make the pack of a case's contribution; that it was made, by whom and for whom goes on record."""
    if not may(person, "handle_rights"):
        raise RefusedError("Your role makes no evidence packs. Ask an information officer or an approver.")
    if purpose not in PURPOSES:
        raise RefusedError("Say for whom the pack is.", "purpose")
    if not _REFERENCE.fullmatch(reference):
        raise RefusedError(
            "Give their number for it, such as a crime reference: letters, digits, spaces, . / _ -", "reference"
        )
    seal()  # so that everything in it has its place in the seal
    with transaction.atomic():
        made = records.append(
            "pack.made",
            subject=f"contribution:{case.contribution_id}",
            actor=f"person:{person.pk}",
            facts={"case": case.pk, "purpose": purpose},
            content={"reference": reference},
        )
    seal()
    told = contents(case, person, purpose, reference)
    data = json.dumps(told, indent=1, sort_keys=True, ensure_ascii=False).encode("utf-8")
    digest = hashlib.sha256(data).hexdigest()
    pdf = paper(told, digest)
    pack = Pack(f"evidence-{case.pk}-{made.pk}", data, pdf, digest, hashlib.sha256(pdf).hexdigest())
    with transaction.atomic():
        records.append(
            "pack.handed_over",
            subject=f"contribution:{case.contribution_id}",
            actor=f"person:{person.pk}",
            facts={"case": case.pk, "made": made.pk, "json": pack.data_digest, "pdf": pack.pdf_digest},
        )
    return pack


def contents(case: Case, person: User, purpose: str, reference: str) -> dict[str, Any]:
    """Everything in it, as plain JSON."""
    row = Contribution.objects.select_related("author", "channel", "post").get(pk=case.contribution_id)
    entries = list(_entries(row))
    return {
        "format": FORMAT,
        "made": {
            "at": moment(timezone.now()),
            "by": person.shown_name,
            "for": PURPOSES[purpose],
            "reference": reference,
        },
        "case": {"number": case.pk, "kind": case.get_kind_display(), "opened": moment(case.opened_at)},
        "contribution": _contribution(row),
        "versions": [_version(one) for one in row.versions.order_by("number")],
        "decisions": [_decision(one) for one in _decisions(row)],
        "actions": [_action(one) for one in Action.objects.filter(contribution=row).order_by("created_at", "pk")],
        "sanctions": list(_sanctions(row)),
        "holds": [
            {"set": moment(one.set_at), "by": one.set_by.shown_name, "lifted": moment(one.lifted_at)}
            for one in Hold.objects.filter(case__contribution=row).select_related("set_by").order_by("pk")
        ],
        "custody": [one for one in entries if one["entry"]["kind"] != READ],
        "access": [_reading(one) for one in entries if one["entry"]["kind"] in {READ, "pack.made", "pack.handed_over"}],
        "how_to_check": _CHECK,
    }


def _contribution(row: Contribution) -> dict[str, Any]:
    author = row.author
    return {
        "platform": row.channel.platform,
        "channel": row.channel.name,
        "id": row.external_id,
        "kind": row.kind,
        "address": row.permalink,
        "published": moment(row.published_at),
        "first_seen": moment(row.first_seen_at),
        "shown_now_as": row.platform_state,
        "author": {"id": author.external_id, "handle": author.handle, "name": author.display_name} if author else None,
        "under": {"post": row.post.external_id, "text": row.post.text} if row.post else None,
        "answers_to": row.parent_external_id,
    }


def _version(one: Any) -> dict[str, Any]:  # noqa: ANN401 (a version)
    return {
        "number": one.number,
        "change": one.get_change_display(),
        "text": one.text,
        "erased": moment(one.erased_at),
        "dated_by_platform": moment(one.dated_at),
        "seen": moment(one.seen_at),
        "sha256": hashlib.sha256(one.text.encode("utf-8")).hexdigest() if one.erased_at is None else "",
    }


def _decisions(row: Contribution) -> Iterator[Decision]:
    rows = Decision.objects.filter(contribution=row).select_related("guideline", "policy_version", "person", "version")
    yield from rows.order_by("pk")


def _decision(one: Decision) -> dict[str, Any]:
    return {
        "number": one.pk,
        "at": moment(one.decided_at),
        "by": one.person.shown_name if one.person else "the machine",
        "verdict": one.get_verdict_display(),
        "guideline": one.guideline.title,
        "policy": one.policy_version.digest,
        "of_version": one.version.number,
        "facts": one.facts,
        "measures": one.measures,
    }


def _action(one: Action) -> dict[str, Any]:
    return {
        "operation": one.get_operation_display(),
        "state": one.get_state_display(),
        "seen": one.get_seen_display(),
        "planned": moment(one.created_at),
        "done": moment(one.done_at),
        "text": one.text,
        "attempts": [
            {"number": tried.number, "at": moment(tried.started_at), "outcome": tried.get_outcome_display()}
            for tried in one.attempts.order_by("number")
        ],
    }


def _sanctions(row: Contribution) -> Iterator[dict[str, Any]]:
    if row.author is None:
        return
    for warning in Warning.objects.filter(author=row.author).select_related("guideline").order_by("created_at"):
        told = {"what": "warning", "state": warning.get_state_display(), "guideline": warning.guideline.title}
        yield {**told, "at": moment(warning.created_at)}
    for block in Block.objects.filter(author=row.author).select_related("approved_by").order_by("approved_at"):
        told = {"what": "block", "state": block.get_state_display(), "ground": block.get_ground_display()}
        yield {**told, "at": moment(block.approved_at), "by": block.approved_by.shown_name}


def _entries(row: Contribution) -> Iterator[dict[str, Any]]:
    """The record of this contribution, in its order, each with its place in the seal."""
    rows = Entry.objects.filter(subject=f"contribution:{row.pk}").order_by("pk")
    people = {f"person:{one.pk}": one.shown_name for one in User.objects.all()}
    for entry in rows.select_related("content", "sealed__batch"):
        content, sealed = getattr(entry, "content", None), getattr(entry, "sealed", None)
        yield {
            "entry": dict(entry_facts(entry)),
            "by": people.get(entry.actor, entry.actor),
            "content": {"salt": bytes(content.salt).hex(), "body": content.body} if content else None,
            "seal": {"number": sealed.pk, "hash": sealed.entry_hash, "batch": dict(batch_facts(sealed.batch))}
            if sealed
            else None,
        }


def _reading(one: dict[str, Any]) -> dict[str, Any]:
    return {
        "at": one["entry"]["at"],
        "by": one["by"],
        "what": one["entry"]["kind"],
        "case": one["entry"]["facts"]["case"],
    }

"""The register of people featured: who is on it, since when, in which posts, and who is told of what befalls them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date

from django.db import transaction

from evenhand.care.models import Featured
from evenhand.care.staff import tell_posts
from evenhand.cases.errors import RefusedError
from evenhand.intake.models import Post
from evenhand.people.models import User
from evenhand.people.permissions import may
from evenhand.records import services as records


@dataclass(frozen=True, slots=True)
class Entry:
    """What the register holds of somebody."""

    name: str
    aliases: tuple[str, ...]
    languages: str
    contact_name: str
    contact_email: str
    consented_on: date
    withdrawn_on: date | None
    shown_from: date
    shown_until: date | None


@transaction.atomic
def keep(person: User, entry: Entry, posts: Sequence[Post], changed: Featured | None = None) -> Featured:
    """Put somebody on the register, or change what it holds. RefusedError with the reason."""
    if not may(person, "keep_staff"):
        raise RefusedError("The register of staff is kept by approvers and safeguarding leads. Ask one of them.")
    _check(entry)
    featured = changed or Featured()
    before = {post.pk for post in featured.posts.all()} if featured.pk else set()
    for field, value in asdict(entry).items():
        setattr(featured, field, list(value) if field == "aliases" else value)
    featured.save()
    featured.posts.set(posts)
    tell_posts(sorted(before | {post.pk for post in posts}))
    records.append(
        "staff.changed" if changed else "staff.added",
        subject=f"featured:{featured.pk}",
        actor=f"person:{person.pk}",
        facts={"posts": sorted(post.pk for post in posts)},
        content={key: str(value) for key, value in asdict(entry).items()},
    )
    return featured


def _check(entry: Entry) -> None:
    if entry.shown_until is not None and entry.shown_until < entry.shown_from:
        raise RefusedError("They cannot stop being shown before they were.", "shown_until")
    if entry.withdrawn_on is not None and entry.withdrawn_on < entry.consented_on:
        raise RefusedError("Consent cannot be withdrawn before it was given.", "withdrawn_on")
    if any(len(alias) < len("Jo") for alias in entry.aliases):
        raise RefusedError("A name of one letter would find them everywhere. Write at least two.", "aliases")

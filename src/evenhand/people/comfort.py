"""What somebody here chose to see less of. A choice of their own, told to nobody, and never a reason for anything.

What the choice does to lists and pages is the desk's part.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.contrib.auth.models import AnonymousUser

from evenhand.people.models import Comfort, User
from evenhand.people.permissions import may


@dataclass(frozen=True, slots=True)
class Chosen:
    """The choice of one person; all off where they made none."""

    covers: bool = False
    grey: bool = False
    themes: frozenset[str] = frozenset()


def of(user: User | AnonymousUser | None) -> Chosen:
    """What `user` chose. Read once for one request's user."""
    if not isinstance(user, User):
        return Chosen()
    known: Chosen | None = getattr(user, "_comfort", None)
    if known is None:
        row = Comfort.objects.filter(person=user).first()
        known = Chosen(row.covers, row.grey, frozenset(row.themes)) if row else Chosen()
        user._comfort = known  # type: ignore[attr-defined]  # noqa: SLF001 (kept for the rest of the request)
    return known


def choose(user: User, *, covers: bool, grey: bool, themes: Iterable[str]) -> Comfort:
    """Keep what `user` chose."""
    fields = {"covers": covers, "grey": grey, "themes": sorted(set(themes))}
    row, _ = Comfort.objects.update_or_create(person=user, defaults=fields)
    user.__dict__.pop("_comfort", None)
    return row


def left_by_all(themes: Iterable[str]) -> list[str]:
    """Those of `themes` that everybody who decides has left to others, so that nobody would take them."""
    deciders = [one for one in User.objects.filter(is_active=True).prefetch_related("groups") if may(one, "decide")]
    chosen = {row.person_id: set(row.themes) for row in Comfort.objects.filter(person__in=deciders)}
    return [one for one in themes if deciders and all(one in chosen.get(user.pk, ()) for user in deciders)]

"""Making and changing people. Each change is one transaction."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import transaction

from evenhand.people.models import Alias, User
from evenhand.people.roles import Role, give_roles

SHORTEST = 2
"""Letters: a name of one letter would be found in every comment."""


def also_called(person: User) -> list[str]:
    """The other names that a person goes by."""
    rows = Alias.objects.filter(person=person) if person.pk else Alias.objects.none()
    return list(rows.order_by("name").values_list("name", flat=True))


@transaction.atomic
def call_also(person: User, names: Iterable[str]) -> None:
    """Say which other names a person goes by: these and no more. ValueError for one that is too short."""
    wanted = {" ".join(name.split()) for name in names} - {""}
    short = sorted(name for name in wanted if len(name) < SHORTEST)
    if short:
        raise ValueError(f"'{short[0]}' is too short for a name: it would be found in every comment.")
    Alias.objects.filter(person=person).exclude(name__in=wanted).delete()
    for name in sorted(wanted):
        Alias.objects.get_or_create(person=person, name=name)


@transaction.atomic
def create_user(
    username: str,
    password: str,
    roles: Iterable[Role | str] = (),
    *,
    email: str = "",
    display_name: str = "",
) -> User:
    """Make a person with exactly `roles`, or bring the existing one of that name to this state.

    Raises ValueError for an empty name or an unknown role; nothing is kept then.
    """
    name = User.normalize_username(username.strip())
    if not name:
        raise ValueError("A person needs a sign-in name. Give the name they will type to sign in.")
    user, _ = User.objects.get_or_create(username=name)
    user.email = email or user.email
    user.display_name = display_name or user.display_name
    user.is_active = True
    user.set_password(password)
    user.save()
    give_roles(user, roles)
    return user

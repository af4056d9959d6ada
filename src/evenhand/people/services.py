"""Making and changing people. Each change is one transaction."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import transaction

from evenhand.people.models import User
from evenhand.people.roles import Role, give_roles


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

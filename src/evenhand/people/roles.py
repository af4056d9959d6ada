"""The seven roles, kept as Django groups. What each may do stands in `permissions.py`."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum

from django.contrib.auth.models import Group

from evenhand.people.models import User


class Role(StrEnum):
    """A role is the name of a group."""

    MODERATOR = "moderator"
    APPROVER = "approver"
    RESPONDER_LEAD = "responder_lead"
    POLICY_OWNER = "policy_owner"
    SAFEGUARDING_LEAD = "safeguarding_lead"
    INFORMATION_OFFICER = "information_officer"
    AUDITOR = "auditor"
    ADMINISTRATOR = "administrator"

    @property
    def label(self) -> str:
        """The role in plain words."""
        return self.value.replace("_", " ").capitalize()


def make_roles(using: str = "default") -> None:
    """Make the groups that do not exist yet; safe to repeat."""
    groups = Group.objects.using(using)
    missing = set(Role) - set(groups.filter(name__in=list(Role)).values_list("name", flat=True))
    groups.bulk_create([Group(name=role.value) for role in Role if role in missing], ignore_conflicts=True)


def roles_of(user: User) -> frozenset[Role]:
    """The roles of `user`, read once a request (kept on the object)."""
    known: frozenset[Role] | None = getattr(user, "_roles", None)
    if known is None:
        names = user.groups.values_list("name", flat=True)
        known = frozenset(Role(name) for name in names if name in set(Role))
        user._roles = known  # type: ignore[attr-defined]  # noqa: SLF001  (a cache on the request's own object)
    return known


def give_roles(user: User, roles: Iterable[Role | str]) -> None:
    """Set the roles of `user` to exactly `roles`. Raises ValueError for a role that does not exist."""
    wanted = [Role(role) for role in roles]
    make_roles()
    user.groups.set(Group.objects.filter(name__in=[role.value for role in wanted]))
    user.__dict__.pop("_roles", None)

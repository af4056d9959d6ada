"""Who may do what: the one place that says it. Faces and services ask `may(user, "decide")`.

What one role may not see, no page, API, log or export shows it (promise 10). A superuser flag opens
nothing here: power over other people's words comes from a role that a colleague can see.
"""

from __future__ import annotations

from typing import Literal, get_args

from django.contrib.auth.models import AnonymousUser

from evenhand.people.models import User
from evenhand.people.roles import Role, roles_of

Permission = Literal[
    "see_queue",  # cases, contributions and their authors
    "decide",  # take a case, decide it, do manual tasks
    "confirm_discrimination",  # be the second person; that one of the two is an approver, sanctions checks
    "approve_block",
    "senior_override",  # block for a credible threat before a second person has confirmed
    "sign_policy",
    "keep_answers",  # make, change, check and retire what the library of approved answers holds
    "see_safeguarding",  # method detail and cases of people at risk
    "verify_record",
    "see_dead_letters",
    "skip_dead",
    "manage_channels",
    "see_reporter",  # who reported a contribution
    "handle_rights",  # erasure (two people), legal holds, what is kept, bundles and evidence packs
    "keep_staff",  # the register of people featured in posts
    "keep_watch_list",  # the active court cases whose names send comments to legal
    "approve_closing",  # be the other person where comments on a post are closed
    "run_incident",  # switch incident mode on and off
]
PERMISSIONS: tuple[Permission, ...] = get_args(Permission)

_GRANTS: dict[Role, frozenset[Permission]] = {
    Role.MODERATOR: frozenset({"see_queue", "decide", "confirm_discrimination", "see_reporter", "see_dead_letters"}),
    Role.APPROVER: frozenset(
        {
            "see_queue",
            "decide",
            "confirm_discrimination",
            "approve_block",
            "senior_override",
            "see_safeguarding",
            "see_reporter",
            "see_dead_letters",
            "handle_rights",
            "keep_staff",
            "keep_watch_list",
            "approve_closing",
            "run_incident",
        }
    ),
    Role.RESPONDER_LEAD: frozenset({"see_queue", "decide", "see_reporter", "keep_answers", "run_incident"}),
    Role.POLICY_OWNER: frozenset({"see_queue", "sign_policy", "keep_answers"}),
    Role.SAFEGUARDING_LEAD: frozenset({"see_queue", "decide", "see_safeguarding", "see_reporter", "keep_staff"}),
    Role.INFORMATION_OFFICER: frozenset(
        {"see_queue", "see_safeguarding", "see_reporter", "handle_rights", "keep_watch_list"}
    ),
    Role.AUDITOR: frozenset({"see_queue", "verify_record", "see_dead_letters"}),
    Role.ADMINISTRATOR: frozenset({"manage_channels", "see_dead_letters", "skip_dead", "verify_record"}),
}


def may(user: User | AnonymousUser | None, permission: Permission) -> bool:
    """Whether `user` may do `permission`. Nobody signed out or inactive may do anything."""
    if permission not in PERMISSIONS:
        raise ValueError(f"'{permission}' is no permission of this house. It is one of: {', '.join(PERMISSIONS)}.")
    if not isinstance(user, User) or not user.is_active:
        return False
    return any(permission in _GRANTS[role] for role in roles_of(user))


def holders(permission: Permission) -> frozenset[Role]:
    """The roles that grant `permission`; for help texts such as 'ask an administrator'."""
    return frozenset(role for role, granted in _GRANTS.items() if permission in granted)

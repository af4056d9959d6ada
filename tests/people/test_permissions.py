"""Who may do what, role by role; no flag and no signed-out visitor opens anything."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import AnonymousUser

from evenhand.people.permissions import PERMISSIONS, Permission, holders, may
from evenhand.people.roles import Role
from evenhand.people.services import create_user

pytestmark = [pytest.mark.store, pytest.mark.django_db]

DECIDERS = {Role.MODERATOR, Role.APPROVER, Role.SAFEGUARDING_LEAD, Role.RESPONDER_LEAD}
EXPECTED: dict[Permission, set[Role]] = {
    "see_queue": DECIDERS | {Role.POLICY_OWNER, Role.AUDITOR, Role.INFORMATION_OFFICER},
    "decide": DECIDERS,
    "confirm_discrimination": {Role.MODERATOR, Role.APPROVER},
    "approve_block": {Role.APPROVER},
    "senior_override": {Role.APPROVER},
    "sign_policy": {Role.POLICY_OWNER},
    "see_safeguarding": {Role.APPROVER, Role.SAFEGUARDING_LEAD, Role.INFORMATION_OFFICER},
    "keep_answers": {Role.POLICY_OWNER, Role.RESPONDER_LEAD},
    "verify_record": {Role.AUDITOR, Role.ADMINISTRATOR},
    "see_dead_letters": {Role.MODERATOR, Role.APPROVER, Role.AUDITOR, Role.ADMINISTRATOR},
    "skip_dead": {Role.ADMINISTRATOR},
    "manage_channels": {Role.ADMINISTRATOR},
    "see_reporter": DECIDERS | {Role.INFORMATION_OFFICER},
    "handle_rights": {Role.APPROVER, Role.INFORMATION_OFFICER},
    "keep_staff": {Role.APPROVER, Role.SAFEGUARDING_LEAD},
    "keep_watch_list": {Role.APPROVER, Role.INFORMATION_OFFICER},
    "approve_closing": {Role.APPROVER},
    "run_incident": {Role.APPROVER, Role.RESPONDER_LEAD},
}


@pytest.mark.parametrize("role", list(Role))
def test_each_role_may_do_exactly_its_part(role: Role) -> None:
    user = create_user("someone", "a-long-enough-word", [role])
    assert {p for p in PERMISSIONS if may(user, p)} == {p for p, roles in EXPECTED.items() if role in roles}


def test_the_table_above_covers_every_permission() -> None:
    assert set(EXPECTED) == set(PERMISSIONS)
    assert all(holders(permission) == roles for permission, roles in EXPECTED.items())


def test_a_superuser_flag_opens_nothing() -> None:
    user = create_user("root", "a-long-enough-word")
    user.is_superuser = user.is_staff = True
    user.save()
    assert not any(may(user, permission) for permission in PERMISSIONS)


def test_switched_off_or_signed_out_opens_nothing() -> None:
    user = create_user("gone", "a-long-enough-word", [Role.APPROVER])
    user.is_active = False
    assert not may(user, "decide")
    assert not may(AnonymousUser(), "decide")
    assert not may(None, "decide")


def test_a_misspelt_permission_is_an_error_not_a_refusal() -> None:
    with pytest.raises(ValueError, match="no permission of this house"):
        may(None, "decied")  # type: ignore[arg-type]  # the point of the test

"""People are made whole or not at all, and their roles are exactly what was asked."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import Group

from evenhand.people.models import User
from evenhand.people.roles import Role, give_roles, make_roles, roles_of
from evenhand.people.services import create_user

pytestmark = [pytest.mark.store, pytest.mark.django_db]


def test_a_person_is_made_with_their_roles() -> None:
    user = create_user("ada", "a-long-enough-word", ["moderator", "auditor"], display_name="Ada Okafor")
    assert user.check_password("a-long-enough-word")
    assert roles_of(user) == {Role.MODERATOR, Role.AUDITOR}
    assert str(user) == "Ada Okafor"


def test_making_them_again_brings_them_to_the_new_state() -> None:
    create_user("ada", "a-long-enough-word", ["moderator"], display_name="Ada Okafor")
    again = create_user("ada", "another-long-word", ["auditor"])
    assert User.objects.count() == 1
    assert again.display_name == "Ada Okafor"
    assert again.check_password("another-long-word")
    assert roles_of(User.objects.get(username="ada")) == {Role.AUDITOR}


def test_an_unknown_role_keeps_nothing() -> None:
    with pytest.raises(ValueError, match="emperor"):
        create_user("ada", "a-long-enough-word", ["emperor"])
    assert not User.objects.exists()


def test_a_name_is_needed() -> None:
    with pytest.raises(ValueError, match="sign-in name"):
        create_user("  ", "a-long-enough-word")


def test_roles_are_made_by_migration_and_again_without_harm() -> None:
    make_roles()
    assert set(Group.objects.values_list("name", flat=True)) == {role.value for role in Role}


def test_a_group_that_is_no_role_gives_nothing() -> None:
    user = create_user("ada", "a-long-enough-word", ["moderator"])
    user.groups.add(Group.objects.create(name="book club"))
    assert roles_of(User.objects.get(pk=user.pk)) == {Role.MODERATOR}
    give_roles(user, [])
    assert roles_of(user) == frozenset()


def test_shown_name_falls_back() -> None:
    assert User(username="ada", first_name="Ada", last_name="O").shown_name == "Ada O"
    assert User(username="ada").shown_name == "ada"
    assert [role.label for role in (Role.POLICY_OWNER, Role.AUDITOR)] == ["Policy owner", "Auditor"]

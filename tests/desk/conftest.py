"""People who are signed in, for tests of the screens."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client
from tests.desk import stories
from tests.house import house

from evenhand.people.models import User

__all__ = ["house"]

SignIn = Callable[..., Client]


@pytest.fixture(autouse=True)
def _quick_passwords(settings: pytest.FixtureRequest) -> None:
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # type: ignore[attr-defined]  # Django's settings


@pytest.fixture
def moderator(db: None) -> User:  # noqa: ARG001  (the database must be there)
    return stories.user("mo", "moderator", shown="Mo Lee")


@pytest.fixture
def approver(db: None) -> User:  # noqa: ARG001  (as above)
    return stories.user("ann", "approver", shown="Ann Bevan")


@pytest.fixture
def safeguarder(db: None) -> User:  # noqa: ARG001  (as above)
    return stories.user("saf", "safeguarding_lead", shown="Saf Ahmed")


@pytest.fixture
def signed_in() -> Callable[[User], Client]:
    """A browser in which this person is signed in."""

    def sign_in(user: User) -> Client:
        browser = Client()
        browser.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
        return browser

    return sign_in

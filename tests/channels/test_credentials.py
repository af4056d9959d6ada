"""Credentials at rest: unreadable without the key, readable while keys are rotated, never in a representation."""

from __future__ import annotations

import pytest
from cryptography.fernet import Fernet
from pytest_django.fixtures import Settings

from evenhand.channels.credentials import Credentials, CredentialsError, opened, reseal, seal


@pytest.fixture(autouse=True)
def _key_of_the_environment(settings: Settings) -> None:
    settings.CREDENTIALS_KEY_FILE = None


KEYS = Credentials("a token", ("new secret", "old secret"), "verify me")


def test_sealed_credentials_tell_nothing_and_open_again() -> None:
    sealed = seal(KEYS)
    assert b"token" not in sealed
    assert opened(sealed) == KEYS


def test_a_representation_shows_no_secret() -> None:
    assert "secret" not in repr(KEYS)
    assert "a token" not in repr(KEYS)


def test_no_credentials_are_empty_ones() -> None:
    assert opened(b"") == Credentials()
    assert reseal(b"") == b""


def test_keys_are_rotated(settings: Settings) -> None:
    old, new = Fernet.generate_key().decode(), Fernet.generate_key().decode()
    settings.CREDENTIALS_KEY = old
    sealed = seal(KEYS)
    settings.CREDENTIALS_KEY = f"{new}, {old}"
    assert opened(sealed) == KEYS
    again = reseal(sealed)
    settings.CREDENTIALS_KEY = new
    assert opened(again) == KEYS
    with pytest.raises(CredentialsError, match="EVENHAND_CREDENTIALS_KEY"):
        opened(sealed)


@pytest.mark.parametrize("key", ["", "short", "é" * 44])
def test_a_key_that_is_none_is_named(settings: Settings, key: str) -> None:
    settings.CREDENTIALS_KEY = key
    with pytest.raises(CredentialsError, match="Fernet"):
        seal(KEYS)


def test_sealed_rubbish_is_named() -> None:
    with pytest.raises(CredentialsError, match="channel add"):
        opened(b"rubbish")

"""Credentials at rest: sealed with Fernet under a key that never stands in the database.

`settings.CREDENTIALS_KEY` holds one key, or several separated by commas while keys are rotated: the first seals, all
of them open. Not here: which channel they belong to (services), and what they may do (health).
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings


class CredentialsError(Exception):
    """Credentials that cannot be sealed or opened; the text says what to do."""


@dataclass(frozen=True, slots=True)
class Credentials:
    """What a channel speaks with. `secrets` are the live webhook secrets, newest first."""

    token: str = field(default="", repr=False)
    secrets: tuple[str, ...] = field(default=(), repr=False)
    verify_token: str = field(default="", repr=False)


def seal(credentials: Credentials) -> bytes:
    """The credentials as bytes that tell nothing without the key."""
    return _keys().encrypt(json.dumps(asdict(credentials)).encode("ascii"))


def opened(sealed: bytes | memoryview) -> Credentials:
    """The credentials again; empty bytes are no credentials. Raises CredentialsError."""
    if not sealed:
        return Credentials()
    try:
        plain = json.loads(_keys().decrypt(bytes(sealed)))
        return Credentials(str(plain["token"]), tuple(map(str, plain["secrets"])), str(plain["verify_token"]))
    except (InvalidToken, ValueError, KeyError, TypeError) as error:
        raise CredentialsError(
            "The credentials of a channel cannot be opened with the key this service was given. Give it the key they "
            "were sealed with (EVENHAND_CREDENTIALS_KEY; several may stand there, separated by commas), or connect the "
            "channel again with `evenhand channel add`."
        ) from error


def reseal(sealed: bytes | memoryview) -> bytes:
    """The same credentials under the first key, so that an old key can be taken away. Raises CredentialsError."""
    return seal(opened(sealed)) if sealed else b""


def _keys() -> MultiFernet:
    try:
        return MultiFernet([Fernet(key.strip()) for key in settings.CREDENTIALS_KEY.split(",") if key.strip()])
    except ValueError as error:
        raise CredentialsError(
            "EVENHAND_CREDENTIALS_KEY is not one or more Fernet keys separated by commas. Make one with: "
            'python -c "from cryptography.fernet import Fernet; print(Fernet.generate_key().decode())"'
        ) from error

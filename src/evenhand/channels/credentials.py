"""Credentials at rest: sealed with Fernet under a key that never stands in the database.

The key is `settings.CREDENTIALS_KEY`, or stands in the file `settings.CREDENTIALS_KEY_FILE`, which is read again when
it changes, so that running processes follow a rotation. Several keys may stand there, separated by commas, while they
are rotated: the first seals, all of them open. Not here: which channel they belong to (services), what they may do
(health), rotating keys (rotating).
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass, field
from functools import lru_cache
from pathlib import Path

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings


class CredentialsError(Exception):
    """Credentials that cannot be sealed or opened; the text says what to do."""


@dataclass(frozen=True, slots=True)
class Credentials:
    """What a channel speaks with. `secrets` are the webhook secrets, newest first.

    For refreshing: `refresh_token` (Meta: the long-lived token of the person who manages the Page), and the app's
    `client_id` and `client_secret`; where that is empty, the newest webhook secret is the app's. `app_token` is X's
    token of the app itself, which webhooks are managed with; `person` the URN of whoever granted LinkedIn's token, and
    `application` LinkedIn's number of the app.
    """

    token: str = field(default="", repr=False)
    secrets: tuple[str, ...] = field(default=(), repr=False)
    verify_token: str = field(default="", repr=False)
    refresh_token: str = field(default="", repr=False)
    client_id: str = ""
    client_secret: str = field(default="", repr=False)
    app_token: str = field(default="", repr=False)
    person: str = ""
    application: str = ""


def seal(credentials: Credentials) -> bytes:
    """The credentials as bytes that tell nothing without the key."""
    return _keys().encrypt(json.dumps(asdict(credentials)).encode("ascii"))


def opened(sealed: bytes | memoryview) -> Credentials:
    """The credentials again; empty bytes are no credentials. Raises CredentialsError."""
    if not sealed:
        return Credentials()
    try:
        plain = json.loads(_keys().decrypt(bytes(sealed)))
        secrets = tuple(map(str, plain.pop("secrets")))
        return Credentials(secrets=secrets, **{name: str(value) for name, value in plain.items()})
    except (InvalidToken, ValueError, KeyError, TypeError) as error:
        raise CredentialsError(
            "The credentials of a channel cannot be opened with the key this service was given. Give it the key they "
            "were sealed with (EVENHAND_CREDENTIALS_KEY; several may stand there, separated by commas), or connect the "
            "channel again with ‘evenhand channel add’."
        ) from error


def reseal(sealed: bytes | memoryview) -> bytes:
    """The same credentials under the first key, so that an old key can be taken away. Raises CredentialsError."""
    return seal(opened(sealed)) if sealed else b""


def sealed_with(sealed: bytes | memoryview) -> str:
    """The name of the key that opens them (`names`); "" for none of those we have."""
    for key in key_list():
        try:
            Fernet(key).decrypt(bytes(sealed))
        except InvalidToken:
            continue
        return name_of(key)
    return ""


def name_of(key: str) -> str:
    """A key's name, which tells nothing of it: the start of its digest."""
    return hashlib.sha256(key.encode()).hexdigest()[:8]


def key_list() -> list[str]:
    """The keys, the one that seals first. Raises CredentialsError."""
    file: Path | None = settings.CREDENTIALS_KEY_FILE
    try:
        text = settings.CREDENTIALS_KEY if file is None else _read(file, file.stat().st_mtime_ns)
        keys = [key.strip() for key in text.split(",") if key.strip()]
        MultiFernet([Fernet(key) for key in keys])
    except (ValueError, OSError) as error:
        raise CredentialsError(
            f"{'EVENHAND_CREDENTIALS_KEY' if file is None else file.name} is not one or more Fernet keys separated by "
            "commas. Make one with: "
            'python -c "from cryptography.fernet import Fernet; print(Fernet.generate_key().decode())"'
        ) from error
    return keys


def _keys() -> MultiFernet:
    return MultiFernet([Fernet(key) for key in key_list()])


@lru_cache(maxsize=1)
def _read(file: Path, _changed: int) -> str:
    return file.read_text("utf-8").strip()

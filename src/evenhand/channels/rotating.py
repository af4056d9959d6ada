"""Changing secrets while both sides go on: the key that seals credentials, and a channel's webhook secret.

A new sealing key stands alone only when everything was sealed with it; until then the old one stays, and one set of
credentials that cannot be opened stops the whole. Of a webhook secret two live side by side until a date.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

from cryptography.fernet import Fernet
from django.conf import settings
from django.db import transaction
from django.utils import timezone

from evenhand import records
from evenhand.channels import doors
from evenhand.channels.accounts import live_secrets
from evenhand.channels.credentials import (
    Credentials,
    CredentialsError,
    key_list,
    name_of,
    opened,
    reseal,
    seal,
    sealed_with,
)
from evenhand.channels.models import Channel
from evenhand.channels.services import ChannelError

KEEP_OLD = timedelta(days=2)
"""How long the old webhook secret counts unless told otherwise: Meta sends again for 36 hours."""
LONGEST = timedelta(days=30)


def rotate_keys(*, actor: str = "machine") -> int:
    """Seal every channel's credentials under a new key and give up the old ones; how many were sealed anew.

    Where the key stands in a file, a new one is made and the old taken out at the end. Where it is in the environment,
    the new one must stand there first. A rotation that was broken off is gone on with. Raises CredentialsError, and
    then every key that was there still is.
    """
    file: Path | None = settings.CREDENTIALS_KEY_FILE
    keys = key_list()
    if len(keys) == 1:
        if file is None:
            raise CredentialsError(
                "There is one key only. Put a new one before it (EVENHAND_CREDENTIALS_KEY=new,old), start the service "
                "and its workers anew, then run this again."
            )
        _check(keys[0])
        keys = [Fernet.generate_key().decode(), *keys]
        _write(file, keys)
    count = _reseal_all(keys, actor)
    _check(keys[0])
    if file is not None:
        _write(file, keys[:1])
    return count


def keys_used() -> dict[str, int]:
    """How many channels' credentials each key opens, by its name, the one that seals first; "" for those none opens."""
    found = Counter(sealed_with(one) for one in _sealed())
    names = [name_of(key) for key in key_list()]
    return {name: found.get(name, 0) for name in [*names, *([""] if found[""] else [])]}


def rotate_secret(channel: Channel, secret: str, *, keep_old: timedelta = KEEP_OLD, actor: str = "machine") -> datetime:
    """Take a new webhook secret; the one before it counts until the moment returned. Raises ChannelError."""
    secret = secret.strip()
    if not secret:
        raise ChannelError("The new secret is empty. Copy it from the platform's page of the app.")
    if not timedelta() <= keep_old <= LONGEST:
        raise ChannelError(f"The old secret can be kept for 0 to {LONGEST.days} days.")
    with transaction.atomic():
        row = Channel.objects.select_for_update(no_key=True).get(pk=channel.pk)
        keys = opened(row.credentials)
        if secret in keys.secrets[:1]:
            raise ChannelError("That is the secret already. Make a new one at the platform, and give it here.")
        now = timezone.now()
        before = live_secrets(row, keys, now)[:1]
        until = now + keep_old
        row.credentials = seal(_with_secrets(keys, [secret, *before]))
        row.old_secrets_until = until if before else None
        row.save(update_fields=["credentials", "old_secrets_until"])
        records.append(
            "channel.secret_changed",
            subject=f"channel:{row.pk}",
            actor=actor,
            facts={"old_until": until.isoformat(), "live": 1 + len(before)},
        )
    doors.forget()
    return until


def retire_secrets(now: datetime) -> int:
    """Take out the old webhook secrets whose time is over; inside the caller's transaction. Of how many channels."""
    rows = list(Channel.objects.select_for_update(no_key=True).filter(old_secrets_until__lte=now))
    for row in rows:
        keys = opened(row.credentials)
        row.credentials, row.old_secrets_until = seal(_with_secrets(keys, keys.secrets[:1])), None
        row.save(update_fields=["credentials", "old_secrets_until"])
        records.append("channel.secret_retired", subject=f"channel:{row.pk}", actor="machine", facts={"live": 1})
    return len(rows)


def _with_secrets(keys: Credentials, secrets: Iterable[str]) -> Credentials:
    return replace(keys, secrets=tuple(secrets))


def _reseal_all(keys: list[str], actor: str) -> int:
    with transaction.atomic():
        rows = list(Channel.objects.select_for_update(no_key=True).order_by("pk"))
        for row in rows:
            try:
                row.credentials = reseal(row.credentials)
            except CredentialsError as error:
                told = f"Channel {row.pk} ({row.platform}) stopped it, and nothing was changed: {error}"
                raise CredentialsError(told) from error
            row.save(update_fields=["credentials"])
        facts = {"channels": len(rows), "key": name_of(keys[0])}
        records.append("channel.keys_rotated", subject="channel", actor=actor, facts=facts)
    return len(rows)


def _check(key: str) -> None:
    """Every channel's credentials are opened by this key alone. Raises CredentialsError."""
    name = name_of(key)
    rows = Channel.objects.values_list("pk", "credentials")
    others = [pk for pk, sealed in rows if sealed and sealed_with(sealed) != name]
    if others:
        listed = ", ".join(map(str, others[:20]))
        raise CredentialsError(
            f"The credentials of channel {listed} are not opened by the key '{name}'. No key was taken out. Connect "
            "these channels again, or give the key that they were sealed with, and run this again."
        )


def _sealed() -> list[bytes]:
    return [bytes(one) for one in Channel.objects.values_list("credentials", flat=True) if one]


def _write(file: Path, keys: Iterable[str]) -> None:
    """Replace the file in one step, on disk before anything goes on."""
    fresh = file.with_name(f"{file.name}.new")
    handle = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8") as stream:
        stream.write(",".join(keys))
        stream.flush()
        os.fsync(stream.fileno())
    fresh.replace(file)

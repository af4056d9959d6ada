"""Secrets come from the environment, else from a file made once, readable by its owner alone."""

from __future__ import annotations

import os
import secrets as randomness
from pathlib import Path

from cryptography.fernet import Fernet


def secret(name: str, file: Path) -> str:
    """The secret `name`: the environment's, else the one kept in `file` (made on first use, mode 0600)."""
    value = os.environ.get(name)
    if value:
        return value
    if not file.exists():
        file.parent.mkdir(parents=True, exist_ok=True)
        fresh = Fernet.generate_key().decode() if "CREDENTIALS" in name else randomness.token_urlsafe(48)
        try:
            handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except FileExistsError:  # another process made it in the same moment
            return file.read_text(encoding="utf-8").strip()
        with os.fdopen(handle, "w", encoding="utf-8") as stream:
            stream.write(fresh)
    return file.read_text(encoding="utf-8").strip()

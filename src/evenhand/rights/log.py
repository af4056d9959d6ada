"""The erasure log: a file beside the database, one JSON line an erasure, that outlives a restored backup.

It holds keyed digests and codes, nothing personal. Keep it apart from the backups: restored with one, it would forget
what was erased since. A line is on the disk before the erasure is committed: a line too many erases again what is
gone, a line too few would let somebody come back.
"""

from __future__ import annotations

import json
import os
from dataclasses import asdict, dataclass
from pathlib import Path

from django.conf import settings


class ErasureLogError(Exception):
    """The log cannot be read or written; the text says where and what to do."""


@dataclass(frozen=True, slots=True)
class Line:
    """One erasure: its id, when (ISO), the channel's key, keyed digests of the author's id and of what they wrote."""

    id: str
    at: str
    channel: int
    digest: str
    contributions: tuple[str, ...]
    why: str
    reference: str


def append(line: Line) -> None:
    """Add a line and see it to the disk. Raises ErasureLogError."""
    path = Path(settings.ERASURE_LOG)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        with os.fdopen(handle, "a", encoding="ascii") as stream:
            stream.write(json.dumps(asdict(line), sort_keys=True) + "\n")
            stream.flush()
            os.fsync(stream.fileno())
    except OSError as error:
        raise ErasureLogError(
            f"The erasure log {path} cannot be written ({error.strerror}), so nothing was erased. Check the path in "
            "EVENHAND_ERASURE_LOG and its permissions."
        ) from error


def read() -> list[Line]:
    """Every whole line, oldest first; none where nothing was ever erased. Raises ErasureLogError."""
    path = Path(settings.ERASURE_LOG)
    try:
        text = path.read_text("ascii") if path.exists() else ""
    except (OSError, UnicodeDecodeError) as error:
        raise ErasureLogError(
            f"The erasure log {path} cannot be read. Put back the copy that is kept apart from the backups: without it "
            "a restored backup would show what was erased."
        ) from error
    whole = text.splitlines() if text.endswith("\n") else text.splitlines()[:-1]  # the last may have been cut off
    return [_line(one, number, path) for number, one in enumerate(whole, 1)]


def _line(text: str, number: int, path: Path) -> Line:
    try:
        told = json.loads(text)
        return Line(**{**told, "contributions": tuple(told["contributions"])})
    except (ValueError, TypeError, KeyError) as error:
        raise ErasureLogError(
            f"Line {number} of the erasure log {path} is damaged. Put back the copy kept apart from the backups."
        ) from error

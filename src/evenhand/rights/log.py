"""The erasure log: a file beside the database, one JSON line an erasure, that outlives a restored backup.

It holds keyed digests and codes, nothing personal. Keep it apart from the backups: restored with one, it would forget
what was erased since. An erasure is told of twice: `begun` with its digests before it is committed, since a line too
few would let somebody come back, and `done` after that, or `called off` where the commit failed.
"""

from __future__ import annotations

import json
import os
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from django.conf import settings


class ErasureLogError(Exception):
    """The log cannot be read or written; the text says where and what to do."""


@dataclass(frozen=True, slots=True)
class Line:
    """One erasure: its id, when (ISO), the channel's key, keyed digests of the author's id and of what they wrote.

    `sure`: it was committed, as far as the log tells; else it had begun, and nobody noted how it ended.
    """

    id: str
    at: str
    channel: int
    digest: str
    contributions: tuple[str, ...]
    why: str
    reference: str
    sure: bool = True


def append(line: Line) -> None:
    """Add a line and see it to the disk. Raises ErasureLogError."""
    told = asdict(line)
    sure = told.pop("sure")
    _write(told if sure else {**told, "begun": True})


def finish(key: str) -> None:
    """Say that the erasure that had begun is committed."""
    _write({"id": key, "done": True})


def call_off(key: str) -> None:
    """Say that the erasure that had begun was not committed, where one had."""
    if any(line.id == key and not line.sure for line in read()):
        _write({"id": key, "called_off": True})


def _write(told: dict[str, object]) -> None:
    path = Path(settings.ERASURE_LOG)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        with os.fdopen(handle, "a", encoding="ascii") as stream:
            stream.write(json.dumps(told, sort_keys=True) + "\n")
            stream.flush()
            os.fsync(stream.fileno())
    except OSError as error:
        raise ErasureLogError(
            f"The erasure log {path} cannot be written ({error.strerror}), so nothing was erased. Check the path in "
            "EVENHAND_ERASURE_LOG and its permissions."
        ) from error


def read() -> list[Line]:
    """Every erasure that was not called off, oldest first; none if nothing was erased. Raises ErasureLogError."""
    return [line for line, called_off in _read() if not called_off]


def called_off() -> set[str]:
    """The ids of what was called off and never said to be done after all. Raises ErasureLogError."""
    return {line.id for line, called_off in _read() if called_off}


def _read() -> list[tuple[Line, bool]]:
    """Every erasure that the log tells of, oldest first, and whether it was called off."""
    path = Path(settings.ERASURE_LOG)
    try:
        text = path.read_text("ascii") if path.exists() else ""
    except (OSError, UnicodeDecodeError) as error:
        raise ErasureLogError(
            f"The erasure log {path} cannot be read. Put back the copy that is kept apart from the backups: without it "
            "a restored backup would show what was erased."
        ) from error
    whole = text.splitlines() if text.endswith("\n") else text.splitlines()[:-1]  # the last may have been cut off
    told: dict[str, tuple[Line, bool]] = {}
    for number, one in enumerate(whole, 1):
        _take(told, one, number, path)
    return list(told.values())


def _take(told: dict[str, tuple[Line, bool]], text: str, number: int, path: Path) -> None:
    """What one line says, on top of what those before it said."""
    try:
        fields = json.loads(text)
        key = str(fields["id"])
        if fields.get("done"):  # said after its commit, so it weighs more than a calling off
            told[key] = replace(told[key][0], sure=True), False
        elif fields.get("called_off"):
            if key in told:
                told[key] = told[key][0], True
        else:
            sure = not fields.pop("begun", False)
            told[key] = Line(**{**fields, "contributions": tuple(fields["contributions"])}, sure=sure), False
    except (ValueError, TypeError, KeyError) as error:
        raise ErasureLogError(
            f"Line {number} of the erasure log {path} is damaged. Put back the copy kept apart from the backups."
        ) from error

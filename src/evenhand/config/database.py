"""The database from one address: `sqlite:///PATH` or `postgres://USER:PASSWORD@HOST:PORT/NAME`.

One code path for both stores (docs/decisions/0001-stack.md). SQLite runs in WAL with synchronous=FULL
and IMMEDIATE transactions, so that what was answered 200 survives a power cut.
"""

from __future__ import annotations

import os
import sqlite3
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

SQLITE_PRAGMAS = (
    "PRAGMA journal_mode=WAL;PRAGMA synchronous=FULL;PRAGMA foreign_keys=ON;"
    "PRAGMA busy_timeout=20000;PRAGMA temp_store=MEMORY;PRAGMA cache_size=-16000;"
    "PRAGMA recursive_triggers=ON;PRAGMA secure_delete=ON;"
)
"""With recursive triggers, a row that OR REPLACE deletes meets its DELETE guards like any other (store/guards.py).

With secure deletion, what was erased is overwritten with zeros in the file (rights/scrub.py).
"""

OLDEST_SQLITE = (3, 35)
"""The first one with RETURNING."""


def database(url: str) -> dict[str, Any]:
    """Django's settings for the database at `url`; raises ValueError for an address it cannot read."""
    parts = urlsplit(url)
    if parts.scheme == "sqlite":
        return _sqlite(url.removeprefix("sqlite:///"))
    if parts.scheme in {"postgres", "postgresql"}:
        return {
            "ENGINE": "django.db.backends.postgresql",
            "NAME": parts.path.lstrip("/"),
            "USER": unquote(parts.username or ""),
            "PASSWORD": unquote(parts.password or ""),
            "HOST": parts.hostname or "",
            "PORT": str(parts.port or ""),
            "CONN_MAX_AGE": 600,
            "CONN_HEALTH_CHECKS": True,
            # our statements are short, and compiling one to machine code costs more than running it
            "OPTIONS": {"options": "-c jit=off"},
            "TEST": {"NAME": f"test_evenhand_{os.getpid()}"},
        }
    raise ValueError(
        f"EVENHAND_DATABASE_URL starts with '{parts.scheme}', which is no store of ours. "
        "Write sqlite:////full/path/evenhand.sqlite3 or postgres://user@host:5432/name."
    )


def _sqlite(path: str) -> dict[str, Any]:
    if sqlite3.sqlite_version_info < OLDEST_SQLITE:
        raise ValueError(
            f"This Python brings SQLite {sqlite3.sqlite_version}, which cannot tell what an UPDATE changed. Evenhand "
            f"needs {'.'.join(map(str, OLDEST_SQLITE))} or later: use a newer Python, or PostgreSQL through "
            "EVENHAND_DATABASE_URL."
        )
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": Path(path) if path != ":memory:" else path,
        "CONN_MAX_AGE": None,
        "OPTIONS": {"transaction_mode": "IMMEDIATE", "timeout": 20, "init_command": SQLITE_PRAGMAS},
        "TEST": {"NAME": str(Path(path).with_name(f"test-{os.getpid()}-{Path(path).name}"))},
    }

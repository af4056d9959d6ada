"""The database's address: what each store is told, and what is refused with what to do about it."""

from __future__ import annotations

import sqlite3

import pytest

from evenhand.config.database import database


def test_postgresql_is_told_where_and_who() -> None:
    told = database("postgres://us%40er:pa%2Fss@db.example:5433/evenhand")
    assert (told["HOST"], told["PORT"], told["NAME"]) == ("db.example", "5433", "evenhand")
    assert (told["USER"], told["PASSWORD"]) == ("us@er", "pa/ss")


def test_sqlite_writes_survive_a_power_cut_and_wait_for_each_other() -> None:
    options = database("sqlite:////data/evenhand.sqlite3")["OPTIONS"]
    assert options["transaction_mode"] == "IMMEDIATE"
    assert "synchronous=FULL" in options["init_command"]


def test_another_store_is_refused_with_what_to_write() -> None:
    with pytest.raises(ValueError, match="'mysql', which is no store of ours"):
        database("mysql://db/evenhand")


def test_an_old_sqlite_is_refused_with_what_to_use(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sqlite3, "sqlite_version_info", (3, 34, 1))
    monkeypatch.setattr(sqlite3, "sqlite_version", "3.34.1")
    with pytest.raises(ValueError, match=r"SQLite 3\.34\.1.*needs 3\.35 or later: use a newer Python, or PostgreSQL"):
        database("sqlite:////data/evenhand.sqlite3")

"""The probes: alive without the store, ready only with it, and saying nothing more."""

from __future__ import annotations

import pytest
from django.db import DatabaseError
from django.test import Client

from evenhand.public import health


def test_alive_without_the_store() -> None:
    assert Client().get("/healthz").json() == {"status": "ok"}


@pytest.mark.django_db
def test_ready_when_the_store_answers() -> None:
    assert Client().get("/readyz").json() == {"status": "ready", "store": "answers"}


def test_not_ready_when_it_does_not_and_no_detail_gets_out(monkeypatch: pytest.MonkeyPatch) -> None:
    class Broken:
        def cursor(self) -> None:
            raise DatabaseError("password of the store at 10.0.0.1")

    monkeypatch.setattr(health, "connection", Broken())
    answer = Client().get("/readyz")
    assert answer.status_code == 503
    assert answer.json() == {"status": "not ready", "store": "does not answer"}

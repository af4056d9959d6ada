"""A pretended platform behind both ways in: polling and fetching."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from pytest_django.fixtures import Settings
from tests.intake.pretending import Pretended, PretendedAdapter

from evenhand.channels.credentials import Credentials
from evenhand.channels.models import Channel
from evenhand.channels.services import NewChannel, add_channel
from evenhand.intake import fetching, polling
from evenhand.work import registry


@pytest.fixture
def platform(monkeypatch: pytest.MonkeyPatch) -> Pretended:
    """What the adapters show."""
    made = Pretended()
    for room in (polling, fetching):
        monkeypatch.setattr(room, "adapter_for", lambda *_: PretendedAdapter(made))
    return made


@pytest.fixture
def facebook(db: None, settings: Settings) -> Iterator[Channel]:
    """A connected Page, polled without a pause; the rooms that come after intake hear nothing."""
    del db
    settings.POLL_SECONDS = 0.0
    with registry.registered_here() as known:
        for name in ("judgement.assess", "cases.contribution_gone"):
            known.tasks[name] = lambda _payload: None
        yield add_channel(NewChannel("facebook", "page-1", "Ours", base_url="http://127.0.0.1:1"), Credentials("t"))

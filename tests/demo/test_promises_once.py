"""What the demo's check says of promise 5 where the platform's own filter was first."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import pytest
from tests import house as h
from tests.house import House, house

from evenhand.actions.models import Action
from evenhand.demo.promises import verdict
from evenhand.demo.witness import Entry, Witness

__all__ = ["house"]
MINUTE = timedelta(minutes=1)


@dataclass
class Ledger(Witness):
    """A ledger told by the test; strangers see everything again by now."""

    url: str = ""

    def get(self, path: str, **_params: str) -> Any:  # noqa: ANN401 (as the witness)
        assert path == "view"
        return {"visible": True}


def line(action: Action, event: str, operation: str, at: datetime) -> Entry:
    """One change of how the comment is shown."""
    return Entry(1, at, "facebook", event, action.contribution.external_id, "", operation, effect=True, detail={})


@pytest.fixture
def done(house: House) -> Action:
    """A hide of what stood hidden already."""
    written = house.write(h.MILD)
    house.item(written).hidden = True
    action = house.action(house.decide(written, "disrespect", ("hide",)), "hide")
    assert (action.state, house.effects()) == ("done", [])
    return action


def test_what_the_platform_hid_first_was_hidden_when_we_were_done(done: Action) -> None:
    assert done.done_at is not None
    filtered = line(done, "platform.filtered", "hide", done.done_at - MINUTE)
    shown = line(done, "by_hand", "unhide", done.done_at + MINUTE)
    assert Action.objects.filter(operation="unhide").count() == 0
    broken = verdict(5, Ledger(entries=[filtered]), []).broken
    assert not broken
    later = verdict(5, Ledger(entries=[filtered, shown]), []).broken
    assert [each for each in later if "the ledger shows nothing" in each] == []


def test_done_on_hope_is_still_found(done: Action) -> None:
    assert done.done_at is not None
    filtered = line(done, "platform.filtered", "hide", done.done_at - 2 * MINUTE)
    shown = line(done, "by_hand", "unhide", done.done_at - MINUTE)
    for entries in ([], [filtered, shown], [line(done, "platform.filtered", "hide", done.done_at + MINUTE)]):
        (broken,) = [each for each in verdict(5, Ledger(entries=entries), []).broken if "shows nothing" in each]
        assert str(done.pk) in broken


def test_what_was_done_to_a_post_that_has_another_id_since_is_found_by_its_new_one() -> None:
    """X gives an edited post a new id, and the house knows it by that."""
    rows = [
        {"n": 1, "id": "1", "operation": "reply", "event": "api.write", "detail": {}},
        {"n": 2, "id": "2", "event": "contribution.edited", "detail": {"previous_id": "1"}},
        {"n": 3, "id": "3", "event": "contribution.edited", "detail": {"previous_id": "2"}},
        {"n": 4, "id": "9", "event": "contribution.edited", "detail": {"previous_id": "9"}},
        {"n": 5, "id": "9", "operation": "reply", "event": "api.write", "detail": {"target": "1"}},
    ]

    @dataclass
    class Told(Witness):
        url: str = ""

        def get(self, path: str, **params: str) -> Any:  # noqa: ANN401 (as the witness)
            assert path == "ledger"
            some = {"platform": "x", "at": "2026-11-23T12:00:00+00:00", "effect": True}
            return {"entries": [some | row for row in rows] if params["after"] == "0" else [], "next": 5}

    witness = Told()
    witness.refresh()
    assert [(entry.id, entry.detail.get("target")) for entry in witness.effects("reply")] == [("3", None), ("9", "3")]

"""X gives each edit a new id: still one contribution, under its newest id, with a version for each text."""

from __future__ import annotations

import pytest
from tests import factories
from tests.intake.making import after, item

from evenhand.channels.models import Channel
from evenhand.intake.models import Contribution
from evenhand.intake.services import store_gone, store_item, store_items

pytestmark = pytest.mark.django_db

EDITED = item(external_id="c-2", earlier_ids=("c-1",), text="Edited.")


@pytest.fixture
def on_x() -> Channel:
    return factories.channel("x")


def the_texts() -> list[str]:
    row = Contribution.objects.get()
    return [version.text for version in row.versions.order_by("number")]


def test_an_edit_with_a_new_id_is_a_version(on_x: Channel) -> None:
    store_item(on_x, item(), after(0))
    assert store_item(on_x, EDITED, after(10))[1]
    assert the_texts() == ["When do visits start again?", "Edited."]
    assert Contribution.objects.get().external_id == "c-2"


def test_what_is_read_under_an_earlier_id_says_nothing_any_more(on_x: Channel) -> None:
    store_item(on_x, item(), after(0))
    store_item(on_x, EDITED, after(10))
    assert store_items(on_x, [item()], after(20)) == 0
    assert not store_gone(on_x, "c-1", after(30))
    assert Contribution.objects.get().platform_state == "visible"
    assert store_gone(on_x, "c-2", after(40))


def test_the_edit_may_come_first_or_be_read_earlier(on_x: Channel) -> None:
    store_item(on_x, EDITED, after(10))
    assert not store_item(on_x, item(), after(20))[1]
    assert the_texts() == ["Edited."]
    third = item(external_id="c-3", earlier_ids=("c-1", "c-2"), text="Once more.")
    assert store_item(on_x, third, after(5))[1]
    assert the_texts() == ["Edited.", "Once more."]
    assert not store_item(on_x, EDITED, after(30))[1]

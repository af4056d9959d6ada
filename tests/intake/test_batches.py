"""A page of contributions: what is known costs nothing, what cannot be read is kept."""

from __future__ import annotations

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from tests import factories
from tests.intake.making import after, item

from evenhand.intake.models import Contribution, Delivery
from evenhand.intake.services import keep_unread, store_items
from evenhand.platforms.interface import AuthorItem

pytestmark = pytest.mark.django_db


def page(count: int) -> list[object]:
    return [item(external_id=f"c-{n}", author=AuthorItem(f"a-{n % 7}")) for n in range(count)]


def test_a_page_is_stored_once() -> None:
    channel = factories.channel()
    items = [item(external_id=f"c-{n}", author=AuthorItem(f"a-{n % 7}")) for n in range(30)]
    assert store_items(channel, [*items, *items, item(by_organisation=True)], after(0)) == 30
    assert store_items(channel, items, after(10)) == 0
    assert Contribution.objects.filter(last_read_at=after(10)).count() == 30


def test_an_unchanged_page_costs_a_handful_of_questions_whatever_its_size() -> None:
    channel = factories.channel()
    items = [item(external_id=f"c-{n}", author=AuthorItem(f"a-{n % 7}"), parent_external_id="ours") for n in range(50)]
    store_items(channel, items, after(0))
    with CaptureQueriesContext(
        connection,
    ) as asked:
        store_items(channel, items, after(10))
    assert len(asked) <= 8


def test_an_item_without_an_id_is_kept_and_the_rest_goes_on() -> None:
    channel = factories.channel()
    broken = item(external_id="", raw={"message": "lone \ud800 surrogate"})
    for _ in range(2):
        assert store_items(channel, [broken, item()], after(0)) in {0, 1}
    kept = Delivery.objects.get()
    assert (kept.source, kept.state, kept.reason) == ("poll", "not_understood", "no_id")
    assert Contribution.objects.count() == 1


def test_bytes_and_objects_can_be_kept() -> None:
    channel = factories.channel()
    with transaction.atomic():
        keep_unread(channel, b"\xff\x00", "not_json")
        keep_unread(channel, {"a": {1, 2}}, "strange")
    assert Delivery.objects.count() == 2

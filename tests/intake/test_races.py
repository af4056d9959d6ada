"""Several workers in one moment: one contribution, one author, one disposition; and nobody waits for ever."""

from __future__ import annotations

import threading
from collections.abc import Callable
from functools import partial

import pytest
from django.db import connection
from tests import factories
from tests.intake.making import after, item

from evenhand.channels.models import Channel
from evenhand.intake.models import Author, Contribution, Delivery, Disposition, Post, Refusal, Version
from evenhand.intake.receiving import count_refusal, store_delivery
from evenhand.intake.services import store_gone, store_item, store_items
from evenhand.platforms.interface import AuthorItem, ContributionItem
from evenhand.records.models import Entry
from evenhand.work.testing import open_tasks

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def channel() -> Channel:
    return factories.channel()


def together(*steps: Callable[[], object]) -> None:
    """Run each step in a thread of its own, all starting in one moment; raises what any of them raised."""
    ready = threading.Barrier(len(steps))
    faults: list[BaseException] = []

    def run(step: Callable[[], object]) -> None:
        try:
            ready.wait(10)
            step()
        except BaseException as error:  # noqa: BLE001 (handed over to the test)
            faults.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(step,)) for step in steps]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
        assert not thread.is_alive()
    if faults:
        raise faults[0]


def test_the_same_item_by_many_workers_is_stored_once(channel: Channel) -> None:
    for number in range(5):
        same = item(external_id=f"c-{number}", author=AuthorItem(f"a-{number}"), post_external_id=f"p-{number}")
        together(*[partial(store_item, channel, same, after(0))] * 4)
    assert Contribution.objects.count() == Version.objects.count() == Disposition.objects.count() == 5
    assert Author.objects.count() == Post.objects.count() == 5
    assert Entry.objects.filter(kind="contribution.seen").count() == 5
    assert open_tasks("judgement.assess").count() == 5


def test_an_edit_and_a_removal_in_one_moment_end_in_the_removal(channel: Channel) -> None:
    for number in range(5):
        name = f"c-{number}"
        store_item(channel, item(external_id=name), after(0))
        together(
            partial(store_item, channel, item(external_id=name, text="Edited."), after(10)),
            partial(store_gone, channel, name, after(20)),
        )
    assert set(Contribution.objects.values_list("platform_state", flat=True)) == {"gone"}
    numbers = {row.pk: row.latest_version for row in Contribution.objects.all()}
    for key, latest in numbers.items():
        found = Version.objects.filter(contribution=key).values_list("number", flat=True)
        assert sorted(found) == list(range(1, latest + 1))


def test_pages_that_overlap_in_other_orders_do_not_wait_for_each_other(channel: Channel) -> None:
    def page(text: str) -> list[ContributionItem]:
        return [item(external_id=f"c-{n}", author=AuthorItem(f"a-{n % 5}"), text=text) for n in range(15)]

    together(
        lambda: store_items(channel, page("One."), after(1)),
        lambda: store_items(channel, reversed(page("Two.")), after(2)),
        lambda: store_items(channel, page("Three."), after(3)),
    )
    assert Contribution.objects.count() == Disposition.objects.count() == 15
    latest = [row.versions.order_by("-number")[0].text for row in Contribution.objects.all()]
    assert set(latest) == {"Three."}


def test_the_same_delivery_many_times_in_one_moment_is_one_row(channel: Channel) -> None:
    together(*[lambda: store_delivery("facebook", channel.pk, b"the same")] * 6)
    assert Delivery.objects.count() == 1


def test_refusals_in_one_moment_are_all_counted(channel: Channel) -> None:
    together(*[lambda: count_refusal("facebook", channel.pk)] * 6)
    assert Refusal.objects.get().count == 6

"""A platform hides something by itself, over real HTTP: the house's record says so, and blames nobody here."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.db import transaction
from django.utils import timezone
from pytest_django.fixtures import Settings
from tests import factories as make
from tests.sandbox.helpers import Sandbox

from evenhand.cli.channel import connect_sandbox
from evenhand.intake.models import Contribution, Cursor
from evenhand.intake.reconciling import reconcile
from evenhand.records.models import Entry
from evenhand.sandbox.testing import running
from evenhand.work import registry
from evenhand.work.testing import drain, run_sweep

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.store]

SHOWN_AS = {"facebook": "hidden", "instagram": "hidden", "youtube": "held"}


@pytest.fixture
def sandbox(settings: Settings) -> Iterator[Sandbox]:
    settings.POLL_SECONDS = 0.0
    with running() as url, registry.registered_here() as known:
        for name in ("judgement.assess", "cases.contribution_gone"):
            known.tasks[name] = lambda _payload: None
        made = Sandbox(url)
        connect_sandbox(url)
        yield made
        made.http.close()


def poll() -> None:
    for _ in range(2):  # the posts first, then what stands under them
        run_sweep("intake.poll")
        drain()


def held(external_id: str) -> Contribution:
    return Contribution.objects.get(external_id=external_id)


def told(row: Contribution, kind: str) -> list[tuple[str, object]]:
    """Actor and new state of the record's entries of one kind."""
    entries = Entry.objects.filter(subject=f"contribution:{row.pk}", kind=kind).order_by("pk")
    return [(entry.actor, entry.facts.get("to", entry.facts.get("state"))) for entry in entries]


@pytest.mark.parametrize("platform", SHOWN_AS)
def test_hidden_later_by_the_platform_s_own_filter(sandbox: Sandbox, platform: str) -> None:
    made = sandbox.publish(platform, "Which prison is this about?")
    poll()
    assert held(made).platform_state == "visible"
    sandbox.control("filter", platform=platform, id=made)
    poll()
    row = held(made)
    assert row.platform_state == SHOWN_AS[platform]
    assert told(row, "contribution.state_changed") == [(f"platform:{platform}", SHOWN_AS[platform])]
    assert row.disposition.state == "received"  # what stands to be decided stays so
    poll()
    assert len(told(row, "contribution.state_changed")) == 1


@pytest.mark.parametrize("platform", SHOWN_AS)
def test_hidden_before_anybody_saw_it(sandbox: Sandbox, platform: str) -> None:
    sandbox.fault(platform, "platform_filter")
    made = sandbox.publish(platform, "Which prison is this about?")
    poll()
    row = held(made)
    assert row.platform_state == SHOWN_AS[platform]
    assert told(row, "contribution.seen") == [(f"platform:{platform}", SHOWN_AS[platform])]
    assert told(row, "contribution.state_changed") == []


def test_shown_again_on_the_platform_s_own_pages(sandbox: Sandbox) -> None:
    sandbox.fault("facebook", "platform_filter")
    made = sandbox.publish("facebook", "Which prison is this about?")
    poll()
    sandbox.control("by_hand", platform="facebook", operation="unhide", id=made)
    poll()
    assert told(held(made), "contribution.state_changed") == [("platform:facebook", "visible")]


def test_taken_back_by_its_author_while_no_list_shows_it(sandbox: Sandbox) -> None:
    """Instagram's lists may leave out what is hidden, and no webhook tells of a removal: it is asked for by its id."""
    made = sandbox.publish("instagram", "Which prison is this about?")
    poll()
    sandbox.control("filter", platform="instagram", id=made)
    poll()
    sandbox.fault("instagram", "hidden_absent", times=100)
    sandbox.control("remove", platform="instagram", id=made)
    poll()
    assert held(made).platform_state == "hidden"  # not asked each time: a look costs a call
    Contribution.objects.update(last_read_at=timezone.now() - timedelta(hours=2))
    poll()
    assert held(made).platform_state == "gone"


@pytest.mark.parametrize(
    ("platform", "days_old", "hours_unread", "looked_at"),
    [
        ("instagram", 0.5, 2, True),
        ("instagram", 3, 2, False),
        ("instagram", 3, 7, True),
        ("x", 20, 25, True),
        ("x", 20, 23, False),
        ("x", 100, 24 * 8, True),
        ("facebook", 0.5, 2, False),  # its lists show what is hidden: to be missing there is news enough
        ("youtube", 0.5, 2, False),
    ],
)
def test_what_is_hidden_is_looked_at_the_more_seldom_the_older_it_is(
    platform: str, days_old: float, hours_unread: float, *, looked_at: bool
) -> None:
    now = timezone.now()
    row = make.contribution(by=make.author(make.channel(platform)))
    Contribution.objects.filter(pk=row.pk).update(
        platform_state="hidden",
        published_at=now - timedelta(days=days_old),
        last_read_at=now - timedelta(hours=hours_unread),
    )
    assert row.post is not None
    began = now - timedelta(days=400)  # before it was read, so that the list itself misses nothing
    cursor = Cursor(channel=row.channel, stream=f"comments:{row.post.external_id}", started_at=began)
    with transaction.atomic():
        assert reconcile(row.channel, cursor, now) == int(looked_at)

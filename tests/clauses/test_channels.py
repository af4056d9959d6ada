"""Clauses 12 and 45: all five channels are moderated; a dead adapter is noticed, and named by the day's report."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.core import mail
from django.utils import timezone
from pytest_django.fixtures import Settings
from tests import clock_in_hand
from tests.house import in_force
from tests.on_sandbox import Stage
from typer import Typer
from typer.testing import CliRunner

from evenhand.care.on_call import OnCall
from evenhand.channels.models import Alarm, Channel
from evenhand.cli.channel import connect_sandbox
from evenhand.cli.coverage import coverage as say_coverage
from evenhand.insights import coverage
from evenhand.insights.coverage import Kept
from evenhand.intake.models import Contribution
from evenhand.platforms.base import BaseAdapter
from evenhand.platforms.interface import ContributionItem, Page, Platform, PostItem
from evenhand.platforms.registry import ADAPTERS
from evenhand.records.models import Entry
from evenhand.sandbox.testing import running

pytestmark = pytest.mark.django_db

PLATFORMS = ["facebook", "instagram", "x", "linkedin", "youtube"]
TEN_MINUTES = timedelta(minutes=10)


class Killed(BaseAdapter):
    """An adapter that dies whenever it is asked to read."""

    async def list_posts(self, cursor: str = "") -> Page[PostItem]:
        raise RuntimeError(cursor)

    async def list_comments(self, post: PostItem | None, cursor: str = "") -> Page[ContributionItem]:
        raise RuntimeError(cursor, post)

    async def list_messages(self, cursor: str = "") -> Page[ContributionItem]:
        raise RuntimeError(cursor)


@pytest.fixture
def stage(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Iterator[Stage]:
    settings.POLL_SECONDS = 60.0
    settings.ON_CALL = OnCall(("on-call@example.gov.uk",), engineer_emails=("engineer@example.gov.uk",))
    with running() as url:
        made = Stage(url, monkeypatch)
        in_force()
        connect_sandbox(url)
        yield made
        made.http.close()


def stands(channel: Channel, external_id: str) -> str:
    found = Contribution.objects.filter(channel=channel, external_id=external_id).select_related("disposition").first()
    return str(found.disposition.state) if found else "lost"


@pytest.mark.clause(12)
@pytest.mark.parametrize("platform", PLATFORMS)
def test_a_killed_adapter_is_noticed_within_ten_minutes_and_nothing_written_meanwhile_is_left_over(
    stage: Stage, platform: str
) -> None:
    before = stage.tell("publish", platform=platform, text="Well done to everybody on the new wing.")["id"]
    old = stage.tell("publish", platform=platform, text="Thank you for this, it helped my sister.")["id"]
    if platform != "facebook":  # with it the other four go on being read, and none of them raises an alarm
        Channel.objects.exclude(platform=platform).update(mode=Channel.Mode.OFF)
    stage.live(timedelta(minutes=4))
    channel = Channel.objects.get(platform=platform)
    assert stands(channel, before) == "kept"
    assert not Alarm.objects.exists()

    killed_at = stage.now()
    stage.patch.setitem(ADAPTERS, Platform(platform), Killed)
    for words in ("Good to know.", "You are a pathetic ugly waste of space, Kelly.", "When does it open?"):
        stage.tell("publish", platform=platform, text=words)
    stage.tell("edit", platform=platform, id=before, text="Well done, all of you.")
    stage.tell("remove", platform=platform, id=old)
    stage.live(TEN_MINUTES)
    alarm = Alarm.objects.get()
    assert (alarm.channel, alarm.kind, alarm.closed_at) == (channel, "gap", None)
    assert alarm.raised_at - killed_at <= TEN_MINUTES
    assert [(one.to, one.subject) for one in mail.outbox] == [
        (["engineer@example.gov.uk"], f"Evenhand: {channel.name} on {_named(platform)}: not read")
    ]
    assert {stands(channel, one) for one in stage.written(platform)} >= {"lost"}

    stage.patch.undo()
    clock_in_hand.hold(stage.patch, stage.now)
    stage.live(timedelta(minutes=6))
    alarm.refresh_from_db()
    assert alarm.closed_at is not None
    assert alarm.filled_at is not None
    found = {one: stands(channel, one) for one in stage.written(platform)}
    assert len(found) == 5
    assert not {"lost", "received"} & set(found.values()), found
    kinds = list(Entry.objects.filter(subject=f"channel:{channel.pk}").order_by("pk").values_list("kind", flat=True))
    assert [kind for kind in kinds if kind.startswith(("alarm.", "channel.back"))] == [
        "alarm.raised",
        "alarm.closed",
        "channel.back_filled",
    ]
    assert mail.outbox[-1].subject.endswith("is well again")


@pytest.fixture
def evening(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Iterator[Stage]:
    """Half past eleven at night on a weekday, with the channels just connected."""
    settings.POLL_SECONDS = 60.0
    with running() as url:
        made = Stage(url, monkeypatch)
        late = timezone.localtime(made.now()).replace(hour=23, minute=30, second=0, microsecond=0)
        while late < made.now() or not settings.TIMETABLE.moderation.is_working(late.date()):
            late += timedelta(days=1)
        made.wait(seconds=(late - made.now()).total_seconds())
        in_force()
        connect_sandbox(url)
        yield made
        made.http.close()


@pytest.mark.clause(45)
def test_the_days_report_lists_all_five_and_names_the_one_that_was_not_read(evening: Stage) -> None:
    today = timezone.localtime(evening.now()).date()
    for platform in PLATFORMS:
        evening.tell("publish", platform=platform, text="Well done to everybody on the new wing.")
    evening.live(timedelta(minutes=3))
    evening.patch.setitem(ADAPTERS, Platform.INSTAGRAM, Killed)
    evening.live(timedelta(minutes=34), step=timedelta(minutes=2))
    evening.patch.undo()
    clock_in_hand.hold(evening.patch, evening.now)
    evening.live(timedelta(minutes=4), step=timedelta(minutes=2))

    lines = coverage.report(today)
    assert [line.name for line in lines] == ["Facebook", "Instagram", "X (formerly Twitter)", "LinkedIn", "YouTube"]
    assert [line.counts.looked_at >= 1 for line in lines] == [True] * 5
    assert {line.name: line.kept for line in lines if line.kept != Kept.KEPT} == {"Instagram": Kept.NOT_KEPT}
    (gap,) = lines[1].gaps
    assert timedelta(minutes=25) < gap.end - gap.start < timedelta(minutes=30)
    assert gap.stands
    said = CliRunner().invoke(command_line(), ["--day", today.isoformat()])
    assert said.exit_code == 1
    (named,) = [row.strip() for row in said.output.splitlines() if "was not read" in row]
    assert " on Instagram was not read from 11:3" in named
    assert named.endswith("pm to the end of the day.")


def command_line() -> Typer:
    app = Typer()
    app.command()(say_coverage)
    return app


def _named(platform: str) -> str:
    return {"x": "X", "linkedin": "LinkedIn", "youtube": "YouTube"}.get(platform, platform.capitalize())

"""The day's coverage: each platform named, each channel's state, what came and was done, and every gap."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries
from tests import factories as make
from tests import house as h
from tests.house import House
from typer import Typer
from typer.testing import CliRunner

from evenhand.channels import alarms
from evenhand.channels.models import Alarm, Channel
from evenhand.channels.modes import set_mode
from evenhand.cli.coverage import coverage as command
from evenhand.insights import coverage
from evenhand.insights.coverage import Counts, Kept, Line, State
from evenhand.platforms.interface import Platform
from evenhand.platforms.names import named

MONDAY, SATURDAY = date(2026, 11, 23), date(2026, 11, 28)
LONDON = ZoneInfo("Europe/London")


def at(hour: int, minute: int = 0, day: date = MONDAY) -> datetime:
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=LONDON)


def line(day: date = MONDAY, platform: str = "facebook") -> Line:
    (found,) = coverage.report(day, Platform(platform))
    return found


def read(house: House, *, on: str = "facebook") -> None:
    """The channel is read now."""
    house.on(on)
    Channel.objects.filter(pk=house.channels[on].pk).update(last_polled_at=house.now)


def until(house: House, moment: datetime) -> None:
    house.wait((moment - house.now).total_seconds() / 60)


def test_a_platform_without_a_channel_is_listed_and_said_to_have_none(house: House) -> None:
    read(house)
    lines = coverage.report(MONDAY)
    assert [one.name for one in lines] == ["Facebook", "Instagram", "X (formerly Twitter)", "LinkedIn", "YouTube"]
    assert [one.state for one in lines] == [State.CONNECTED, *[State.NONE] * 4]
    assert [one.kept for one in lines] == [Kept.SO_FAR, *[Kept.NOT_MODERATED] * 4]


def test_what_came_and_what_became_of_it(house: House) -> None:
    house.write(h.KIND, by="kim")
    house.write(h.OBSCENE, by="obi")
    house.write(h.MILD, by="mia")
    house.decide(house.write(h.MILD + " Really.", by="max"), "harassment", ("hide",))
    house.write(h.CRITICISM, by="cas", run=False)
    read(house)
    counts = line().counts
    assert (counts.came, counts.looked_at, counts.unread) == (5, 4, 1)
    assert (counts.by_person, counts.by_machine) == (1, 1)
    assert counts.waiting >= 1
    house.run()
    assert line().counts.unread == 0
    assert line(MONDAY - timedelta(days=1)).counts == Counts()


def test_a_gap_of_the_day_is_told_when_it_is_over(house: House) -> None:
    read(house)
    channel = house.channels["facebook"]
    until(house, at(13))
    alarms.raise_alarm(channel, Alarm.Kind.GAP, "not_read", since=at(12, 50))
    house.wait(30)
    assert (line().state, line().kept) == (State.NOT_READ, Kept.NOT_KEPT)
    alarms.close_alarm(channel, Alarm.Kind.GAP)
    until(house, at(9, day=MONDAY + timedelta(days=1)))
    read(house)
    found = line()
    assert [(gap.start, gap.end, gap.stands) for gap in found.gaps] == [(at(12, 50), at(13, 30), False)]
    assert (found.state, found.kept) == (State.CONNECTED, Kept.NOT_KEPT)
    assert (line(MONDAY + timedelta(days=1)).gaps, line(MONDAY + timedelta(days=1)).kept) == ((), Kept.SO_FAR)


def test_a_day_on_which_no_worker_ran_has_a_gap_though_nobody_raised_an_alarm(house: House) -> None:
    read(house)
    until(house, at(9, day=MONDAY + timedelta(days=2)))
    assert [(gap.start, gap.end) for gap in line().gaps] == [(at(12), at(0, day=MONDAY + timedelta(days=1)))]
    tuesday = line(MONDAY + timedelta(days=1))
    assert [gap.end - gap.start for gap in tuesday.gaps] == [timedelta(days=1)]
    assert (tuesday.state, tuesday.kept) == (State.NOT_READ, Kept.NOT_KEPT)


def test_dead_credentials_are_named_and_two_alarms_of_one_time_are_one_gap(house: House) -> None:
    read(house)
    channel = house.channels["facebook"]
    alarms.raise_alarm(channel, Alarm.Kind.TOKEN_DEAD, "190", since=at(12))
    alarms.raise_alarm(channel, Alarm.Kind.GAP, "token_dead", since=at(12, 5))
    house.wait(60)
    found = line()
    assert (found.state, found.kept) == (State.DEAD_TOKEN, Kept.NOT_KEPT)
    assert [(gap.start, gap.end) for gap in found.gaps] == [(at(12), at(13))]


def test_what_was_due_and_late_keeps_the_day_from_being_kept(house: House) -> None:
    house.write(h.MILD, by="mia")
    until(house, at(9, day=MONDAY + timedelta(days=1)))
    read(house)
    assert (line().late, line().kept) == (1, Kept.NOT_KEPT)


def test_how_a_channel_was_used_on_an_earlier_day_is_read_off_the_record(house: House) -> None:
    read(house)
    until(house, at(10, day=MONDAY + timedelta(days=1)))
    read(house)
    set_mode(house.channels["facebook"], "off", actor="person:1")
    assert (line().state, line().kept) == (State.CONNECTED, Kept.KEPT)
    today = line(MONDAY + timedelta(days=1))
    assert (today.state, today.kept, today.gaps) == (State.OFF, Kept.NOT_MODERATED, ())
    assert line(MONDAY - timedelta(days=1)).state == State.NONE


def test_a_weekend_is_no_moderation_day_and_its_gaps_are_told_all_the_same(house: House) -> None:
    until(house, at(12, day=SATURDAY))
    read(house)
    assert line(SATURDAY).kept == Kept.NO_MODERATION_DAY
    house.wait(60)
    assert [gap.start for gap in line(SATURDAY).gaps] == [at(0, day=SATURDAY) + timedelta(hours=12)]


def test_the_report_asks_the_database_as_often_for_many_channels_as_for_one(
    house: House, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for platform in Platform:
        house.on(platform)
        make.channel(platform)
    with django_assert_num_queries(5):
        assert len(coverage.report(MONDAY)) == 10


@pytest.mark.parametrize("name", ["x", "X", "twitter", "Twitter", " X (formerly Twitter)"])
def test_x_is_found_under_both_names(house: House, name: str) -> None:
    assert named(name) is Platform.X
    house.on("x")
    browser = Client()
    browser.force_login(house.moderator, backend="django.contrib.auth.backends.ModelBackend")
    page = browser.get("/desk/quality/coverage/", {"platform": name}).content.decode()
    assert "X (formerly Twitter)" in page
    assert "Our x" in page
    assert 'rowheader" class="govuk-table__header">LinkedIn' not in page
    said = CliRunner().invoke(_app(), ["--day", "2026-11-23", "--platform", name])
    assert "X (formerly Twitter)" in said.output
    assert "LinkedIn" not in said.output


def test_the_page_and_its_file_say_the_gap_in_plain_words(house: House) -> None:
    read(house)
    alarms.raise_alarm(house.channels["facebook"], Alarm.Kind.GAP, "failing", since=at(11, 10))
    until(house, at(9, day=MONDAY + timedelta(days=1)))
    browser = Client()
    browser.force_login(house.moderator, backend="django.contrib.auth.backends.ModelBackend")
    page = browser.get("/desk/quality/coverage/?day=2026-11-23").content.decode()
    assert "Our facebook on Facebook was not read from 11:10am to the end of the day." in page
    assert "None connected" in page
    rows = browser.get("/desk/quality/coverage.csv?day=2026-11-23").content.decode().splitlines()
    assert len(rows) == 6
    assert rows[1].startswith("2026-11-23,Facebook,Our facebook,not_read,0,0,0,0,0,0,0,")
    assert rows[1].endswith(",not_kept,2026-11-23T11:10:00+00:00/2026-11-24T00:00:00+00:00")
    assert rows[3] == "2026-11-23,X (formerly Twitter),,none,0,0,0,0,0,0,0,,not_moderated,"


def test_the_command_says_it_and_ends_with_1_where_a_day_was_not_kept(house: House) -> None:
    read(house)
    kept = CliRunner().invoke(_app(), ["--day", "2026-11-23"])
    assert kept.exit_code == 0
    assert "Facebook, Our facebook: connected" in kept.output
    assert "YouTube: none connected" in kept.output
    until(house, at(9, day=MONDAY + timedelta(days=1)))
    gone = CliRunner().invoke(_app(), ["--day", "2026-11-23"])
    assert gone.exit_code == 1
    assert "not read from 12:00pm to the end of the day" in gone.output
    assert CliRunner().invoke(_app(), ["--day", "someday"]).exit_code == 2
    assert CliRunner().invoke(_app(), ["--platform", "myspace"]).exit_code == 2
    assert "Facebook" in CliRunner().invoke(_app(), ["--csv"]).output


def _app() -> Typer:
    app = Typer()
    app.command()(command)
    return app

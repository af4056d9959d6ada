"""`evenhand retention`: what is said of the periods, run by hand, and legal decisions to keep."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone
from tests import factories as make
from typer.testing import CliRunner, Result

from evenhand.cli import retention

pytestmark = pytest.mark.django_db


def run(*words: object) -> Result:
    return CliRunner().invoke(retention.app, [str(one) for one in words])


def test_it_shows_and_takes_away_what_is_due() -> None:
    writer = make.author(make.channel("linkedin"))

    old = make.contribution("Old.", by=writer)
    told = run("show")
    assert told.exit_code == 0
    assert "linkedin: 48 hours; upheld words stay by a legal decision alone" in told.output
    assert "serious: 72 months (discrimination, threat" in told.output
    assert "would go now" not in told.output
    assert run("run").output.strip() == "Nothing is due."
    assert old.versions.get().text


def test_a_decision_to_keep_is_recorded_and_ended() -> None:
    channel, officer = make.channel("linkedin"), make.person("information_officer").username
    until = timezone.localdate() + timedelta(days=30)
    made = run("keep", "--channel", channel.pk, "--ground", "Public task.", "--until", until, "--by", officer)
    assert made.exit_code == 0, made.output
    shown = run("show").output
    assert f"channel {channel.pk} keeps upheld words until {until}: Public task." in shown
    key = next(line for line in shown.splitlines() if "keeps upheld" in line).split()[0]
    assert run("end", key, "--by", officer).exit_code == 0
    assert "keeps upheld" not in run("show").output
    assert "no decision 99" in run("end", 99, "--by", officer).output
    assert run("keep", "--channel", 99, "--ground", "x", "--until", until, "--by", officer).exit_code == 1

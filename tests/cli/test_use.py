"""`evenhand use`: what channels' texts are used for, decided and ended by name."""

from __future__ import annotations

import pytest
from tests import factories as make
from typer.testing import CliRunner

from evenhand.cli.use import app
from evenhand.judgement.models import UseDecision

pytestmark = pytest.mark.django_db
DECIDE = ["decide", "infer_risk", "--ground", "Vital interests.", "--until", "2099-12-31"]


def test_decided_shown_and_ended() -> None:
    by, channel = ["--by", make.person("approver").username], make.channel("x")
    assert f"channel {channel.pk} (x) is not read for people at risk" in CliRunner().invoke(app, ["show"]).output
    made = CliRunner().invoke(app, [*DECIDE, "--channel", str(channel.pk), *by])
    assert made.exit_code == 0, made.output
    row = UseDecision.objects.get()
    shown = CliRunner().invoke(app, ["show"]).output
    assert f"is read for people at risk: decision {row.pk}, until 2099-12-31, Vital interests." in shown
    assert f"channel {channel.pk} (x) is not learned from" in shown
    assert CliRunner().invoke(app, ["end", str(row.pk), *by]).exit_code == 0
    again = CliRunner().invoke(app, ["end", str(row.pk), *by])
    assert (again.exit_code, "ended already" in again.output) == (1, True)


def test_what_is_not_there_is_said() -> None:
    by = ["--by", make.person("approver").username]
    for words in ([*DECIDE, "--channel", "77", *by], ["end", "77", *by]):
        answer = CliRunner().invoke(app, words)
        assert answer.exit_code == 1
        assert "77" in answer.output

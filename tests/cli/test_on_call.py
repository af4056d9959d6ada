"""`evenhand on-call`: what is set, and whether a test goes out."""

from __future__ import annotations

import pytest
from django.core import mail
from pytest_django import Settings
from typer.testing import CliRunner

from evenhand.care.on_call import OnCall
from evenhand.cli.on_call import app


def test_nobody_on_call_says_what_to_set() -> None:
    for word in ("show", "test"):
        done = CliRunner().invoke(app, [word])
        assert done.exit_code == 1
        assert "Set EVENHAND_ON_CALL_EMAIL or EVENHAND_ON_CALL_WEBHOOK" in done.output


def test_the_webhooks_secret_is_not_shown(settings: Settings) -> None:
    settings.ON_CALL = OnCall(("a@example.gov.uk",), "https://hooks.slack.com/very-secret", "slack", "")
    done = CliRunner().invoke(app, ["show"])
    assert done.exit_code == 0
    assert "a@example.gov.uk" in done.output
    assert "hooks.slack.com, as slack" in done.output
    assert "very-secret" not in done.output


def test_a_test_goes_out(settings: Settings) -> None:
    settings.ON_CALL = OnCall(("a@example.gov.uk",))
    done = CliRunner().invoke(app, ["test"])
    assert (done.exit_code, done.output) == (0, "email: sent. See whether it arrived.\n")
    assert mail.outbox[0].subject == "Evenhand: this is a test"


@pytest.mark.parametrize("address", ["http://127.0.0.1:9/very-secret"])
def test_one_that_cannot_be_sent_is_told_without_its_secret(settings: Settings, address: str) -> None:
    settings.ON_CALL = OnCall((), address, "json")
    done = CliRunner().invoke(app, ["test"])
    assert done.exit_code == 1
    assert "webhook: could not be sent (ConnectError)" in done.output
    assert "very-secret" not in done.output

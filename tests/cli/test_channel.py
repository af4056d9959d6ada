"""`evenhand channel`: connecting, health in words, new sealing keys; no secret on the screen."""

from __future__ import annotations

import pytest
from cryptography.fernet import Fernet
from pytest_django.fixtures import Settings
from typer.testing import CliRunner, Result

from evenhand.channels import services as channels
from evenhand.channels.models import Channel
from evenhand.cli.channel import app
from evenhand.platforms.errors import PermissionMissing
from evenhand.platforms.interface import Operation

pytestmark = pytest.mark.django_db


def run(*words: str, **environment: str) -> Result:
    return CliRunner().invoke(app, list(words), env={"COLUMNS": "120", **environment})


def connect(platform: str = "facebook") -> Result:
    told = ("--platform", platform, "--account", "page-1", "--name", "Ours", "--service", "https://evenhand.test/")
    return run("add", *told, EVENHAND_TOKEN="a-token", EVENHAND_WEBHOOK_SECRETS="new, old", EVENHAND_VERIFY_TOKEN="v")


def test_a_channel_is_connected_and_its_webhook_address_is_said() -> None:
    result = connect()
    assert result.exit_code == 0
    channel = Channel.objects.get()
    assert f"https://evenhand.test/hooks/facebook/{channel.pk}/" in result.output
    assert "a-token" not in result.output
    assert channels.credentials(channel).secrets == ("new", "old")


def test_youtube_has_no_webhook() -> None:
    assert "hooks" not in connect("youtube").output


def test_a_platform_nobody_knows_is_said() -> None:
    result = connect("myspace")
    assert result.exit_code == 1
    assert "no platform we know" in result.output


def test_health_says_each_capability() -> None:
    connect("instagram")
    channel = Channel.objects.get()
    channels.report_ok(channel, Operation.LIST_COMMENTS)
    channels.report_error(channel, PermissionMissing("no", code="200"), Operation.HIDE)
    lines = {line.split("│")[1].strip(): line for line in run("health").output.splitlines() if line.startswith("│")}
    assert "granted" in lines["list comments"]
    assert "missing" in lines["hide"]
    assert "200" in lines["hide"]
    assert "untested" in lines["delete"]
    assert "by hand" in lines["platform report"]


def test_health_without_channels() -> None:
    assert "channel add" in run("health").output


def test_a_sandbox_that_does_not_answer_is_said() -> None:
    result = run("add", "--from-sandbox", "http://127.0.0.1:1")
    assert result.exit_code == 1
    assert "Is it running?" in result.output


def test_credentials_are_sealed_anew(settings: Settings) -> None:
    connect()
    old, new = settings.CREDENTIALS_KEY, Fernet.generate_key().decode()
    settings.CREDENTIALS_KEY = f"{new},{old}"
    assert run("reseal").exit_code == 0
    settings.CREDENTIALS_KEY = new
    assert channels.credentials(Channel.objects.get()).token == "a-token"
    settings.CREDENTIALS_KEY = Fernet.generate_key().decode()
    assert run("reseal").exit_code == 1

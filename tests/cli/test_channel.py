"""`evenhand channel`: connecting with a guide, checking, health in words, new secrets; no secret on the screen."""

from __future__ import annotations

from collections.abc import Iterator

import httpx
import pytest
from typer.testing import CliRunner, Result

from evenhand.channels import services as channels
from evenhand.channels.models import Channel
from evenhand.cli.channel import app
from evenhand.platforms.errors import PermissionMissing, TokenDead
from evenhand.platforms.interface import Operation, Platform
from evenhand.platforms.onboarding import guide, missing_scopes
from evenhand.sandbox.testing import running
from evenhand.work.testing import open_tasks

pytestmark = pytest.mark.django_db


def run(*words: str, **environment: str) -> Result:
    return CliRunner().invoke(app, list(words), env={"COLUMNS": "120", **environment})


def connect(platform: str = "facebook") -> Result:
    told = ("--platform", platform, "--account", "page-1", "--name", "Ours", "--service", "https://evenhand.test/")
    return run(
        "add",
        "--no-check",
        *told,
        EVENHAND_TOKEN="a-token",
        EVENHAND_WEBHOOK_SECRETS="new, old",
        EVENHAND_VERIFY_TOKEN="v",
    )


def test_a_channel_is_connected_and_its_webhook_address_is_said() -> None:
    result = connect()
    assert result.exit_code == 0
    channel = Channel.objects.get()
    assert f"https://evenhand.test/hooks/facebook/{channel.pk}/" in result.output
    assert "a-token" not in result.output
    assert channels.credentials(channel).secrets == ("new", "old")


def test_new_credentials_leave_the_rest_of_a_channel_as_it_was() -> None:
    told = ("add", "--no-check", "--platform", "instagram", "--account", "ig-1")
    run(*told, "--name", "Ours", "--page", "7", EVENHAND_TOKEN="t", EVENHAND_WEBHOOK_SECRETS="s")
    assert run(*told, EVENHAND_TOKEN="u").exit_code == 0
    channel = Channel.objects.get()
    assert (channel.name, channel.page_id, channel.base_url) == ("Ours", "7", "https://graph.facebook.com")
    assert (channels.account(channel).token, channels.credentials(channel).secrets) == ("u", ("s",))


def test_a_connected_x_is_asked_for_new_credentials_and_an_assisted_one_for_none() -> None:
    told = ("add", "--no-check", "--platform", "x", "--account", "77")
    assert run(*told).exit_code == 0
    assert Channel.objects.get().mode == "assisted"
    run(*told, *X_PLAN, EVENHAND_TOKEN="t")
    assert run(*told, EVENHAND_TOKEN="u").exit_code == 0
    channel = Channel.objects.get()
    assert (channel.mode, channels.account(channel).token) == ("connected", "u")
    run(*told, "--mode", "off")
    assert channels.account(Channel.objects.get()).token == "u", "it can be switched on again"


def test_an_assisted_channel_is_not_checked_over_the_api() -> None:
    run("add", "--platform", "x", "--account", "77")
    result = run("check", str(Channel.objects.get().pk))
    assert result.exit_code == 1
    assert "nothing is asked of the platform" in " ".join(result.output.split())


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
    told = lines(run("health"))
    assert "granted" in told["list comments"]
    assert "missing" in told["hide"]
    assert "200" in told["hide"]
    assert "untested" in told["delete"]
    assert "by hand" in told["platform report"]


def test_health_without_channels() -> None:
    assert "channel add" in run("health").output


def test_a_sandbox_that_does_not_answer_is_said() -> None:
    result = run("add", "--from-sandbox", "http://127.0.0.1:1")
    assert result.exit_code == 1
    assert "Is it running?" in result.output


X_PLAN = ("--plan-by", "Kit Marsh", "--plan-on", "2026-11-02", "--plan-document", "Order form 117")


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    with running() as address:
        yield address


def connect_to(url: str, platform: str, **more: str) -> Result:
    known = {one["platform"]: one for one in httpx.get(f"{url}/_sandbox/config", trust_env=False).json()["channels"]}
    one = known[platform]
    place = ("--platform", platform, "--account", one["external_id"], "--base-url", f"{url}/{platform}")
    page = ("--page", one["page_id"]) if platform == "instagram" else ()
    keys = {"EVENHAND_TOKEN": one["token"], "EVENHAND_WEBHOOK_SECRETS": one["app_secret"]}
    keys |= {f"EVENHAND_{name.upper()}": one[name] for name in ("client_id", "client_secret") if one[name]}
    return run("add", *place, *page, *(X_PLAN if platform == "x" else ()), **(keys | more))


def lines(result: Result) -> dict[str, str]:
    return {line.split("│")[1].strip(): line for line in result.output.splitlines() if line.startswith("│")}


@pytest.mark.parametrize("platform", ["facebook", "instagram", "x", "linkedin", "youtube"])
def test_what_was_connected_is_checked_at_once_by_reads_alone(url: str, platform: str) -> None:
    result = connect_to(url, platform)
    assert result.exit_code == 0, result.output
    told = lines(result)
    assert "granted" in told["list posts"]
    assert "granted" in told["list comments"]
    assert "untested" in told["reply"], "what changes something is not tried"
    assert Channel.objects.get().state == "working"
    assert open_tasks("intake.poll_channel").exists(), "and it is read"


def test_a_permission_that_was_not_granted_is_missing_with_its_name(url: str) -> None:
    scopes = [one for one in guide(Platform.FACEBOOK).scopes if one.name != "pages_messaging"]
    assert missing_scopes(Platform.FACEBOOK, Operation.MESSAGE, [one.name for one in scopes]) == ("pages_messaging",)
    httpx.post(
        f"{url}/_sandbox/tokens", json={"platform": "facebook", "scopes": "pages_read_engagement"}, trust_env=False
    )
    told = lines(connect_to(url, "facebook"))
    httpx.post(f"{url}/_sandbox/tokens", json={"platform": "facebook", "grant": True}, trust_env=False)
    assert "missing" in told["hide"]
    assert "pages_manage_engagement" in told["hide"]
    assert "granted" in told["list posts"]


def test_a_persons_token_in_the_place_of_the_pages_is_told(url: str) -> None:
    result = connect_to(url, "facebook", EVENHAND_TOKEN="sandbox-facebook-user-token", EVENHAND_CLIENT_ID="")
    assert result.exit_code == 1
    assert "take the Page's own token, not a person's" in " ".join(result.output.split())
    assert Channel.objects.get().mode == "off"
    assert not open_tasks("intake.poll_channel").exists(), "nothing is read with it"
    assert "switched off" in " ".join(run("health").output.split())


def test_a_token_that_works_no_more_is_told(url: str) -> None:
    result = connect_to(url, "youtube", EVENHAND_TOKEN="old", EVENHAND_CLIENT_ID="")
    assert result.exit_code == 1
    assert Channel.objects.get().state == "token_dead"
    assert "expired" in lines(result)["hide"]


def test_a_platform_that_does_not_answer_is_no_refusal() -> None:
    result = run(
        "add", "--platform", "x", "--account", "1", "--base-url", "http://127.0.0.1:1", *X_PLAN, EVENHAND_TOKEN="t"
    )
    assert result.exit_code == 0
    assert "did not answer" in result.output
    assert lines(result)["hide"].split("│")[2].strip() == "untested"


def test_everything_is_asked_for_with_where_to_find_it() -> None:
    answers = "facebook\npage-7\na-token\nthe-secret\nmy-word\n\n\nOur Page\n"
    result = CliRunner().invoke(app, ["add", "--no-check"], input=answers, env={"COLUMNS": "120"})
    assert result.exit_code == 0, result.output
    for words in ("Before you begin", "pages_manage_engagement: to hide", "Advanced Access", "Page transparency"):
        assert words in result.output
    channel = Channel.objects.get()
    keys = channels.credentials(channel)
    assert (channel.external_id, channel.name) == ("page-7", "Our Page")
    assert (keys.token, keys.secrets, keys.verify_token, keys.refresh_token) == (
        "a-token",
        ("the-secret",),
        "my-word",
        "",
    )
    assert "the-secret" not in result.output


def test_a_webhook_secret_is_changed_and_the_old_one_kept_for_a_while() -> None:
    connect()
    channel = Channel.objects.get()
    result = run("rotate-secret", str(channel.pk), "--keep-old-hours", "24", EVENHAND_WEBHOOK_SECRET="the-next")
    assert result.exit_code == 0
    assert channels.credentials(Channel.objects.get()).secrets == ("the-next", "new")
    assert "the-next" not in result.output
    again = run("rotate-secret", str(channel.pk), EVENHAND_WEBHOOK_SECRET="the-next")
    assert again.exit_code == 1
    assert "secret already" in again.output
    assert run("rotate-secret", "999", EVENHAND_WEBHOOK_SECRET="x").exit_code == 1


def test_health_says_what_to_do_while_an_alarm_stands() -> None:
    connect()
    channels.report_error(Channel.objects.get(), TokenDead("dead", code="190"))
    result = run("health")
    assert result.exit_code == 1
    assert "Connect the channel again" in result.output

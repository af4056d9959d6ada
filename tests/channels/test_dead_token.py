"""A dead token, end to end on the sandbox: red within one poll, told with what to do, nothing lost, and on again."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.core import mail
from pytest_django.fixtures import Settings
from tests.house import OBSCENE, in_force
from tests.on_sandbox import Stage

from evenhand.actions.models import Action
from evenhand.care.on_call import OnCall
from evenhand.channels import services as channels
from evenhand.channels.credentials import Credentials
from evenhand.channels.models import Alarm, Channel, Health
from evenhand.cli.connecting import connect_sandbox
from evenhand.intake.models import Contribution
from evenhand.records.models import Entry
from evenhand.sandbox.testing import running
from evenhand.work.models import Lane
from evenhand.work.testing import drain, run_sweep

pytestmark = pytest.mark.django_db

HIDES = ["facebook", "instagram", "x", "youtube"]


@pytest.fixture
def stage(settings: Settings, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> Iterator[Stage]:
    settings.POLL_SECONDS = 60.0
    settings.ON_CALL = OnCall(("on-call@example.gov.uk",))
    platform = request.node.callspec.params["platform"]
    with running() as url:
        made = Stage(url, monkeypatch)
        in_force()
        connect_sandbox(url)
        Channel.objects.exclude(platform=platform).update(mode=Channel.Mode.OFF)
        yield made
        made.http.close()


@pytest.mark.parametrize("platform", HIDES)
def test_a_dead_token_is_red_within_one_poll_and_what_was_to_be_done_is_done_after(stage: Stage, platform: str) -> None:
    channel = Channel.objects.get(platform=platform)
    stage.work("intake.poll")
    obscene = stage.tell("publish", platform=platform, text=OBSCENE)["id"]
    stage.wait(minutes=5)
    run_sweep("intake.poll")
    drain(1)  # it was read, and nothing was done about it yet
    stage.tell("tokens", platform=platform, revoke=True)
    stage.work()
    action = Action.objects.get()
    assert (action.operation, action.state) == ("hide", "planned")
    stage.wait(minutes=5)
    stage.work("intake.poll")  # one poll
    channel.refresh_from_db()
    assert channel.state == "token_dead"
    assert set(Health.objects.filter(channel=channel).values_list("state", flat=True)) == {"expired"}
    assert Lane.objects.filter(name__startswith=f"channel:{channel.pk}:", paused=True).count() == 2
    assert stage.written(platform)[obscene] == "visible"
    (told,) = mail.outbox
    assert "Connect the channel again" in told.body
    assert Alarm.objects.get().kind == "token_dead"
    meanwhile = stage.tell("publish", platform=platform, text="Well done to everybody on the new wing.")["id"]

    stage.tell("tokens", platform=platform, grant=True)
    new = channels.NewChannel(
        platform, channel.external_id, channel.name, channel.page_id, channel.base_url, channel.api_version
    )
    channels.add_channel(new, Credentials(channels.account(channel).token))
    stage.wait(minutes=5)
    stage.work("intake.poll")
    stage.wait(minutes=2)
    stage.work("intake.poll")
    action.refresh_from_db()
    assert action.state == "done"
    assert stage.written(platform)[obscene] in {"hidden", "held"}
    effects = [one for one in stage.entries(platform) if one["event"] == "api.write" and one["effect"]]
    assert [one["operation"] for one in effects] == ["hide"], "once"
    assert Contribution.objects.get(external_id=meanwhile).disposition.state == "kept"
    channel.refresh_from_db()
    assert channel.state == "working"
    assert Alarm.objects.get().closed_at is not None
    kinds = set(Entry.objects.filter(subject=f"channel:{channel.pk}").values_list("kind", flat=True))
    assert {"channel.state_changed", "alarm.raised", "alarm.closed", "channel.connected_again"} <= kinds
    assert mail.outbox[-1].subject.endswith("is well again")

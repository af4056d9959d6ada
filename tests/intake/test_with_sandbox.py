"""Against the simulated platforms over real HTTP: connected by the command, polled, told by signed webhooks."""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from pytest_django.fixtures import Settings
from pytest_django.live_server_helper import LiveServer

from evenhand.channels import doors
from evenhand.channels.models import Channel
from evenhand.cli.channel import connect_sandbox
from evenhand.intake.models import Contribution, Delivery, Refusal, Version
from evenhand.sandbox.testing import running
from evenhand.work import registry
from evenhand.work.testing import drain, run_sweep

pytestmark = pytest.mark.django_db(transaction=True)

PLATFORMS = ("facebook", "instagram", "x", "linkedin", "youtube")


class Sandbox:
    """The control side of a running sandbox."""

    def __init__(self, url: str) -> None:
        self.url = url
        self._client = httpx.Client(base_url=f"{url}/_sandbox", trust_env=False, timeout=10)

    def tell(self, path: str, **told: object) -> dict[str, Any]:
        answer: dict[str, Any] = self._client.post(path, json=told).raise_for_status().json()
        return answer

    def close(self) -> None:
        self._client.close()


@pytest.fixture
def sandbox(settings: Settings) -> Iterator[Sandbox]:
    settings.POLL_SECONDS = 0.0
    doors.forget()
    with running() as url, registry.registered_here() as known:
        for name in ("judgement.assess", "cases.contribution_gone"):
            known.tasks[name] = lambda _payload: None
        made = Sandbox(url)
        yield made
        made.close()


def poll(times: int = 2) -> None:
    for _ in range(times):
        run_sweep("intake.poll")
        drain()


def until(true: Any, seconds: float = 10.0) -> None:  # noqa: ANN401 (anything that can be called)
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, "it did not come about in time"
        time.sleep(0.05)


def test_each_platform_is_read_edited_and_removed_by_polling_alone(sandbox: Sandbox) -> None:
    connect_sandbox(sandbox.url)
    first = {name: sandbox.tell("publish", platform=name, text="Good to know, thank you.")["id"] for name in PLATFORMS}
    other = {name: sandbox.tell("publish", platform=name, text="When is it open? 🙂")["id"] for name in PLATFORMS}
    poll()
    assert set(Contribution.objects.values_list("channel__platform", "external_id")) == {
        *first.items(),
        *other.items(),
    }
    assert set(Channel.objects.values_list("state", flat=True)) == {"working"}
    for name in PLATFORMS:
        sandbox.tell("edit", platform=name, id=first[name], text="Quite other words.")
        sandbox.tell("remove", platform=name, id=other[name])
    poll()
    edited = Version.objects.filter(text__endswith="Quite other words.", number=2, change="edited")
    assert set(edited.values_list("contribution__channel__platform", flat=True)) == set(PLATFORMS)
    gone = Contribution.objects.filter(platform_state="gone", disposition__state="gone")
    assert set(gone.values_list("channel__platform", "external_id")) == set(other.items())


def test_what_stands_under_an_advert_and_what_tags_the_page_come_with_one_poll(sandbox: Sandbox) -> None:
    connect_sandbox(sandbox.url)
    poll()
    advert = sandbox.tell("advert", text="Priya is an officer. Could you be?", staff="Priya Shah")["id"]
    poll(1)  # the advert is known
    under = sandbox.tell("publish", platform="facebook", text="She looks lovely", post=advert)["id"]
    tagged = sandbox.tell("publish", platform="facebook", kind="mention", text="@HMPPS_sandbox never answers")["id"]
    poll(1)
    found = {row.external_id: row for row in Contribution.objects.select_related("post")}
    assert set(found) == {under, tagged}
    post = found[under].post
    assert post is not None
    assert (post.external_id, post.kind) == (advert, "advert")
    assert found[tagged].kind == "mention"
    sandbox.tell("remove", platform="facebook", id=tagged)
    poll()
    assert Contribution.objects.get(external_id=tagged).platform_state == "gone"


def test_a_signed_webhook_is_stored_and_looked_up(sandbox: Sandbox, live_server: LiveServer) -> None:
    connect_sandbox(sandbox.url, live_server.url)
    made = {}
    for name in ("facebook", "instagram", "x", "linkedin"):
        made[name] = sandbox.tell("publish", platform=name, text="Told by webhook.")["id"]
    until(lambda: set(Delivery.objects.values_list("platform", flat=True)) == set(made))
    assert not Contribution.objects.exists()
    run_sweep("intake.deliveries")
    drain()
    assert set(Contribution.objects.values_list("channel__platform", "external_id")) == set(made.items())
    assert not Delivery.objects.exclude(state="worked").exists()
    assert not Refusal.objects.exists()

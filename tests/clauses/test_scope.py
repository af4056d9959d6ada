"""Clause 19: what people write 'while interacting on our channels' is in scope, by whichever door it comes in."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from pytest_django.fixtures import Settings
from tests import factories as make
from tests import house as h
from tests.house import in_force
from tests.on_sandbox import Stage

from evenhand.actions.manual import confirm
from evenhand.actions.models import ManualTask
from evenhand.cases import adding, deciding
from evenhand.cases.adding import Pasted
from evenhand.cases.models import Case, Decision
from evenhand.channels.models import Channel
from evenhand.cli.channel import connect_sandbox
from evenhand.intake.models import Contribution
from evenhand.platforms.capabilities import Support, surface
from evenhand.platforms.interface import ContributionKind, Platform
from evenhand.platforms.names import NAMES
from evenhand.sandbox.state.model import KINDS
from evenhand.sandbox.testing import running

pytestmark = [pytest.mark.django_db, pytest.mark.clause(19)]
DOCS = Path(__file__).resolve().parents[2] / "docs" / "platforms.md"
WRITTEN = {
    "facebook": {"review": "https://www.facebook.com/sam.w/posts/987654"},
    "instagram": {"mention": "https://www.instagram.com/p/Cx_1AbcD/"},
    "x": {"direct_message": ""},
    "linkedin": {
        "mention": "https://www.linkedin.com/feed/update/urn:li:activity:7100000000000000001/",
        "direct_message": "",
    },
}
"""What no API brings, or not all of it, and the link that a person copies."""
keys = itertools.count(1)


@pytest.fixture
def stage(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Iterator[Stage]:
    settings.POLL_SECONDS = 60.0
    with running() as url:
        made = Stage(url, monkeypatch)
        in_force()
        connect_sandbox(url)
        yield made
        made.http.close()


def decided(stage: Stage, of: Contribution) -> Decision:
    """The machine's decision, or else a moderator's of its case."""
    if not Decision.objects.filter(contribution=of).exists():
        case = Case.objects.get(contribution=of, kind="review", state="open")
        choice = deciding.Choice(
            verdict="breach",
            guideline="harassment",
            facts="An insult aimed at a person.",
            key=f"scope-{next(keys)}",
            measures=("platform_report",),
        )
        deciding.decide(case, make.person("moderator"), choice)
        stage.work()
    return Decision.objects.get(contribution=of)


@pytest.mark.parametrize("platform", Platform)
def test_a_breach_by_each_door_of_each_platform_comes_to_a_decision(stage: Stage, platform: Platform) -> None:
    Channel.objects.exclude(platform=platform).update(mode=Channel.Mode.OFF)
    above = stage.tell("publish", platform=platform, text=h.KIND)["id"]
    sent = {
        kind: stage.tell(
            "publish",
            platform=platform,
            text=f"{h.INSULT} ({kind})",
            **({"parent": above} if kind == "reply" else {"kind": kind}),
        )["id"]
        for kind in sorted(KINDS[platform])
    }
    stage.live(timedelta(minutes=4))
    for kind, external_id in sent.items():
        found = Contribution.objects.get(channel__platform=platform, external_id=external_id)
        assert found.kind == kind
        assert found.disposition.state in {"waiting", "acted_on"}
        decision = decided(stage, found)
        assert (decision.verdict, decision.guideline.code) == ("breach", "harassment")
        assert decision.actor == "person" if kind == "direct_message" or platform == "linkedin" else True


@pytest.mark.parametrize(("platform", "kind"), [(one, kind) for one, told in WRITTEN.items() for kind in told])
def test_what_an_api_leaves_out_is_added_by_hand_decided_and_done_by_hand(
    stage: Stage, platform: str, kind: str
) -> None:
    channel = Channel.objects.get(platform=platform)
    pasted = Pasted(
        "new", WRITTEN[platform][kind], kind, h.MILD, "sam.w", published_at=stage.now() - timedelta(minutes=5)
    )
    made = adding.add(channel, make.person("moderator", name="Mo"), pasted)
    stage.work()
    decided(stage, made)
    stage.live(timedelta(minutes=3))
    made.refresh_from_db()
    assert made.platform_state != "gone", "no list shows it, which says nothing"
    tasks = list(ManualTask.objects.filter(action__contribution=made, state="open"))
    assert tasks, "the API does not reach it, so a person does it"
    for task in tasks:
        confirm(task, make.person("moderator"), done=True)
    stage.work()
    made.refresh_from_db()
    assert (made.kind, made.disposition.state) == (kind, "acted_on")
    row = next(
        line
        for line in DOCS.read_text("utf-8").splitlines()
        if line.startswith(f"- {NAMES[Platform(platform)]}, {kind.replace('_', ' ')}: ")
    )
    assert "by hand" in row


def test_no_door_is_forgotten() -> None:
    for platform in Platform:
        by_api = {
            kind.value
            for kind in ContributionKind
            if surface(platform, kind).supported in {Support.API, Support.PARTIAL}
        }
        by_hand = set(adding.lacking(platform))
        assert KINDS[platform] <= by_api
        assert by_hand == set(WRITTEN.get(platform, ()))
        for kind in ContributionKind:
            assert kind in by_api | by_hand or surface(platform, kind).note, (
                f"{platform} does not say why it has no {kind}"
            )

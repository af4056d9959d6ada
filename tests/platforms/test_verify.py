"""Verify after write, each platform its own way: the traps of `docs/sandbox.md` through the real way of an action."""

from __future__ import annotations

from collections.abc import Iterator

import httpx
import pytest
from tests import house as h
from tests.contract.stage import Stage
from tests.house import tries
from tests.live_house import Line, LiveHouse

from evenhand.actions import planning
from evenhand.actions.models import Action
from evenhand.cases.models import Decision
from evenhand.channels.models import Channel, Health
from evenhand.intake.models import Contribution
from evenhand.platforms.interface import Platform
from evenhand.sandbox.testing import running

DAY = 24 * 60
WORDS = "They open on 4 January."


@pytest.fixture(scope="module")
def sandbox() -> Iterator[tuple[Stage, Line]]:
    with running() as url, httpx.Client(base_url=f"{url}/_sandbox/", trust_env=False) as control:
        line = Line()
        yield Stage(url, control), line
        line.close()


@pytest.fixture
def live(db: None, monkeypatch: pytest.MonkeyPatch, sandbox: tuple[Stage, Line]) -> LiveHouse:  # noqa: ARG001 (the database must be there)
    return LiveHouse(monkeypatch, *sandbox)


def decided(live: LiveHouse, platform: Platform, kind: str = "comment") -> Decision:
    """A breach somewhere, upheld, and nothing else to do."""
    return live.decide(live.publish(platform, h.MILD, kind), "disrespect", ("platform_report",))


def done(live: LiveHouse, decision: Decision, operation: str, nth: int = 1) -> Action:
    """One action of it, as far as it got at once."""
    text = f"{WORDS} ({nth})" if operation in {"reply", "message"} else ""
    action = planning.plan(decision, operation, text=text, nth=nth)
    live.run()
    return Action.objects.get(pk=action.pk)


def held(live: LiveHouse, of: Contribution) -> dict[str, str]:
    """The contribution as the sandbox holds it."""
    rows: list[dict[str, str]] = live.stage.control("GET", "contributions", platform=of.channel.platform)[
        "contributions"
    ]
    return next(row for row in rows if row["id"] == of.external_id)


@pytest.mark.parametrize("platform", [Platform.FACEBOOK, Platform.INSTAGRAM])
def test_a_reply_never_edits_what_it_answers(live: LiveHouse, platform: Platform) -> None:
    decision = decided(live, platform)
    action = done(live, decision, "reply")
    assert (action.state, action.seen) == ("done", "read_back")
    assert action.result_external_id != decision.contribution.external_id
    assert held(live, decision.contribution)["text"] == h.MILD
    assert live.writes(platform, "edit") == []


def test_a_persons_token_never_empties_a_page(live: LiveHouse) -> None:
    written = live.publish(Platform.FACEBOOK, h.MILD)
    told = live.stage.control("GET", "config")["facebook_user_token"]
    post = live.stage.posts(Platform.FACEBOOK)[0]
    with pytest.raises(Exception, match="not the Page's own"):
        live.stage.ask(Platform.FACEBOOK, lambda adapter: adapter.list_comments(post), token=told)
    assert Contribution.objects.get(pk=written.pk).platform_state == "visible"


def test_what_was_rejected_on_youtube_is_never_said_to_be_shown_again(live: LiveHouse) -> None:
    decision = decided(live, Platform.YOUTUBE)
    assert done(live, decision, "hide").state == "done"
    live.stage.control("POST", "by_hand", platform="youtube", operation="delete", id=decision.contribution.external_id)
    action = done(live, decision, "unhide")
    assert (action.state, tries(action)) == ("manual", ["refused"])
    assert held(live, decision.contribution)["state"] == "rejected"
    assert any("cannot be shown again" in step for step in action.manual_task.steps)


@pytest.mark.parametrize("platform", [Platform.FACEBOOK, Platform.INSTAGRAM])
def test_a_comment_is_answered_in_private_once_and_within_seven_days(live: LiveHouse, platform: Platform) -> None:
    first, late = decided(live, platform), decided(live, platform)
    assert done(live, first, "message").state == "done"
    again = done(live, first, "message", 2)
    assert (again.state, tries(again)) == ("manual", ["refused"])
    live.wait(8 * DAY)
    action = done(live, late, "message")
    assert (action.state, tries(action)) == ("manual", ["refused"])
    assert len(live.writes(platform, "message")) == 1


@pytest.mark.parametrize("platform", [Platform.FACEBOOK, Platform.INSTAGRAM])
def test_a_message_is_answered_within_a_day_and_by_a_human_agent_within_seven(
    live: LiveHouse, platform: Platform
) -> None:
    decision = decided(live, platform, "direct_message")
    live.wait(1.1 * DAY)
    closed = done(live, decision, "message")
    assert (closed.state, tries(closed)) == ("manual", ["refused"])
    assert closed.reason.startswith("The platform refused (code 10/")
    assert Channel.objects.get().state == "untested"  # a closed window is no sick channel
    Channel.objects.update(settings={"human_agent": "granted"})
    assert done(live, decision, "message", 2).state == "done"
    live.wait(7 * DAY)
    assert done(live, decision, "message", 3).state == "manual"
    assert len(live.writes(platform, "message")) == 1


def test_linkedin_names_nobody_and_its_words_are_kept_for_two_days(live: LiveHouse) -> None:
    from evenhand.rights import retention  # noqa: PLC0415 (a room above the others, used by this test alone)

    written = live.publish(Platform.LINKEDIN, h.KIND)
    assert written.author is not None
    assert (written.author.display_name, written.author.handle) == ("", "")
    assert written.author.external_id.startswith("urn:li:person:")
    live.wait(1.9 * DAY)
    retention.sweep()
    assert written.versions.get().text == h.KIND
    live.wait(0.2 * DAY)
    retention.sweep()
    assert written.versions.get().text == ""


@pytest.mark.parametrize("platform", [Platform.FACEBOOK, Platform.X])
def test_what_only_names_us_elsewhere_is_not_asked_to_be_hidden(live: LiveHouse, platform: Platform) -> None:
    decision = decided(live, platform, "mention")
    action = done(live, decision, "hide")
    assert (action.state, tries(action)) == ("manual", ["refused"])
    assert "not_ours_to_change" in action.reason
    assert live.writes(platform, "hide") == []
    assert Health.objects.get(operation="hide").state == "untested"  # it says nothing of the channel's rights


def test_what_cannot_be_read_on_x_says_so_in_its_result(live: LiveHouse) -> None:
    decision = decided(live, Platform.X)
    action = done(live, decision, "hide")
    assert (action.state, action.seen) == ("done", "receipt")
    assert action.get_seen_display() == "The platform said so; it cannot be read"
    assert live.entries("action.done")[-1].facts["seen"] == "receipt"

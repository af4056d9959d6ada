"""Writing actions down: evidence before anything is taken away, once each, and by hand where the API cannot."""

from __future__ import annotations

import pytest
from tests import factories as make
from tests import house as h
from tests.house import House

from evenhand import work
from evenhand.actions import planning
from evenhand.actions.models import Action, ManualTask
from evenhand.channels.models import Channel
from evenhand.platforms.interface import ContributionKind, Operation
from evenhand.records.models import Content
from evenhand.work.models import Task


def test_what_was_seen_is_kept_before_anything_is_done_to_it(house: House) -> None:
    written = house.write(h.MILD)
    decision = house.decide(written, "disrespect", ("hide",), run=False)
    house.edit(written, "Sorry.", run=False)
    house.run()
    action = house.action(decision, "hide")
    evidence = action.evidence
    assert evidence is not None
    assert evidence.contribution_id == written.pk
    assert house.entries("evidence.captured")[0].pk < house.entries("action.planned")[0].pk
    assert not house.seen(written)


def test_evidence_holds_text_author_and_thread(house: House) -> None:
    written = house.write(h.MILD)
    house.decide(written, "disrespect", ("hide",))
    body = Content.objects.get(entry=house.entries("evidence.captured")[0]).body
    assert body["text"] == h.MILD
    assert body["author"]["id"] == "ann"
    assert body["platform"] == "facebook"
    assert body["external_id"] == written.external_id


def test_evidence_without_an_author_says_so(house: House) -> None:
    house.decide(house.write(h.MILD, unsigned=True), "disrespect", ("hide",))
    assert Content.objects.get(entry=house.entries("evidence.captured")[0]).body["author"] is None


def test_evidence_of_what_was_taken_back_is_its_last_words(house: House) -> None:
    written = house.write(h.MILD)
    decision = house.decide(written, "disrespect", ("hide",), run=False)
    house.take_back(written, run=False)
    house.run()
    assert Content.objects.get(entry=house.entries("evidence.captured")[0]).body["text"] == h.MILD
    assert house.action(decision, "hide").state == "moot"


def test_planning_twice_gives_the_same_actions(house: House) -> None:
    decision = house.decide(house.write(h.MILD), "disrespect", ("hide", "platform_report"))
    again = planning.carry_out(decision)
    house.run()
    assert [action.operation for action in again] == ["hide", "platform_report"]
    assert Action.objects.count() == 2
    assert len(house.entries("action.planned")) == 2
    assert house.effects() == ["hide"]


@pytest.mark.django_db
def test_warnings_and_blocks_are_not_planned_from_a_decisions_measures() -> None:
    decision = make.decision(make.contribution(), make.policy_version(), measures="warn")
    assert planning.carry_out(decision) == []


@pytest.mark.parametrize("platform", ["facebook", "instagram", "x", "youtube", "linkedin"])
def test_a_report_to_the_platform_is_done_by_hand_everywhere(house: House, platform: str) -> None:
    decision = house.decide(house.write(h.INSULT, on=platform), "harassment", ("platform_report",))
    task = house.task(decision, "platform_report")
    assert house.action(decision, "platform_report").state == "manual"
    assert task.link.startswith("https://")
    assert len(task.steps) >= 3
    noted = house.entries("action.manual")[-1]
    assert noted.facts["manual_task"] == task.pk


@pytest.mark.parametrize(
    ("platform", "reason"),
    [
        ("facebook", "Bullying, harassment or abuse"),
        ("x", "Abuse and harassment"),
        ("youtube", "Harassment or bullying"),
    ],
)
def test_a_report_says_which_reason_to_choose_for_this_guideline(house: House, platform: str, reason: str) -> None:
    decision = house.decide(house.write(h.INSULT, on=platform), "harassment", ("platform_report",))
    steps = house.task(decision, "platform_report").steps
    assert f"Choose the reason '{reason}'." in steps
    assert any("https://" in step for step in steps)


@pytest.mark.parametrize(("platform", "operation"), [("youtube", "delete"), ("linkedin", "delete"), ("x", "block")])
def test_what_an_api_cannot_do_has_a_link_and_steps(house: House, platform: str, operation: str) -> None:
    written = house.write(h.INSULT, on=platform)
    decision = house.decide(written, "harassment", ("platform_report",))
    action = Action.objects.get(decision=decision)
    ManualTask.objects.all().delete()
    action.operation = operation
    task = planning.make_manual(action, "The API cannot.")
    assert task.link.startswith("https://")
    assert len(task.steps) >= 3
    assert planning.make_manual(action, "Still not.").pk == task.pk


def test_a_channel_that_is_not_connected_has_everything_done_by_hand(house: House) -> None:
    written = house.write(h.MILD)
    Channel.objects.update(mode="assisted")
    decision = house.decide(written, "disrespect", ("hide",))
    assert house.action(decision, "hide").state == "manual"
    assert house.effects() == []


def test_taking_away_is_more_urgent_than_words(house: House) -> None:
    decision = house.decide(house.write(h.INSULT), "harassment", ("hide", "warn"))
    hide, warn = house.action(decision, "hide"), house.action(decision, "warn")
    urgency = {task.key: task.priority for task in Task.objects.filter(name="actions.perform")}
    assert urgency[f"perform:{hide.pk}"] < urgency[f"perform:{warn.pk}"]


def test_the_record_keeps_the_words_apart_from_the_facts(house: House) -> None:
    house.answer(house.write(h.QUESTION), "They open on 4 January.")
    assert house.content("action.planned") == {"text": "They open on 4 January."}
    assert "text" not in house.entries("action.planned")[-1].facts


@pytest.mark.parametrize(
    ("platform", "kind", "operation", "means", "way"),
    [
        ("facebook", "comment", "warn", "message", Operation.PRIVATE_REPLY),
        ("facebook", "comment", "warn", "reply", Operation.REPLY),
        ("facebook", "direct_message", "warn", "message", Operation.MESSAGE),
        ("x", "direct_message", "warn", "message", Operation.MESSAGE),
        ("x", "mention", "message", "", Operation.MESSAGE),
        ("facebook", "comment", "message", "", Operation.PRIVATE_REPLY),
        ("facebook", "direct_message", "message", "", Operation.MESSAGE),
        ("youtube", "comment", "message", "", Operation.MESSAGE),
        ("facebook", "comment", "hide", "", Operation.HIDE),
    ],
)
def test_words_go_the_way_that_the_platform_has(
    platform: str, kind: str, operation: str, means: str, way: Operation
) -> None:
    action = Action(channel=Channel(platform=platform), contribution_kind=kind, operation=operation, means=means)
    assert planning.by_api(action) == way


def test_a_warning_in_a_direct_message_on_x_goes_by_api(house: House) -> None:
    written = house.message(h.INSULT, on="x")
    decision = house.decide(written, "harassment", ("warn",))
    assert house.action(decision, "warn").state == "done"
    assert len(house.on("x").inbox["ann"]) == 1


def test_the_target_is_all_that_an_adapter_needs(house: House) -> None:
    written = house.message(h.QUESTION)
    target = planning.target_of(written)
    assert target.external_id == written.external_id
    assert target.author_external_id == "ann"
    assert target.kind == ContributionKind.DIRECT_MESSAGE


def test_a_hide_that_a_lost_hand_over_left_unplanned_is_found(house: House) -> None:
    decision = house.decide(house.write(h.MILD), "disrespect", ("hide",), run=False)
    Task.objects.filter(name="actions.carry_out").update(state="done", finished_at=house.now)
    work.testing.run_sweep("actions.unplanned", now=house.now)
    assert house.action(decision, "hide").evidence_id
    work.testing.run_sweep("actions.unplanned", now=house.now)
    assert Action.objects.count() == 1

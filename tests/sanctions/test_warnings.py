"""Warnings: their words, the way they go, and that only a delivered one counts."""

from __future__ import annotations

import pytest
from tests import house as h
from tests.fake_platform import FakeAdapter
from tests.house import House

from evenhand.actions import manual, outcome
from evenhand.actions.models import Action
from evenhand.channels.models import Channel
from evenhand.platforms.capabilities import storage
from evenhand.platforms.interface import Operation, Platform, ReadBack, Target
from evenhand.sanctions import warnings
from evenhand.sanctions.letters import warning_text
from evenhand.sanctions.models import Warning
from evenhand.sanctions.times import microseconds, moment


def only() -> Warning:
    return Warning.objects.get()


def test_a_warning_goes_privately_where_it_can(house: House) -> None:
    house.warned()
    warning = only()
    assert (warning.state, warning.means) == ("delivered", "message")
    (letter,) = house.on("facebook").inbox["ann"]
    assert h.hmpps().guidelines_url in letter
    assert "Harassment and personal abuse" in letter
    assert warning.guidelines_link == h.hmpps().guidelines_url
    assert warning.delivered_us == microseconds(house.now)
    assert house.entries("warning.delivered")[-1].facts["guideline"] == "harassment"


@pytest.mark.parametrize("platform", ["x", "youtube", "linkedin"])
def test_where_only_a_public_reply_exists_it_is_neutral_and_read_back(house: House, platform: str) -> None:
    decision = house.warned(on=platform)
    warning = only()
    assert (warning.state, warning.means) == ("delivered", "reply")
    (words,) = [text for _, text in house.item(decision.contribution).replies]
    assert h.hmpps().guidelines_url in words
    assert "abuse" not in words.lower()
    assert "harass" not in words.lower()


@pytest.mark.parametrize("platform", ["x", "youtube"])
def test_the_public_warning_comes_before_the_hiding(house: House, platform: str) -> None:
    written = house.write(h.MILD, on=platform)
    house.decide(written, "disrespect", ("hide", "warn"))
    assert house.effects(platform) == ["reply", "hide"]
    assert only().state == "delivered"


def test_the_public_warning_comes_first_even_when_it_must_be_tried_again(house: House) -> None:
    written = house.write(h.MILD, on="youtube")
    house.on("youtube").faults.extend(["transient", "lost_answer"])
    house.decide(written, "disrespect", ("hide", "warn"))
    house.keep_running(15)
    assert house.effects("youtube") == ["reply", "hide"]
    assert only().state == "delivered"


def test_where_a_private_message_exists_the_hiding_does_not_wait(house: House) -> None:
    house.decide(house.write(h.MILD), "disrespect", ("hide", "warn"))
    assert house.effects() == ["hide", "private_reply"]


def test_a_reply_under_what_is_held_is_not_delivered(house: House) -> None:
    written = house.write(h.INSULT, on="youtube")
    assert written.platform_state == "held"
    decision = house.decide(written, "harassment", ("warn",))
    warning = only()
    assert warning.state == "undeliverable"
    assert warning.delivered_us is None
    assert "cannot see replies" in warning.reason
    assert "could not be delivered" in house.case(decision.contribution).why[-1]
    assert house.stands(decision.contribution) == "waiting"
    assert house.entries("warning.undeliverable")


def test_where_its_author_sees_no_reply_under_what_is_hidden_the_warning_goes_another_way(house: House) -> None:
    written = house.write(h.INSULT, on="x")
    assert written.platform_state == "hidden"
    house.decide(written, "harassment", ("warn",))
    assert (only().state, only().means) == ("delivered", "message")
    assert house.effects("x") == ["hide", "message"]
    assert len(house.on("x").inbox["ann"]) == 1


@pytest.mark.parametrize("visible", [False, True])
def test_a_reply_under_what_is_hidden_counts_only_where_the_platform_shows_it(house: House, *, visible: bool) -> None:
    written = house.write(h.INSULT, on="x")
    told = storage(Platform.X).model_copy(update={"warning_visible_after_hide": visible})
    house.patch.setattr(outcome, "storage", lambda _platform: told)
    assert outcome.author_sees_replies(written) is visible
    house.patch.setattr(warnings, "available", lambda *_a, **_k: False)  # and no private way either
    house.decide(written, "harassment", ("warn",))
    assert (only().state, only().means) == ("delivered" if visible else "undeliverable", "reply")


def test_a_reply_that_cannot_be_read_back_is_not_delivered(house: House) -> None:
    async def blind(_self: FakeAdapter, _operation: Operation, _target: Target, _r: object, _t: str = "") -> ReadBack:
        return ReadBack.UNREADABLE

    house.patch.setattr(FakeAdapter, "read_back", blind)
    house.warned(on="linkedin")
    assert only().state == "undeliverable"
    assert "read back" in only().reason


def test_a_private_message_counts_when_the_platform_took_it(house: House) -> None:
    async def blind(_self: FakeAdapter, _operation: Operation, _target: Target, _r: object, _t: str = "") -> ReadBack:
        return ReadBack.UNREADABLE

    house.patch.setattr(FakeAdapter, "read_back", blind)
    house.warned()
    assert only().state == "delivered"


def test_a_warning_the_platform_refuses_is_a_persons_to_send(house: House) -> None:
    written = house.write(h.INSULT, on="linkedin")
    house.on("linkedin").faults.append("refused")
    decision = house.decide(written, "harassment", ("warn",))
    assert only().state == "planned"
    task = house.task(decision, "warn")
    manual.confirm(task, house.moderator, done=True)
    house.run()
    assert only().state == "delivered"


def test_a_warning_that_nobody_could_send_is_not_delivered(house: House) -> None:
    written = house.write(h.INSULT, on="linkedin")
    house.on("linkedin").faults.append("refused")
    decision = house.decide(written, "harassment", ("warn",))
    manual.confirm(house.task(decision, "warn"), house.moderator, done=False, note="Replies are closed.")
    house.run()
    assert only().state == "undeliverable"
    assert only().reason == "Replies are closed."
    assert "Replies are closed." in house.case(written).why[-1]


def test_a_warning_under_what_is_gone_is_not_delivered(house: House) -> None:
    written = house.write(h.INSULT, on="linkedin")
    house.item(written).removed = True
    house.decide(written, "harassment", ("warn",))
    assert only().state == "undeliverable"


def test_a_warning_lapses_after_the_policys_months(house: House) -> None:
    house.warned()
    warning = only()
    assert warning.delivered_us is not None
    assert warning.lapses_us is not None
    assert moment(warning.delivered_us).replace(year=2027) == moment(warning.lapses_us)


def test_issuing_and_settling_twice_change_nothing(house: House) -> None:
    decision = house.warned()
    warning = only()
    strike = warning.strike
    assert warnings.issue(decision, strike).pk == warning.pk
    house.wait(60)
    assert warning.action is not None
    settled = warnings.settle(warning.action, author_sees=True)
    assert settled is not None
    assert settled.delivered_us == warning.delivered_us
    assert len(house.on("facebook").inbox["ann"]) == 1
    assert Action.objects.filter(operation="warn").count() == 1


def test_an_action_that_is_no_warnings_settles_nothing(house: House) -> None:
    decision = house.decide(house.write(h.MILD), "disrespect")
    assert warnings.settle(house.action(decision, "hide"), author_sees=True) is None


def test_nobody_is_warned_for_what_does_not_count(house: House) -> None:
    house.decide(house.write(h.MILD), "disrespect", ("hide",))
    assert not Warning.objects.exists()


def test_a_warning_in_a_thread_of_messages_is_private(house: House) -> None:
    written = house.message(h.INSULT)
    house.decide(written, "harassment", ("warn",))
    assert (only().means, only().state) == ("message", "delivered")


def test_on_an_assisted_channel_a_person_sends_it(house: House) -> None:
    written = house.write(h.MILD)
    Channel.objects.update(mode="assisted")
    decision = house.decide(written, "disrespect", ("warn",))
    assert house.action(decision, "warn").state == "manual"
    assert only().state == "planned"


@pytest.mark.parametrize("means", ["message", "reply"])
def test_every_warning_has_the_link_and_the_guideline(house: House, means: str) -> None:
    decision = house.decide(house.write(h.MILD), "disrespect")
    words = warning_text(decision, means)
    assert h.hmpps().guidelines_url in words
    assert "espect for other people" in words
    assert "{" not in words


def test_the_warning_is_under_the_policy_that_the_decision_stands_on(house: House) -> None:
    decision = house.warned()
    assert only().policy_version == decision.policy_version
    assert only().guideline == decision.guideline

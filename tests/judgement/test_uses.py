"""What a channel's texts are used for: by the platform's terms, or by a recorded decision with ground, name and end."""

from __future__ import annotations

from datetime import timedelta

import pytest
from tests import house as h
from tests.house import House

from evenhand.cases.models import Case
from evenhand.channels.models import Channel
from evenhand.judgement import uses
from evenhand.judgement.models import UseDecision
from evenhand.judgement.uses import Use, UseRefusedError
from evenhand.platforms.capabilities import storage
from evenhand.platforms.interface import Platform

FORBIDS = [platform for platform in Platform if not storage(platform).may_infer_risk]
ALLOWS = [platform for platform in Platform if storage(platform).may_infer_risk]


def undecided(house: House, platform: str) -> Channel:
    """Our channel there, with nothing recorded about its texts."""
    house.on(platform)
    UseDecision.objects.all().delete()
    return house.channels[platform]


@pytest.mark.parametrize("platform", FORBIDS)
def test_where_the_platform_forbids_it_nobody_is_taken_to_be_at_risk(house: House, platform: Platform) -> None:
    undecided(house, platform)
    written = house.write(h.AT_RISK, on=platform)
    judged = house.judged(written)
    assert not judged.at_risk
    assert not {str(signal["name"]) for signal in judged.signals} & {"at_risk", "judged_at_risk"}
    assert not Case.objects.filter(kind="safeguarding").exists()


@pytest.mark.parametrize("platform", FORBIDS)
def test_a_recorded_decision_lets_people_at_risk_be_found_until_it_ends(house: House, platform: Platform) -> None:
    channel = undecided(house, platform)
    until = house.now.date() + timedelta(days=30)
    made = uses.decide(channel, Use.INFER_RISK, house.approver, "Vital interests.", until)
    assert house.judged(house.write(h.AT_RISK, on=platform, by="ann")).at_risk
    assert house.content("use_decision.made") == {"ground": "Vital interests."}
    uses.end(made, house.approver)
    assert not house.judged(house.write(f"{h.AT_RISK} Really.", on=platform, by="bob")).at_risk
    uses.decide(channel, Use.INFER_RISK, house.approver, "Vital interests.", until)
    house.wait(60 * 24 * 31)
    assert not house.judged(house.write(f"{h.AT_RISK} Truly.", on=platform, by="cat")).at_risk
    again = uses.decide(channel, Use.INFER_RISK, house.approver, "As before.", until + timedelta(days=365))
    assert UseDecision.objects.get(ended_at=None) == again


@pytest.mark.parametrize("platform", ALLOWS)
def test_where_the_platform_allows_it_nothing_has_to_be_recorded(house: House, platform: Platform) -> None:
    channel = undecided(house, platform)
    assert house.judged(house.write(h.AT_RISK, on=platform)).at_risk
    with pytest.raises(UseRefusedError, match="allow this already"):
        uses.decide(channel, Use.INFER_RISK, house.approver, "Vital interests.", house.now.date() + timedelta(days=9))


def test_other_signals_of_the_same_text_are_heard_all_the_same(house: House) -> None:
    undecided(house, "x")
    judged = house.judged(house.write(f"{h.AT_RISK} {h.INSULT}", on="x"))
    assert [finding["guideline_id"] for finding in judged.findings] == ["harassment"]


PRIZE = "You have won a £500 gift card! Claim your prize here bit.ly/xk39"


@pytest.mark.parametrize("platform", FORBIDS)
def test_the_machine_does_not_hide_what_may_be_from_somebody_at_risk(house: House, platform: Platform) -> None:
    undecided(house, platform)
    written = house.write(f"{PRIZE} {h.AT_RISK}", on=platform)
    judged = house.judged(written)
    assert [(finding["guideline_id"], finding["automatic"]) for finding in judged.findings] == [("spam", False)]
    assert judged.automatic != "hide"
    assert not written.decisions.exists()
    assert Case.objects.get(contribution=written).kind == "review", "a person decides"


def test_what_does_not_weigh_risk_is_hidden_all_the_same(house: House) -> None:
    undecided(house, "x")
    assert house.write(h.INSULT, on="x").decisions.get().measures == "hide"


def test_a_decision_needs_a_role_a_ground_and_an_end(house: House) -> None:
    channel, later = undecided(house, "x"), house.now.date() + timedelta(days=9)
    with pytest.raises(UseRefusedError, match="Your role"):
        uses.decide(channel, Use.LEARN, house.person("mo", "moderator"), "A ground.", later)
    with pytest.raises(UseRefusedError, match="Say the ground"):
        uses.decide(channel, Use.LEARN, house.approver, " ", later)
    with pytest.raises(UseRefusedError, match="later than today"):
        uses.decide(channel, Use.LEARN, house.approver, "A ground.", house.now.date())
    made = uses.decide(channel, Use.LEARN, house.approver, "A ground.", later)
    with pytest.raises(UseRefusedError, match="stands for the channel already"):
        uses.decide(channel, Use.LEARN, house.approver, "A ground.", later)
    uses.end(made, house.approver)
    with pytest.raises(UseRefusedError, match="ended already"):
        uses.end(made, house.approver)
    assert not uses.may_use(channel, Use.LEARN)
    assert not uses.may_use(channel, Use.INFER_RISK)

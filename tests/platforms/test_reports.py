"""Every guideline of every policy has, on every platform, a reason to report it by, a rule to read, and true steps."""

from __future__ import annotations

import itertools
from functools import cache
from pathlib import Path

import pytest

from evenhand.platforms.capabilities import steps
from evenhand.platforms.interface import Operation, Platform
from evenhand.platforms.reports import CHOOSE, WHEN, reasons_for, report_steps, reports
from evenhand.policy import load
from evenhand.policy.schema import Guideline, Kind
from evenhand.signals.catalogue import CATALOGUE

POLICIES = Path(__file__).resolve().parents[2] / "policies"


@cache
def rules_of(policy: str) -> tuple[Guideline, ...]:
    return load(POLICIES / f"{policy}.yaml", signals=CATALOGUE).guidelines


@pytest.mark.parametrize("policy", ["hmpps", "council"])
@pytest.mark.parametrize("platform", Platform)
def test_every_guideline_has_a_reason_a_rule_and_steps(policy: str, platform: Platform) -> None:
    for rule in rules_of(policy):
        told = report_steps(platform, rule.kinds)
        first = next(iter(reasons_for(platform, rule.kinds).values()))
        assert told.index(f"Choose the reason {first.quoted}.") < told.index("Send the report."), rule.id
        assert any(first.rules in step for step in told)
        assert CHOOSE not in told
        assert told[-1] == "Come back and confirm that it is done."


@pytest.mark.parametrize(("platform", "kind"), list(itertools.product(Platform, Kind)))
def test_every_kind_has_just_one_reason(platform: Platform, kind: Kind) -> None:
    assert [kind in one.kinds for one in reports(platform).reasons].count(True) == 1
    assert kind in WHEN


@pytest.mark.parametrize("platform", Platform)
def test_a_guideline_nobody_knows_of_keeps_the_general_step(platform: Platform) -> None:
    assert report_steps(platform, []) == steps(platform, Operation.PLATFORM_REPORT)
    assert steps(platform, Operation.PLATFORM_REPORT).count(CHOOSE) == 1


@pytest.mark.parametrize("platform", Platform)
def test_rules_stand_on_the_platforms_own_sites(platform: Platform) -> None:
    sites = {
        Platform.FACEBOOK: ("https://transparency.meta.com/",),
        Platform.INSTAGRAM: ("https://transparency.meta.com/", "https://help.instagram.com/"),
        Platform.X: ("https://help.x.com/",),
        Platform.LINKEDIN: ("https://www.linkedin.com/",),
        Platform.YOUTUBE: ("https://support.google.com/youtube/",),
    }
    told = reports(platform)
    assert told.seen_on is None, "nobody has compared it with the live form yet"
    assert all(address.startswith(sites[platform]) for address in (told.rules, *(one.rules for one in told.reasons)))


def test_a_guideline_of_several_kinds_says_which_reason_is_for_which() -> None:
    told = report_steps(Platform.FACEBOOK, ["THREAT", "SH-ENCOURAGE"])
    assert "If it urges somebody to harm themselves, choose 'Suicide or self-harm' instead." in told


def test_where_a_platform_has_no_rule_nobody_is_left_waiting() -> None:
    told = report_steps(Platform.X, ["DISR"])
    assert (
        "X has no rule of its own against this, so expect no answer. What Evenhand does here does not wait for it."
        in told
    )

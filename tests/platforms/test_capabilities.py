"""The table is whole, truthful where it can be checked by machine, and never leads a person nowhere."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evenhand.platforms import capabilities
from evenhand.platforms.capabilities import Sight, Support, capability, deep_link, steps, text_limit
from evenhand.platforms.interface import Operation, Platform, Target

CELLS = list(itertools.product(Platform, Operation))
READS = {Operation.LIST_POSTS, Operation.LIST_COMMENTS, Operation.LIST_MESSAGES}
BY_HAND = [
    cell
    for cell in CELLS
    if capability(*cell).supported in {Support.MANUAL, Support.PARTIAL}
    or (capability(*cell).supported is Support.API and cell[1] not in READS)  # the platform may refuse it still
]
WHOLE = Target(
    "c1",
    post_external_id="p1",
    parent_external_id="c0",
    author_external_id="a1",
    thread_external_id="t1",
    permalink="https://example.org/c1",
)


@pytest.mark.parametrize("platform", Platform)
def test_covers_every_operation(platform: Platform) -> None:
    assert set(capabilities.table(platform).operations) == set(Operation)


@pytest.mark.parametrize(("platform", "operation"), BY_HAND)
def test_what_may_have_to_be_done_by_hand_has_a_link_and_steps(platform: Platform, operation: Operation) -> None:
    assert deep_link(platform, operation, WHOLE, text="Hello", account_id="77").startswith("https://")
    told = steps(platform, operation)
    assert len(told) >= 3
    assert all(step.endswith(".") for step in told)


@pytest.mark.parametrize(("platform", "operation"), CELLS)
def test_cells_agree_with_themselves(platform: Platform, operation: Operation) -> None:
    cell = capability(platform, operation)
    assert cell.tested is False, "nobody has tried it with real credentials yet"
    if cell.supported is Support.NONE:
        assert cell.note, "say why there is nothing"
        assert not cell.steps
        assert not cell.links
    if cell.fallback:
        assert cell.fallback is not operation
        assert capability(platform, cell.fallback).supported is not Support.NONE
    if operation is Operation.DELETE:
        assert not cell.reversible
    if cell.supported is not Support.NONE and operation not in READS:
        assert cell.read_back != "none"


@pytest.mark.parametrize("platform", Platform)
def test_a_machine_may_only_hide_where_it_can_be_undone(platform: Platform) -> None:
    cell = capability(platform, Operation.HIDE)
    assert cell.reversible or cell.supported is Support.NONE
    if cell.supported is not Support.NONE:
        assert cell.visible_to_stranger in {Sight.NO, Sight.CLICK_THROUGH}


@pytest.mark.parametrize("platform", Platform)
def test_texts_that_can_be_sent_have_a_limit(platform: Platform) -> None:
    for operation in (Operation.REPLY, Operation.PRIVATE_REPLY, Operation.MESSAGE):
        by_api = capability(platform, operation).supported in {Support.API, Support.PARTIAL}
        assert (text_limit(platform, operation) is not None) == by_api
    assert text_limit(platform, Operation.HIDE) is None


def test_youtube_holds_and_x_is_read_from_the_receipt() -> None:
    assert capability(Platform.YOUTUBE, Operation.BLOCK).supported == "manual"
    assert capability(Platform.X, Operation.HIDE).read_back == "receipt"
    assert capability(Platform.LINKEDIN, Operation.HIDE).supported == "none"
    assert capability(Platform.FACEBOOK, Operation.HIDE).visible_to_friend is Sight.YES


def test_a_link_is_quoted_and_a_hostile_permalink_is_not_used() -> None:
    target = Target("1&x=2", permalink="javascript:alert(1)")
    assert "1%26x%3D2" in deep_link(Platform.X, Operation.REPLY, target, text="a b&c")
    assert deep_link(Platform.INSTAGRAM, Operation.PLATFORM_REPORT, target) == "https://www.instagram.com/"
    assert deep_link(Platform.YOUTUBE, Operation.HIDE, target) == ""
    broken = Target("1", permalink="https://[")
    assert deep_link(Platform.FACEBOOK, Operation.PLATFORM_REPORT, broken) == "https://www.facebook.com/1"


def test_a_link_that_the_text_makes_too_long_goes_without_the_text() -> None:
    link = deep_link(Platform.X, Operation.MESSAGE, WHOLE, text="long " * 1000)
    assert len(link) <= capabilities.LONGEST_LINK
    assert link.endswith("text=")


@given(st.text(), st.text(), st.sampled_from(CELLS))
def test_no_text_breaks_a_link(permalink: str, text: str, cell: tuple[Platform, Operation]) -> None:
    link = deep_link(*cell, Target("x", "p", "", "a", "", permalink), text=text, account_id="7")
    assert link == "" or link.startswith(("https://", "http://"))

"""What Meta's codes mean for the caller; 'HTTP 400 means slow down' included."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.platforms.fakes import START

from evenhand.platforms.meta.dialect import BREATHER, WAIT_WITHOUT_WORD, budget, fault
from evenhand.platforms.wire import Answer, FaultKind

CASES = [
    (400, 4, 0, FaultKind.THROTTLED),
    (400, 17, 0, FaultKind.THROTTLED),
    (400, 32, 0, FaultKind.THROTTLED),
    (400, 613, 0, FaultKind.THROTTLED),
    (400, 80001, 0, FaultKind.THROTTLED),
    (400, 80002, 0, FaultKind.THROTTLED),
    (401, 190, 460, FaultKind.TOKEN),
    (400, 190, 463, FaultKind.TOKEN),
    (403, 10, 0, FaultKind.PERMISSION),
    (403, 10, 2534022, FaultKind.REFUSED),
    (403, 200, 0, FaultKind.PERMISSION),
    (403, 299, 0, FaultKind.PERMISSION),
    (400, 1705, 0, FaultKind.PERMISSION),
    (400, 100, 33, FaultKind.GONE),
    (400, 100, 0, FaultKind.REFUSED),
    (400, 368, 0, FaultKind.REFUSED),
    (500, 1, 0, FaultKind.UNCLEAR),
    (503, 2, 0, FaultKind.UNCLEAR),
    (200, 100, 0, FaultKind.REFUSED),
]


@pytest.mark.parametrize(("status", "code", "subcode", "kind"), CASES)
def test_codes(status: int, code: int, subcode: int, kind: FaultKind) -> None:
    found = fault(Answer(status, {}, {"error": {"code": code, "error_subcode": subcode}}), START)
    assert found is not None
    assert found.kind is kind
    assert (found.resume_at == START + WAIT_WITHOUT_WORD) == (kind is FaultKind.THROTTLED)


@pytest.mark.parametrize(
    ("status", "kind"),
    [
        (401, FaultKind.TOKEN),
        (404, FaultKind.GONE),
        (429, FaultKind.THROTTLED),
        (502, FaultKind.UNCLEAR),
        (302, FaultKind.UNCLEAR),
    ],
)
def test_without_a_code_the_status_speaks(status: int, kind: FaultKind) -> None:
    found = fault(Answer(status, {}, {}), START)
    assert found is not None
    assert found.kind is kind


def test_success_is_no_fault_and_an_error_without_a_code_is_unclear() -> None:
    assert fault(Answer(200, {}, {"success": True}), START) is None
    found = fault(Answer(200, {}, {"error": {"message": "?"}}), START)
    assert found is not None
    assert found.kind is FaultKind.UNCLEAR


def test_a_passing_fault_may_have_happened() -> None:
    found = fault(Answer(400, {}, {"error": {"code": 99, "is_transient": True}}), START)
    assert found is not None
    assert found.kind is FaultKind.UNCLEAR


def test_the_longest_wait_of_the_headers_wins() -> None:
    usage = '{"1": [{"type": "pages", "estimated_time_to_regain_access": 7}, {"estimated_time_to_regain_access": 12}]}'
    found = fault(Answer(400, {"x-business-use-case-usage": usage}, {"error": {"code": 32}}), START)
    assert found is not None
    assert found.resume_at == START + timedelta(minutes=12)
    told = fault(Answer(429, {"retry-after": "90"}, {}), START)
    assert told is not None
    assert told.resume_at == START + timedelta(seconds=90)


def test_both_hosts_usage_headers_are_read() -> None:
    facebook = budget({"x-app-usage": '{"call_count": 40, "total_cputime": 55, "total_time": 1}'}, START)
    instagram = budget({"x-app-usage": '{"call_volume": 3, "cpu_time": 60}'}, START)
    business = '{"1": [{"call_count": 99, "estimated_time_to_regain_access": 5}]}'
    page = budget({"x-business-use-case-usage": business}, START)
    assert facebook is not None
    assert instagram is not None
    assert page is not None
    assert (facebook.share_used, instagram.share_used) == (0.55, 0.6)
    assert (page.share_used, page.resume_at) == (0.99, START + timedelta(minutes=5))
    assert budget({}, START) is None
    nearly = budget({"x-app-usage": '{"call_count": 99}'}, START)
    assert nearly is not None
    assert nearly.resume_at == START + BREATHER


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda x: st.lists(x) | st.dictionaries(st.text(), x),
    max_leaves=6,
)


@given(
    st.integers(100, 599),
    st.dictionaries(st.sampled_from(["error", "x"]), JSON),
    st.dictionaries(st.sampled_from(["x-app-usage", "x-business-use-case-usage", "retry-after"]), st.text()),
)
def test_nothing_that_is_sent_breaks_the_reading(
    status: int, data: Mapping[str, object], headers: dict[str, str]
) -> None:
    fault(Answer(status, headers, data), START)
    budget(headers, START)

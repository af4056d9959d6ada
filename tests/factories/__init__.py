"""Builds rows for tests, straight in the database: what a test does not care about has a default here."""

from __future__ import annotations

from tests.factories.answers import answer, merged, used_answer
from tests.factories.care import helped
from tests.factories.ladder import block, confirmation, confirmed_by_two, laddered, ordered_and_lifted, strike, warning
from tests.factories.redress import (
    appeal,
    ended,
    reference,
    sent_statement,
    statement,
    turned_down_twice,
    upheld_appeal,
)
from tests.factories.rights import erasure, hold, legal_decision, notice, uses_decided
from tests.factories.spine import (
    NOON,
    action,
    assessment,
    author,
    case,
    case_closed,
    channel,
    contribution,
    decision,
    evidence,
    numbers,
    person,
    plan,
    plan_row,
    policy_version,
    told_report,
    version,
)

__all__ = [
    "NOON",
    "action",
    "answer",
    "appeal",
    "assessment",
    "author",
    "block",
    "case",
    "case_closed",
    "channel",
    "confirmation",
    "confirmed_by_two",
    "contribution",
    "decision",
    "ended",
    "erasure",
    "evidence",
    "helped",
    "hold",
    "laddered",
    "legal_decision",
    "merged",
    "notice",
    "numbers",
    "ordered_and_lifted",
    "person",
    "plan",
    "plan_row",
    "policy_version",
    "reference",
    "sent_statement",
    "statement",
    "strike",
    "told_report",
    "turned_down_twice",
    "upheld_appeal",
    "used_answer",
    "uses_decided",
    "version",
    "warning",
]

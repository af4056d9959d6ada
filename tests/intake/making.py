"""Items as adapters give them, with a default for whatever a test does not care about. All texts are invented."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from evenhand.platforms.interface import AuthorItem, ContributionItem, ContributionKind, PostItem

NOON = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
KIM = AuthorItem("kim-1", handle="@kim", display_name="Kim Marlow")

PLAIN = ContributionItem(
    external_id="c-1",
    kind=ContributionKind.COMMENT,
    text="When do visits start again?",
    published_at=NOON,
    author=KIM,
    post_external_id="p-1",
    permalink="https://example.org/c-1",
    dated_at=NOON,
)


def item(**told: Any) -> ContributionItem:  # noqa: ANN401 (fields of several types)
    """One comment by Kim under our post."""
    return replace(PLAIN, **told)


def post(**told: Any) -> PostItem:  # noqa: ANN401 (as above)
    """One post of ours."""
    return replace(PostItem("p-1", "Visits start again in May.", NOON - timedelta(days=1)), **told)


def after(seconds: float) -> datetime:
    """A time after noon."""
    return NOON + timedelta(seconds=seconds)

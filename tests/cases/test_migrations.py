"""Cases from before due times and outcomes were held get theirs, and nothing is lost, on both stores."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from tests import factories as make

from evenhand.cases.due import due_at
from evenhand.cases.models import Case

pytestmark = pytest.mark.django_db(transaction=True)
OPENED = datetime(2026, 4, 2, 16, 30, tzinfo=UTC)


@pytest.fixture
def before() -> Iterator[None]:
    """The room's tables as they were at first; at the end, as they are now."""
    call_command("migrate", "cases", "0001", verbosity=0)
    yield
    call_command("migrate", verbosity=0)


def old_case(kind: str, state: str = "open", outcome: str = "", reason: str = "") -> int:
    """A case as it was written then."""
    model = (
        MigrationExecutor(connection).loader.project_state(("cases", "0001_initial")).apps.get_model("cases", "Case")
    )
    made = model.objects.create(
        contribution_id=make.contribution().pk,
        kind=kind,
        state=state,
        outcome=outcome,
        outcome_reason=reason,
        opened_at=OPENED,
        closed_at=OPENED if state == "closed" else None,
    )
    return int(made.pk)


def test_earlier_cases_get_their_due_time_and_their_outcome(before: None) -> None:  # noqa: ARG001 (makes the tables)
    rows = {kind: old_case(kind) for kind in ("review", "question", "safeguarding")}
    decided = old_case("question", "closed", "no_breach")
    bare = old_case("question", "closed", "redirected")
    answered = old_case("question", "closed", "answered")
    closed = old_case("question", "closed", "closed", "Asked twice.")
    review = old_case("review", "closed", "gone")
    call_command("migrate", verbosity=0)
    for kind, pk in rows.items():
        assert Case.objects.get(pk=pk).due_at == due_at(kind, OPENED)
    ended = {row.pk: (row.outcome, row.outcome_reason) for row in Case.objects.filter(state="closed")}
    assert ended[decided] == ("closed", "Closed before each question had to have an outcome (no_breach).")
    assert ended[bare] == ("redirected", "Closed before each question had to have an outcome (redirected).")
    assert ended[answered] == ("answered", "")
    assert ended[closed] == ("closed", "Asked twice.")
    assert ended[review] == ("gone", "")

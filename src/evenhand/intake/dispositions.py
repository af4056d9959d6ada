"""Setting where a contribution stands: the one place that changes a disposition, each change on record."""

from __future__ import annotations

from django.db.models import QuerySet
from django.utils import timezone

from evenhand import records
from evenhand.intake.models import Contribution, Disposition
from evenhand.store.prepared import Value, prepared

UNDECIDED = {Disposition.State.RECEIVED, Disposition.State.WAITING}


@prepared
def _locked(key: Value) -> QuerySet[Disposition]:
    return Disposition.objects.select_for_update(no_key=True).filter(pk=key)


def set_disposition(
    contribution: Contribution, state: Disposition.State | str, reason: str, *, actor: str = "machine"
) -> None:
    """Say where a contribution stands now, inside the caller's transaction; saying the same again changes nothing."""
    row = _locked.get(contribution.disposition_id)
    wanted = Disposition.State(state)
    before, contribution.disposition = row.state, row
    if row.state == wanted and row.reason == reason[:300]:
        return
    row.state, row.reason, row.changed_at = wanted, reason[:300], timezone.now()
    row.save(update_fields=["state", "reason", "changed_at"])
    if before != wanted:
        records.append(
            "contribution.disposed",
            subject=f"contribution:{contribution.pk}",
            actor=actor,
            facts={"from": before, "to": wanted.value},
            content={"reason": row.reason} if reason else None,
        )

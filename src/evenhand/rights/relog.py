"""Writing the erasure log anew from the database, where it was lost.

The ids of what an author wrote are gone from the database; those digests stand among the channel's erased ids, and go
into each line, since nobody can tell any more whose they were.
"""

from __future__ import annotations

from evenhand.intake.models import ErasedId
from evenhand.rights import log
from evenhand.rights.models import Erasure


def write_missing() -> int:
    """Add a line for each erasure that the log lacks; how many. Raises ErasureLogError."""
    told = {line.id for line in log.read()}
    done = Erasure.objects.filter(state=Erasure.State.DONE).order_by("done_at")
    missing = [row for row in done if str(row.pk) not in told]
    for row in missing:
        ids = ErasedId.objects.filter(channel=row.channel_id).order_by("pk").values_list("digest", flat=True)
        log.append(
            log.Line(
                id=str(row.pk),
                at=row.done_at.isoformat() if row.done_at else "",
                channel=row.channel_id,
                digest=row.digest,
                contributions=tuple(ids),
                why=row.why,
                reference=row.reference,
            )
        )
    return len(missing)

"""A thousand messages from one account are not a thousand cases: what comes above a few goes on in the oldest one.

Nothing is lost: every message stands in the conversation, and the case says how many further ones go on in it. Other
kinds of case, that of somebody at risk first, are never held back.
"""

from __future__ import annotations

import re

from evenhand.cases import queue, snoozing
from evenhand.cases.models import Case
from evenhand.intake.models import Contribution

MOST = 10
"""So many questions of one account may wait each by itself."""
FURTHER = "by the same account: read the whole conversation."
_COUNT = re.compile(r"^(\d+) further messages? ")


def hold(message: Contribution) -> Case | None:
    """Where its author has many open questions already, let the one in this message go on in the oldest of them.

    Called in the author's lane. None where it stays a case of its own.
    """
    asked = Case.objects.select_for_update().filter(kind=Case.Kind.QUESTION, state=Case.State.OPEN)
    this = asked.filter(contribution=message).first()
    if this is None or message.author_id is None:
        return None
    mine = asked.filter(contribution__author=message.author_id, contribution__kind=message.kind, pk__lt=this.pk)
    older = list(mine.order_by("pk")[:MOST])
    if len(older) < MOST:
        return None
    first = older[0]
    reason = f"Its author wrote very often, so it goes on in case {first.pk}, with the whole conversation."
    queue.close(this, outcome="closed", actor="machine", reason=reason)
    queue.settle_disposition(message)
    _count(first)
    return first


def _count(case: Case) -> None:
    """One further message goes on in the case."""
    before = next((match for match in map(_COUNT.match, case.why) if match), None)
    number = int(before.group(1)) + 1 if before else 1
    kept = [reason for reason in case.why if not reason.endswith(FURTHER)]
    said = "message" if number == 1 else "messages"
    case.why = [*kept, f"{number} further {said} {FURTHER}"]
    case.save(update_fields=["why"])
    if before is None:
        snoozing.bring_back(case)

"""What people write by the public forms, read for somebody at risk: they are noticed wherever they write.

Read once, for that and for what pages must mask in it (`masks`), with the signals that read everything else. Nobody
knows who filled in a form, and it may be its writer who is at risk or whoever wrote what is reported: a person reads
it, and the case says where it stands.
"""

from __future__ import annotations

from django.db import transaction

from evenhand import work
from evenhand.assess import Assessment
from evenhand.cases import queue
from evenhand.cases.models import Case
from evenhand.cases.routing import METHOD_GUIDELINE, MOST_URGENT
from evenhand.channels.models import Channel
from evenhand.intake import notices
from evenhand.judgement.services import lane_of
from evenhand.sanctions.models import Appeal
from evenhand.support import masks
from evenhand.support.models import FormReport
from evenhand.work.enqueueing import lock_lane

BY_FORM = "Somebody may be at risk: read what they wrote in the public form."


def have_read(of: FormReport | Appeal) -> None:
    """Have it read, in the transaction that took it in. In a lane of its own: nothing else may hold it up."""
    where = masks.where(of)
    work.enqueue("support.at_risk", {"of": where}, lane=f"worry:{where}", key=f"worry:{where}", priority=1)


@transaction.atomic
def look(where: str) -> Case | None:
    """Open a case where the words that stand in `where` say that somebody may be at risk; who is on call is alerted."""
    of = masks.standing(where)
    judged = masks.judge(of)
    if of.channel is None or not _worries(judged):
        return None
    return _open(of.channel, of)


def _worries(judged: Assessment) -> bool:
    return judged.at_risk or any(one.guideline_id == METHOD_GUIDELINE for one in judged.findings)


def _open(channel: Channel, of: FormReport | Appeal) -> Case:
    notice = notices.keep(channel, masks.where(of), of.received_at)
    lock_lane(lane_of(notice))
    contribution = queue.locked_contribution.get(notice.pk)
    case = queue.open_case(contribution, Case.Kind.SAFEGUARDING, priority=MOST_URGENT, why=(BY_FORM,), cause="form")
    queue.settle_disposition(contribution)
    return case

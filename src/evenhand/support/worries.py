"""What people write by the public forms, read for somebody at risk: they are noticed wherever they write.

Read with the signals that read everything else. Nobody knows who filled in a form, and it may be its writer who is at
risk or whoever wrote what is reported: a person reads it, and the case says where it stands.
"""

from __future__ import annotations

from django.db import transaction

from evenhand import work
from evenhand.cases import queue
from evenhand.cases.models import Case
from evenhand.cases.routing import METHOD_GUIDELINE, MOST_URGENT
from evenhand.channels.models import Channel
from evenhand.intake import notices
from evenhand.judgement import policies
from evenhand.judgement.services import lane_of
from evenhand.sanctions.models import Appeal
from evenhand.signals.interface import Context
from evenhand.support.models import FormReport
from evenhand.work.enqueueing import lock_lane

BY_FORM = "Somebody may be at risk, by what was written in a public form: read it."


def have_read(of: FormReport | Appeal) -> None:
    """Have it read, in the transaction that took it in. In a lane of its own: nothing else may hold it up."""
    where = _where(of)
    work.enqueue("support.at_risk", {"of": where}, lane=f"worry:{where}", key=f"worry:{where}", priority=1)


@transaction.atomic
def look(where: str) -> Case | None:
    """Open a case where the words that stand in `where` say that somebody may be at risk; who is on call is alerted."""
    kind, _, number = where.partition(":")
    of: FormReport | Appeal = (FormReport if kind == "report" else Appeal).objects.get(pk=int(number))
    if of.channel is None or not _worries(of.words):
        return None
    return _open(of.channel, of)


def _worries(words: str) -> bool:
    judged = policies.assessor(policies.in_force_here()).assess(words, Context(kind="direct_message"))
    return judged.at_risk or any(one.guideline_id == METHOD_GUIDELINE for one in judged.findings)


def _open(channel: Channel, of: FormReport | Appeal) -> Case:
    notice = notices.keep(channel, _where(of), of.received_at)
    lock_lane(lane_of(notice))
    contribution = queue.locked_contribution.get(notice.pk)
    case = queue.open_case(contribution, Case.Kind.SAFEGUARDING, priority=MOST_URGENT, why=(BY_FORM,), cause="form")
    queue.settle_disposition(contribution)
    return case


def _where(of: FormReport | Appeal) -> str:
    return f"{'report' if isinstance(of, FormReport) else 'appeal'}:{of.pk}"

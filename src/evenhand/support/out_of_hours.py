"""Who writes while nobody is there is told when people are back, and where help is that cannot wait.

Only who waits for an answer, once a conversation, in private. A person at risk is not sent to an office's hours:
their case waits for none.
"""

from __future__ import annotations

from django.conf import settings
from django.utils import timezone

from evenhand.cases.models import ASKED, Case
from evenhand.clock import Timetable
from evenhand.intake.models import Contribution
from evenhand.judgement.models import Assessment
from evenhand.support import automatic_texts
from evenhand.support.models import Conversation

ANSWERED = (*ASKED, Case.Kind.APPEAL)


def tell(conversation: Conversation, message: Contribution, assessment: Assessment) -> None:
    """Answer a direct message that came out of hours and that somebody will answer."""
    timetable: Timetable = settings.TIMETABLE
    now = timezone.localtime()
    back = timetable.replies.next_open(now)
    if back <= now or assessment.at_risk:
        return
    if message.cases.filter(kind__in=ANSWERED, state=Case.State.OPEN).exists():
        automatic_texts.send(conversation, "out_of_hours", message, assessment.language, back=back)

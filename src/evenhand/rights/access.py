"""Who read what is sensitive (somebody at risk, legal, whistleblowing, a threat, a hold): each reading goes on record.

The same person looking again within ten minutes is one reading: a page that is reloaded tells nothing new.
"""

from __future__ import annotations

from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from evenhand.cases.models import Case
from evenhand.people.models import User
from evenhand.records import services as records
from evenhand.records.models import Entry
from evenhand.rights import holds

READ = "case.read"
AGAIN = timedelta(minutes=10)
KINDS = {Case.Kind.SAFEGUARDING, Case.Kind.LEGAL, Case.Kind.WHISTLEBLOWING}


def is_sensitive(case: Case) -> bool:
    """Whether reading it goes on record."""
    if case.kind in KINDS:
        return True
    judged = case.assessment
    if judged is not None and (judged.at_risk or judged.outcome == "escalate"):
        return True
    return holds.held().filter(pk=case.contribution_id).exists()


@transaction.atomic
def note_read(case: Case, person: User) -> bool:
    """Put a reading on record, where it is one to tell of; whether it was."""
    if not is_sensitive(case):
        return False
    subject, actor = f"contribution:{case.contribution_id}", f"person:{person.pk}"
    lately = Entry.objects.filter(subject=subject, kind=READ, actor=actor, at__gte=timezone.now() - AGAIN)
    if any(facts.get("case") == case.pk for facts in lately.values_list("facts", flat=True)):
        return False
    records.append(READ, subject=subject, actor=actor, facts={"case": case.pk, "kind": case.kind})
    return True

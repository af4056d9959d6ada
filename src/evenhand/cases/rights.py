"""Which right, complaint or concern somebody's words ask for, and whether they are about one person's case. Pure.

What is recognised gets a case with its own clock, whatever the guidelines find in it, and is never a breach by itself.
A person can say that it is another kind (rerouting). The words looked for stand in `signals/data/phrases/rights.txt`.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from functools import cache

from evenhand.cases.models import Case
from evenhand.signals.normalise import normalise
from evenhand.signals.phrases import PhraseBook

WHY = {
    Case.Kind.FOI: "It asks for information that the Freedom of Information Act gives a right to.",
    Case.Kind.SUBJECT_ACCESS: "It asks about data held on its author, which data protection law gives a right to.",
    Case.Kind.COMPLAINT: "It is a complaint that is to be answered as one.",
    Case.Kind.WHISTLEBLOWING: "Somebody inside may be telling of something wrong. Keep it between as few as need it.",
}
INDIVIDUAL = "It is about one person’s case: answer it privately, and in public say only where to write."
_KIND_OF = {
    "whistleblowing": Case.Kind.WHISTLEBLOWING,
    "subject_access": Case.Kind.SUBJECT_ACCESS,
    "foi": Case.Kind.FOI,
    "formal_complaint": Case.Kind.COMPLAINT,
}
NAMES = frozenset({*_KIND_OF, "individual_case"})
"""What the phrases of `rights.txt` are told apart as; they are no signals, and no guideline can be judged by them."""
_PRISONER_NUMBER = re.compile(r"\b[A-Z]\d{4}[A-Z]{2}\b", re.IGNORECASE)
ASKS = frozenset({"rights_request", "complaint", "question", "application_help"})


@cache
def _book() -> PhraseBook:
    return PhraseBook("rights")


def kinds(text: str, intents: Collection[str]) -> list[Case.Kind]:
    """The cases that a rights request or a formal complaint opens; none where the author wants neither.

    Words that say 'a right' and not which are a complaint until a person says what they are: nobody's request is lost
    because it named no Act.
    """
    found = {hit.signal for hit in _book().search(normalise(text))}
    if "rights_request" in intents:
        return [kind for name, kind in _KIND_OF.items() if name in found] or [Case.Kind.COMPLAINT]
    return [Case.Kind.COMPLAINT] if "complaint" in intents and "formal_complaint" in found else []


def is_individual(text: str, intents: Collection[str]) -> bool:
    """Whether it asks about one person's case."""
    if ASKS.isdisjoint(intents):
        return False
    if _PRISONER_NUMBER.search(text):
        return True
    return any(hit.signal == "individual_case" for hit in _book().search(normalise(text)))

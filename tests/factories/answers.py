"""Rows of support: the library of approved answers, and cases that went on in another."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone
from tests.factories.spine import assessment, case, contribution, decision, person, policy_version

from evenhand.support import handling, library
from evenhand.support.models import Answer, AnswerText, AnswerUse, Merge


def answer(title: str = "Booking a visit", **changes: object) -> Answer:
    """An approved answer, made and checked by a responder lead; retired where `retired` says why."""
    retired = str(changes.pop("retired", ""))
    draft = {
        "title": title,
        "topic": "visits",
        "asked": "how do I book a visit",
        "owner": "Visits team",
        "source": "https://www.gov.uk/prison-visits",
        "review_on": timezone.localdate() + timedelta(days=180),
        "words": {"en": "Hello {name}, you can book a visit online."},
        "checked": frozenset({"en"}),
        **changes,
    }
    keeper = person("responder_lead")
    made = library.make(keeper, library.Draft(**draft))  # type: ignore[arg-type]  # a test names just what it changes
    if retired:
        library.retire(made, keeper, retired)
        made.refresh_from_db()
    return made


def used_answer() -> AnswerUse:
    """An approved answer that was sent and is retired now."""
    kept = answer(retired="It is out of date.")
    text = AnswerText.objects.select_related("version").get(version__answer=kept)
    sent = decision(contribution(), policy_version(), "none", measures="reply", verdict="no_breach")
    today = timezone.localdate()
    return AnswerUse.objects.create(
        decision=sent, text=text, version=text.version, review_on=text.version.review_on, used_on=today, changed=False
    )


def merged() -> Merge:
    """Two questions of one person that went on as one, with their notes."""
    first = contribution()
    one, other = case(first, "question"), case(contribution(by=first.author), "question")
    for of in (first, other.contribution):
        assessment(of, policy_version())
    return handling.merge(one, other, person("moderator"))

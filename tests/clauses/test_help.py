"""Clauses on help: who asks about an application gets an answer, in comments and in messages (clauses 5 and 6)."""

from __future__ import annotations

import json
import re
from itertools import cycle
from pathlib import Path

import pytest
from tests import factories as make
from tests import house as h
from tests.house import House

from evenhand.actions.models import Action
from evenhand.cases import ledger
from evenhand.cases.models import ASKED, Case
from evenhand.cases.queue import take
from evenhand.support import handling, replying, suggesting
from evenhand.support.replying import Reply

DATA = Path("training/data/domain")
PLATFORMS = ["facebook", "instagram", "x", "linkedin", "youtube"]
NUMBER, REACH = 100, 95
DETAILS = re.compile(r"@\w+\.|\d[\d ]{6,}\d")


def application_questions() -> list[str]:
    """A hundred of the project's labelled texts that ask something about an application, spread over every writer.

    They are synthetic: a language model wrote and labelled them (training/data/domain/SCHEMA.md). Their labels do not
    know the guideline on personal information, so texts with an address or a number in them, which it hides for their
    author's sake, are left out here.
    """
    files = sorted(DATA.glob("writer-*.jsonl"))
    rows = [json.loads(line) for file in files for line in file.read_text("utf-8").splitlines()]
    wanted = {"question", "application_help"}
    asks = [
        str(one["text"])
        for one in rows
        if wanted <= set(one["intents"]) and not one["guidelines"] and not DETAILS.search(one["text"])
    ]
    return asks[:: len(asks) // NUMBER][:NUMBER]


@pytest.mark.clause(5)
def test_a_hundred_application_questions_reach_support_and_none_is_hidden(house: House) -> None:
    texts = application_questions()
    assert len(texts) == NUMBER
    written = [
        house.write(text, on=platform, by=f"applicant-{number}")
        for number, (text, platform) in enumerate(zip(texts, cycle(PLATFORMS), strict=False))
    ]
    reached = [one for one in written if Case.objects.filter(contribution=one, kind__in=ASKED, state="open").exists()]
    hidden = [one.versions.get().text for one in written if not house.seen(one)]
    missed = [one.versions.get().text for one in written if one not in reached]
    assert hidden == []
    assert len(reached) >= REACH, missed


@pytest.mark.clause(5)
@pytest.mark.parametrize("platform", PLATFORMS)
def test_an_application_question_is_answered_in_public_with_an_approved_answer(house: House, platform: str) -> None:
    kept = make.answer(
        "How to apply for a job",
        topic="applications",
        asked="how do I apply to be a prison officer",
        source="https://prisonandprobationjobs.gov.uk/",
        words={"en": "Every job that is open is on https://prisonandprobationjobs.gov.uk."},
    )
    written = house.write("How do I apply to be a prison officer?", on=platform)
    case = house.case(written, "question")
    (fits,) = suggesting.suggest(written.versions.get().text, "en")
    assert (fits.version.answer, fits.refused) == (kept, "")
    assert "Shared words: " in fits.why
    words = replying.filled(fits.text, written, privately=False)
    decision = replying.answer(case, house.moderator, Reply(words, "k1", used=[fits.text.pk]))
    house.run()
    action = house.action(decision, "reply")
    assert [text for _, text in house.item(written).replies] == ([words] if action.state == "done" else [])
    assert action.state in {"done", "manual"}  # where no API replies, a person does
    assert decision.answers_used.get().version.number == 1


@pytest.mark.clause(6)
@pytest.mark.parametrize("platform", ["facebook", "instagram", "x"])
def test_a_message_is_taken_handed_over_noted_answered_and_closed_each_with_its_time(
    house: House, platform: str
) -> None:
    written = house.message("How do I apply to be a prison officer?", on=platform)
    case, colleague = house.case(written, "question"), make.person("moderator")
    opened, due = case.opened_at, case.due_at
    house.wait(10)
    taken = take(case, house.moderator).taken_at
    handling.hand_over(case, house.moderator, colleague, "You know the recruitment team.")
    handling.note(case, colleague, "He says he rang twice.")
    house.wait(20)
    decision = replying.answer(case, colleague, Reply("Every job is on our page.", "k1"))
    house.run()
    case.refresh_from_db()
    assert (case.state, case.outcome) == ("closed", "answered")
    assert case.closed_at is not None
    assert due is not None
    assert opened < taken < case.closed_at < due
    assert house.on(platform).inbox["ann"] == ["Every job is on our page."]
    assert house.action(decision, "message").state == "done"
    # what colleagues told each other reached nobody outside
    assert [one.text for one in Action.objects.all()] == ["Every job is on our page."]


@pytest.mark.clause(48)
def test_at_the_end_of_a_day_no_request_complaint_or_concern_is_without_an_outcome_or_a_due_time(house: House) -> None:
    day = house.now.replace(hour=0)
    texts = [
        h.QUESTION,
        "This is a freedom of information request: what did this cost?",
        "I am making a subject access request for all my records.",
        "I want to make a formal complaint about how my visit was cancelled.",
        "I am a member of staff. How do I raise concerns safely?",
        h.RUDE_QUESTION,
    ]
    for number, text in enumerate(texts):
        house.write(text, by=f"author-{number}")
    figures = ledger.figures(ledger.questions(day, house.now.replace(hour=23)))
    assert figures.asked >= len(texts)
    assert (figures.waiting, figures.neither) == (figures.asked, 0)
    for case in Case.objects.filter(kind__in=ASKED):
        house.answer(case, privately=not house.seen(case.contribution))
    figures = ledger.figures(ledger.questions(day, house.now.replace(hour=23)))
    assert (figures.answered, figures.waiting, figures.neither) == (figures.asked, 0, 0)

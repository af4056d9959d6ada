"""Which approved answers are suggested, with which reason; nothing is where nothing fits."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest
from tests import factories as make

from evenhand.policy import load_answers
from evenhand.support import library
from evenhand.support.models import Answer
from evenhand.support.ranking import ByWords, Entry, Fit, told_words
from evenhand.support.suggesting import suggest

pytestmark = pytest.mark.django_db


@pytest.fixture
def shipped() -> None:
    library.load(load_answers(Path("policies/hmpps-answers.yaml")))


@pytest.mark.parametrize(
    ("question", "code"),
    [
        ("How do I book a visit to see my lad?", "book-a-visit"),
        ("been waiting 6 weeks for my vetting to come back, any idea how long??", "vetting"),
        ("am i too old to apply at 52", "eligibility"),
        ("what's the pay like and do you do night shifts", "pay-and-hours"),
        ("Can I still apply if I have a criminal conviction from 2009?", "convictions"),
        ("My visit got cancelled and nobody told me", "visit-cancelled"),
        ("whens the start date for the training course", "start-dates"),
        ("I want to make a complaint about the probation office", "complaints-route"),
        ("Is this job advert real? They asked for a fee", "fake-jobs"),
        ("How can I send money to my brother inside", "staying-in-touch"),
    ],
)
def test_the_answer_that_fits_is_among_the_three(shipped: None, question: str, code: str) -> None:  # noqa: ARG001 (fills the library)
    found = suggest(question, "en")
    assert len(found) <= 3
    assert code in [one.version.answer.code for one in found]
    assert all(one.why.endswith(".") and "Shared word" in one.why for one in found)
    assert all(one.refused == "Nobody has checked the English words yet." for one in found)


def test_the_reason_names_the_words_as_the_answer_has_them_and_the_topic() -> None:
    make.answer("Booking a visit")
    (one,) = suggest("Bookings for visiting day?", "en")
    assert one.why == "It is about visits. Shared words: booking, visit."


@pytest.mark.parametrize("question", ["", "👍👍", "????", "how can I", "' OR 1=1 --", '"', "NEAR(", "zzz qqq"])
def test_what_says_nothing_finds_nothing(question: str) -> None:
    make.answer()
    assert suggest(question, "en") == []


def test_retired_answers_are_suggested_no_more_and_changed_ones_as_they_are() -> None:
    kept = make.answer("Parking at the prison", asked="where can I park", topic="travel")
    assert [one.version.number for one in suggest("where do I park", "en")] == [1]
    keeper = make.person("responder_lead")
    version = kept.versions.get()
    draft = library.Draft(
        "Buses", "travel", "", "Team", version.source, version.review_on, {"en": "Take bus 4."}, frozenset()
    )
    library.edit(kept, keeper, draft, 1)
    assert suggest("where do I park", "en") == []
    assert [one.version.number for one in suggest("which bus", "en")] == [2]
    library.retire(Answer.objects.get(), keeper, "Old.")
    assert suggest("which bus", "en") == []


def test_welsh_is_suggested_where_somebody_checked_it_else_english() -> None:
    make.answer(words={"en": "Book online.", "cy": "Trefnwch ymweliad."}, checked=frozenset({"en", "cy"}))
    make.answer("A visit by video", words={"en": "Visit by video.", "cy": "Fideo."}, checked=frozenset({"en"}))
    found = {one.version.title: one.text.language for one in suggest("visit ymweliad", "cy")}
    assert found == {"Booking a visit": "cy", "A visit by video": "en"}


class Understands:
    """A ranker that knows meanings, as an encoder would."""

    def __init__(self, key: int) -> None:
        self.key = key

    def best(self, question: str, most: int) -> Sequence[Fit]:
        del question, most
        return [Fit(self.key, 0.9, "Alike in meaning."), Fit(987654, 0.8, "No longer there.")]


def test_another_ranker_can_stand_in() -> None:
    version = make.answer().versions.get()
    assert [one.why for one in suggest("seeing my dad", "en", Understands(version.pk))] == ["Alike in meaning."]


def test_the_title_weighs_more_than_the_words() -> None:
    ranker = ByWords([Entry(1, "Other", "other", "", "vetting"), Entry(2, "Vetting", "checks", "", "other")])
    assert [fit.key for fit in ranker.best("vetting")] == [2, 1]


def test_words_that_tell_nothing_are_left_out() -> None:
    assert told_words("How do I book the visit? Visit!") == ["book", "visit"]


def test_what_may_not_be_sent_takes_no_place_of_what_may() -> None:
    for number in range(4):
        make.answer(f"Booking a visit {number}", checked=frozenset())
    make.answer("Visiting hours", topic="hours", asked="when", words={"en": "You can visit from nine."})
    found = suggest("How do I book a visit?", "en")
    assert [bool(one.refused) for one in found] == [False, True, True]
    assert found[0].version.title == "Visiting hours"

"""The library of approved answers: who keeps it, what it refuses, its trail, and what the tables hold."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone
from tests import factories as make
from tests.house import refused

from evenhand.people.models import User
from evenhand.policy import load_answers
from evenhand.records.models import Entry
from evenhand.support import library
from evenhand.support.library import Draft
from evenhand.support.models import Answer, AnswerText, AnswerUse, AnswerVersion

pytestmark = [pytest.mark.store, pytest.mark.django_db]


def draft(**changes: object) -> Draft:
    given = {
        "title": "Booking a visit",
        "topic": "visits",
        "asked": "how do I book",
        "owner": "Visits team",
        "source": "https://www.gov.uk/prison-visits",
        "review_on": timezone.localdate() + timedelta(days=180),
        "words": {"en": "Book online.", "cy": ""},
        "checked": frozenset({"en"}),
        **changes,
    }
    return Draft(**given)  # type: ignore[arg-type]  # a test names just what it changes


def lead() -> User:
    return make.person("responder_lead")


def texts(answer: Answer) -> dict[str, AnswerText]:
    return {
        one.language: one for one in AnswerText.objects.filter(version__answer=answer, version__number=answer.number)
    }


@pytest.mark.parametrize("role", ["responder_lead", "policy_owner"])
def test_a_lead_and_a_policy_owner_keep_it_and_the_record_says_so(role: str) -> None:
    keeper = make.person(role)
    made = library.make(keeper, draft(words={"en": "Book online.", "cy": "Ar-lein."}))
    assert (made.code, made.number) == ("booking-a-visit", 1)
    assert {language: one.checked for language, one in texts(made).items()} == {"en": True, "cy": False}
    assert texts(made)["en"].checked_by == keeper
    assert Entry.objects.get(kind="answer.made").actor == f"person:{keeper.pk}"


@pytest.mark.parametrize("role", ["moderator", "approver", "auditor", "administrator", "safeguarding_lead"])
def test_nobody_else_does(role: str) -> None:
    other, kept = make.person(role), library.make(lead(), draft())
    refused(lambda: library.make(other, draft()), says="Ask a responder lead")
    refused(lambda: library.edit(kept, other, draft(), 1), says="Ask a responder lead")
    refused(lambda: library.retire(kept, other, "Old."), says="Ask a responder lead")


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"title": " "}, "title"),
        ({"topic": ""}, "topic"),
        ({"owner": ""}, "owner"),
        ({"title": "x" * 121}, "title"),
        ({"source": "javascript:alert(1)"}, "source"),
        ({"source": "http://www.gov.uk"}, "source"),
        ({"review_on": timezone.localdate()}, "review_on"),
        ({"words": {"en": " ", "cy": "Ar-lein."}}, "words_en"),
        ({"words": {"en": "Ask {prisoner}."}}, "words_en"),
        ({"words": {"en": "Ask {name."}}, "words_en"),
        ({"words": {"en": "{name.__class__}"}}, "words_en"),
        ({"checked": frozenset({"en", "cy"})}, "words_cy"),
    ],
)
def test_what_is_not_whole_is_refused_at_its_field(changes: dict[str, object], field: str) -> None:
    refused(lambda: library.make(lead(), draft(**changes)), field=field)
    assert not Answer.objects.exists()


def test_an_edit_is_the_next_version_and_the_first_stays() -> None:
    keeper = lead()
    kept = library.edit(
        library.make(keeper, draft()), keeper, draft(words={"en": "Ring us."}, why="The site is down."), 1
    )
    assert [(row.number, row.why) for row in kept.versions.order_by("number")] == [(1, ""), (2, "The site is down.")]
    assert [one.words for one in AnswerText.objects.order_by("pk")] == ["Book online.", "Ring us."]
    refused(lambda: library.edit(kept, keeper, draft(), 1), says="Somebody changed this answer")


def test_two_answers_of_one_title_have_each_their_code() -> None:
    keeper = lead()
    assert [library.make(keeper, draft()).code for _ in range(3)] == [
        "booking-a-visit",
        "booking-a-visit-2",
        "booking-a-visit-3",
    ]


def test_a_retired_answer_is_used_and_changed_no_more() -> None:
    keeper = lead()
    kept = library.make(keeper, draft())
    refused(lambda: library.retire(kept, keeper, " "), field="why")
    library.retire(kept, keeper, "Replaced.")
    assert not library.current().exists()
    assert library.why_not(AnswerText.objects.get()) == "It was retired."
    refused(lambda: library.edit(kept, keeper, draft(), 1), says="was retired")


def test_unchecked_past_and_changed_words_say_so(monkeypatch: pytest.MonkeyPatch) -> None:
    keeper = lead()
    kept = library.make(keeper, draft(words={"en": "Book.", "cy": "Trefnwch."}))
    assert library.why_not(texts(kept)["cy"]) == "Nobody has checked the Welsh words yet."
    assert library.why_not(texts(kept)["en"]) == ""
    first = texts(kept)["en"]
    later = timezone.localdate() + timedelta(days=181)
    monkeypatch.setattr(timezone, "localdate", lambda: later)
    assert "was to be looked at again" in library.why_not(first)
    library.edit(kept, keeper, draft(review_on=later + timedelta(days=30)), 1)
    assert library.why_not(AnswerText.objects.get(pk=first.pk)) == "It was changed since."


def test_the_file_brings_in_what_is_not_there_and_changes_nothing() -> None:
    seed = load_answers(Path("policies/hmpps-answers.yaml"))
    assert library.load(seed) == len(seed.answers)
    assert library.load(seed) == 0
    assert not AnswerText.objects.filter(checked=True).exists()
    assert AnswerVersion.objects.filter(made_by=None).count() == len(seed.answers)


def never(step: Callable[[], object]) -> None:
    def checked() -> None:
        step()
        connection.check_constraints()

    with pytest.raises(IntegrityError), transaction.atomic():
        checked()


def use(text: AnswerText, **changes: object) -> AnswerUse:
    policy = make.policy_version()
    sent = make.decision(make.contribution(), policy, "none", measures="reply", verdict="no_breach")
    given = {
        "decision": sent,
        "text": text,
        "version": text.version,
        "review_on": text.version.review_on,
        "used_on": timezone.localdate(),
        "changed": False,
        **changes,
    }
    return AnswerUse.objects.create(**given)


def test_the_tables_hold_that_only_checked_words_within_their_review_are_used() -> None:
    kept = library.make(lead(), draft(words={"en": "Book.", "cy": "Trefnwch."}))
    other = library.make(lead(), draft(title="Another", review_on=timezone.localdate() + timedelta(days=900)))
    english, welsh = texts(kept)["en"], texts(kept)["cy"]
    use(english)
    never(lambda: use(welsh))
    never(lambda: use(english, checked=False))
    never(lambda: use(english, used_on=english.version.review_on + timedelta(days=1)))
    never(lambda: use(english, review_on=english.version.review_on + timedelta(days=90)))
    never(lambda: use(english, version=other.versions.get(), review_on=other.versions.get().review_on))
    never(lambda: AnswerText.objects.create(version=other.versions.get(), language="cy", words="Ie.", checked=True))

"""The statement of reasons at the desk: seen before it is sent, signed where nobody checked it, its trail."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from tests.desk import stories
from tests.desk.test_appeals import decided as only_decided
from tests.desk.test_appeals import text_of

from evenhand.cases.models import Decision
from evenhand.people.models import User
from evenhand.sanctions import statements
from evenhand.sanctions.appeals import deciding, receiving
from evenhand.sanctions.models import Statement

pytestmark = pytest.mark.django_db
SignIn = Callable[[User], Client]


def decided(by: User) -> Decision:
    """A comment that somebody here found to be a breach, and hid."""
    return stories.carried_out(only_decided(by))


def test_before_anything_is_done_there_is_nothing_to_give_reasons_for(signed_in: SignIn, moderator: User) -> None:
    decision = only_decided(moderator)
    shown = page(signed_in(moderator), decision)
    assert "Nothing of what was decided has been done yet" in shown
    assert "policy owner" not in shown
    assert "Send it to its author" not in shown


def page(browser: Client, decision: Decision, language: str = "en") -> str:
    return text_of(browser.get(reverse("desk:statement", args=[decision.pk]) + f"?language={language}"))


def send(browser: Client, decision: Decision, words: str, **data: str) -> Any:  # noqa: ANN401 (the test client's own response)
    form = {"language": "en", "seen": "0", "words": words.replace("\n", "\r\n"), **data}
    return browser.post(reverse("desk:statement_keep", args=[decision.pk]), form)


def test_it_is_seen_before_anything_is_kept(signed_in: SignIn, moderator: User) -> None:
    decision = decided(moderator)
    assert decision.case is not None
    browser = signed_in(moderator)
    case = text_of(browser.get(reverse("desk:case", args=[decision.case.pk])))
    assert reverse("desk:statement", args=[decision.pk]) in case
    shown = page(browser, decision)
    assert "This is why we acted" in shown
    assert "Made from the policy’s own text just now" in shown
    assert not Statement.objects.exists()


def test_it_is_sent_as_it_was_seen(signed_in: SignIn, moderator: User) -> None:
    decision = decided(moderator)
    words = statements.made(decision).words
    assert send(signed_in(moderator), decision, words, send="1").status_code == 302
    row = Statement.objects.get()
    assert (row.number, row.sent is not None) == (1, True)
    shown = page(signed_in(moderator), decision)
    assert "What was sent" in shown
    assert "By Mo Lee" in shown
    again = send(signed_in(moderator), decision, words, send="1")
    assert again.status_code == 409
    assert "sent already" in text_of(again)


def test_what_was_overturned_meanwhile_is_not_sent(signed_in: SignIn, moderator: User, approver: User) -> None:
    decision = decided(moderator)
    words = statements.made(decision).words
    assert send(signed_in(moderator), decision, words).status_code == 302
    appeal = receiving.by_hand(decision, moderator, "She rang.")
    deciding.decide(appeal, approver, "upheld", "It is a joke.")
    answer = send(signed_in(moderator), decision, words, send="1", seen="1")
    assert answer.status_code == 409
    assert "Ann Bevan found at" in text_of(answer)
    shown = page(signed_in(moderator), decision)
    assert "The decision was overturned" in shown
    assert "Send it to its author" not in shown
    assert Statement.objects.get().sent is None
    assert "that this was no breach" in page(signed_in(moderator), decision, "cy")


def test_welsh_that_nobody_checked_is_signed_first(signed_in: SignIn, moderator: User) -> None:
    decision = decided(moderator)
    words = statements.made(decision, "cy").words
    browser = signed_in(moderator)
    shown = page(browser, decision, "cy")
    assert "Nobody has checked the words" in shown
    assert "I read Welsh, and sign it" in shown
    refused = send(browser, decision, words, language="cy", send="1")
    assert refused.status_code == 422
    assert "must sign it first" in text_of(refused)
    assert not Statement.objects.exists()  # nothing of a refused step is kept
    assert send(browser, decision, words, language="cy", sign="1").status_code == 302
    assert "Signed by Mo Lee" in page(browser, decision, "cy")
    assert send(browser, decision, words, language="cy", seen="1", send="1").status_code == 302
    assert Statement.objects.get().sent is not None


def test_edits_are_kept_on_the_page_and_a_gap_is_named(signed_in: SignIn, moderator: User, approver: User) -> None:
    decision = decided(moderator)
    words = statements.made(decision).words
    assert send(signed_in(moderator), decision, words + " Thank you.").status_code == 302
    shown = page(signed_in(approver), decision)
    assert "Edit 2, Mo Lee" in shown
    assert "Edit 1, made from the policy" in shown
    gap = send(signed_in(approver), decision, "No.", seen="2")
    assert gap.status_code == 422
    assert "The statement lacks the number of the decision" in text_of(gap)
    assert "Write the statement" in text_of(send(signed_in(approver), decision, "", seen="2"))
    late = send(signed_in(approver), decision, words + " Thanks.", seen="1")
    assert late.status_code == 409
    assert "Mo Lee changed the words meanwhile" in text_of(late)


def test_what_stays_up_and_who_only_reads(signed_in: SignIn, moderator: User) -> None:
    decision = decided(moderator)
    assert "You can read this statement" in page(signed_in(stories.user("aud", "auditor")), decision)
    kept = Decision.objects.create(
        contribution=decision.contribution,
        contribution_kind=decision.contribution_kind,
        version=decision.version,
        assessment=decision.assessment,
        policy_version=decision.policy_version,
        guideline=decision.guideline,
        verdict="no_breach",
        facts="It stays.",
        actor="person",
        person=moderator,
        key="kept",
    )
    assert "Nothing was done to it" in page(signed_in(moderator), kept)

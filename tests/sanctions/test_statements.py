"""Statements of reasons: whole or not at all, checked before they are sent, every edit on its trail."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, transaction
from tests import factories as make
from tests import house as h
from tests.house import House, refused

from evenhand.actions import manual
from evenhand.cases import queue
from evenhand.cases.errors import ChangedError
from evenhand.cases.models import Case, Decision
from evenhand.policy import letters
from evenhand.sanctions import blocks, statements
from evenhand.sanctions.appeals.against import last_on, number_of
from evenhand.sanctions.models import Block, LadderGround, Statement, StatementEdit

AGAIN = "lol imagine actually believing that again. Embarrassing."


def hidden(house: House, on: str = "facebook") -> Decision:
    return house.decide(house.write(h.MILD, on=on), "disrespect", ("hide",), facts="It mocks the officer.")


def test_it_says_what_was_done_why_by_whom_under_what_and_what_can_be_done(house: House) -> None:
    decision = hidden(house)
    words = statements.made(decision).words
    policy = h.hmpps()
    for part in (
        "On Facebook you and your friends can still see it",
        decision.guideline.title,
        policy.guideline("disrespect").published,
        "It mocks the officer.",
        "a person read it and decided",
        "midday on Monday 23 November",
        policy.guidelines_url,
        policy.version,
        policy.review_route,
        policy.help_route,
        number_of(decision),
    ):
        assert part in words, part


def test_what_was_decided_and_is_not_done_is_not_said_to_be(house: House) -> None:
    house.on("facebook").faults.append("refused")
    decision = house.decide(house.write(h.MILD), "disrespect", ("hide", "delete"), facts="It mocks the officer.")
    words = statements.made(decision).words
    assert [house.action(decision, one).state for one in ("hide", "delete")] == ["manual", "done"]
    assert "We deleted it." in words
    assert "We hid it." not in words


def test_what_the_machine_did_by_itself_says_so(house: House) -> None:
    decision = last_on(house.write(h.OBSCENE))
    assert decision is not None
    words = statements.made(decision).words
    assert "A filter of ours did this by itself. If you ask us, a person will look at it." in words


def test_a_block_says_that_the_account_is_blocked(house: House) -> None:
    house.warned()
    house.wait(30)
    later = house.decide(house.write(AGAIN), "harassment", ("platform_report",))
    refused(lambda: statements.made(later), says="has been done yet")  # the report waits for a person
    block = blocks.approve(LadderGround.objects.get(), house.approver)
    refused(lambda: statements.made(later), says="has been done yet")  # the block is only planned
    house.run()
    assert Block.objects.get().state == "in_force"
    words = statements.made(later).words
    assert "We blocked your account on this channel." in words
    assert "reported" not in words
    manual.confirm(house.task(later, "platform_report"), house.moderator, done=True)
    assert "reported" in statements.made(later).words
    Block.objects.filter(pk=block.pk).update(state="not_done")
    assert "We blocked" not in statements.made(later).words


@pytest.mark.parametrize(
    ("platform", "says"),
    [
        ("facebook", "you and your friends can still see it; others cannot"),
        ("instagram", "you can still see it; others cannot"),
        ("x", "anyone who looks for it can read it"),
        ("youtube", "nobody sees it while it is held"),
    ],
)
def test_what_hiding_means_is_said_as_it_is_on_that_platform(house: House, platform: str, says: str) -> None:
    assert says in statements.made(hidden(house, platform)).words


def test_what_must_not_be_repeated_is_not_repeated(house: House) -> None:
    decision = house.decide(
        house.write(h.MILD), "personal_information", ("hide",), facts="It gives her number, 07700 900123."
    )
    assert "900123" not in statements.made(decision).words


def test_what_stays_up_has_no_statement(house: House) -> None:
    refused(lambda: statements.made(house.decide(house.write(h.MILD), "none")), says="Nothing was done")


def test_one_with_a_gap_is_refused_and_nothing_is_kept(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    decision = hidden(house)
    monkeypatch.setattr(letters, "_known", lambda _policy, _guideline: {})  # as where the policy lacks a word
    refused(lambda: statements.send(decision, "en", house.moderator, 0), says="cannot be written")
    assert not Statement.objects.exists()


def test_no_reasons_are_sent_for_what_was_overturned_meanwhile(house: House) -> None:
    decision = hidden(house)
    statements.sign(decision, "en", house.moderator, 0)
    again = queue.open_case(decision.contribution, Case.Kind.REVIEW, priority=3, why=("A colleague asked.",))
    house.decide(again, "none", by=house.approver)
    for step in (statements.sign, statements.send):
        with pytest.raises(ChangedError, match=r"Approver found at midday on Monday 23 November.* no breach"):
            step(decision, "en", house.moderator, 1)
    with pytest.raises(ChangedError):
        statements.current(decision, "cy")
    assert Statement.objects.get().sent is None
    assert house.on("facebook").inbox == {}


def test_it_is_sent_once_in_the_name_of_who_sent_it(house: House) -> None:
    decision = hidden(house)
    sent = statements.send(decision, "en", house.approver, 0)
    house.run()
    assert house.on("facebook").inbox["ann"] == [statements.made(decision).words]
    assert sent.sent is not None
    assert house.action(sent.sent, "message").person == house.approver
    with pytest.raises(ChangedError, match="sent already"):
        statements.send(decision, "en", house.moderator, 1)
    assert house.stands(decision.contribution) == "acted_on"
    assert [entry.actor for entry in house.entries("statement.sent")] == [f"person:{house.approver.pk}"]


def test_unchecked_welsh_is_not_sent_before_a_named_person_signs_those_words(house: House) -> None:
    decision = hidden(house)
    refused(lambda: statements.send(decision, "cy", house.moderator, 0), field="words", says="sign it first")
    assert "ann" not in house.on("facebook").inbox
    words = statements.made(decision, "cy").words
    row = statements.sign(decision, "cy", house.moderator, 0)
    assert row.signed_by == house.moderator
    row = statements.edit(decision, "cy", house.moderator, words + "\n\nDiolch.", row.number)
    refused(lambda: statements.send(decision, "cy", house.moderator, 2), field="words", says="sign it first")
    statements.sign(decision, "cy", house.approver, row.number)
    statements.send(decision, "cy", house.moderator, row.number)
    house.run()
    (sent,) = house.on("facebook").inbox["ann"]
    assert sent.startswith("Helo.")
    assert sent.endswith("Diolch.")


def test_every_edit_stays_with_who_made_it_and_what_matters_cannot_be_cut(house: House) -> None:
    decision = hidden(house)
    words = statements.made(decision).words
    row = statements.edit(decision, "en", house.moderator, words + " Thank you.", 0)
    trail = [(one.number, one.person, one.words) for one in StatementEdit.objects.filter(statement=row)]
    assert trail == [(1, None, words), (2, house.moderator, words + " Thank you.")]
    assert statements.edit(decision, "en", house.moderator, words + " Thank you.", 2).number == 2
    for cut in (number_of(decision), decision.guideline.title, h.hmpps().guidelines_url, h.hmpps().version):
        short = words.replace(cut, "")
        refused(lambda w=short: statements.edit(decision, "en", house.moderator, w, 2), field="words", says="lacks")  # type: ignore[misc]  # defaults bind the loop's values
    assert StatementEdit.objects.count() == 2


def test_who_changes_words_that_somebody_changed_meanwhile_is_told(house: House) -> None:
    decision = hidden(house)
    words = statements.made(decision).words
    statements.edit(decision, "en", house.approver, words + " Thank you.", 0)
    with pytest.raises(ChangedError, match="Approver changed the words"):
        statements.edit(decision, "en", house.moderator, words + " Thanks.", 1)


def test_one_too_long_for_its_platform_says_by_how_much(house: House) -> None:
    decision = hidden(house, "instagram")
    refused(lambda: statements.send(decision, "en", house.moderator, 0), field="words", says="Shorten it")


def test_who_may_not_write_to_authors_does_not(house: House) -> None:
    decision, auditor = hidden(house), house.person("auditor", "auditor")
    for step in (statements.sign, statements.send):
        refused(lambda s=step: s(decision, "en", auditor, 0), says="Your role")  # type: ignore[misc]  # as above
    refused(lambda: statements.sign(decision, "fr", house.moderator, 0), says="English or Welsh")


@pytest.mark.django_db
def test_the_table_sends_no_unchecked_words_that_nobody_signed() -> None:
    row = make.statement(unchecked=True, language="cy")
    policy = row.decision.policy_version
    told = make.decision(row.decision.contribution, policy, "none", measures="message", verdict="no_breach")
    person = make.person("moderator")
    for changes in ({}, {"signed_by": person, "signed_number": 9}, {"signed_by": person}, {"signed_number": 1}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Statement.objects.filter(pk=row.pk).update(sent=told, **changes)
    Statement.objects.filter(pk=row.pk).update(sent=told, signed_by=person, signed_number=1)

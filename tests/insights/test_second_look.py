"""The blind second review: drawn so that anybody can draw it again, read by another, and followed where they differ."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from pytest_django import Settings
from tests import factories as make
from tests import house as h
from tests.house import House, refused
from tests.sanctions.test_linking import AGAIN, blocked

from evenhand import work
from evenhand.cases.errors import ChangedError, ConflictError
from evenhand.insights import drawing, quality, second_look
from evenhand.insights.models import Draw, SecondReview
from evenhand.judgement.models import GoldenItem
from evenhand.sanctions import blocks
from evenhand.sanctions.models import LadderGround

MONDAY = date(2026, 11, 23)


@pytest.fixture
def everything(settings: Settings) -> None:
    """All of what was hidden or left alone is drawn."""
    settings.SECOND_REVIEW_OF_HIDES = settings.SECOND_REVIEW_OF_UNTOUCHED = 100


def drawn(house: House) -> Draw:
    """The draw of the house's day, made the day after by the sweep."""
    house.wait(24 * 60)
    work.testing.run_sweep("insights.draw", now=house.now)
    return Draw.objects.get()


def kinds() -> list[str]:
    return sorted(SecondReview.objects.values_list("kind", flat=True))


@pytest.mark.usefixtures("everything")
def test_blocks_hides_untouched_and_test_items_are_drawn_once(house: House) -> None:
    known = house.write(h.CRITICISM, by="cas")
    version = known.versions.get()
    GoldenItem.objects.create(version=version, outcome="allow", guidelines=[], reason="appeal")
    blocked(house)
    house.decide(house.write(h.MILD, by="bob"), "harassment", ("hide",))
    house.write(h.KIND, by="dee")
    house.message(h.MILD, by="eve")
    house.write(h.AT_RISK, by="fay")
    made = drawn(house)
    assert set(kinds()) == {"block", "hide", "untouched"}
    assert SecondReview.objects.filter(kind="block").count() == 1
    assert not SecondReview.objects.filter(contribution__kind="direct_message").exists()
    assert not SecondReview.objects.filter(contribution__author__external_id="fay").exists()
    before = SecondReview.objects.count()
    assert drawing.draw(made.day) == made
    assert SecondReview.objects.count() == before
    assert house.entries("quality.drawn")[-1].facts["seed"] == made.seed


@pytest.mark.usefixtures("everything")
def test_test_items_come_from_the_golden_set(house: House) -> None:
    house.decide(house.write(h.MILD), "harassment", ("hide",))
    house.wait(24 * 60)
    old = house.write(h.OBSCENE, by="bob")
    GoldenItem.objects.create(version=old.versions.get(), outcome="remove", guidelines=["obscenity"], reason="appeal")
    drawing.draw(MONDAY)
    test = SecondReview.objects.get(kind="test")
    assert (test.contribution, test.first_guideline, test.decision) == (old, "obscenity", None)
    second_look.answer(test, house.approver, "obscenity", "")
    assert quality.known(house.now - timedelta(days=1), house.now + timedelta(days=1)) == quality.Known(1, 1)
    assert house.cases(old) == set()


def test_the_seed_draws_the_same_again_and_another_seed_something_else(house: House, settings: Settings) -> None:
    settings.SECOND_REVIEW_OF_HIDES = 50
    policy = house.policy
    for _ in range(40):
        make.decision(make.contribution(), policy, measures="hide")
    first = drawing.sample(house.now.date(), "seed one")
    assert first == drawing.sample(house.now.date(), "seed one")
    there, chosen = first[SecondReview.Kind.HIDE]
    assert there == 40
    assert 8 < len(chosen) < 32
    assert first != drawing.sample(house.now.date(), "seed two")


def test_a_share_is_about_what_it_says() -> None:
    placed = [drawing.chance("a seed", f"hide:{key}") for key in range(20_000)]
    assert 900 < sum(one < 0.05 for one in placed) < 1100
    assert all(0 <= one < 1 for one in placed)


@pytest.mark.usefixtures("everything")
def test_another_person_reads_it_without_what_was_decided(house: House) -> None:
    house.decide(house.write(h.MILD), "harassment", ("hide",))
    drawn(house)
    review = SecondReview.objects.get()
    assert second_look.next_for(house.moderator) is None
    assert second_look.next_for(house.approver) == review
    browser = Client()
    browser.force_login(house.approver, backend="django.contrib.auth.backends.ModelBackend")
    page = browser.get("/desk/quality/look/").content.decode()
    assert "Embarrassing" in page
    assert "It is what it says." not in page
    assert "Hidden" not in page
    assert house.moderator.shown_name not in page
    address = f"/desk/quality/look/{review.pk}/"
    assert browser.post(address, {}).status_code == 422
    assert browser.post(address, {"guideline": "harassment"}).status_code == 302
    assert browser.post(address, {"guideline": "harassment"}).status_code == 409
    with pytest.raises(ChangedError):
        second_look.answer(review, house.approver, "none", "")


@pytest.mark.usefixtures("everything")
def test_who_had_a_part_does_not_read_it_and_the_table_holds_it(house: House) -> None:
    blocked(house)
    drawn(house)
    review = SecondReview.objects.get(kind="block")
    for who in (house.moderator, house.approver):
        with pytest.raises(ConflictError):
            second_look.answer(review, who, "harassment", "")
    refused(lambda: second_look.answer(review, house.person("odd", "auditor"), "none", ""), says="does not decide")
    lee = house.person("lee", "moderator")
    refused(lambda: second_look.answer(review, lee, "no such", ""), field="guideline")
    refused(lambda: second_look.answer(review, lee, "none", "x" * 501), field="reason")
    with pytest.raises(IntegrityError), transaction.atomic():
        SecondReview.objects.filter(pk=review.pk).update(person=house.moderator, guideline="none", done_at=house.now)
    with pytest.raises(IntegrityError), transaction.atomic():
        SecondReview.objects.filter(pk=review.pk).update(first_person=None)


@pytest.mark.usefixtures("everything")
def test_where_they_differ_it_is_looked_at_again(house: House) -> None:
    written = house.write(h.MILD)
    house.decide(written, "harassment", ("hide",))
    drawn(house)
    second_look.answer(SecondReview.objects.get(), house.approver, "none", "It is a joke.")
    assert house.case(written).why == [second_look.DISAGREES]
    assert house.stands(written) == "waiting"
    lines, every = quality.by_guideline(house.now - timedelta(days=2), house.now + timedelta(days=1))
    assert [(line.code, line.second.pairs, line.second.agreed) for line in lines] == [("harassment", 1, 0)]
    assert every.hidden == 1


def test_too_many_reversed_alerts_once_a_day(house: House) -> None:
    policy = house.policy
    for number in range(12):
        about = make.contribution()
        make.decision(about, policy, measures="hide")
        if number < 3:
            make.decision(about, policy, "none", verdict="no_breach", measures="unhide")
    assert [line.code for line in quality.watch_reversals()] == ["harassment"]
    assert quality.watch_reversals() == []
    noted = house.entries("quality.reversals_high")[-1]
    assert (noted.facts["hidden"], noted.facts["reversed"]) == (12, 3)
    browser = Client()
    browser.force_login(house.moderator, backend="django.contrib.auth.backends.ModelBackend")
    page = browser.get("/desk/quality/").content.decode()
    assert "3 of 12 hides and deletions were reversed (25.0%)" in page
    rows = browser.get("/desk/quality.csv").content.decode().splitlines()
    assert rows[0].startswith("guideline,pairs,agreed,kappa,kappa_low")
    assert rows[1].startswith("harassment,0,0,,,,,,,12,3,25.0")


@pytest.mark.usefixtures("everything")
def test_a_block_on_a_later_day_does_not_stop_that_days_draw(house: House) -> None:
    house.warned(by="ann")
    house.wait(30)
    decision = house.decide(house.write(AGAIN, by="ann"), "harassment", ("hide",))
    drawing.draw(MONDAY)
    hidden = SecondReview.objects.get(decision=decision)
    house.wait(24 * 60)
    blocks.approve(LadderGround.objects.order_by("-pk")[0], house.approver)
    house.run()
    house.decide(house.write(h.MILD, by="bob"), "harassment", ("hide",))
    made = drawing.draw(MONDAY + timedelta(days=1))
    assert made.counts["block"] == [1, 1]
    assert SecondReview.objects.get(decision=decision) == hidden
    assert SecondReview.objects.filter(draw=made, kind="hide").count() == 1


def test_days_that_were_missed_are_drawn_later(house: House) -> None:
    assert drawing.missed(house.now.date()) == [MONDAY - timedelta(days=1)]
    drawing.draw(MONDAY)
    house.wait(4 * 24 * 60)
    work.testing.run_sweep("insights.draw", now=house.now)
    days = Draw.objects.order_by("day").values_list("day", flat=True)
    assert list(days) == [MONDAY + timedelta(days=one) for one in range(4)]
    assert drawing.missed(house.now.date()) == []
    assert len(drawing.missed(MONDAY + timedelta(days=20))) == 16
    assert drawing.missed(MONDAY + timedelta(days=90)) == [MONDAY + timedelta(days=89)]


@pytest.mark.usefixtures("everything")
def test_no_test_item_that_may_not_be_learned_from_or_is_of_somebody_at_risk(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    house.decide(house.write(h.MILD), "harassment", ("hide",))
    fine, at_risk, raised = (
        house.write(text, by=by) for text, by in ((h.KIND, "a"), (h.AT_RISK, "b"), (h.OBSCENE, "c"))
    )
    for one in (fine, at_risk, raised):
        GoldenItem.objects.create(version=one.versions.get(), outcome="allow", guidelines=[], reason="appeal")
    make.case(raised, "safeguarding")
    test = SecondReview.Kind.TEST
    there, drawn_there = drawing.sample(MONDAY, "s")[test]
    assert (there, drawn_there) == (1, [GoldenItem.objects.get(version__contribution=fine).pk])
    monkeypatch.setattr(drawing, "may_use", lambda *_: False)
    assert drawing.sample(MONDAY, "s")[test] == (0, [])


@pytest.mark.usefixtures("everything")
def test_what_turns_out_to_be_of_somebody_at_risk_is_shown_to_nobody_any_more(house: House) -> None:
    written = house.write(h.MILD)
    house.decide(written, "harassment", ("hide",))
    drawn(house)
    review = SecondReview.objects.get()
    assert second_look.may_read(review, house.approver)
    make.case(written, "safeguarding")
    assert (second_look.next_for(house.approver), second_look.left_for(house.approver)) == (None, 0)
    assert not second_look.may_read(review, house.approver)
    with pytest.raises(ChangedError, match="looked at by itself"):
        second_look.answer(review, house.approver, "none", "")
    browser = Client()
    browser.force_login(house.approver, backend="django.contrib.auth.backends.ModelBackend")
    sent = browser.post(f"/desk/quality/look/{review.pk}/", {})
    assert sent.status_code == 409
    assert "Embarrassing" not in sent.content.decode()


@pytest.mark.usefixtures("everything")
def test_a_wrong_form_shows_the_text_to_nobody_who_may_not_read_it(house: House) -> None:
    house.decide(house.write(h.MILD), "harassment", ("hide",))
    drawn(house)
    review = SecondReview.objects.get()
    browser = Client()
    browser.force_login(house.moderator, backend="django.contrib.auth.backends.ModelBackend")
    for form in ({}, {"guideline": "none"}):
        sent = browser.post(f"/desk/quality/look/{review.pk}/", form)
        assert sent.status_code == 409
        assert "Embarrassing" not in sent.content.decode()

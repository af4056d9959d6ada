"""What reporters hear once a person has decided, and what nobody else does."""

from __future__ import annotations

import json

import pytest
from tests import house as h
from tests.cases.test_correcting import FALSE, f1
from tests.house import House

from evenhand.actions.models import Action
from evenhand.cases import correcting
from evenhand.cases.models import Case, Decision
from evenhand.cases.queue import open_case
from evenhand.intake.models import Author, Contribution
from evenhand.records.models import Content, Entry
from evenhand.support import form_reports
from evenhand.support.models import MemberReport

BLAND = "I went to the open day on Tuesday and the car park was full by nine."
WARNED = "We looked at it and acted"
KEPT = "nothing that we may do about it"


def reported(house: House, *reporters: str, text: str = BLAND, on: str = "facebook") -> Contribution:
    """A comment of zebedee that each of these people reported."""
    written = house.write(text, by="zebedee", on=on)
    for name in reporters:
        house.message(f"I want to report this comment {written.permalink}", by=name, on=on)
    return written


@pytest.mark.parametrize(("guideline", "says"), [("disrespect", WARNED), ("none", KEPT)])
def test_each_reporter_is_told_once_what_came_of_it(house: House, guideline: str, says: str) -> None:
    written = reported(house, "rae", "zelda", "rae")
    decision = house.decide(house.case(written, "member_report"), guideline)
    for name in ("rae", "zelda"):
        received, outcome = house.on("facebook").inbox[name]
        assert received.startswith("This is an automatic message.")
        assert says in outcome
        assert "zebedee" not in outcome
    assert set(MemberReport.objects.values_list("state", flat=True)) == {"told"}
    told = Decision.objects.filter(measures="message")
    assert {(one.actor, one.person_id) for one in told} == {("person", decision.person_id)}
    assert {action.seen for action in Action.objects.filter(decision__in=told)} == {"read_back"}


def test_the_decision_on_another_case_of_the_comment_ends_the_reports_too(house: House) -> None:
    written = reported(house, "rae", text=h.MILD)
    house.decide(house.case(written, "review"), "harassment", ("hide",))
    assert house.cases(written) == set()
    assert house.stands(written) == "acted_on"
    assert WARNED in house.on("facebook").inbox["rae"][-1]


@pytest.mark.parametrize("kind", ["member_report", "review"])
def test_a_correction_in_public_is_told_once_a_person_looked_at_what_was_reported(house: House, kind: str) -> None:
    claim = f1(house)
    written = reported(house, "rae", text=FALSE)
    form = form_reports.receive(written.channel, "", written.permalink)
    house.run()
    assert {"review", "member_report"} <= house.cases(written)
    correcting.correct(house.case(written, kind), house.moderator, "F1", correcting.words_of(claim), key="k" * 32)
    house.run()
    assert house.seen(written)
    if kind == "review":  # nobody has looked whether something else in it was reported
        case = house.case(written, "member_report")
        assert case.why[-1] == "Its false claim was corrected; look whether anything else in it was reported."
        assert house.stands(written) == "waiting"
        form.refresh_from_db()
        assert {MemberReport.objects.get().state, form.state} == {"found"}
        house.decide(case, "none")
    else:
        assert house.case_closed(written, "member_report").outcome == "corrected"
    assert WARNED in house.on("facebook").inbox["rae"][-1]
    assert MemberReport.objects.get().state == "told"
    form.refresh_from_db()
    assert (form.state, WARNED in form.letter) == ("told", True)


def test_what_the_machine_hides_tells_nobody_until_a_person_has_looked(house: House) -> None:
    written = reported(house, "rae", text=h.OBSCENE)
    assert not house.seen(written)
    assert len(house.on("facebook").inbox["rae"]) == 1
    house.decide(house.case(written, "member_report"), "obscenity", ("hide",))
    assert WARNED in house.on("facebook").inbox["rae"][-1]


def test_a_report_after_the_decision_opens_another_case(house: House) -> None:
    written = reported(house, "rae")
    first = house.case(written, "member_report")
    house.decide(first, "none")
    house.message(f"I want to report this comment {written.permalink}", by="zelda")
    second = house.case(written, "member_report")
    assert second.pk != first.pk
    house.decide(second, "none")
    assert [len(house.on("facebook").inbox[name]) for name in ("rae", "zelda")] == [2, 2]


def test_an_overturned_decision_tells_reporters_nothing_new(house: House) -> None:
    written = reported(house, "rae")
    house.decide(house.case(written, "member_report"), "disrespect", ("hide",))
    appeal = open_case(written, Case.Kind.APPEAL, priority=3, why=("Its author asked.",))
    house.decide(appeal, "none", by=house.approver)
    assert len(house.on("facebook").inbox["rae"]) == 2


def test_nothing_that_reaches_the_reported_person_or_stands_on_the_comment_says_who(house: House) -> None:
    written = reported(house, "rae", "zelda")
    house.decide(house.case(written, "member_report"), "harassment", ("hide", "warn"))
    house.on("facebook")
    sent = house.on("facebook").inbox["zebedee"]
    assert len(sent) == 1
    reporters = Author.objects.filter(external_id__in=["rae", "zelda"])
    messages = Contribution.objects.filter(kind="direct_message")
    case = Case.objects.get(contribution=written, kind="member_report")
    assert case.why == ["2 people reported this comment."]
    for words in (*sent, *case.why, *Decision.objects.get(contribution=written).texts.values()):
        assert "rae" not in words
        assert "zelda" not in words
    about = Entry.objects.filter(subject=f"contribution:{written.pk}")
    assert {"report.counted", "case.opened", "case.closed"} <= set(about.values_list("kind", flat=True))
    for entry in about:
        assert not {"message", "author", "reporter", "report"} & set(entry.facts) or entry.kind == "contribution.seen"
        body = Content.objects.filter(entry=entry).first()
        said = json.dumps([entry.actor, entry.facts, body.body if body else None])
        assert "rae" not in said
        assert "zelda" not in said
    for entry in Entry.objects.filter(subject__in=[f"contribution:{one.pk}" for one in messages]):
        assert entry.facts.get("contribution") is None  # what was found stands in what can be erased
    assert reporters.count() == 2


@pytest.mark.parametrize("kind", ["member_report", "review"])
def test_what_is_reported_and_reports_another_goes_on_with_its_own_report(house: House, kind: str) -> None:
    written = house.write(f"I want to report that comment by Sam. {h.MILD}", by="rae")
    own = house.case(written, "member_report").why
    house.message(f"I want to report this comment {written.permalink}", by="bob")
    house.run()
    house.decide(house.case(written, kind), "harassment")
    house.run()
    case = house.case(written, "member_report")
    assert case.why == own, "nobody reports it any more, and it still reports another"
    assert len(house.on("facebook").inbox["bob"]) == 2, "thanked, then told the outcome"
    assert house.stands(written) == "waiting"

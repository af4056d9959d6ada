"""A person's decision: what it needs, why it is refused, what it leaves in tables, record and platform."""

from __future__ import annotations

from datetime import timedelta

import pytest
from tests import factories as make
from tests import house as h
from tests.house import House, refused

from evenhand.cases import answering
from evenhand.cases.deciding import latest_assessment, measures_on
from evenhand.cases.models import Case, Decision
from evenhand.cases.queue import open_case
from evenhand.intake.models import Contribution
from evenhand.judgement.models import FalseClaim

FALSE = "Don't bother applying, you need a university degree to become a prison officer."
METHOD = "she took 30 paracetamol in one go because she read that was enough"


def test_a_decision_says_what_why_by_whom_and_under_which_policy(house: House) -> None:
    written = house.write(h.MILD)
    decision = house.decide(written, "disrespect", ("hide",), facts="  It mocks another who commented. ")
    assert decision.facts == "It mocks another who commented."
    assert decision.person == house.moderator
    assert decision.policy_version == house.policy
    assert decision.guideline.code == "disrespect"
    assert decision.case is not None
    assert decision.case.outcome == "breach"
    assert house.stands(written) == "acted_on"
    assert not house.seen(written)
    made = house.entries("decision.made")[-1]
    assert made.actor == f"person:{house.moderator.pk}"
    assert made.facts["policy"] == house.policy.digest
    assert house.content("decision.made")["facts"] == decision.facts


def test_keeping_names_that_no_guideline_is_breached(house: House) -> None:
    written = house.write(h.MILD)
    decision = house.decide(written, "none")
    assert decision.guideline.code == "none"
    assert decision.measures == ""
    assert house.stands(written) == "kept"
    assert house.effects() == []


def test_measures_are_kept_in_their_order_once_each(house: House) -> None:
    decision = house.decide(house.write(h.INSULT), "harassment", ("warn", "hide", "warn", "platform_report"))
    assert decision.measure_list() == ("hide", "platform_report", "warn")


def test_who_is_warned_of_what_is_deleted_is_written_to_before_it_is_gone(house: House) -> None:
    house.decide(house.write(h.MILD), "harassment", ("delete", "warn"))
    assert house.effects() == ["private_reply", "delete"]  # a private reply is answered to a comment that is there


def test_the_same_form_sent_twice_counts_once(house: House) -> None:
    written = house.write(h.MILD)
    case = house.case(written)
    first = house.decide(case, "disrespect", ("hide",), key="form-1")
    second = house.decide(case, "disrespect", ("hide",), key="form-1")
    assert first.pk == second.pk
    assert Decision.objects.count() == 1
    assert house.effects() == ["hide"]


def test_only_roles_that_decide_may(house: House) -> None:
    case = house.case(house.write(h.MILD))
    refused(lambda: house.decide(case, "none", by=house.person("ola", "auditor")), says="Ask a moderator")
    refused(lambda: house.decide(case, "none", by=make.person()), says="Ask a moderator")


def test_a_closed_case_is_decided_no_more(house: House) -> None:
    case = house.case(house.write(h.MILD))
    house.decide(case, "none")
    refused(lambda: house.decide(case, "disrespect"), says="this case already")
    assert Decision.objects.count() == 1


def test_nobody_decides_on_a_comment_that_names_them(house: House) -> None:
    case = house.case(house.write(h.INSULT))
    refused(lambda: house.decide(case, by=house.person("kelly", "moderator")), says="names you")


def test_a_comment_not_read_yet_cannot_be_decided(house: House) -> None:
    row = make.contribution()
    refused(lambda: latest_assessment(row), says="has not been read")
    case = open_case(row, Case.Kind.REVIEW, priority=3, why=("A test.",))
    refused(lambda: house.decide(case), says="Wait a moment")


def test_a_decision_is_on_the_newest_text_that_was_read(house: House) -> None:
    written = house.write(h.INSULT, on="linkedin")
    house.edit(written, h.MILD)
    decision = house.decide(written, "disrespect", ("delete",))
    assert decision.version.text == h.MILD


def test_what_was_removed_is_decided_on_its_last_words(house: House) -> None:
    written = house.write(h.QUESTION)
    house.take_back(written)
    case = open_case(written, Case.Kind.LEGAL, priority=2, why=("A court case.",))
    assert house.decide(case, "none", told="By post on Monday.").version.text == h.QUESTION


@pytest.mark.parametrize(
    ("choice", "field"),
    [
        ({"facts": "  "}, "facts"),
        ({"guideline": "no such thing"}, "guideline"),
        ({"guideline": "none", "verdict": "breach"}, "guideline"),
        ({"guideline": "", "verdict": "breach"}, "guideline"),
        ({"verdict": "perhaps"}, "verdict"),
        ({"measures": ()}, "measures"),
        ({"measures": ("hide", "block")}, "measures"),
        ({"measures": ("unhide",)}, "measures"),
        ({"guideline": "disrespect", "verdict": "no_breach", "measures": ("hide",)}, "measures"),
        ({"guideline": "discrimination", "measures": ("platform_report",)}, "measures"),
        ({"guideline": "misinformation"}, "false_claim"),
        ({"guideline": "misinformation", "false_claim": "F99"}, "false_claim"),
        ({"guideline": "self_harm_detail", "measures": ("hide", "warn")}, "measures"),
        ({"guideline": "defamation", "measures": ("warn",)}, "measures"),
    ],
)
def test_what_is_missing_or_does_not_exist_is_refused_at_its_field(
    house: House, choice: dict[str, object], field: str
) -> None:
    case = house.case(house.write(h.MILD))
    parts = {"verdict": "breach", "guideline": "disrespect", "measures": ("hide",), **choice}
    refused(lambda: house.decide(case, **parts), field=field)  # type: ignore[arg-type]  # each part is a Choice's
    assert not Decision.objects.exists()
    assert house.case(Contribution.objects.get()).pk == case.pk
    assert house.effects() == []


def test_somebody_at_risk_is_never_warned(house: House) -> None:
    written = house.write(f"{h.AT_RISK} Nobody cares what you think, sit down.", on="linkedin")
    refused(lambda: house.decide(written, "disrespect", ("warn",)), field="measures", says="help them")


def test_a_case_of_a_person_at_risk_is_neither_decided_nor_closed_without_what_was_done(house: House) -> None:
    case = house.case(house.write(h.AT_RISK), "safeguarding")
    refused(lambda: house.decide(case, "none"), says="what was done for them")
    refused(lambda: answering.answer(case, house.moderator, "Hello.", key="k"), says="what was done for them")
    close = answering.close_without_answer
    refused(lambda: close(case, house.moderator, "closed", "No."), says="what was done for them")


def test_a_first_swear_word_at_nobody_is_not_warned_for_but_the_second_is(house: House) -> None:
    first = house.write(h.OBSCENE, on="linkedin")
    refused(lambda: house.decide(first, "obscenity", ("warn",)), field="measures", says="The first time")
    house.decide(first, "obscenity", ("delete",))
    second = house.write(h.OBSCENE + " again", on="linkedin")
    assert house.decide(second, "obscenity", ("warn",)).measures == "warn"


def test_a_first_swear_word_at_somebody_is_warned_for(house: House) -> None:
    written = house.write("You fucking useless moron, Kelly.", on="linkedin")
    assert house.decide(written, "obscenity", ("warn",)).measures == "warn"


def test_nobody_is_warned_where_the_platform_names_no_author(house: House) -> None:
    written = house.write(h.MILD, unsigned=True)
    assert written.author is None
    refused(lambda: house.decide(written, "disrespect", ("warn",)), field="measures", says="does not say who")


def test_misinformation_stands_on_an_entry_of_the_register(house: House) -> None:
    harm = "Applicants stay away."
    decision = house.decide(house.write(FALSE), "misinformation", ("hide",), false_claim="F1", harm=harm)
    assert decision.false_claim is not None
    assert ".gov.uk" in decision.false_claim.source


def test_a_claim_that_has_run_out_is_no_source(house: House) -> None:
    FalseClaim.objects.filter(code="F1").update(expires_on=(house.now - timedelta(days=1)).date())
    written = house.write(h.MILD)
    refused(lambda: house.decide(written, "misinformation", false_claim="F1"), field="false_claim")


def test_a_correction_without_a_breach_needs_no_claim(house: House) -> None:
    decision = house.decide(house.write(h.MILD), "misinformation", (), verdict="no_breach")
    assert decision.false_claim is None


@pytest.mark.parametrize(
    ("platform", "kind", "offered"),
    [
        ("facebook", "comment", ("hide", "delete", "platform_report", "warn")),
        ("facebook", "direct_message", ("platform_report", "warn")),
        ("instagram", "reply", ("hide", "delete", "platform_report", "warn")),
        ("x", "mention", ("hide", "platform_report", "warn")),
        ("youtube", "comment", ("hide", "delete", "platform_report", "warn")),
        ("linkedin", "comment", ("delete", "platform_report", "warn")),
        ("linkedin", "direct_message", ("platform_report", "warn")),
    ],
)
def test_only_measures_that_exist_there_are_offered(platform: str, kind: str, offered: tuple[str, ...]) -> None:
    assert measures_on(platform, kind) == offered


def test_a_direct_message_cannot_be_hidden_by_a_person_either(house: House) -> None:
    written = house.message(h.INSULT)
    refused(lambda: house.decide(written, "harassment", ("hide",)), field="measures")
    assert house.decide(written, "discrimination", ("platform_report",)).measures == "platform_report"


def test_keeping_what_the_machine_hid_shows_it_again(house: House) -> None:
    written = house.write(h.SLURRED)
    assert not house.seen(written)
    kept = house.decide(written, "none")
    assert kept.measure_list() == ("unhide",)
    assert kept.supersedes is not None
    assert kept.supersedes.actor == "machine"
    assert house.seen(written)
    assert house.effects() == ["hide", "unhide"]
    assert "unhide" in {entry.facts["operation"] for entry in house.entries("action.done")}


def test_a_later_decision_supersedes_the_earlier_one(house: House) -> None:
    written = house.write(h.MILD)
    first = house.decide(written, "disrespect", ("hide",))
    open_case(written, Case.Kind.APPEAL, priority=3, why=("Its author asked.",))
    second = house.decide(house.case(written, "appeal"), "none", by=house.approver)
    assert second.supersedes == first
    assert house.seen(written)
    open_case(written, Case.Kind.REVIEW, priority=3, why=("Once more.",))
    third = house.decide(written, "disrespect", ("hide",))
    assert third.supersedes == second
    assert not house.seen(written)


def test_keeping_undoes_a_hide_that_a_decision_between_did_not_ask_for(house: House) -> None:
    written = house.write(h.SLURRED)
    house.decide(written, "disrespect", ("platform_report",))
    open_case(written, Case.Kind.APPEAL, priority=3, why=("Its author asked.",))
    house.decide(house.case(written, "appeal"), "none", by=house.approver)
    assert house.seen(written)


def test_keeping_what_was_never_hidden_does_nothing_on_the_platform(house: House) -> None:
    written = house.write(h.INSULT, on="linkedin")
    house.decide(written, "none")
    assert house.effects("linkedin") == []


def test_an_answer_between_does_not_count_as_the_decision(house: House) -> None:
    written = house.write(h.RUDE_QUESTION)
    house.answer(written)
    open_case(written, Case.Kind.REVIEW, priority=3, why=("Look again.",))
    house.decide(written, "none")
    assert house.seen(written)


def test_a_key_is_asked_for_before_anything_else(house: House) -> None:
    case = house.case(house.write(h.MILD))
    made = house.decide(case, "none", key="once")
    nobody = make.person()
    assert house.decide(case, "none", key="once", by=nobody).pk == made.pk

"""What the machine does by itself after an assessment, and each reason for which it does not."""

from __future__ import annotations

import pytest
from django.db import transaction
from tests import house as h
from tests.house import House, refused

from evenhand.cases.automatic import route
from evenhand.cases.models import Case, Decision
from evenhand.cases.queue import open_case, settle_disposition
from evenhand.cases.routing import URGES
from evenhand.judgement.models import AutomaticHide

HAS_HIDE = ["facebook", "instagram", "x", "youtube"]


@pytest.mark.parametrize("platform", HAS_HIDE)
def test_the_machine_hides_in_public_where_the_policy_allows(house: House, platform: str) -> None:
    written = house.write(h.OBSCENE, on=platform)
    decision = Decision.objects.get(contribution=written)
    assert (decision.actor, decision.person_id, decision.measures) == ("machine", None, "hide")
    assert decision.automatic_hide is not None
    assert decision.automatic_hide.platform == platform
    assert decision.facts.strip()
    assert not house.seen(written)
    assert house.effects(platform) == ["hide"]
    assert house.stands(written) == "acted_on"
    made = house.entries("decision.made")[-1]
    assert made.actor == "machine"
    assert made.facts["guideline"] == "obscenity"


def test_what_a_filter_hides_for_swearing_needs_no_person(house: House) -> None:
    assert house.cases(house.write(h.OBSCENE)) == set()


def test_people_look_again_at_what_was_hidden_for_something_grave(house: House) -> None:
    written = house.write(h.SLURRED)
    assert not house.seen(written)
    assert house.case(written).priority == 1
    assert house.stands(written) == "waiting"


def test_on_a_platform_without_hiding_people_are_asked(house: House) -> None:
    written = house.write(h.OBSCENE, on="linkedin")
    assert not Decision.objects.exists()
    assert house.cases(written) == {"review"}
    assert house.stands(written) == "waiting"


def test_without_the_policys_row_the_machine_does_nothing(house: House) -> None:
    AutomaticHide.objects.filter(platform="facebook").delete()
    written = house.write(h.OBSCENE)
    assert not Decision.objects.exists()
    assert house.seen(written)
    assert house.cases(written) == {"review"}


def test_a_direct_message_is_never_hidden(house: House) -> None:
    written = house.message(h.SLURRED)
    assert not Decision.objects.exists()
    assert house.effects() == []
    assert house.case(written)


@pytest.mark.parametrize("text", [h.CRITICISM, h.KIND])
def test_what_breaks_nothing_is_kept_and_nobody_is_bothered(house: House, text: str) -> None:
    written = house.write(text)
    assert house.seen(written)
    assert house.cases(written) == set()
    assert house.stands(written) == "kept"


def test_the_finding_that_allows_it_is_the_ground_not_a_graver_one_that_does_not(house: House) -> None:
    written = house.write(h.MILD)
    judged = house.judged(written)
    judged.automatic = "hide"
    judged.findings = [
        {"guideline_id": "harassment", "score": 0.9, "automatic": False, "evidence": []},
        {"guideline_id": "obscenity", "score": 0.9, "automatic": True, "evidence": []},
    ]
    route(judged)
    house.run()
    decision = Decision.objects.get()
    assert (decision.guideline.code, decision.facts) == ("obscenity", "The automatic filter matched.")
    assert not house.seen(written)
    assert house.case(written).priority == 2


def test_a_guideline_that_is_never_automatic_waits_for_a_person(house: House) -> None:
    written = house.write("lol imagine actually believing that. Embarrassing.")
    assert [found["guideline_id"] for found in house.judged(written).findings] == ["disrespect"]
    assert house.seen(written)
    assert "Respect for other people" in house.case(written).why[0]


def test_the_machine_does_not_overrule_a_person_who_kept_this_text(house: House) -> None:
    written = house.write(h.SLURRED)
    house.decide(written, "none")
    assert house.seen(written)
    route(house.judged(written))
    house.run()
    assert house.seen(written)
    assert Decision.objects.filter(actor="machine").count() == 1


def test_a_new_text_after_a_person_kept_the_old_one_is_the_machines_again(house: House) -> None:
    written = house.write(h.SLURRED)
    house.decide(written, "none")
    house.edit(written, h.OBSCENE)
    assert not house.seen(written)
    assert Decision.objects.filter(actor="machine").count() == 2


def test_routing_twice_decides_once(house: House) -> None:
    written = house.write(h.SLURRED)
    route(house.judged(written))
    house.run()
    assert Decision.objects.count() == 1
    assert Case.objects.filter(kind="review").count() == 1
    assert house.effects() == ["hide"]


def test_an_edit_that_overtook_its_assessment_leaves_the_old_text_alone(house: House) -> None:
    written = house.write(h.OBSCENE, run=False)
    house.edit(written, h.KIND)
    assert not Decision.objects.exists()
    assert house.seen(written)
    assert house.stands(written) == "kept"


def test_an_edit_into_a_breach_is_hidden(house: House) -> None:
    written = house.write(h.KIND)
    house.edit(written, h.OBSCENE)
    assert not house.seen(written)
    assert Decision.objects.get().version.number == 2


def test_an_edit_that_mends_what_was_acted_on_comes_back_to_a_person(house: House) -> None:
    written = house.write(h.OBSCENE)
    house.edit(written, h.KIND)
    assert house.case(written).why == ["The author changed it after it was acted on, and it no longer breaches."]
    assert house.stands(written) == "waiting"
    house.decide(written, "none")
    assert house.seen(written)
    assert house.stands(written) == "kept"


def test_somebody_at_risk_always_opens_safeguarding_and_hides_nothing(house: House) -> None:
    written = house.write(h.AT_RISK)
    case = house.case(written, "safeguarding")
    assert case.priority == 1
    assert case.why == ["Someone may be at risk."]
    assert house.seen(written)
    assert not Decision.objects.exists()


def test_somebody_at_risk_is_seen_even_when_they_took_it_back(house: House) -> None:
    written = house.write(h.AT_RISK, run=False)
    house.take_back(written)
    assert house.cases(written) == {"safeguarding"}
    assert house.stands(written) == "gone"


def test_somebody_at_risk_is_seen_even_when_they_changed_it(house: House) -> None:
    written = house.write(h.AT_RISK, run=False)
    house.edit(written, h.KIND)
    assert house.cases(written) == {"safeguarding"}


@pytest.mark.parametrize("platform", ["facebook", "instagram", "x", "youtube"])
@pytest.mark.parametrize("text", [h.METHOD, f"{h.AT_RISK} {h.METHOD}"])
def test_a_method_is_hidden_even_where_its_author_is_at_risk_and_helped(house: House, platform: str, text: str) -> None:
    written = house.write(text, on=platform)
    assert not house.seen(written)
    assert {"safeguarding", "review"} <= house.cases(written)
    assert "It says how somebody could harm themselves." in house.case(written, "safeguarding").why[-1]
    refused(lambda: house.decide(written, "self_harm_detail", ("hide", "warn")), field="measures")


def test_self_harm_urged_on_somebody_is_a_breach_of_its_own_and_first_in_the_queue(house: House) -> None:
    house.write(h.SLURRED, by="bob")
    written = house.write(h.URGED)
    assert not house.seen(written)
    assert house.cases(written) == {"review"}
    case = house.case(written)
    assert (case.priority, case.why[-1]) == (1, URGES)


def test_what_was_taken_back_before_it_was_read_is_gone(house: House) -> None:
    written = house.write(h.OBSCENE, run=False)
    house.take_back(written)
    assert house.stands(written) == "gone"
    assert not Decision.objects.exists()
    assert house.effects() == []


def test_what_its_author_takes_back_closes_the_review_but_never_help(house: House) -> None:
    written = house.write(h.INSULT + " " + h.QUESTION, on="linkedin")
    assert house.cases(written) == {"review", "question"}
    house.take_back(written)
    assert house.cases(written) == {"question"}
    closed = Case.objects.get(contribution=written, kind="review")
    assert (closed.outcome, closed.outcome_reason) == ("gone", "The author removed it.")


def test_what_a_person_found_discriminatory_is_confirmed_though_its_author_took_it_back(house: House) -> None:
    """Else whoever is quick enough to delete is never blocked for it."""
    written = house.write(h.DEMEANING)
    house.decide(written, "discrimination", measures=("hide",))
    assert house.cases(written) == {"confirmation"}
    house.take_back(written)
    assert house.cases(written) == {"confirmation"}


def test_what_was_opened_for_something_gone_and_is_closed_since_leaves_nobody_waiting(house: House) -> None:
    written = house.write(h.OBSCENE)
    house.take_back(written, run=False)
    with transaction.atomic():
        open_case(written, Case.Kind.LEGAL, priority=3, why=("Somebody may sue.",))
        settle_disposition(written)
    assert house.stands(written) == "waiting"
    house.run()
    assert (house.cases(written), house.stands(written)) == (set(), "acted_on")

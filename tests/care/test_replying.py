"""Writing to somebody at risk: approved cards that stand, in a checked language, by a person."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest
from pytest_django import Settings
from tests import house as h
from tests.house import House, refused

from evenhand.actions import manual
from evenhand.actions.models import Action, ManualTask
from evenhand.care import cards, helping
from evenhand.care.models import Alert
from evenhand.care.on_call import OnCall
from evenhand.care.replying import Reply, reply
from evenhand.cases.models import Case
from evenhand.judgement import policies
from evenhand.people.models import User

INSIDE = "My brother is at HMP Thornmere and he told me he wants to die tonight, please check on him"
PLATFORMS = ["facebook", "instagram", "x", "youtube", "linkedin"]


@pytest.fixture(autouse=True)
def _today(monkeypatch: pytest.MonkeyPatch) -> None:
    """The cards as they stood when they were shipped, whenever the tests run."""
    monkeypatch.setattr("evenhand.care.cards.timezone.localdate", lambda: date(2026, 11, 28))


@pytest.fixture
def saf(house: House) -> User:
    return house.person("saf", "safeguarding_lead")


def at_risk(house: House, text: str = h.AT_RISK, on: str = "facebook") -> Case:
    return house.case(house.write(text, on=on), "safeguarding")


def said(case: Case) -> str:
    """What the platform shows that we wrote."""
    return str(Action.objects.get(contribution=case.contribution, state__in=["done", "manual"]).text)


@pytest.mark.parametrize("platform", PLATFORMS)
def test_a_card_goes_out_on_every_platform_and_the_case_stays_open(house: House, saf: User, platform: str) -> None:
    case = at_risk(house, on=platform)
    decision = reply(case, saf, Reply("k", ["samaritans"], own="We read this and worry for you."))
    house.run()
    assert said(case) == (
        "We read this and worry for you.\n\nTo talk to somebody at any hour: Samaritans, 116 123. It is free, from any "
        "telephone."
    )
    action = Action.objects.get(decision=decision)
    assert (action.actor, action.person, action.letter) == ("person", saf, "")
    assert "safeguarding" in house.cases(case.contribution)
    assert helping.replied(case)
    assert house.entries("care.replied")[-1].facts["cards"] == ["samaritans"]
    helping.close_helped(case, saf, ["replied"], "Its author, at noon", "They thanked us.")


def test_a_reply_that_does_not_arrive_wakes_somebody_and_is_none(house: House, saf: User, settings: Settings) -> None:
    settings.ON_CALL = OnCall(("on-call@example.gov.uk",))
    case = at_risk(house)
    helping.follow_up(case, saf, house.now + timedelta(hours=4), "Ring the wing.")
    house.item(case.contribution).removed = True  # before we know of it
    reply(case, saf, Reply("k", ["samaritans"]))
    assert helping.replied(case)  # on its way
    house.run()
    assert Action.objects.get().state == "moot"
    case.refresh_from_db()
    assert case.priority == 1
    assert case.why[-1].startswith("Our reply did not reach them")
    assert list(Alert.objects.filter(state="sent").values_list("case", "nth")) == [(case.pk, 1), (case.pk, 2)]
    refused(lambda: helping.close_helped(case, saf, ["replied"], "Its author", "Written to."), field="done")


def test_a_reply_that_does_not_arrive_opens_a_closed_case_again(house: House, saf: User, settings: Settings) -> None:
    settings.ON_CALL = OnCall(("on-call@example.gov.uk",))
    case = house.case(house.message(h.AT_RISK), "safeguarding")
    house.on("facebook").faults.append("refused")
    reply(case, saf, Reply("k", ["samaritans"]))
    helping.close_helped(case, saf, ["replied"], "Its author", "Written to.")
    house.run()
    manual.confirm(ManualTask.objects.get(), house.moderator, done=False, note="The window has closed.")
    house.run()
    again = house.case(case.contribution, "safeguarding")
    assert (again.priority, again.why) == (1, ["Our reply did not reach them: The window has closed."])
    assert Alert.objects.filter(case=again, state="sent").count() == 1
    assert house.stands(case.contribution) == "waiting"


def test_an_answer_to_a_question_is_no_reply_to_who_is_at_risk(house: House) -> None:
    written = house.write(f"{h.QUESTION} {h.AT_RISK}")
    house.answer(written)
    assert house.effects() == ["reply"]
    assert not helping.replied(house.case(written, "safeguarding"))


def test_the_same_form_sent_twice_is_one_reply(house: House, saf: User) -> None:
    case = at_risk(house)
    assert reply(case, saf, Reply("k", ["emergency"])) == reply(case, saf, Reply("k", ["emergency"]))
    house.run()
    assert house.effects() == ["reply"]


def test_it_goes_privately_where_asked_and_in_a_message_always(house: House, saf: User) -> None:
    reply(at_risk(house), saf, Reply("k", ["samaritans"], privately=True))
    message = house.case(house.message(INSIDE, by="bob"), "safeguarding")
    reply(message, saf, Reply("l", ["samaritans"]))
    assert set(Action.objects.values_list("operation", flat=True)) == {"message"}
    other = at_risk(house, on="youtube")
    refused(lambda: reply(other, saf, Reply("m", ["samaritans"], privately=True)), field="privately")


@pytest.mark.usefixtures("house")
@pytest.mark.parametrize("text", [INSIDE, "He is in thornmere  prison and wants to die", h.AT_RISK])
def test_the_prison_that_is_named_comes_first(text: str) -> None:
    offered = [one.card.id for one in cards.offered(text)]
    assert (offered[0] == "thornmere") == (text != h.AT_RISK)
    assert offered[-3:] == ["emergency", "samaritans", "safer_custody"]


@pytest.mark.usefixtures("house")
def test_a_name_inside_another_word_is_no_prison() -> None:
    assert cards.offered("Thornmereside college is hiring")[0].card.id == "emergency"


@pytest.mark.parametrize("day", [date(2027, 2, 27), date(2030, 1, 1)])
def test_a_card_past_its_review_says_so_and_is_not_sent(
    house: House, saf: User, monkeypatch: pytest.MonkeyPatch, day: date
) -> None:
    case = at_risk(house, INSIDE)
    monkeypatch.setattr("evenhand.care.cards.timezone.localdate", lambda: day)
    assert not cards.offered(INSIDE)[0].may_be_sent
    refused(lambda: reply(case, saf, Reply("k", ["thornmere"])), field="cards", says="26 February 2027")
    assert not Action.objects.exists()


def test_a_card_that_nobody_verified_or_that_is_gone_is_not_sent(
    house: House, saf: User, settings: Settings, tmp_path: Path
) -> None:
    case = at_risk(house)
    kept = policies.policy_file("hmpps").with_name("hmpps-cards.yaml").read_text("utf-8")
    settings.POLICIES = tmp_path
    assert cards.offered(h.AT_RISK) == ()
    (tmp_path / "hmpps-cards.yaml").write_text(kept.replace("    verified_on: 2026-11-27\n", ""), "utf-8")
    assert {one.standing for one in cards.offered(INSIDE)} == {"unverified"}
    refused(lambda: reply(case, saf, Reply("k", ["samaritans"])), field="cards", says="Nobody has verified")
    refused(lambda: reply(case, saf, Reply("k", ["no_such"])), field="cards", says="not there any more")
    (tmp_path / "hmpps-cards.yaml").write_text("cards: [", "utf-8")
    assert cards.offered(INSIDE) == ()


def test_unchecked_welsh_goes_only_from_who_reads_it(house: House, saf: User) -> None:
    case = at_risk(house)
    refused(lambda: reply(case, saf, Reply("k", ["samaritans"], "cy")), field="reads_it", says="read Welsh")
    reply(case, saf, Reply("k", ["samaritans"], "cy", reads_it=True))
    house.run()
    assert Action.objects.get().text.startswith("I siarad â rhywun")
    assert house.entries("care.replied")[-1].facts["checked_by_sender"] is True


def test_nothing_is_not_sent_nor_more_than_fits(house: House, saf: User) -> None:
    case = at_risk(house, on="x")
    refused(lambda: reply(case, saf, Reply("k")), field="cards", says="Choose a card")
    refused(lambda: reply(case, saf, Reply("k", ["samaritans"], own="a" * 400)), field="cards", says="Shorten")


def test_detail_of_a_method_is_never_repeated(house: House, saf: User) -> None:
    case = at_risk(house, h.METHOD)
    own = "Please do not say that they tie a noose with a shoelace on the door handle."
    refused(lambda: reply(case, saf, Reply("k", own=own)), field="own", says="repeat detail")
    reply(case, saf, Reply("k", ["samaritans"], own="We hid your comment, to protect others. You are not in trouble."))


def test_who_may_not_see_it_does_not_write(house: House) -> None:
    case = at_risk(house)
    refused(lambda: reply(case, house.moderator, Reply("k", ["samaritans"])), says="approvers and safeguarding leads")

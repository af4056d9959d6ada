"""Clauses on looking after people: detail of self-harm (35), somebody hounded (27), staff attacked at night (9)."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse
from tests import house as h
from tests.care.staff import DIGS, post, priya, three_posts
from tests.house import House

from evenhand.actions import manual
from evenhand.actions.models import Action
from evenhand.care import helping
from evenhand.care.models import Hounding
from evenhand.care.replying import Reply, reply
from evenhand.cases.models import Case
from evenhand.people.models import User
from evenhand.people.roles import Role
from evenhand.rights import packs
from evenhand.sanctions import statements
from evenhand.sanctions.models import Strike

HIDES = ["facebook", "instagram", "x", "youtube"]
AT_RISK = f"{h.AT_RISK} My brother is at HMP Thornmere. {h.METHOD}"
ATTACK = "she's a disgusting ugly cow, who would take orders from that"
DETAIL = ("noose", "shoelace", "door handle")


@pytest.fixture(autouse=True)
def _today(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("evenhand.care.cards.timezone.localdate", lambda: h.MONDAY_NOON.date().replace(day=28))


def pages(user: User, case: Case) -> Iterator[str]:
    """What the desk shows somebody of a case, in its lists too."""
    browser = Client()
    browser.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    for address in ("/desk/queue/", "/desk/questions/", "/desk/tasks/", reverse("desk:case", args=[case.pk])):
        yield browser.get(address).content.decode()


@pytest.mark.clause(35)
@pytest.mark.parametrize("platform", HIDES)
def test_detail_is_hidden_and_masked_for_everybody(house: House, platform: str) -> None:
    written = house.write(AT_RISK, on=platform)
    assert not house.seen(written)
    for role in Role:
        for case in Case.objects.filter(contribution=written):
            for page in pages(house.person(f"a-{role.value}", role), case):
                assert not any(word in page for word in DETAIL)


@pytest.mark.clause(35)
def test_where_nothing_can_be_hidden_a_person_takes_it_away_by_hand(house: House) -> None:
    written = house.write(AT_RISK, on="linkedin")
    assert house.case(written).priority == 1
    decision = house.decide(written, "self_harm_detail", ("delete",))
    assert Action.objects.get(decision=decision).state in {"done", "manual"}


@pytest.mark.clause(35)
@pytest.mark.parametrize("platform", [*HIDES, "linkedin"])
def test_no_letter_repeats_it_and_nobody_is_struck_or_warned(house: House, platform: str) -> None:
    written = house.write(AT_RISK, on=platform)
    measure = "delete" if platform == "linkedin" else "hide"
    reply(house.case(written, "safeguarding"), house.approver, Reply("k", ["thornmere", "samaritans"]))
    house.run()
    facts = "They tie a noose with a shoelace on the door handle."
    decision = house.decide(written, "self_harm_detail", (measure,), facts=facts)
    if house.action(decision, measure).state == "manual":
        manual.confirm(house.task(decision, measure), house.moderator, done=True)
    for language in ("en", "cy"):
        words = statements.made(decision, language).words
        assert not any(word in words for word in DETAIL)
    said = [action.text for action in Action.objects.exclude(text="")]
    assert any("01632 960 116" in text and "116 123" in text for text in said)
    assert not any(word in text for text in said for word in DETAIL)
    assert not Strike.objects.exists()
    assert "warn" not in house.effects(platform)


@pytest.mark.clause(35)
@pytest.mark.parametrize("text", [h.AT_RISK, h.METHOD, AT_RISK])
def test_risk_never_makes_a_strike_whatever_people_decide(house: House, text: str) -> None:
    written = house.write(text, on="linkedin")
    code = "self_harm_detail" if text == h.METHOD else "harassment"
    house.decide(written, code, ("delete",))
    assert not Strike.objects.exists()
    case = house.case(written, "safeguarding")
    helping.close_helped(case, house.approver, ["police"], "PC 1201, 12:10", "They are with her.")
    assert not Strike.objects.exists()


@pytest.mark.clause(35)
def test_risk_by_itself_hides_nothing_and_speaking_of_it_is_no_breach(house: House) -> None:
    assert house.seen(house.write(h.AT_RISK))
    written = house.write("My brother took his own life in prison. Nobody has explained why.", by="bob")
    assert house.seen(written)
    assert "self_harm_detail" not in [one["guideline_id"] for one in house.judged(written).findings]


@pytest.mark.clause(35)
def test_self_harm_urged_on_somebody_is_a_breach_apart_and_urgent(house: House) -> None:
    written = house.write(h.URGED)
    assert not house.seen(written)
    assert [one["guideline_id"] for one in house.judged(written).findings] == ["threat"]
    assert house.case(written).priority == 1
    house.decide(written, "threat")
    assert Strike.objects.get().contribution == written


@pytest.mark.clause(27)
def test_five_mild_digs_over_three_posts_by_four_accounts_are_one_case(house: House) -> None:
    featured = priya(house, *three_posts(house))
    for number, (text, by) in enumerate(zip(DIGS[:5], ("ann", "bob", "cat", "dan", "ann"), strict=True)):
        written = house.write(text, post=f"post-{number % 3}", by=by)
        house.wait(90)
        assert house.judged(written).findings == []
        assert Case.objects.count() == (number == 4)
    (hounding,) = Hounding.objects.all()
    assert (hounding.featured, hounding.case.kind, hounding.case.priority) == (featured, "review", 1)
    house.decide(hounding.case, "harassment", ("hide",))
    assert not house.seen(hounding.case.contribution)


@pytest.mark.clause(27)
@pytest.mark.parametrize("text", DIGS)
def test_one_dig_is_none(house: House, text: str) -> None:
    priya(house, *three_posts(house))
    written = house.write(text, post="post-0")
    house.keep_running(60)
    assert house.seen(written)
    assert not Case.objects.exists()


@pytest.mark.clause(9)
@pytest.mark.parametrize("platform", HIDES)
def test_abuse_of_somebody_in_an_advert_at_night_is_hidden_within_a_minute_and_they_are_looked_after(
    house: House, platform: str
) -> None:
    house.now = h.MONDAY_NOON.replace(day=21, hour=3)  # a Saturday night
    house.on(platform)
    shown = priya(house, post(house.channels[platform]))
    written = house.write(ATTACK, on=platform, by="zoe-quist")
    hide = Action.objects.get(contribution=written, operation="hide")
    assert not house.seen(written)
    assert hide.created_at - written.first_seen_at < timedelta(minutes=1)
    case = house.case(written)
    assert case.priority == 1
    (told,) = mail.outbox
    assert told.to == [shown.contact_email]
    assert not any(secret in told.body for secret in ("disgusting", "zoe-quist", str(written.permalink)))
    pack = json.loads(packs.make(case, house.approver, "police", "CR 1201/26").data)
    assert pack["versions"][0]["text"] == ATTACK
    assert [(one["operation"], one["state"]) for one in pack["actions"]] == [(hide.get_operation_display(), "Done")]

"""Somebody at risk is noticed in what the public forms bring too, and the words are copied nowhere."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import Settings
from tests import house as h
from tests.house import House, refused

from evenhand.care import replying
from evenhand.care.models import Alert
from evenhand.care.on_call import OnCall
from evenhand.cases.models import Case
from evenhand.channels.models import Channel
from evenhand.intake.models import Contribution, Version
from evenhand.records.models import Content
from evenhand.support import appeals, form_reports
from evenhand.support.worries import BY_FORM, look


@pytest.fixture
def channel(house: House, settings: Settings) -> Channel:
    """Our channel on X, whose terms let nobody infer who is at risk from what is written there."""
    settings.ON_CALL = OnCall(("on-call@example.gov.uk",))
    house.on("x")
    return house.channels["x"]


def test_who_reports_and_is_at_risk_has_a_case_and_somebody_is_alerted(house: House, channel: Channel) -> None:
    report = form_reports.receive(channel, f"They laugh at me under your post. {h.AT_RISK}")
    house.run()
    case = Case.objects.get()
    assert (case.kind, case.priority, case.why) == ("safeguarding", 1, [BY_FORM])
    assert list(Alert.objects.values_list("case", "state")) == [(case.pk, "sent")]
    assert house.stands(case.contribution) == "waiting"
    look(f"report:{report.pk}")
    house.run()
    assert Case.objects.get() == case
    assert Alert.objects.count() == 1


def test_who_appeals_and_says_how_is_noticed_whatever_the_decision(house: House, channel: Channel) -> None:
    appeal = appeals.receive(channel, "ann", f"You hid this. {h.METHOD}")
    house.run()
    case = Case.objects.get()
    assert (case.kind, case.contribution.external_id) == ("safeguarding", f"form:appeal:{appeal.pk}")


def test_their_words_stay_where_they_are_and_the_case_leads_there(house: House, channel: Channel) -> None:
    report = form_reports.receive(channel, h.AT_RISK)
    house.run()
    for words in (*Version.objects.values_list("text", flat=True), *map(str, Content.objects.values("body"))):
        assert h.AT_RISK not in words
    lead = house.person("saf", "safeguarding_lead")
    browser = Client()
    browser.force_login(lead, backend="django.contrib.auth.backends.ModelBackend")
    case, there = Case.objects.get(), reverse("desk:report", args=[report.pk])
    assert there in browser.get(reverse("desk:case", args=[case.pk])).content.decode()
    assert "t want to be here tomorrow" in browser.get(there).content.decode()
    chosen = replying.Reply("k" * 32, own="We are here.")
    refused(lambda: replying.reply(case, lead, chosen), field="cards", says="Nobody knows who filled in the form")


def test_what_worries_nobody_opens_nothing(house: House, channel: Channel) -> None:
    form_reports.receive(channel, "I want to report what Sam wrote. Is that allowed?")
    appeals.receive(channel, "ann", "It was a joke. I want to appeal.")
    house.run()
    assert not Case.objects.exists()
    assert not Contribution.objects.exists()

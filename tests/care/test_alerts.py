"""Somebody on call hears of what may not wait: a person at risk at any hour, a threat while nobody is there."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from datetime import datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from django.core import mail
from django.db import IntegrityError, transaction
from pytest_django import Settings
from tests import house as h
from tests.house import House

from evenhand import work
from evenhand.care import alerts, helping
from evenhand.care.models import Alert
from evenhand.care.on_call import OnCall
from evenhand.cases import queue
from evenhand.cases.models import Case
from evenhand.records.models import Entry
from evenhand.work.models import Task

SATURDAY = h.MONDAY_NOON.replace(day=21, hour=3)
DESK = "https://evenhand.example.gov.uk"
EMAILS = ("on-call@example.gov.uk", "lead@example.gov.uk")


class Pager:
    """A webhook's other end on loopback: keeps what it was sent, and answers as told."""

    def __init__(self) -> None:
        self.heard: list[dict[str, Any]] = []
        self.answers: list[int] = []
        pager = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                pager.heard.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
                self.send_response(pager.answers.pop(0) if pager.answers else 200)
                self.end_headers()

            def log_message(self, *_: object) -> None:
                """Say nothing."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}/in/very-secret"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()


@pytest.fixture
def pager() -> Iterator[Pager]:
    made = Pager()
    yield made
    made.server.shutdown()
    made.server.server_close()


@pytest.fixture
def both(settings: Settings, pager: Pager) -> Pager:
    """Mail and webhook are set; gives the webhook's other end."""
    settings.ON_CALL = OnCall(EMAILS, pager.url, "json", DESK)
    return pager


def sent() -> list[str]:
    return sorted(Alert.objects.filter(state="sent").values_list("way", flat=True))


@pytest.mark.parametrize("moment", [SATURDAY, h.MONDAY_NOON])
def test_a_person_at_risk_wakes_somebody_at_any_hour(house: House, both: Pager, moment: datetime) -> None:
    house.now = moment
    case = house.case(house.write(h.AT_RISK), "safeguarding")
    assert sent() == ["email", "webhook"]
    (message,) = mail.outbox
    assert message.to == list(EMAILS)
    assert message.subject == f"Evenhand: case {case.pk} needs somebody now"
    assert f"{DESK}/desk/cases/{case.pk}/" in message.body
    (heard,) = both.heard
    assert (heard["case"], heard["link"]) == (case.pk, f"{DESK}/desk/cases/{case.pk}/")
    assert "Facebook" in heard["text"]


@pytest.mark.clause(46)
@pytest.mark.parametrize("platform", ["facebook", "instagram", "x", "youtube"])
def test_a_threat_on_a_saturday_night_is_hidden_and_wakes_somebody(house: House, both: Pager, platform: str) -> None:
    house.now = SATURDAY
    written = house.write(h.THREAT, on=platform)
    assert not house.seen(written)
    assert [one["case"] for one in both.heard] == [house.case(written).pk]
    assert sent() == ["email", "webhook"]


def test_in_hours_a_threat_waits_at_the_top_of_the_queue_and_wakes_nobody(house: House, both: Pager) -> None:
    house.write(h.THREAT)
    house.now = SATURDAY
    house.write(h.MILD, by="bob")
    house.write(h.QUESTION, by="cat")
    assert both.heard == []
    assert mail.outbox == []


def test_self_harm_urged_on_somebody_wakes_at_night_as_a_threat_does(house: House, both: Pager) -> None:
    house.now = SATURDAY
    case = house.case(house.write(h.URGED))
    assert [one["case"] for one in both.heard] == [case.pk]


@pytest.mark.parametrize("text", [h.SLURRED, h.DEMEANING, h.INSULT])
def test_what_is_no_threat_waits_for_the_morning(house: House, both: Pager, text: str) -> None:
    house.now = SATURDAY
    assert "review" in house.cases(house.write(text))
    assert both.heard == []


@pytest.mark.parametrize("text", [h.AT_RISK, h.THREAT, h.METHOD, h.URGED])
def test_no_alert_says_who_wrote_or_what(house: House, both: Pager, text: str) -> None:
    house.now = SATURDAY
    written = house.write(text, by="ann")
    said = f"{mail.outbox[0].subject} {mail.outbox[0].body} {both.heard}"
    assert written.author is not None
    for secret in (text, written.author.display_name, written.permalink):
        assert secret not in said


def added_to(case: Case, why: str) -> None:
    with transaction.atomic():
        queue.open_case(case.contribution, Case.Kind.SAFEGUARDING, priority=1, why=(why,), assessment=case.assessment)


def test_once_a_text_however_often_its_case_is_added_to(house: House, both: Pager) -> None:
    written = house.write(h.AT_RISK)
    for why in ("Again.", "And again."):
        added_to(house.case(written, "safeguarding"), why)
        house.run()
    assert len(both.heard) == 1


def test_a_case_that_was_put_off_wakes_somebody_when_its_author_writes_tonight(house: House, both: Pager) -> None:
    written = house.write(h.AT_RISK)
    case = house.case(written, "safeguarding")
    helping.follow_up(case, house.person("saf", "safeguarding_lead"), house.now + timedelta(hours=4), "Ring the wing.")
    house.edit(written, f"{h.AT_RISK} I will do it tonight.")
    assert [one["case"] for one in both.heard] == [case.pk, case.pk]
    assert set(Alert.objects.filter(case=case, way="webhook").values_list("nth", "state")) == {(1, "sent"), (2, "sent")}


def test_what_is_still_on_its_way_is_not_sent_twice(house: House, both: Pager) -> None:
    both.answers = [500] * 2
    written = house.write(h.AT_RISK)
    house.edit(written, f"{h.AT_RISK} I will do it tonight.")
    house.keep_running(10)
    assert sorted(Alert.objects.values_list("way", "nth")) == [("email", 1), ("email", 2), ("webhook", 1)]
    assert len(mail.outbox) == len(both.heard) - 1 == len(("first", "tonight"))


def test_a_slur_that_is_edited_into_a_threat_wakes_somebody_after_all(house: House, both: Pager) -> None:
    house.now = SATURDAY
    written = house.write(h.SLURRED)
    assert both.heard == []
    house.edit(written, h.THREAT)
    assert [one["case"] for one in both.heard] == [house.case(written).pk]


def test_addresses_that_were_taken_away_meanwhile_are_no_mail_sent(house: House, settings: Settings) -> None:
    settings.ON_CALL = OnCall(EMAILS)
    written = house.write(h.AT_RISK, run=False)
    for _ in range(20):
        if Alert.objects.exists():
            break
        work.drain(1, now=house.now)
    settings.ON_CALL = OnCall()
    house.run()
    assert Alert.objects.get(case=house.case(written, "safeguarding")).state == "planned"
    assert Task.objects.get(name="care.send_alert").last_error == "nobody"


def test_a_webhook_that_fails_is_tried_again_until_it_is_heard(house: House, both: Pager) -> None:
    both.answers = [500, 429, 200]
    house.write(h.AT_RISK)
    assert sent() == ["email"]
    for _ in range(2):
        house.wait(1)
        house.run()
    assert sent() == ["email", "webhook"]
    assert len(both.heard) == 3


def test_one_that_never_answers_is_given_up_on_record_and_the_other_way_went_out(house: House, both: Pager) -> None:
    both.answers = [500] * 20
    written = house.write(h.AT_RISK)
    for _ in range(12):
        house.wait(11)
        house.run()
    alert = Alert.objects.get(way="webhook")
    assert (alert.state, alert.code, alert.sent_at) == ("failed", "500", None)
    assert len(both.heard) == 8
    assert sent() == ["email"]
    facts = Entry.objects.get(kind="alert.failed", subject=f"contribution:{written.pk}").facts
    assert facts["way"] == "webhook"
    assert not Task.objects.filter(state="dead").exists()


def test_nobody_listening_is_a_failure_that_keeps_the_secret(house: House, settings: Settings) -> None:
    settings.ON_CALL = OnCall((), "http://127.0.0.1:9/in/very-secret", "json", "")
    house.write(h.AT_RISK)
    task = Task.objects.get(name="care.send_alert")
    assert task.state == "ready"
    assert task.last_error == "ConnectError"


def test_mail_that_cannot_go_out_is_tried_again(house: House, settings: Settings) -> None:
    settings.ON_CALL = OnCall(EMAILS)
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 9
    house.write(h.AT_RISK)
    assert Task.objects.get(name="care.send_alert").last_error == "ConnectionRefusedError"


def test_where_nobody_is_on_call_the_case_is_still_first(house: House) -> None:
    house.now = SATURDAY
    case = house.case(house.write(h.AT_RISK), "safeguarding")
    assert case.priority == 1
    assert not Alert.objects.exists()


@pytest.mark.usefixtures("both")
def test_a_case_that_was_closed_meanwhile_wakes_nobody(house: House) -> None:
    case = house.case(house.write(h.AT_RISK), "safeguarding")
    Alert.objects.all().delete()
    saf = house.person("saf", "safeguarding_lead")
    helping.close_helped(case, saf, ["police"], "The police, at noon.", "They are with them.")
    assert alerts.alert(Case.objects.get(pk=case.pk)) == []


@pytest.mark.usefixtures("both")
def test_the_table_refuses_an_alert_sent_at_no_time(house: House) -> None:
    house.write(h.AT_RISK)
    for wrong in ({"sent_at": None}, {"state": "failed"}, {"way": "pigeon"}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Alert.objects.filter(way="email").update(**wrong)

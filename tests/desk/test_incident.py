"""Incident mode at the desk: switched on, seen everywhere, switched off."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from tests import house as h
from tests.desk.test_case import errors
from tests.house import House

from evenhand.desk.adding_forms import MOMENT
from evenhand.judgement.models import Incident
from evenhand.people.models import User

pytestmark = pytest.mark.django_db
SignIn = Callable[[User], Client]


def test_it_is_switched_on_seen_by_everybody_and_switched_off(house: House, signed_in: SignIn) -> None:
    house.write(h.MILD)
    approver, moderator = signed_in(house.approver), signed_in(house.moderator)
    place = reverse("desk:incident")
    page = moderator.get(place).content.decode()
    assert "An approver or a responder lead switches it on." in page
    assert "taken by nobody" in page
    assert errors(approver.post(place, {"why": ""})) == [  # type: ignore[arg-type]  # Django's own wrapper
        "Say what has happened. Everybody at the desk reads it.",
        "Say when it ends.",
    ]
    until = (house.now + timedelta(hours=3)).strftime(MOMENT)
    assert approver.post(place, {"why": "A disturbance.", "until": until}).status_code == 302
    assert "Incident mode is on until" in moderator.get(reverse("desk:queue")).content.decode()
    made = Incident.objects.get()
    assert moderator.post(reverse("desk:incident_end", args=[made.pk])).status_code == 403
    approver.post(reverse("desk:incident_end", args=[made.pk]))
    assert "Incident mode is on until" not in moderator.get(reverse("desk:queue")).content.decode()
    assert "A disturbance." in approver.get(place).content.decode()

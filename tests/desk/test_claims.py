"""The register of false claims at the desk, and a correction sent from a case."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse
from tests.cases.test_correcting import FALSE, f1
from tests.desk.test_case import errors
from tests.house import House

from evenhand.judgement.models import FalseClaim
from evenhand.people.models import User

pytestmark = pytest.mark.django_db
SignIn = Callable[[User], Client]
FIELDS = {
    "claim": "Officers buy their own uniform.",
    "wordings": "you pay for the uniform\n",
    "correction": "The uniform is free.",
    "source": "https://prisonandprobationjobs.gov.uk/roles/",
    "owner": "recruitment",
    "expires_on": "1/6/2027",
}


def test_a_claim_is_added_approved_and_changed(house: House, signed_in: SignIn) -> None:
    assert house.policy
    owner, lead = signed_in(house.person("owner", "policy_owner")), signed_in(house.person("lead", "responder_lead"))
    add = reverse("desk:claim_add")
    assert errors(owner.post(add, {**FIELDS, "source": ""})) == [  # type: ignore[arg-type]  # Django's own wrapper
        "Give the page that says so. A claim without a source cannot be used."
    ]
    assert owner.post(add, FIELDS).status_code == 302
    made = FalseClaim.objects.get(code="D1")
    approve = reverse("desk:claim_approve", args=[made.pk])
    assert "You wrote it yourself" in owner.post(approve, follow=True).content.decode()
    assert "the correction can be sent" in lead.post(approve, follow=True).content.decode()
    place = reverse("desk:claim_change", args=[made.pk])
    assert "you pay for the uniform" in lead.get(place).content.decode()
    lead.post(place, {**FIELDS, "correction": "It is free."})
    made.refresh_from_db()
    assert (made.correction, made.approved_by) == ("It is free.", None)


def test_a_case_offers_the_correction_with_how_far_the_claim_went(house: House, signed_in: SignIn) -> None:
    claim = f1(house)
    house.write(FALSE, by="bob", on="instagram")
    written = house.write(FALSE)
    browser, case = signed_in(house.moderator), house.case(written)
    page = browser.get(reverse("desk:case", args=[case.pk])).content.decode()
    assert "Said in 2 texts by 2 authors on 2 channels since" in page
    assert claim.source in page
    send = reverse("desk:correct", args=[case.pk])
    sent = {"key": "a" * 32, "claim": "F1", "words": "You need no degree."}
    assert errors(browser.post(send, sent)) == [  # type: ignore[arg-type]  # as above
        f"Keep the source ({claim.source}) in it, so that everybody can check it."
    ]
    assert browser.post(send, {**sent, "words": f"You need no degree. {claim.source}"}).status_code == 302
    house.run()
    assert len(house.item(written).replies) == 1
    closed = browser.get(reverse("desk:case", args=[case.pk])).content.decode()
    assert "Corrected in public; it stays up" in closed
    register = browser.get(reverse("desk:claims")).content.decode()
    assert "In 2 texts by 2 authors on 2 channels" in register
    assert "Corrected 1 time." in register


def test_a_claim_without_approval_says_whom_to_ask(house: House, signed_in: SignIn) -> None:
    f1(house, approved=False)
    case = house.case(house.write(FALSE))
    page = signed_in(house.moderator).get(reverse("desk:case", args=[case.pk])).content.decode()
    assert "Nobody has approved the correction yet" in page

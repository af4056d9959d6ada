"""The register of false claims, a correction and incident mode, by eye and for everybody, on a phone too."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page
from tests.browser.test_appeals import seen
from tests.browser.test_pages import check
from tests.desk import stories

from evenhand.judgement.models import ClaimSeen, FalseClaim, Incident

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
FALSE = "Don't bother, you need a degree to become a prison officer."


def test_a_claim_is_approved_corrected_and_incident_mode_switched_on(sign_in: Callable[..., Page]) -> None:
    stories.policy()
    written = stories.contribution(FALSE)
    stories.assess(written)
    case = stories.case("", of=written, why=["May breach ‘False information’."])
    ClaimSeen.objects.create(claim=FalseClaim.objects.get(code="F1"), contribution=written, score=0.9)
    page = sign_in(stories.user("lea", "responder_lead", shown="Lea Roy"))
    check(page, "/desk/claims/", (1280, 390))
    page.get_by_role("button", name="Approve the correction of F1").click()
    page.get_by_text("the correction can be sent").wait_for()
    seen(page, "claims")
    check(page, "/desk/claims/add/", (1280, 390))
    check(page, f"/desk/cases/{case.pk}/", (1280, 390))
    seen(page, "case-claim")
    check(page, "/desk/incident/", (1280, 390))
    page.get_by_label("What has happened").fill("A disturbance at HMP Thornmere.")
    page.get_by_role("button", name="Switch it on").click()
    page.get_by_role("button", name="Switch it off").wait_for()
    assert Incident.objects.get().state == "on"
    seen(page, "incident-on")
    check(page, "/desk/incident/", (1280, 390))
    check(page, "/desk/queue/", (1280, 390))
    seen(page, "queue-incident")

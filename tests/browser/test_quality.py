"""Texts alike, what was hidden together, the second look and the figures: accessible, on a phone too."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page
from pytest_django import Settings
from tests import factories as make
from tests.browser.test_appeals import seen
from tests.browser.test_pages import check
from tests.desk import stories

from evenhand.cases.models import Bulk
from evenhand.insights import drawing
from evenhand.judgement import look_alikes

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
WORDS = "lol imagine actually believing that about the new wing. Embarrassing, the lot of you."


def test_texts_alike_are_hidden_together_and_looked_at_twice(sign_in: Callable[..., Page], settings: Settings) -> None:
    settings.SECOND_REVIEW_OF_HIDES = 100
    policy, rows = stories.policy(), []
    for channel in (None, None, None, make.channel("linkedin")):
        by = make.author(channel) if channel else make.author()
        rows.append(make.contribution(WORDS, by=by))
        make.assessment(rows[-1], policy)
        look_alikes.seen_before(rows[-1].versions.get())
    decision = make.decision(rows[0], policy, measures="hide", by=make.person("moderator", name="Lee"))
    mo = sign_in(stories.user("mo", "moderator", shown="Mo Lee"))
    check(mo, f"/desk/decisions/{decision.pk}/alike/", (1280, 390))
    mo.get_by_role("button", name="Hide what is ticked").click()
    assert "Say why they are hidden." in mo.inner_text("main")
    seen(mo, "alike")
    mo.get_by_label("Why", exact=True).fill("One text from many accounts.")
    mo.get_by_role("button", name="Hide what is ticked").click()
    assert "2 comments by 2 accounts" in mo.inner_text("main")
    check(mo, "/desk/together/", (1280, 390))
    mo.locator("summary").first.click()
    seen(mo, "together")
    assert Bulk.objects.get().contributions == 2
    drawing.draw(decision.decided_at.date())
    pat = sign_in(stories.user("pat", "approver", shown="Pat Roe"))
    check(pat, "/desk/quality/look/", (1280, 390))
    seen(pat, "second-look")
    pat.get_by_role("radio", name="It breaches nothing").check()
    pat.get_by_role("button", name="Keep my answer").click()
    assert "Your answer is kept." in pat.inner_text("main")
    check(pat, "/desk/quality/", (1280, 390))
    seen(pat, "quality")
    pat.get_by_role("link", name="Coverage").click()
    assert "NONE CONNECTED" in pat.inner_text("main")  # badges are in capitals
    check(pat, "/desk/quality/coverage/", (1280, 390))
    seen(pat, "coverage")

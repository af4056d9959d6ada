"""Adding something from X, by eye and for everybody, on a phone too."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from django.db import transaction
from playwright.sync_api import Page, expect
from tests.browser.test_appeals import seen
from tests.browser.test_pages import check
from tests.desk import stories

from evenhand.channels.credentials import Credentials
from evenhand.channels.services import NewChannel, add_channel
from evenhand.intake.models import Contribution

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_something_from_x_is_added_and_x_is_connected(sign_in: Callable[..., Page]) -> None:
    stories.policy()
    with transaction.atomic():
        channel = add_channel(NewChannel("x", "hmpps", "HMPPS on X"), Credentials("a token"))
    stories.post(channel)
    page = sign_in(stories.user("mo", "moderator", shown="Mo Lee"))
    check(page, "/desk/queue/", (1280, 390))
    seen(page, "queue-add")
    page.get_by_role("button", name="Add something from X").click()
    page.get_by_role("button", name="Add it").click()
    expect(page).to_have_title(re.compile("^Error: "))
    seen(page, "adding-error")
    page.get_by_label("Link", exact=True).fill("https://x.com/Sam_W/status/1993256190325317765")
    page.get_by_label("The words").fill("You lot could not run a bath.")
    page.get_by_role("button", name="Add it").click()
    page.get_by_text("It is in Evenhand.").wait_for()
    assert Contribution.objects.get().author is not None
    check(page, "/desk/add/", (1280, 390))
    seen(page, "adding")
    page = sign_in(stories.user("ada", "administrator"))
    check(page, f"/desk/channels/{channel.pk}/mode/", (1280, 390))
    seen(page, "mode")

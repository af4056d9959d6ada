"""Our posts, closing comments and the watch-list, by eye and for everybody, on a phone too."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page
from tests.browser.test_appeals import seen
from tests.browser.test_pages import check
from tests.desk import stories

from evenhand.actions.models import Closing

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_a_post_is_described_and_its_comments_closed(sign_in: Callable[..., Page]) -> None:
    stories.policy()
    post = stories.post(stories.channel(), "We are sorry to tell of a death at HMP Thornmere.")
    page = sign_in(stories.user("mo", "moderator", shown="Mo Lee"))
    check(page, "/desk/posts/", (1280, 390))
    page.get_by_role("link", name="We are sorry").click()
    page.get_by_label("What is it for?").select_option("operational")
    page.get_by_label("It is sensitive").check()
    page.get_by_label("Why, if that changes").fill("A death in custody.")
    page.get_by_role("button", name="Keep it").click()
    page.get_by_text("It is on record.").wait_for()
    page.get_by_text("Ask to close them for a time").click()
    page.get_by_label("Why", exact=True).fill("Abuse of the family, faster than we can hide it.")
    page.get_by_role("button", name="Ask an approver").click()
    page.get_by_text("has to agree. Until then").wait_for()
    seen(page, "post-asked")
    check(page, f"/desk/posts/{post.pk}/", (1280, 390))
    page = sign_in(stories.user("ann", "approver", shown="Ann Bevan"))
    page.goto(f"/desk/posts/{post.pk}/")
    page.get_by_label("Yes, close them until then").check()
    page.get_by_role("button", name="Record the answer").click()
    page.get_by_text("Comments are being closed.").wait_for()
    assert Closing.objects.get().state == "closing"
    check(page, f"/desk/posts/{post.pk}/", (1280, 390))
    seen(page, "post-by-hand")
    check(page, "/desk/tasks/", (1280, 390))
    page.goto("/desk/watch-list/")
    page.get_by_label("Which case").fill("The trial after the fire")
    page.get_by_label("Names and numbers").fill("Dylan Shea")
    page.get_by_label("Why it is watched").fill("Charged on 2 November.")
    page.get_by_label("Watched until").fill("1/3/2027")
    page.get_by_role("button", name="Put it on the list").click()
    page.get_by_text("is watched. What names it").wait_for()
    seen(page, "watch-list")
    check(page, "/desk/watch-list/", (1280, 390))
    check(page, "/desk/posts/", (1280, 390))
    seen(page, "posts")

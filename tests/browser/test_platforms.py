"""One case on each platform, decided in the browser: strangers no longer see it, or a person is given the task."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import httpx
import pytest
from django.db import connection, transaction
from django.utils import timezone
from playwright.sync_api import Page, expect
from tests import factories as make
from tests.desk import stories

from evenhand import work
from evenhand.actions.models import Action, ManualTask
from evenhand.cases.models import Case
from evenhand.channels.credentials import Credentials
from evenhand.channels.services import NewChannel, add_channel
from evenhand.intake.polling import enqueue_polls
from evenhand.sandbox.testing import running

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

TEXT = "Your opinion is worthless, do us all a favour and keep it to yourself."
NO_HIDE = {"linkedin"}


@pytest.fixture
def sandbox() -> Iterator[httpx.Client]:
    """The simulated platforms, spoken to as the public and as a witness."""
    with running() as address, httpx.Client(base_url=f"{address}/_sandbox/", timeout=10) as client:
        yield client


def connect(sandbox: httpx.Client, platform: str) -> None:
    """Connect the sandbox's channel on this platform."""
    found = next(one for one in sandbox.get("config").json()["channels"] if one["platform"] == platform)
    base = str(sandbox.base_url).replace("/_sandbox/", f"/{platform}")
    new = NewChannel(
        platform,
        found["external_id"],
        found["name"],
        found.get("page_id", ""),
        base,
        found.get("api_version", ""),
        plan=make.plan() if platform == "x" else None,
    )
    keys = Credentials(found["token"], (found.get("app_secret", ""),), found.get("verify_token", ""))
    with transaction.atomic():
        add_channel(new, keys)


def worked(rounds: int = 1) -> None:
    """Poll, and run everything that is due, in a thread of its own: the test's thread belongs to the browser.

    The first round of polls finds the posts, the next one what stands under them.
    """

    def run() -> None:
        try:
            for number in range(rounds):
                later = timezone.now() + timedelta(minutes=5 * number)
                with transaction.atomic():
                    enqueue_polls(later)
                work.drain(now=later + timedelta(minutes=1))
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as thread:
        thread.submit(run).result()


@pytest.mark.parametrize("platform", ["facebook", "instagram", "x", "linkedin", "youtube"])
def test_decide_and_see_the_effect(platform: str, sandbox: httpx.Client, sign_in: Callable[..., Page]) -> None:
    stories.policy()
    connect(sandbox, platform)
    made = sandbox.post("publish", json={"platform": platform, "kind": "comment", "text": TEXT}).json()
    worked(rounds=2)
    case = Case.objects.get(contribution__external_id=made["id"], kind=Case.Kind.REVIEW)
    assert seen(sandbox, platform, made["id"]) == (True, False)

    page = sign_in(stories.user("mo", "moderator"))
    page.click(f"text=Review {case.pk}")
    expect(page.locator("mark.eh-evidence").first).to_be_visible()
    page.check("input[name=guideline][value=disrespect]")
    page.fill("#id_facts", "Tells another commenter that their view is worthless.")
    page.check(f"input[name=measures][value={'delete' if platform in NO_HIDE else 'hide'}]")
    page.click("text=Record the decision")
    expect(page.locator(".moj-alert--success")).to_be_visible()

    worked()
    page.reload()
    if platform in NO_HIDE:
        by_hand(page, sandbox, made["id"])
    else:
        expect(page.locator("#actions")).to_contain_text("Done")
        visible, one_click_away = seen(sandbox, platform, made["id"])
        assert not visible
        assert one_click_away == (platform == "x")  # X keeps hidden replies behind one click, and the desk says so
    assert Action.objects.get().state == "done"


def by_hand(page: Page, sandbox: httpx.Client, contribution: str) -> None:
    """Do the manual task as a person would: on the platform first, then at the desk."""
    expect(page.locator("#actions")).to_contain_text("A person is to do it")
    page.click("text=Open the manual task")
    task = ManualTask.objects.get()
    expect(page.locator(f"#task-{task.pk} a")).to_have_attribute("href", task.link)
    sandbox.post("remove", json={"platform": "linkedin", "id": contribution}).raise_for_status()
    page.check(f"#task-{task.pk} input[value=done]")
    page.click(f"#task-{task.pk} button")
    expect(page.locator("text=No manual tasks")).to_be_visible()


def seen(sandbox: httpx.Client, platform: str, contribution: str) -> tuple[bool, bool]:
    """What a stranger sees: whether it is there, and whether it is there after one more click."""
    view = sandbox.get("view", params={"platform": platform, "id": contribution, "as": "stranger"}).json()
    return bool(view["visible"]), bool(view["click_through"])

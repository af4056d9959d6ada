"""Facebook's posts that are on no timeline of ours: adverts, and what tags the Page elsewhere."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import httpx
import pytest
from tests.contract.stage import Stage, target_of

from evenhand.platforms import errors
from evenhand.platforms.interface import (
    Adapter,
    ContributionKind,
    Operation,
    Platform,
    ReadBack,
    Receipt,
    Target,
)
from evenhand.sandbox.testing import running

FACEBOOK = Platform.FACEBOOK


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Stage]:
    with running() as url, httpx.Client(base_url=f"{url}/_sandbox/") as control:
        yield Stage(url, control)


@pytest.fixture
def stage(sandbox: Stage) -> Iterator[Stage]:
    yield sandbox
    sandbox.no_faults()


def read_back(stage: Stage) -> Callable[..., ReadBack]:
    """Asks the adapter whether the effect of (operation, target, receipt, text) is there."""

    def ask(operation: Operation, target: Target, receipt: Receipt | None = None, text: str = "") -> ReadBack:
        return stage.ask(FACEBOOK, lambda adapter: adapter.read_back(operation, target, receipt, text))

    return ask


def test_a_post_that_tags_the_page_elsewhere(stage: Stage) -> None:
    item = stage.publish(FACEBOOK, "Ask @HMPPS_sandbox about visits, they never answer.", kind="mention")
    target = target_of(item)
    assert (item.kind, item.can_hide) == (ContributionKind.MENTION, False)
    again = stage.ask(FACEBOOK, lambda adapter: adapter.fetch(target, item.kind))
    assert (again.text, again.kind) == (item.text, item.kind)
    with pytest.raises((errors.Refused, errors.PermissionMissing)):
        stage.ask(FACEBOOK, lambda adapter: adapter.hide(target))
    receipt = stage.ask(FACEBOOK, lambda adapter: adapter.reply(target, "We are sorry. Please write to us."))
    assert read_back(stage)(Operation.REPLY, target, receipt) is ReadBack.SHOWN
    assert read_back(stage)(Operation.REPLY, target, None, "We are sorry. Please write to us.") is ReadBack.SHOWN


def test_an_advert_on_no_timeline_is_listed_and_so_is_what_stands_under_it(stage: Stage) -> None:
    advert = stage.control("POST", "advert", text="Priya is an officer. Could you be?", staff="Priya Shah")["id"]
    listed = {post.external_id: post for post in stage.posts(FACEBOOK)}
    assert (listed[advert].kind, listed[advert].text) == ("advert", "Priya is an officer. Could you be?")
    assert sum(post.kind != "advert" for post in listed.values()) > 5
    item = stage.publish(FACEBOOK, "She looks lovely", post=advert)
    assert item.post_external_id == advert


def test_adverts_that_the_token_may_not_see_hide_nothing_else(stage: Stage) -> None:
    posts = stage.posts(FACEBOOK)

    async def without(adapter: Adapter) -> list[str]:
        first = await adapter.list_posts()
        stage.fault(FACEBOOK, "refused", code=200)
        last = await adapter.list_posts(first.cursor)
        assert (last.items, last.cursor, last.complete) == ((), "", False)
        return [post.external_id for post in first.items]

    found = stage.ask(FACEBOOK, without)
    assert found == [post.external_id for post in posts if post.kind != "advert"]

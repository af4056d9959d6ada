"""Polling alone finds everything: new, edited, removed, over many pages, through faults, and obeys limits."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from pytest_django.fixtures import Settings
from tests import factories as make
from tests.intake.making import item, post
from tests.intake.pretending import Pretended

from evenhand.channels.models import Channel, Health
from evenhand.intake import polling, walking
from evenhand.intake.models import Contribution, Cursor, Post
from evenhand.platforms import errors
from evenhand.platforms.interface import ContributionKind, PlatformState
from evenhand.work.models import Lane, Task
from evenhand.work.testing import drain, open_tasks, run_sweep

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("facebook")]

LATER = datetime(2031, 1, 1, tzinfo=UTC)


def poll(times: int = 1) -> None:
    for _ in range(times):
        polling_now = timezone.now()
        run_sweep("intake.poll", now=polling_now)
        drain()


def held() -> dict[str, str]:
    return dict(Contribution.objects.values_list("external_id", "platform_state"))


def test_everything_is_found_without_a_webhook(facebook: Channel, platform: Pretended) -> None:
    platform.posts = [post(external_id=f"p-{n}", published_at=timezone.now()) for n in range(4)]
    platform.put(*(item(external_id=f"c-{n}", post_external_id=f"p-{n % 4}") for n in range(20)))
    platform.put(item(external_id="v-1", kind=ContributionKind.VISITOR_POST, post_external_id="v-1"))
    platform.put(item(external_id="m-1", kind=ContributionKind.DIRECT_MESSAGE, post_external_id=""))
    poll(2)
    assert set(held()) == {*(f"c-{n}" for n in range(20)), "v-1", "m-1"}
    assert Post.objects.count() == 4
    facebook.refresh_from_db()
    assert facebook.state == "working"
    assert facebook.last_polled_at is not None
    assert set(Health.objects.filter(state="granted").values_list("operation", flat=True)) == {
        "list_posts",
        "list_comments",
        "list_messages",
    }


def _asked(platform: Pretended, posts: int) -> int:
    """Questions to the store of a poll that finds nothing new under so many posts."""
    platform.posts = [post(external_id=f"p-{n}", published_at=timezone.now()) for n in range(posts)]
    platform.put(*(item(external_id=f"c-{n}", post_external_id=f"p-{n}") for n in range(posts)))
    poll(2)
    with CaptureQueriesContext(connection) as asked:
        poll()
    return len(asked)


def test_a_list_with_nothing_new_costs_three_questions(platform: Pretended) -> None:
    """One that notes what was read, one for what is missing from it, one that notes how far it was read."""
    few, many = _asked(platform, 3), _asked(platform, 13)
    assert many - few <= 10 * 3


def test_an_edit_and_a_removal_are_found(platform: Pretended) -> None:
    platform.posts = [post(published_at=timezone.now())]
    platform.put(item(), item(external_id="c-2"))
    poll(2)
    platform.edit("c-1", "Something else.")
    del platform.items["c-2"]
    poll()
    assert held() == {"c-1": "visible", "c-2": "gone"}
    assert Contribution.objects.get(external_id="c-1").latest_version == 2
    assert Contribution.objects.get(external_id="c-2").disposition.state == "gone"


def test_what_a_list_leaves_out_is_not_gone_until_it_says_so_itself(platform: Pretended) -> None:
    platform.posts = [post(published_at=timezone.now())]
    platform.put(item())
    poll(2)
    platform.unlisted.add("c-1")
    poll()
    assert "fetch:c-1" in platform.asked
    assert held() == {"c-1": "visible"}


def test_a_list_that_could_not_be_read_whole_proves_nothing(platform: Pretended) -> None:
    platform.posts = [post(published_at=timezone.now())]
    platform.put(item())
    poll(2)
    platform.complete = False
    del platform.items["c-1"]
    poll(2)
    assert "fetch:c-1" not in platform.asked
    assert held() == {"c-1": "visible"}


def test_when_a_post_is_gone_what_stood_under_it_is_looked_at(platform: Pretended) -> None:
    platform.posts = [post(published_at=timezone.now())]
    platform.put(item())
    poll(2)
    platform.faults["comments:p-1"] = errors.Gone("gone", code="100")
    del platform.items["c-1"]
    poll()
    assert held() == {"c-1": "gone"}


def test_a_long_list_is_read_over_many_tasks(platform: Pretended, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(walking, "PAGES_A_STREAM", 2)
    platform.posts = [post(published_at=timezone.now())]
    platform.put(*(item(external_id=f"c-{n:02}") for n in range(20)))
    poll(2)
    assert 0 < len(held()) < 20
    cursor = Cursor.objects.get(stream="comments:p-1")
    assert (cursor.value != "", cursor.started_at is not None) == (True, True)
    poll(3)
    assert len(held()) == 20
    assert Cursor.objects.get(stream="comments:p-1").completed_at is not None


def test_a_list_that_leads_in_a_circle_ends(platform: Pretended) -> None:
    platform.posts = [post(published_at=timezone.now())]
    platform.leads_in_a_circle = True
    platform.put(item())
    poll(2)
    assert held() == {"c-1": "visible"}
    assert platform.asked.count("posts") <= 4


def test_told_to_slow_down_nothing_is_asked_until_then(facebook: Channel, platform: Pretended) -> None:
    platform.faults["*"] = errors.Throttled("slow", resume_at=LATER, code="32")
    poll()
    asked = len(platform.asked)
    platform.faults.clear()
    poll(2)
    assert len(platform.asked) == asked
    facebook.refresh_from_db()
    assert (facebook.state, facebook.resume_at) == ("throttled", LATER)


def test_a_limit_on_one_list_of_x_leaves_the_others(platform: Pretended) -> None:
    Channel.objects.update(platform="x", plan=make.plan_row())
    platform.faults["account"] = errors.Throttled("slow", resume_at=LATER, code="429")
    poll(2)
    assert platform.asked.count("account") == 1
    assert platform.asked.count("messages") == 2


def test_a_dead_token_is_looked_at_again_now_and_then(facebook: Channel, platform: Pretended) -> None:
    platform.faults["*"] = errors.TokenDead("dead", code="190")
    poll()
    asked = len(platform.asked)
    poll(2)
    assert len(platform.asked) == asked
    assert Lane.objects.get(pk=f"channel:{facebook.pk}:poll").paused
    platform.faults.clear()
    drain(now=timezone.now() + timedelta(minutes=2))
    facebook.refresh_from_db()
    assert facebook.state == "working"
    assert not Task.objects.filter(state=Task.State.DEAD).exists()


def test_a_missing_permission_is_shown_and_the_rest_goes_on(platform: Pretended, settings: Settings) -> None:
    settings.POLL_SECONDS = 0.01
    platform.posts = [post(published_at=timezone.now())]
    platform.put(item())
    platform.faults["messages"] = errors.PermissionMissing("no", code="200")
    poll(1)
    settings.POLL_SECONDS = 0.0
    assert Health.objects.get(operation="list_messages").state == "missing"
    poll()
    assert held() == {"c-1": "visible"}


def test_no_answer_is_tried_again(facebook: Channel, platform: Pretended) -> None:
    platform.posts = [post(published_at=timezone.now())]
    platform.put(item())
    platform.faults["*"] = errors.Transient("no answer", code="unreachable")
    poll()
    facebook.refresh_from_db()
    assert facebook.state == "failing"
    platform.faults.clear()
    poll(2)
    assert held() == {"c-1": "visible"}
    facebook.refresh_from_db()
    assert facebook.state == "working"


def test_one_lost_answer_among_others_says_nothing_of_the_channel(facebook: Channel, platform: Pretended) -> None:
    platform.faults["messages"] = errors.Transient("no answer", code="answer_lost")
    poll()
    facebook.refresh_from_db()
    assert facebook.state == "working"


def test_a_bug_in_an_adapter_does_not_stop_the_channel(platform: Pretended) -> None:
    platform.faults["*"] = RuntimeError("a bug")
    poll()
    assert not Task.objects.filter(state=Task.State.DEAD).exists()
    assert not open_tasks("intake.poll_channel").exists()


def test_one_poll_at_a_time() -> None:
    run_sweep("intake.poll")
    run_sweep("intake.poll")
    assert open_tasks("intake.poll_channel").count() == 1


def test_a_channel_that_is_off_is_not_read(platform: Pretended) -> None:
    Channel.objects.update(mode=Channel.Mode.OFF)
    poll()
    assert platform.asked == []


def test_quiet_posts_are_read_more_seldom(platform: Pretended, settings: Settings) -> None:
    settings.POLL_SECONDS = 60.0
    old = timezone.now() - timedelta(days=10)
    platform.posts = [post(published_at=old), post(external_id="p-2", published_at=timezone.now())]
    poll(2)
    Cursor.objects.update(completed_at=timezone.now() - timedelta(seconds=70))
    platform.asked.clear()
    poll()
    assert "comments:p-2" in platform.asked
    assert "comments:p-1" not in platform.asked


def test_hidden_by_the_platform_is_seen(platform: Pretended) -> None:
    platform.posts = [post(published_at=timezone.now())]
    platform.put(item())
    poll(2)
    platform.put(item(state=PlatformState.HIDDEN))
    poll()
    assert held() == {"c-1": "hidden"}


def test_youtube_is_asked_for_its_comments_by_account(platform: Pretended) -> None:
    Channel.objects.update(platform="youtube")
    platform.posts = [post(published_at=timezone.now())]
    poll(2)
    assert set(platform.asked) == {"posts", "account"}


def test_polls_are_enqueued_in_a_transaction_only_for_what_is_due(facebook: Channel, settings: Settings) -> None:
    settings.POLL_SECONDS = 60.0
    for stream in ("posts", "account", "messages"):
        Cursor.objects.create(channel=facebook, stream=stream, completed_at=timezone.now())
    assert polling.enqueue_polls(timezone.now()) == 0

"""What is not read and what is not told is noticed; what one list is refused is no gap; old posts are made up for."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone
from pytest_django.fixtures import Settings
from tests import clock_in_hand
from tests.intake.making import item, post
from tests.intake.pretending import Pretended

from evenhand.channels.models import Alarm, Channel, Health, Subscription
from evenhand.intake.models import Contribution, Cursor, Delivery
from evenhand.intake.storing import store_item
from evenhand.intake.watching import unread_since
from evenhand.platforms import errors
from evenhand.platforms.interface import ContributionKind
from evenhand.work.testing import drain, run_sweep

pytestmark = pytest.mark.django_db


class Clock:
    """The service's time, in a test's hand."""

    def __init__(self, patch: pytest.MonkeyPatch) -> None:
        self.passed = timedelta()
        clock_in_hand.hold(patch, lambda: datetime.now(UTC) + self.passed)

    def wait(self, minutes: float, *, polls: int = 1) -> None:
        """Time passes; at its end the channel is polled and looked at."""
        self.passed += timedelta(minutes=minutes)
        for _ in range(polls):
            run_sweep("intake.poll")
            drain(strict=False)
        run_sweep("intake.watch")
        drain(strict=False)


@pytest.fixture
def clock(facebook: Channel, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Clock:
    del facebook
    settings.POLL_SECONDS = 60.0
    return Clock(monkeypatch)


def standing() -> dict[str, str]:
    return dict(Alarm.objects.filter(closed_at=None).values_list("kind", "code"))


def tell(channel: Channel, now: datetime) -> None:
    """A webhook comes in."""
    Delivery.objects.create(
        platform="facebook", channel=channel, digest=f"{now}", body=b'{"object": "page", "entry": []}', received_at=now
    )
    run_sweep("intake.deliveries")


def test_a_channel_that_is_read_has_no_alarm(clock: Clock, platform: Pretended) -> None:
    platform.posts = [post(published_at=timezone.now())]
    for _ in range(12):
        clock.wait(1)
    assert standing() == {}


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (errors.TokenDead("dead", code="190"), "token_dead"),
        (errors.Transient("no answer", code="unreachable"), "failing"),
        (errors.Throttled("slow", resume_at=datetime(2040, 1, 1, tzinfo=UTC), code="4"), "throttled"),
        (RuntimeError("broken"), "failing"),
    ],
)
def test_whatever_stops_the_reading_is_named(
    clock: Clock, platform: Pretended, error: errors.PlatformError | Exception, code: str
) -> None:
    clock.wait(1)
    platform.faults["*"] = error
    for _ in range(9):
        clock.wait(1)
    assert standing().get("gap") == code


def test_a_worker_that_never_polls_is_noticed_by_the_one_that_sweeps(clock: Clock, facebook: Channel) -> None:
    clock.passed = timedelta(minutes=9)
    run_sweep("intake.watch")
    assert standing() == {"gap": "not_read"}
    Channel.objects.filter(pk=facebook.pk).update(mode=Channel.Mode.OFF)
    run_sweep("intake.watch")
    assert standing() == {}, "a channel that was switched off is missed by nobody"


def test_one_list_that_fails_among_others_that_answer_is_a_gap(clock: Clock, platform: Pretended) -> None:
    clock.wait(1, polls=2)
    platform.faults["messages"] = errors.Transient("no answer", code="500")
    for _ in range(10):
        clock.wait(1)
    assert set(standing()) == {"gap"}
    del platform.faults["messages"]
    clock.wait(1)
    assert standing() == {}


def test_a_list_that_is_refused_is_health_and_no_gap(clock: Clock, platform: Pretended) -> None:
    clock.wait(1, polls=2)
    platform.faults["messages"] = errors.PermissionMissing("no", code="200")
    for _ in range(12):
        clock.wait(1)
    assert standing() == {}
    assert Health.objects.get(operation="list_messages").state == "missing"


def test_after_a_gap_posts_that_nobody_read_any_more_are_read_once(
    clock: Clock, facebook: Channel, platform: Pretended
) -> None:
    platform.posts = [
        post(published_at=timezone.now()),
        post(external_id="p-old", published_at=timezone.now() - timedelta(days=200)),
    ]
    clock.wait(1, polls=3)
    platform.put(item(external_id="c-old", post_external_id="p-old", published_at=timezone.now()))
    clock.wait(2, polls=3)
    assert not Contribution.objects.exists()
    platform.faults["*"] = errors.Transient("no answer", code="500")
    for _ in range(10):
        clock.wait(1)
    assert set(standing()) == {"gap"}
    platform.faults.clear()
    clock.wait(1)
    clock.wait(1, polls=3)
    assert Contribution.objects.get().external_id == "c-old"
    facebook.refresh_from_db()
    assert facebook.back_fill_from is None
    assert Alarm.objects.get().filled_at is not None
    asked = platform.asked.count("comments:p-old")
    Contribution.objects.update(first_seen_at=timezone.now() - timedelta(days=40))
    clock.wait(30, polls=2)
    assert platform.asked.count("comments:p-old") == asked


def old_post_read_long_ago(clock: Clock, platform: Pretended) -> None:
    """A post of long ago, whose comments were read while somebody wrote there, and not since it went quiet."""
    platform.posts = [post(published_at=timezone.now() - timedelta(days=100))]
    clock.wait(1, polls=2)
    Cursor.objects.get_or_create(channel=Channel.objects.get(), stream="comments:p-1")
    Cursor.objects.filter(stream="comments:p-1").update(read_at=timezone.now() - timedelta(days=60))


def test_a_post_that_wakes_up_was_missed_by_nobody_while_it_slept(clock: Clock, platform: Pretended) -> None:
    old_post_read_long_ago(clock, platform)
    row = make_known(timezone.now())
    assert row.first_seen_at
    run_sweep("intake.watch")
    assert standing() == {}, "a webhook told of the first comment just now"
    clock.passed += timedelta(minutes=10)
    Channel.objects.update(last_polled_at=timezone.now())
    Cursor.objects.exclude(stream="comments:p-1").update(read_at=timezone.now())
    make_known(timezone.now(), "c-second")
    run_sweep("intake.watch")
    assert standing() == {"gap": "not_read"}, "a later comment makes the wait no shorter"


def test_posts_read_anew_after_a_gap_are_no_new_gap(clock: Clock, facebook: Channel, platform: Pretended) -> None:
    old_post_read_long_ago(clock, platform)
    now = timezone.now()
    Channel.objects.update(back_fill_from=now)
    Cursor.objects.exclude(stream="comments:p-1").update(read_at=now)
    run_sweep("intake.watch")
    assert standing() == {}
    facebook.refresh_from_db()
    assert unread_since(facebook, now) is None
    assert unread_since(facebook, now + timedelta(hours=1)) is not None


def make_known(seen: datetime, external_id: str = "c-first") -> Contribution:
    """A webhook told of a comment under the post, and it was stored."""
    row, _ = store_item(Channel.objects.get(), item(external_id=external_id, published_at=seen), seen)
    assert row is not None
    Contribution.objects.filter(pk=row.pk).update(first_seen_at=seen)
    row.refresh_from_db()
    return row


def test_a_pass_begun_before_the_gap_fills_nothing(clock: Clock, facebook: Channel, platform: Pretended) -> None:
    clock.wait(1, polls=2)
    now = timezone.now()
    Channel.objects.update(back_fill_from=now)
    Cursor.objects.update(complete_from=now - timedelta(minutes=1), completed_at=now + timedelta(minutes=1))
    run_sweep("intake.watch")
    facebook.refresh_from_db()
    assert facebook.back_fill_from is not None
    platform.asked.clear()
    run_sweep("intake.poll")
    drain()
    assert {"posts", "account", "messages"} <= set(platform.asked)


def written(platform: Pretended, count: int, *, kind: ContributionKind = ContributionKind.COMMENT) -> None:
    for n in range(count):
        platform.put(item(external_id=f"{kind}-{n}-{len(platform.items)}", published_at=timezone.now(), kind=kind))


def test_webhooks_that_fall_silent_while_people_write_are_noticed(
    clock: Clock, facebook: Channel, platform: Pretended
) -> None:
    platform.posts = [post(published_at=timezone.now())]
    Subscription.objects.create(channel=facebook, state="subscribed", subscribed_at=timezone.now())
    clock.wait(1, polls=2)
    tell(facebook, timezone.now())
    clock.wait(1)
    written(platform, 2)
    for _ in range(14):
        clock.wait(1)
    assert standing() == {}, "two prove little"
    written(platform, 1)
    for _ in range(14):
        clock.wait(1)
    assert standing() == {"silent": "no_delivery"}
    tell(facebook, timezone.now())
    clock.wait(1)
    assert standing() == {}
    facebook.refresh_from_db()
    assert facebook.back_fill_from is not None


@pytest.mark.parametrize("kind", [ContributionKind.DIRECT_MESSAGE, ContributionKind.MENTION])
def test_kinds_that_some_platforms_never_tell_prove_nothing(
    clock: Clock, facebook: Channel, platform: Pretended, kind: ContributionKind
) -> None:
    platform.posts = [post(published_at=timezone.now())]
    Subscription.objects.create(channel=facebook, state="subscribed", subscribed_at=timezone.now())
    clock.wait(1, polls=2)
    written(platform, 5, kind=kind)
    for _ in range(14):
        clock.wait(1)
    assert standing() == {}


def test_where_nobody_asked_for_webhooks_none_are_missed(clock: Clock, facebook: Channel, platform: Pretended) -> None:
    del facebook
    platform.posts = [post(published_at=timezone.now())]
    clock.wait(1, polls=2)
    written(platform, 5)
    for _ in range(14):
        clock.wait(1)
    assert standing() == {}

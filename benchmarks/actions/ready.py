"""What the speed runs begin with: contributions read and judged, each with an action written down and not yet tried."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

import httpx
import psycopg
from django.db import transaction
from django.utils import timezone

from evenhand.actions.models import Action
from evenhand.channels import services as channels
from evenhand.channels.models import Channel
from evenhand.intake.batches import store_pages
from evenhand.intake.linking import store_post
from evenhand.judgement.services import lane_of
from evenhand.platforms.interface import ContributionItem, PostItem
from evenhand.platforms.registry import adapter_for
from evenhand.platforms.sharing import shared_transport
from evenhand.work import testing
from evenhand.work.leases import claim, release
from evenhand.work.models import Lane, Task

TEXT = "fucking hell what a load of shite"
"""The policy lets the machine hide this by itself."""
HELD_BACK = "bench"
AT_ONCE = 200


@contextmanager
def database(admin: str, name: str, *, moved: bool = False) -> Iterator[str]:
    """A PostgreSQL database of our own; its address. `moved`: its clock may be replaced (faults/moved.py)."""
    with psycopg.connect(admin, autocommit=True) as server:
        server.execute(f'CREATE DATABASE "{name}"')
        if moved:
            server.execute(f'ALTER DATABASE "{name}" SET search_path = public, pg_catalog')
        try:
            yield f"{admin.rsplit('/', 1)[0]}/{name}"
        finally:
            server.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


def tables() -> None:
    """Make them, and put the policy in force."""
    from django.conf import settings  # noqa: PLC0415  (only where they are made)
    from django.core.management import call_command  # noqa: PLC0415  (as above)

    from evenhand.judgement import policies  # noqa: PLC0415  (as above)

    call_command("migrate", verbosity=0)
    policies.put_in_force(settings.POLICY)


def publish(url: str, platform: str, count: int) -> None:
    """So many people write something that is hidden."""
    with httpx.Client(base_url=url, trust_env=False) as client:
        for number in range(count):
            body = {"platform": platform, "text": f"{TEXT} ({number})", "author": f"bench {platform} {number}"}
            client.post("/_sandbox/publish", json=body).raise_for_status()


def actions(platform: str) -> int:
    """Read and judge everything there, up to the action; how many actions wait, their lanes held back."""
    channel = Channel.objects.get(platform=platform)
    posts, items = asyncio.run(_everything(channel))
    with transaction.atomic():
        for post in posts:
            store_post(channel, post)
    for start in range(0, len(items), AT_ONCE):
        store_pages(channel, [(items[start : start + AT_ONCE], timezone.now())])
    while claims := claim("ready", 1, timezone.now(), timedelta(minutes=5)):
        for claimed in claims:
            if claimed.task.name == "actions.perform":
                release(claimed)
                Lane.objects.filter(pk=claimed.lane).update(paused=True, pause_reason=HELD_BACK)
            else:
                testing.attempt(claimed, timezone.now())
    return waiting(platform)


async def _everything(channel: Channel) -> tuple[list[PostItem], list[ContributionItem]]:
    adapter = adapter_for(channels.account(channel), await shared_transport())
    posts = list((await adapter.list_posts()).items)
    items: list[ContributionItem] = []
    for post in posts:
        cursor = ""
        while True:
            page = await adapter.list_comments(post, cursor)
            items += page.items
            cursor = page.cursor
            if not cursor:
                break
    return posts, items


def waiting(platform: str) -> int:
    """Actions that nobody has finished."""
    ended = [Action.State.DONE, Action.State.FAILED, Action.State.MOOT, Action.State.MANUAL]
    return Action.objects.filter(channel__platform=platform).exclude(state__in=ended).count()


def let_go(platform: str, count: int) -> None:
    """Let so many of the lanes be worked on."""
    rows = Action.objects.filter(channel__platform=platform, state=Action.State.PLANNED).select_related("contribution")
    lanes = {lane_of(action.contribution) for action in rows}
    held = Lane.objects.filter(pk__in=lanes, paused=True, pause_reason=HELD_BACK).values_list("pk", flat=True)
    Lane.objects.filter(pk__in=list(held)[:count]).update(paused=False, pause_reason="")


def idle() -> bool:
    """Whether nothing is due and every sweep has had its turn."""
    from evenhand.work.models import Sweep  # noqa: PLC0415  (as above)

    due = Task.objects.filter(state__in=[Task.State.READY, Task.State.LEASED], lane__paused=False)
    busy = due.filter(run_at__lte=timezone.now()).exists()
    swept = Sweep.objects.exists() and not Sweep.objects.filter(last_run_at__isnull=True).exists()
    return swept and not busy

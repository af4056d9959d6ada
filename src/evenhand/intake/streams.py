"""Which lists of a channel are read, how often, and which are due now.

    posts           our own posts
    account         what the platform lists by account: mentions, visitor posts, all of YouTube's comments
    messages        direct messages
    comments:<id>   what stands under one of our posts

Every stream is read from its newest item to its end, again and again; so intake is complete without any webhook.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import OuterRef, Q, Subquery

from evenhand.channels.models import Channel
from evenhand.intake.models import Contribution, Cursor, Post
from evenhand.platforms.capabilities import Support, capability
from evenhand.platforms.interface import Operation, Platform, PostItem

COMMENTS = "comments:"
BY_ACCOUNT = {Platform.FACEBOOK, Platform.X, Platform.YOUTUBE}
BY_POST = {Platform.FACEBOOK, Platform.INSTAGRAM, Platform.X, Platform.LINKEDIN}
PACE = {Platform.YOUTUBE: 3.0}
"""Times as long between two passes: YouTube's ten thousand units a day have to do for actions too."""
POSTS_PACE = 3.0
SEARCH_PACE = 4.0  # X's search only backs up the mentions, and has few calls
FRESH, LIVE = timedelta(days=2), timedelta(days=30)
QUIET_PACE = 10.0
MOST_POSTS = 60
MOST_POSTS_ANEW = 500
"""Posts read again after a gap."""
MOST_AT_ONCE = 20
"""Streams read in one task."""


@dataclass(frozen=True, slots=True)
class Due:
    """A stream to read now, from `cursor` on; `post` for the comments under one."""

    stream: str
    cursor: str
    post: PostItem | None = None


def due(channel: Channel, now: datetime) -> list[Due]:
    """The streams to read now, the longest unread first."""
    cursors = {row.stream: row for row in Cursor.objects.filter(channel=channel)}
    anew = channel.back_fill_from
    ready = [
        (stream, post)
        for stream, (pace, post) in wanted(channel, now).items()
        if _is_due(cursors.get(stream), pace, now, anew)
    ]
    ready.sort(key=lambda pair: _last(cursors.get(pair[0])))
    return [Due(stream, _cursor(cursors.get(stream)), post) for stream, post in ready[:MOST_AT_ONCE]]


def wanted(channel: Channel, now: datetime) -> dict[str, tuple[float, PostItem | None]]:
    """The streams of a channel, with how many times the usual pause is between two passes, and the post of each."""
    platform = Platform(channel.platform)
    pace = PACE.get(platform, 1.0)
    found: dict[str, tuple[float, PostItem | None]] = {"posts": (pace * POSTS_PACE, None)}
    if platform in BY_ACCOUNT:
        found["account"] = (pace, None)
    if capability(platform, Operation.LIST_MESSAGES).supported in {Support.API, Support.PARTIAL}:
        found["messages"] = (pace, None)
    if platform in BY_POST:
        slower = SEARCH_PACE if platform is Platform.X else 1.0
        for post, quiet in _live_posts(channel, now):
            item = PostItem(post.external_id, post.text, post.published_at, post.permalink, post.kind)
            found[f"{COMMENTS}{post.external_id}"] = (pace * slower * (QUIET_PACE if quiet else 1.0), item)
    return found


def _live_posts(channel: Channel, now: datetime) -> list[tuple[Post, bool]]:
    """Posts of the last weeks and those that people still write under; whether each has gone quiet.

    After a gap, old posts too: what was written under them meanwhile only a webhook would have told.
    """
    under = Contribution.objects.filter(post=OuterRef("pk")).order_by("-pk")
    rows = Post.objects.filter(channel=channel).annotate(newest=Subquery(under.values("first_seen_at")[:1]))
    live = rows.filter(Q(published_at__gte=now - LIVE) | Q(newest__gte=now - LIVE))
    most = MOST_POSTS
    if channel.back_fill_from is not None and channel.platform != Platform.X:  # X's search forgets after a week
        live, most = rows, MOST_POSTS_ANEW
    found = live.order_by("-published_at", "-pk")[:most]
    return [(row, _is_quiet(row, row.newest, now)) for row in found]


def _is_quiet(post: Post, newest: datetime | None, now: datetime) -> bool:
    return post.published_at < now - FRESH and (newest is None or newest < now - FRESH)


def _is_due(row: Cursor | None, pace: float, now: datetime, anew: datetime | None) -> bool:
    if row is None:
        return True
    if row.resume_at is not None and row.resume_at > now:
        return False
    if row.started_at is not None or row.completed_at is None:
        return True
    if anew is not None and is_behind(row, anew):
        return True
    return now - row.completed_at >= timedelta(seconds=settings.POLL_SECONDS * pace * 0.9)


def is_behind(row: Cursor, anew: datetime) -> bool:
    """Whether the stream has not been read whole by a pass begun since `anew`."""
    return row.complete_from is None or row.complete_from < anew


def _last(row: Cursor | None) -> float:
    return row.polled_at.timestamp() if row is not None and row.polled_at is not None else 0.0


def _cursor(row: Cursor | None) -> str:
    return row.value if row is not None and row.started_at is not None else ""

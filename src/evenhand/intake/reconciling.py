"""What we hold and the platform no longer lists: each such contribution is fetched by itself, and gone only if so.

Nothing is concluded from a list alone. Lists that do not show everything (X forgets after a week, Instagram leaves
hidden comments out, YouTube held replies) are asked only about what they would show. Whether what is hidden from a
list still stands is asked now and then, the older the more seldom: its author may have taken it back.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db.models import Q, QuerySet

from evenhand.channels.models import Channel
from evenhand.intake.hinted import Look, look_at
from evenhand.intake.models import Contribution, Cursor
from evenhand.intake.streams import COMMENTS
from evenhand.platforms.capabilities import surface
from evenhand.platforms.interface import ContributionKind, Platform, PlatformState
from evenhand.platforms.pasted import BY_NAME, PASTED

AT_ONCE = 100
PRIVATE = ContributionKind.DIRECT_MESSAGE
LISTED: dict[Platform, set[PlatformState]] = {
    Platform.FACEBOOK: {PlatformState.VISIBLE, PlatformState.HIDDEN},
    Platform.YOUTUBE: {PlatformState.VISIBLE, PlatformState.HELD},
}
"""States in which a contribution is still in the lists; elsewhere only what is visible is."""
ASKABLE = {Platform.INSTAGRAM, Platform.X}
"""Where a list may leave out what is hidden, and a look by its id shows it."""
LOOKS = (
    (timedelta(days=1), timedelta(hours=1)),
    (timedelta(days=7), timedelta(hours=6)),
    (timedelta(days=30), timedelta(days=1)),
    (timedelta(days=365), timedelta(days=7)),
)
"""What is younger than the first of each is looked at again after the second: X has each look paid for."""
X_REMEMBERS, X_KEEPS_MESSAGES = timedelta(days=6), timedelta(days=29)


def reconcile(channel: Channel, cursor: Cursor, now: datetime) -> int:
    """After a whole pass over a stream, look at what it did not show; inside the caller's transaction. How many."""
    if cursor.started_at is None:
        return 0
    began = cursor.started_at
    missing = _listed(channel, cursor.stream, now) & Q(last_read_at__lt=began, first_seen_at__lt=began)
    rows = _of_stream(channel, cursor.stream).filter(missing | _hidden(channel, now))
    oldest = rows.select_related("post", "author").order_by("last_read_at", "pk")[:AT_ONCE]
    return look_at(channel, [Look.of_row(row) for row in oldest], key=f"missing:{cursor.pk}:{began.timestamp():.6f}")


def _of_stream(channel: Channel, stream: str) -> QuerySet[Contribution]:
    """What we hold of the stream, in whatever state, but for what no list can show."""
    platform = Platform(channel.platform)
    rows = Contribution.objects.filter(_shown_in(platform, stream), channel=channel)
    return rows.exclude(_added_by_hand(platform))


def _listed(channel: Channel, stream: str, now: datetime) -> Q:
    """What a whole pass over the stream would show."""
    platform = Platform(channel.platform)
    listed = Q(platform_state__in=LISTED.get(platform, {PlatformState.VISIBLE}))
    if platform is Platform.YOUTUBE:
        listed &= ~Q(platform_state=PlatformState.HELD, kind=ContributionKind.REPLY)
    if platform is Platform.X:
        listed &= Q(published_at__gte=now - (X_KEEPS_MESSAGES if stream == "messages" else X_REMEMBERS))
    return listed


def _hidden(channel: Channel, now: datetime) -> Q:
    """What is hidden and was not seen for as long as its age allows, where lists may leave it out."""
    due = Q(pk__in=[])
    for younger, pause in LOOKS if channel.platform in ASKABLE else ():
        due |= Q(published_at__gt=now - younger, last_read_at__lte=now - pause)
    return due & Q(platform_state=PlatformState.HIDDEN)


def _added_by_hand(platform: Platform) -> Q:
    """What a person added that no list shows: that it is in none says nothing of it, and nobody can be asked."""
    kinds = [kind for kind in ContributionKind if surface(platform, kind).by_hand]
    return Q(external_id__startswith=PASTED) | Q(kind__in=kinds, author__external_id__startswith=BY_NAME)


def _shown_in(platform: Platform, stream: str) -> Q:
    if stream == "messages":
        return Q(kind=PRIVATE)
    if stream.startswith(COMMENTS):
        return Q(post__external_id=stream.removeprefix(COMMENTS)) & ~Q(kind__in=[PRIVATE, ContributionKind.MENTION])
    if platform is Platform.YOUTUBE:
        return ~Q(kind=PRIVATE)
    if platform is Platform.FACEBOOK:
        return Q(kind__in=[ContributionKind.VISITOR_POST, ContributionKind.MENTION])
    return Q(kind__in=[ContributionKind.MENTION, ContributionKind.REPLY], post=None)

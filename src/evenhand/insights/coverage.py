"""Coverage: whether each of the five platforms was moderated on a day, channel by channel (clause 45). Reads only.

Counts are of what came in on the day, as it stands now. A gap is what the watch noticed, or what shows in that nothing
has been read since. How a channel was used is read off the record, so that an earlier day says what held then.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from pathlib import Path

from django.conf import settings
from django.utils import timezone

from evenhand.channels.models import Alarm, Channel
from evenhand.intake.streams import PACE
from evenhand.intake.watching import patience
from evenhand.platforms.interface import Platform
from evenhand.platforms.names import FULL_NAMES
from evenhand.records.models import Entry
from evenhand.store.statements import Statements

_sql = Statements(Path(__file__).resolve().parent / "sql")
_USED = ("channel.connected", "channel.connected_again", "channel.mode_changed")
_UNREAD = (Alarm.Kind.GAP, Alarm.Kind.TOKEN_DEAD)


class State(StrEnum):
    """How a channel stood at the end of the day, or stands now."""

    CONNECTED = "connected"
    DEAD_TOKEN = "dead_token"  # noqa: S105 (a state)
    NOT_READ = "not_read"
    ASSISTED = "assisted"
    OFF = "off"
    NONE = "none"


class Kept(StrEnum):
    """Whether the promise of a moderation day was kept: read without a gap, all looked at, nothing late."""

    KEPT = "kept"
    SO_FAR = "so_far"
    NOT_KEPT = "not_kept"
    NO_MODERATION_DAY = "no_moderation_day"
    NOT_MODERATED = "not_moderated"


@dataclass(frozen=True, slots=True)
class Gap:
    """When a channel was not read, within the day; `stands` where it went on at the day's end."""

    start: datetime
    end: datetime
    stands: bool


@dataclass(frozen=True, slots=True)
class Counts:
    """What came in on the day: of it not looked at yet, waiting for a person, decided by a person, by the machine."""

    came: int = 0
    unread: int = 0
    waiting: int = 0
    by_person: int = 0
    by_machine: int = 0

    @property
    def looked_at(self) -> int:
        """How many were read and assessed, or found to need it no more."""
        return self.came - self.unread


@dataclass(frozen=True, slots=True)
class Line:
    """One channel on the day, or a platform that had none: `channel` is None then."""

    platform: Platform
    channel: Channel | None
    state: State
    counts: Counts
    late: int
    gaps: tuple[Gap, ...]
    last_read: datetime | None
    kept: Kept

    @property
    def name(self) -> str:
        """The platform's name, the one that X had before too."""
        return FULL_NAMES[self.platform]


@dataclass(frozen=True, slots=True)
class Day:
    """One local day: from when to when, as far as it has gone."""

    day: date
    start: datetime
    end: datetime
    until: datetime

    @property
    def is_over(self) -> bool:
        """Whether it has ended."""
        return self.until == self.end


def report(day: date, only: Platform | None = None) -> list[Line]:
    """A line for each channel there was, and one for each platform without any, in the order of the platforms."""
    span = _span(day)
    channels = _channels(span)
    counts = {row[0]: Counts(*map(int, row[1:])) for row in _sql.rows("came_in", start=span.start, end=span.end)}
    late = dict(_sql.rows("came_late", start=span.start, end=span.end, now=timezone.now()))
    alarms = _alarms(span)
    lines = []
    for platform in [only] if only else Platform:
        theirs = {one: mode for one, mode in channels.items() if one.platform == platform}
        lines += [_line(span, one, mode, counts, late, alarms[one.pk]) for one, mode in theirs.items()]
        if not theirs:
            lines.append(Line(platform, None, State.NONE, Counts(), 0, (), None, Kept.NOT_MODERATED))
    return lines


def _span(day: date) -> Day:
    start, end = (timezone.make_aware(datetime(one.year, one.month, one.day)) for one in (day, day + timedelta(days=1)))  # noqa: DTZ001 (made aware)
    return Day(day, start, end, min(end, max(start, timezone.now())))


def _channels(span: Day) -> dict[Channel, str]:
    """Those that there were by the day's end, and how each was used then: the record says so of an earlier day."""
    used: dict[str, str] = {}
    noted = Entry.objects.filter(kind__in=_USED, at__lt=span.until).order_by("id").values_list("subject", "facts")
    for subject, facts in noted:
        used[subject] = str(facts["to"] if "to" in facts else facts["mode"])
    found = {}
    for row in Channel.objects.defer("credentials").order_by("name", "pk"):
        then = used.get(f"channel:{row.pk}")
        if then or row.connected_at < span.end:
            found[row] = then if then and span.is_over else str(row.mode)
    return found


def _alarms(span: Day) -> dict[int, list[Alarm]]:
    found: dict[int, list[Alarm]] = defaultdict(list)
    rows = Alarm.objects.filter(kind__in=_UNREAD, since__lt=span.until)
    for alarm in rows.exclude(closed_at__lte=span.start).order_by("since", "pk"):
        found[alarm.channel_id].append(alarm)
    return found


def _line(  # noqa: PLR0913, PLR0917 (what is known of one channel, each from one query for all)
    span: Day, channel: Channel, mode: str, counts: dict[int, Counts], late: dict[int, int], alarms: list[Alarm]
) -> Line:
    gaps = _gaps(span, channel, mode, alarms)
    came, overdue = counts.get(channel.pk, Counts()), int(late.get(channel.pk, 0))
    state = _state(span, channel, mode, gaps, alarms)
    kept = _kept(span, state, complete=not (gaps or overdue or (came.unread and span.is_over)))
    platform = Platform(channel.platform)
    return Line(platform, channel, state, came, overdue, gaps, channel.last_polled_at, kept)


def _gaps(span: Day, channel: Channel, mode: str, alarms: list[Alarm]) -> tuple[Gap, ...]:
    """The times of the day in which it was not read, those that touch made one."""
    times = [(max(one.since, span.start), min(one.closed_at or span.until, span.until)) for one in alarms]
    last = max(filter(None, (channel.last_polled_at, channel.connected_at)))
    if mode == Channel.Mode.CONNECTED and last < span.until - patience(PACE.get(Platform(channel.platform), 1.0)):
        times.append((max(last, span.start), span.until))  # where no worker runs, nobody raises an alarm either
    joined: list[tuple[datetime, datetime]] = []
    for start, end in sorted(times):
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return tuple(Gap(start, end, stands=end >= span.until) for start, end in joined)


def _state(span: Day, channel: Channel, mode: str, gaps: tuple[Gap, ...], alarms: list[Alarm]) -> State:
    if mode != Channel.Mode.CONNECTED:
        return State(mode)
    standing = {one.kind for one in alarms if one.closed_at is None or one.closed_at >= span.until}
    dead_now = not span.is_over and channel.state == Channel.State.TOKEN_DEAD
    if Alarm.Kind.TOKEN_DEAD in standing or dead_now:
        return State.DEAD_TOKEN
    return State.NOT_READ if gaps and gaps[-1].stands else State.CONNECTED


def _kept(span: Day, state: State, *, complete: bool) -> Kept:
    if state == State.OFF:
        return Kept.NOT_MODERATED
    if not settings.TIMETABLE.moderation.is_working(span.day):
        return Kept.NO_MODERATION_DAY
    if not complete or state == State.DEAD_TOKEN:
        return Kept.NOT_KEPT
    return Kept.KEPT if span.is_over else Kept.SO_FAR

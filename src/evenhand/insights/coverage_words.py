"""The day's coverage in plain words and as rows of a file: the same at the desk and on the command line."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, datetime

from django.utils import timezone

from evenhand.insights.coverage import Gap, Kept, Line, State

STATES = {
    State.CONNECTED: "Connected",
    State.DEAD_TOKEN: "Credentials no longer work",
    State.NOT_READ: "Connected, but not read",
    State.ASSISTED: "Assisted: a person pastes and does",
    State.OFF: "Off",
    State.NONE: "None connected",
}
KEPT = {
    Kept.KEPT: "Kept",
    Kept.SO_FAR: "Kept so far",
    Kept.NOT_KEPT: "Not kept",
    Kept.NO_MODERATION_DAY: "Not a moderation day",
    Kept.NOT_MODERATED: "Not moderated",
}
COLUMNS = (
    *("day", "platform", "channel", "state", "came_in", "looked_at", "not_looked_at", "waiting"),
    *("decided_by_person", "decided_by_machine", "late", "last_read", "moderation_day", "not_read"),
)


def told(line: Line) -> list[str]:
    """What stood in the way of this channel on the day, a sentence each; none where all was well."""
    if line.channel is None:
        return [f"No channel on {line.name} is connected, so nothing is moderated there."]
    name = f"{line.channel.name} on {line.name}"
    said = [f"{name} was {of_gap(gap)}." for gap in line.gaps]
    if line.state == State.OFF:
        said.append(f"{name} is off, so nothing is moderated there.")
    if line.state == State.DEAD_TOKEN:
        said.append(f"{name}: the platform does not accept its credentials. Connect it again with new ones.")
    if line.counts.unread:
        was = "was" if line.counts.unread == 1 else "were"
        said.append(f"{name}: {line.counts.unread} of {line.counts.came} that came in {was} not looked at yet.")
    if line.late:
        said.append(
            f"{name}: {line.late} {'case' if line.late == 1 else 'cases'} due that day came late, or still wait."
        )
    return said


def of_gap(gap: Gap) -> str:
    """'not read from 11:10am to 1:30pm'."""
    starts, ends = timezone.localtime(gap.start), timezone.localtime(gap.end)
    start = "the start of the day" if _is_midnight(starts) else _clock(starts)
    last = "the end of the day" if _is_midnight(ends) else "now" if gap.stands else _clock(ends)
    return f"not read from {start} to {last}"


def rows(day: date, lines: Iterable[Line]) -> Iterator[list[object]]:
    """The report as rows of a CSV file, the headings first; times in ISO 8601, UTC."""
    yield list(COLUMNS)
    for line in lines:
        counts = line.counts
        numbers = (counts.came, counts.looked_at, counts.unread, counts.waiting, counts.by_person, counts.by_machine)
        name = line.channel.name if line.channel else ""
        read = _iso(line.last_read) if line.last_read else ""
        gaps = " ".join(f"{_iso(gap.start)}/{_iso(gap.end)}" for gap in line.gaps)
        yield [day.isoformat(), line.name, name, line.state.value, *numbers, line.late, read, line.kept.value, gaps]


def _iso(moment: datetime) -> str:
    return moment.astimezone(timezone.get_fixed_timezone(0)).isoformat(timespec="seconds")


def _is_midnight(moment: datetime) -> bool:
    return (moment.hour, moment.minute, moment.second) == (0, 0, 0)


def _clock(moment: datetime) -> str:
    return f"{moment.hour % 12 or 12}:{moment.minute:02d}{'am' if moment.hour < 12 else 'pm'}"  # noqa: PLR2004 (noon)

"""What is known of a channel: whether its credentials work, and each operation of them; learnt from typed answers.

Decided by the type and code of a platform's error, never by its text. A cosmetic change never waits for another
transaction's lock, so that reporting cannot take part in a deadlock. Not here: asking the platforms (intake, actions).
"""

from __future__ import annotations

from datetime import datetime, timedelta

import structlog
from django.conf import settings
from django.db.models import QuerySet
from django.utils import timezone

from evenhand import records, work
from evenhand.channels import alarms
from evenhand.channels.models import Alarm, Channel, Health, TokenLife
from evenhand.platforms import errors
from evenhand.platforms.capabilities import Support, capability
from evenhand.platforms.interface import Operation, Platform
from evenhand.store.prepared import Value, prepared

_log = structlog.get_logger(__name__)

WAYS_BY_API = {Support.API, Support.PARTIAL}
QUIET = timedelta(seconds=30)
"""An answer without an error is noted again only after this long."""
JUST_REFRESHED = timedelta(minutes=2)
LOOK_ANYWAY = timedelta(minutes=5)
"""So long work waits for a live token at most, before it looks itself whether there is one."""


@prepared
def _free(channel: Value) -> QuerySet[Channel]:
    return Channel.objects.select_for_update(skip_locked=True, no_key=True).filter(pk=channel)


@prepared
def _health(channel: Value, operation: Value) -> QuerySet[Health]:
    return Health.objects.filter(channel=channel, operation=operation)


def lanes(channel: Channel) -> tuple[str, str]:
    """The two orders of work in which a channel is read: polling, and looking at what a webhook hinted."""
    return f"channel:{channel.pk}:poll", f"channel:{channel.pk}:fetch"


def open_rows(channel: Channel) -> None:
    """One row for each operation that the platform's API has; all untested, as new credentials are."""
    platform = Platform(channel.platform)
    wanted = [one for one in Operation if capability(platform, one).supported in WAYS_BY_API]
    Health.objects.filter(channel=channel).update(state=Health.State.UNTESTED, code="", checked_at=None)
    Health.objects.bulk_create([Health(channel=channel, operation=one.value) for one in wanted], ignore_conflicts=True)


def lanes_go_on(channel: Channel) -> None:
    """Let the channel be read again, and what waits for it be done."""
    for lane in lanes(channel):
        work.resume_lane(lane)
    waiting_goes_on(channel)


def wait_for_token(channel: Channel, lane: str) -> None:
    """Pause a lane whose head can do nothing on the channel while its credentials are dead.

    Trying them is for the poll alone: what waits neither asks the platform nor uses up tries.
    """
    work.pause_lane(lane, _waits(channel), until=timezone.now() + LOOK_ANYWAY)


def waiting_goes_on(channel: Channel) -> None:
    """Let go on what waits for the channel's credentials."""
    work.resume_lanes(_waits(channel))


def _waits(channel: Channel) -> str:
    return f"token_dead:{channel.pk}"


def report_ok(channel: Channel, operation: Operation | str | None = None) -> None:
    """The platform answered as it should; inside the caller's transaction."""
    now = timezone.now()
    if operation is not None:
        _note(channel, Operation(operation), Health.State.GRANTED, "", now)
    fresh = channel.last_ok_at is not None and now - channel.last_ok_at < QUIET
    if fresh and channel.state == Channel.State.WORKING:
        return
    row = _free.first(channel)
    if row is None:  # another transaction is writing it: the next answer will do
        return
    if row.state not in {Channel.State.WORKING, Channel.State.UNTESTED}:
        _works_again(row)
    row.state, row.state_code, row.resume_at, row.last_ok_at = Channel.State.WORKING, "", None, now
    row.save(update_fields=["state", "state_code", "resume_at", "last_ok_at"])
    channel.state, channel.last_ok_at = row.state, now


def _works_again(row: Channel) -> None:
    if row.state == Channel.State.TOKEN_DEAD:
        lanes_go_on(row)
        expired = Health.objects.filter(channel=row, state=Health.State.EXPIRED)
        expired.update(state=Health.State.UNTESTED, code="")
    _changed(row, Channel.State.WORKING, "")


def report_error(channel: Channel, error: errors.PlatformError, operation: Operation | str | None = None) -> None:
    """The platform refused or failed; inside the caller's transaction. Never raises for what a platform says."""
    now = timezone.now()
    match error:
        case errors.TokenDead():
            _token_died(channel, error, now)
        case errors.Throttled():
            _set_state(channel, Channel.State.THROTTLED, error.code, error.resume_at)
        case errors.Transient() | errors.OutcomeUnknown():
            _set_state(channel, Channel.State.FAILING, error.code, None)
        case errors.PermissionMissing() | errors.Unsupported():
            if operation is not None:
                missing = isinstance(error, errors.PermissionMissing)
                state = Health.State.MISSING if missing else Health.State.REFUSED
                _note(channel, Operation(operation), state, error.code, now)
        case errors.Refused():
            if operation is not None and error.code != errors.NOT_OURS:
                _refused(channel, Operation(operation), error.code, now)
        case _:
            pass  # gone or not understood: the credentials did what they may


def _token_died(channel: Channel, error: errors.TokenDead, now: datetime) -> None:
    """Everything has expired until a person connects the channel again, or a look now and then shows that it works.

    A call that was made with the token before is no news where it was refreshed a moment ago.
    """
    just_refreshed = TokenLife.objects.filter(channel=channel, refreshed_at__gt=now - JUST_REFRESHED)
    if channel.state != Channel.State.TOKEN_DEAD and just_refreshed.exists():
        _set_state(channel, Channel.State.FAILING, error.code, None)
        return
    look_again = now + timedelta(seconds=max(30.0, 10 * settings.POLL_SECONDS))
    for lane in lanes(channel):
        work.pause_lane(lane, "token_dead", until=look_again)
    _set_state(channel, Channel.State.TOKEN_DEAD, error.code, look_again)
    Health.objects.filter(channel=channel).exclude(state=Health.State.EXPIRED).update(
        state=Health.State.EXPIRED, code=error.code[:100], checked_at=now
    )


def _set_state(channel: Channel, state: Channel.State, code: str, resume_at: datetime | None) -> None:
    row = Channel.objects.select_for_update(no_key=True).get(pk=channel.pk)
    if row.state == Channel.State.TOKEN_DEAD and state in {Channel.State.FAILING, Channel.State.THROTTLED}:
        return  # the lesser news: that the credentials are dead stands until something is answered with them
    if row.state != state:
        _changed(row, state, code)
    row.state, row.state_code, row.resume_at = state, code[:100], resume_at
    row.save(update_fields=["state", "state_code", "resume_at"])
    channel.state, channel.state_code, channel.resume_at = row.state, row.state_code, row.resume_at


def _changed(channel: Channel, state: Channel.State, code: str) -> None:
    say = _log.error if state == Channel.State.TOKEN_DEAD else _log.warning
    say("channel.state_changed", channel=channel.pk, platform=channel.platform, state=state.value, code=code)
    if state == Channel.State.TOKEN_DEAD:
        alarms.raise_alarm(channel, Alarm.Kind.TOKEN_DEAD, code)
    elif channel.state == Channel.State.TOKEN_DEAD:
        alarms.close_alarm(channel, Alarm.Kind.TOKEN_DEAD)
    if not {channel.state, state} & {Channel.State.TOKEN_DEAD, Channel.State.THROTTLED}:
        return  # a platform that does not answer for a moment is news for the log, not for the record
    records.append(
        "channel.state_changed",
        subject=f"channel:{channel.pk}",
        actor=f"platform:{channel.platform}",
        facts={"from": channel.state, "to": state.value, "code": code[:100]},
    )


def _refused(channel: Channel, operation: Operation, code: str, now: datetime) -> None:
    """One refusal says little of an operation that worked before; of one never tested it is all we know."""
    Health.objects.filter(channel=channel, operation=operation.value, state=Health.State.UNTESTED).update(
        state=Health.State.REFUSED, code=code[:100], checked_at=now
    )


def _note(channel: Channel, operation: Operation, state: Health.State, code: str, now: datetime) -> None:
    """Set one row, when that changes it."""
    row = _health.first(channel, operation)
    if row is not None and row.state == state and row.code == code[:100]:
        return
    if row is None:
        Health.objects.bulk_create(
            [Health(channel=channel, operation=operation.value, state=state, code=code[:100], checked_at=now)],
            ignore_conflicts=True,
        )
        return
    Health.objects.filter(pk=row.pk).update(state=state, code=code[:100], checked_at=now)

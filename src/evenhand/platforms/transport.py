"""The one way out to the platforms: time-outs, safe retries, limits obeyed, failures typed.

A write is tried again only when it surely never left; a lost answer is `OutcomeUnknown`, never a retry. Not here:
what a platform's codes mean (its dialect), and whether to try again later (actions).
"""

from __future__ import annotations

import asyncio
import json
import logging
import random
import ssl
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from functools import cache
from types import TracebackType
from typing import NoReturn, Self

import httpx
import structlog

from evenhand.platforms import errors, metering
from evenhand.platforms.breaker import Breaker
from evenhand.platforms.gathering import Gathering
from evenhand.platforms.interface import FULL, Account, Budget
from evenhand.platforms.keeping import Keeper, MemoryKeeper, Name
from evenhand.platforms.limits import Wish, told_by
from evenhand.platforms.rooms import Pass, Room, Rooms
from evenhand.platforms.wire import Answer, Call, Dialect, Fault, FaultKind

# httpx logs whole URLs at INFO, and a URL can name a person.
logging.getLogger("httpx").setLevel(logging.WARNING)
_log = structlog.get_logger(__name__)

TIMEOUT = httpx.Timeout(20.0, connect=5.0, pool=10.0)
RETRIES = 2
FIRST_PAUSE = 0.25  # seconds; doubles with each retry, times a random share
KEPT_OPEN = httpx.Limits(max_connections=100, max_keepalive_connections=20, keepalive_expiry=2.0)
"""An idle connection is given up before any server does: a write into one just closed would be a lost answer."""
DEFAULT_WAIT = timedelta(minutes=5)  # when a platform says 'slow down' and not for how long
_NEVER_LEFT = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout, httpx.ProxyError)


def _utc_now() -> datetime:
    return datetime.now(UTC)


def _jitter() -> float:
    return random.uniform(0.5, 1.0)  # noqa: S311 -- spreads retries out; nothing secret hangs on it


class Transport:
    """One httpx client for the adapters of an event loop (`sharing`), and its share of each account's limits.

    Use as an async context manager, or `aclose` it.

    Args:
        client: given in tests; otherwise one is made, and loopback addresses go past any proxy.
        now, sleep, jitter: the clock, the pause and the share of it, replaced in tests.
        keeper: who keeps the limits, for this process alone unless given.

    `gathering` is where writes that a platform takes by the list wait for each other.
    """

    def __init__(
        self,
        client: httpx.AsyncClient | None = None,
        *,
        now: Callable[[], datetime] = _utc_now,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
        jitter: Callable[[], float] = _jitter,
        keeper: Keeper | None = None,
    ) -> None:
        self._client = client or _new_client()
        self._now = now
        self._sleep = sleep
        self._jitter = jitter
        self._rooms = Rooms(keeper or MemoryKeeper(), now)
        self._breakers: dict[str, Breaker] = {}
        self._budgets: dict[tuple[str, ...], Budget] = {}
        self.gathering = Gathering()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.aclose()

    async def aclose(self) -> None:
        """Gives back what is left of the limits, and closes the connections."""
        await self._rooms.aclose()
        await self._client.aclose()

    def budget(self, account: Account) -> Budget:
        """What the last answers to this account said of its limits."""
        return self._budgets.get(_who(account), Budget())

    async def send(self, account: Account, dialect: Dialect, call: Call) -> Answer:
        """Makes one call and returns its answer, or raises a `PlatformError` that says what to do next."""
        breaker = self._breakers.setdefault(account.base_url, Breaker())
        room = self._rooms.of(_limit(account, call.bucket))
        tried = 0
        while True:
            breaker.check(self._now())
            try:
                with ExitStack() as stack:
                    passes = [stack.enter_context(await room.enter(Wish()))]
                    if (day := self._day(account, dialect, call)) is not None:
                        passes.append(stack.enter_context(await day[0].enter(day[1])))
                        self._budgets[_who(account)] = Budget(share_used=day[0].share_used)
                    return await self._once(account, dialect, call, breaker, passes)
            except errors.Throttled as error:
                if error.status:  # the platform's own word
                    room.close(error.resume_at)
                raise
            except errors.Transient:
                if tried == RETRIES:
                    raise
            await self._sleep(FIRST_PAUSE * 2**tried * self._jitter())
            tried += 1

    def _day(self, account: Account, dialect: Dialect, call: Call) -> tuple[Room, Wish] | None:
        """What the call draws on where the platform tells nothing of its day."""
        wish = dialect.day and metering.wish(dialect.day, account, call, self._now())
        return (self._rooms.of(_limit(account, metering.BUCKET)), wish) if wish else None

    async def _once(
        self, account: Account, dialect: Dialect, call: Call, breaker: Breaker, passes: Sequence[Pass]
    ) -> Answer:
        request = self._request(account, dialect, call)
        for each in passes:
            each.goes()
        try:
            answer = _read(await self._client.send(request))
        except _NEVER_LEFT as error:
            for each in passes:
                each.never_left()
            breaker.failed(self._now())
            raise errors.Transient(
                f"{account.platform} could not be reached; nothing was sent.", code="unreachable"
            ) from error
        except (httpx.RequestError, _UnreadableError) as error:
            breaker.failed(self._now())
            status = error.status if isinstance(error, _UnreadableError) else 0
            code = "unreadable_answer" if status else "answer_lost"
            _say(account, call, status, code)
            _unclear(call, Fault(FaultKind.UNCLEAR, code), status, account)
        self._be_told(dialect.budget(answer.headers, self._now()), account, call, passes[0])
        fault = dialect.fault(answer, self._now())
        if answer.status >= httpx.codes.INTERNAL_SERVER_ERROR:
            breaker.failed(self._now())
        else:
            breaker.answered()
        _say(account, call, answer.status, fault.code if fault else "")
        if fault is not None:
            self._raise(fault, call, answer.status, account)
        return answer

    def _be_told(self, budget: Budget | None, account: Account, call: Call, leave: Pass) -> None:
        """What an answer said of the limit that its call drew on."""
        if budget is not None:
            self._budgets[_who(account)] = budget
            if budget.share_used >= FULL and budget.resume_at is not None:  # the next call would only be refused
                self._rooms.of(_limit(account, call.bucket)).close(budget.resume_at)
        leave.answered(told_by(budget, self._now()) if budget is not None else None)

    def _request(self, account: Account, dialect: Dialect, call: Call) -> httpx.Request:
        try:
            return self._client.build_request(
                call.method,
                account.base_url.rstrip("/") + call.path,
                params=dict(call.query) or None,
                data=None if call.form is None else dict(call.form),
                content=None if call.body is None else json.dumps(call.body).encode(),
                headers=_headers(account, dialect, call),
            )
        except (httpx.InvalidURL, httpx.UnsupportedProtocol, ValueError) as error:
            raise errors.Refused(
                f"The request for {account.platform} cannot be written: its base URL, token or text is not valid. "
                "Look at the channel's settings.",
                code="bad_request",
            ) from error

    def _raise(self, fault: Fault, call: Call, status: int, account: Account) -> NoReturn:
        where = f"{account.platform} answered {status} (code {fault.code or 'none'})"
        if fault.kind is FaultKind.THROTTLED:
            raise errors.Throttled(
                f"{where}: slow down.",
                resume_at=fault.resume_at or self._now() + DEFAULT_WAIT,
                code=fault.code,
                status=status,
            )
        if fault.kind is FaultKind.UNCLEAR:
            _unclear(call, fault, status, account)
        error, told = _ERRORS[fault.kind]
        raise error(f"{where}: {told}", code=fault.code, status=status)


_ERRORS: Mapping[FaultKind, tuple[type[errors.PlatformError], str]] = {
    FaultKind.TOKEN: (errors.TokenDead, "the credentials no longer work. Connect the channel again."),
    FaultKind.PERMISSION: (errors.PermissionMissing, "the credentials may not do this. Look at the channel's health."),
    FaultKind.GONE: (errors.Gone, "the target no longer exists, or was never visible to us."),
    FaultKind.REFUSED: (errors.Refused, "it will not do this."),
}


class _UnreadableError(Exception):
    """An answer that is not what the platform sends: another content type, or JSON cut short."""

    def __init__(self, status: int) -> None:
        super().__init__(f"unreadable answer with status {status}")
        self.status = status


@cache
def _trusted() -> ssl.SSLContext:
    """Reading the certificates takes longer than most calls, so it is done once a process."""
    return httpx.create_ssl_context()


def _new_client() -> httpx.AsyncClient:
    direct = {
        f"all://{host}": httpx.AsyncHTTPTransport(verify=_trusted(), limits=KEPT_OPEN)
        for host in ("127.0.0.1", "localhost", "[::1]")
    }
    return httpx.AsyncClient(
        timeout=TIMEOUT,
        limits=KEPT_OPEN,
        follow_redirects=False,
        mounts=direct,
        verify=_trusted(),
        headers={"user-agent": "evenhand", "accept": "*/*"},
    )


def _who(account: Account) -> tuple[str, ...]:
    """Whose limit it is; the same account at another address is another one."""
    return (account.base_url, account.platform, account.external_id)


def _limit(account: Account, bucket: str) -> Name:
    """Which limit a call draws on."""
    return " ".join(_who(account)), bucket


def _headers(account: Account, dialect: Dialect, call: Call) -> dict[str, str]:
    headers = {**dialect.headers(account), **call.headers}
    if call.body is not None:
        headers["content-type"] = "application/json"
    return headers


def _read(response: httpx.Response) -> Answer:
    """An answer as data. Empty is fine for 204 and 201, and for a refusal; else it was cut short."""
    headers = {name.lower(): value for name, value in response.headers.items()}
    status = response.status_code
    if not response.content and (status in {201, 202, 204} or status >= httpx.codes.BAD_REQUEST):
        return Answer(status, headers, {})
    kind = headers.get("content-type", "")
    if "json" not in kind and "javascript" not in kind:
        raise _UnreadableError(status)
    try:
        data = json.loads(response.content)
    except (ValueError, RecursionError) as error:
        raise _UnreadableError(status) from error
    if not isinstance(data, dict):
        raise _UnreadableError(status)
    return Answer(status, headers, data)


def _unclear(call: Call, fault: Fault, status: int, account: Account) -> NoReturn:
    if call.writes:
        raise errors.OutcomeUnknown(
            f"{account.platform} gave no clear answer to a write: it may have happened. Read it back before trying "
            "again.",
            code=fault.code,
            status=status,
        )
    raise errors.Transient(
        f"{account.platform} gave no usable answer; nothing was changed.", code=fault.code, status=status
    )


def _say(account: Account, call: Call, status: int, code: str) -> None:
    """One line a call, without path, query, text or name: a path can name a person's comment."""
    _log.debug("platform.call", platform=str(account.platform), method=call.method, status=status, code=code)

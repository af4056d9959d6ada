"""Where every platform call passes: plan it, let the faults strike, do it, write it down, answer.

Every write that was received is in the ledger, with its effect as it happened, also when the answer is then lost.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from evenhand.sandbox.state import members
from evenhand.sandbox.state.world import World
from evenhand.sandbox.wire.answer import Answer, Plan, RefusedError, Write
from evenhand.sandbox.wire.call import Call, read
from evenhand.sandbox.wire.faults import AFTER, BEFORE, DELAY, Fault, Faults
from evenhand.sandbox.wire.platform import Params, Platform

SLOW_SECONDS = 2.0


class Gate:
    """Answers requests for all platforms."""

    def __init__(self, world: World, faults: Faults) -> None:
        self._world = world
        self._faults = faults

    def endpoint(self, platform: Platform) -> Callable[[Request], Awaitable[Response]]:
        """The Starlette endpoint of one platform."""

        async def answer(request: Request) -> Response:
            call = await read(request, platform.prefix)
            with self._world.lock:
                slow = self._faults.take(platform.name, DELAY, writing=call.method != "GET")
            if slow:
                await asyncio.sleep(number(slow, "seconds", SLOW_SECONDS))
            with self._world.lock:
                return self._answered(platform, call)

        return answer

    def _answered(self, platform: Platform, call: Call) -> Response:
        try:
            plan = platform.plan(call)
        except RefusedError as no:
            plan = _refusing(no.answer)
        writing = bool(plan.writes)
        operations = {write.operation for write in plan.writes}
        before = self._faults.take(platform.name, BEFORE, operations, writing=writing)
        after = self._faults.take(platform.name, AFTER, operations, writing=writing)
        try:
            answer = self._done(platform, call, plan, before)
        except RefusedError as no:
            answer = no.answer
        self._write_down(platform, plan, answer, [fault.fault for fault in (before, after) if fault])
        return _spoilt(platform.dressed(call, answer), after)

    def _done(self, platform: Platform, call: Call, plan: Plan, before: Fault | None) -> Answer:
        name = before.fault if before else ""
        refusal = platform.token_dead() if name == "token_dead" else platform.authorise(call)
        refusal = refusal or _struck(platform, name, before.params if before else {})
        refusal = refusal or (platform.malformed() if call.malformed else platform.spend(call))
        if refusal:
            return refusal
        if name == "author_deletes_first":
            self._deleted_first(platform.name, plan.writes)
        if name == "no_effect_ok" and plan.pretend:
            return plan.pretend()
        return plan.run()

    def _deleted_first(self, platform: str, writes: tuple[Write, ...]) -> None:
        for write in writes:
            found = self._world.live(platform, write.id)
            if found and not found.by_organisation:
                members.remove(self._world, platform, write.id)

    def _write_down(self, platform: Platform, plan: Plan, answer: Answer, faults: list[str]) -> None:
        for write in plan.writes:
            detail: dict[str, object] = {"status": answer.status, **write.detail}
            if answer.error:
                detail["error"] = answer.error
            if faults:
                detail["faults"] = faults
            self._world.ledger.add(
                self._world.clock.now(),
                platform.name,
                "api.write",
                id=write.id,
                author=write.author,
                operation=write.operation,
                effect=write.effect,
                detail=detail,
            )


def _struck(platform: Platform, fault: str, params: Params) -> Answer | None:
    """The platform's 'no' that a fault asks for, before anything happened."""
    match fault:
        case "throttle":
            return platform.throttled(params)
        case "server_error":
            return platform.server_error(params)
        case "refused":
            return platform.refused(params)
        case "dm_window_closed":
            return platform.window_closed()
        case _:
            return None


def number(fault: Fault, name: str, default: float) -> float:
    """A number among a fault's params."""
    value = fault.params.get(name)
    return float(value) if isinstance(value, (int, float)) else default


def _refusing(answer: Answer) -> Plan:
    return Plan(run=lambda: answer)


def _spoilt(answer: Answer, fault: Fault | None) -> Response:
    raw = answer.raw()
    headers = {"content-type": answer.content_type, **answer.headers} if raw else dict(answer.headers)
    if fault is None:
        return Response(raw, answer.status, headers)
    if fault.fault == "truncated":
        return Response(raw[: len(raw) // 2], answer.status, headers)
    if fault.fault == "wrong_content_type":
        page = "<!doctype html><title>Error</title><h1>Something went wrong</h1>"
        return Response(page, 200, {"content-type": "text/html; charset=utf-8"})
    return Dropped()


class Dropped(Response):
    """An answer that breaks off before its body: the server closes the connection, the client never learns."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Begin, and leave."""
        del scope, receive
        await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"2")]})

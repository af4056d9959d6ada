"""Delivers what happened to the registered addresses, in the background and several at once, with its faults.

A delivery that is not answered as the platform wants is tried a few times more; every try is in the ledger.
"""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Coroutine, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import httpx

from evenhand.sandbox.meta.subscribed import DEFAULT
from evenhand.sandbox.state.model import Change
from evenhand.sandbox.state.world import World
from evenhand.sandbox.webhooks import linkedin_payloads, meta_payloads, x_payloads
from evenhand.sandbox.webhooks.signing import body, headers
from evenhand.sandbox.wire.faults import WEBHOOK, Fault, Faults
from evenhand.sandbox.wire.gate import number
from evenhand.sandbox.wire.platform import Platform

TRIES = 5
FIRST_PAUSE = 0.4
AT_ONCE = 16
BATCH_SECONDS = 0.02
LATER = datetime.max.replace(tzinfo=UTC)
META_GIVES_UP = timedelta(hours=1)
META = frozenset({"facebook", "instagram"})


@dataclass(slots=True)
class Hook:
    """One registered address. X and LinkedIn challenge it again and again: one that fails is no longer `valid`."""

    platform: str
    url: str
    pause: float = FIRST_PAUSE
    number: int = 0
    valid: bool = True
    validated_at: datetime = LATER
    failures: int = 0
    failing_since: datetime | None = None
    held: list[Parcel] = field(default_factory=list)
    waiting: list[tuple[Change, dict[str, object]]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Parcel:
    """The bytes of one delivery, signed, and what they tell of."""

    raw: bytes
    headers: Mapping[str, str]
    changes: tuple[Change, ...]


class Deliveries:
    """Listens to the world and tells the addresses. Lives in the server's event loop."""

    def __init__(self, world: World, faults: Faults, platforms: Mapping[str, Platform]) -> None:
        self._world = world
        self._faults = faults
        self._platforms = platforms
        self._tasks: set[asyncio.Task[None]] = set()
        self._at_once = asyncio.Semaphore(AT_ONCE)
        self._notifications = 5_600_000_000
        self._registered = 1_600_000_000
        self.hooks: dict[str, Hook] = {}
        self.dropped: dict[str, Hook] = {}  # Meta's, until the Page gives leave again
        self.x_events = ["post.reply.create", "post.mention.create", "post.quote.create", "dm.received"]
        self.client = httpx.AsyncClient(trust_env=False, timeout=10.0)
        world.listeners.append(self.heard)

    async def close(self) -> None:
        """Give up whatever is still on its way."""
        for task in list(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self.client.aclose()

    def heard(self, change: Change) -> None:
        """Something happened; called with the lock held."""
        hook = self._told(change.contribution.platform)
        if hook is None:
            return
        if hook.platform == "linkedin":
            self._collect(hook, change)
            return
        if hook.platform == "x":
            payload = x_payloads.payload(self._platforms["x"], change)
        else:
            payload = meta_payloads.payload(self._world, change)
        if payload is not None:
            self._send(hook, payload, (change,))

    def register(self, hook: Hook) -> None:
        """From now on `hook` is told, in the place of the one before."""
        self._registered += 1
        hook.number, hook.validated_at = self._registered, self._world.clock.now()
        self.forget(hook.platform)
        self.hooks[hook.platform] = hook
        if hook.platform in META and not self._platforms[hook.platform].subscribed:
            self._platforms[hook.platform].subscribed = DEFAULT

    def forget(self, platform: str) -> None:
        """Nobody is told any more."""
        self.hooks.pop(platform, None)
        self.dropped.pop(platform, None)

    def _told(self, platform: str) -> Hook | None:
        """Who is told of what happens there; after Meta's hour of failures, only once the Page gave leave again."""
        if platform in META and not self._platforms[platform].subscribed:
            return None
        if platform in self.dropped:
            self.hooks[platform] = self.dropped.pop(platform)
        hook = self.hooks.get(platform)
        return hook if hook is not None and hook.valid else None

    def _collect(self, hook: Hook, change: Change) -> None:
        """LinkedIn waits a moment for more, and sends up to ten together."""
        self._notifications += 1
        told = linkedin_payloads.notification(self._world, change, self._notifications)
        if told is None:
            return
        hook.waiting.append((change, told))
        if len(hook.waiting) == 1:
            self._begin(self._flush(hook))

    async def _flush(self, hook: Hook) -> None:
        await asyncio.sleep(BATCH_SECONDS)
        with self._world.lock:
            while hook.waiting:
                some, hook.waiting = hook.waiting[: linkedin_payloads.MOST], hook.waiting[linkedin_payloads.MOST :]
                payload = linkedin_payloads.batch([told for _, told in some])
                self._send(hook, payload, tuple(change for change, _ in some))

    def _send(self, hook: Hook, payload: dict[str, object], changes: tuple[Change, ...]) -> None:
        fault = self._faults.take(hook.platform, WEBHOOK)
        name = fault.fault if fault else ""
        if name == "webhook_lost":
            self._note("webhook.lost", hook, changes)
            return
        if name == "webhook_no_author":
            meta_payloads.without_author(payload)
        parcel = self._parcel(hook, payload, changes, name)
        if name == "webhook_out_of_order":
            hook.held.append(parcel)
            self._begin(self._release(hook, parcel, number(fault, "seconds", 1.0) if fault else 1.0))
            return
        self._begin(self._deliver(hook, parcel, fault))

    def _parcel(self, hook: Hook, payload: dict[str, object], changes: tuple[Change, ...], fault: str) -> Parcel:
        secret = self._world.channels[hook.platform].app_secret
        raw = body(hook.platform, payload)
        if fault == "webhook_truncated":
            raw = raw[: len(raw) // 2]
        signed = headers(hook.platform, f"{secret}-wrong" if fault == "webhook_bad_signature" else secret, raw)
        kind = "text/plain" if fault == "webhook_wrong_content_type" else "application/json"
        return Parcel(raw, {**signed, "content-type": kind, "user-agent": f"sandbox-{hook.platform}"}, changes)

    async def _release(self, hook: Hook, parcel: Parcel, seconds: float) -> None:
        """A held delivery goes after the next one, or alone when none comes."""
        await asyncio.sleep(seconds)
        if parcel in hook.held:
            hook.held.remove(parcel)
            await self._tried(hook, parcel)

    async def _deliver(self, hook: Hook, parcel: Parcel, fault: Fault | None) -> None:
        name = fault.fault if fault else ""
        seconds = number(fault, "seconds", 1.0) if fault else 0.0
        if name in {"webhook_late", "webhook_slow"}:
            await asyncio.sleep(seconds)
        await self._tried(hook, parcel)
        held, hook.held = hook.held, []
        for each in held:
            await self._tried(hook, each)
        if name == "webhook_replay":
            await asyncio.sleep(seconds)
        if name in {"webhook_replay", "webhook_duplicate"}:
            await self._tried(hook, parcel)

    async def _tried(self, hook: Hook, parcel: Parcel) -> None:
        for attempt in range(1, TRIES + 1):
            if self.hooks.get(hook.platform) is not hook:
                return
            async with self._at_once:
                status, error = await self._once(hook, parcel)
            with self._world.lock:
                good = self._answered(hook, parcel, attempt, status, error)
            if good:
                return
            await asyncio.sleep(hook.pause * 2 ** (attempt - 1))
        with self._world.lock:
            self._note("webhook.failed", hook, parcel.changes)

    async def _once(self, hook: Hook, parcel: Parcel) -> tuple[int, str]:
        try:
            answer = await self.client.post(hook.url, content=parcel.raw, headers=dict(parcel.headers))
        except Exception as error:  # noqa: BLE001 (every try is noted, whatever is wrong with the address)
            return 0, type(error).__name__
        return answer.status_code, ""

    def _answered(self, hook: Hook, parcel: Parcel, attempt: int, status: int, error: str) -> bool:
        """Write the try down; Meta wants 200 and stops telling after an hour of failures."""
        meta = hook.platform in {"facebook", "instagram"}
        good = status == 200 or (not meta and 200 <= status < 300)  # noqa: PLR2004 -- HTTP
        detail: dict[str, object] = {"status": status, "attempt": attempt}
        detail["digest"] = hashlib.sha256(parcel.raw).hexdigest()
        if error:
            detail["error"] = error
        self._note("webhook.sent", hook, parcel.changes, effect=good, detail=detail)
        now = self._world.clock.now()
        hook.failing_since = None if good else hook.failing_since or now
        if meta and hook.failing_since and now - hook.failing_since > META_GIVES_UP:
            if self.hooks.pop(hook.platform, None) is not None:
                self.dropped[hook.platform] = hook
            hook.failing_since = None
            self._platforms[hook.platform].subscribed = ""
            self._note("webhook.unsubscribed", hook, parcel.changes[:1])
        return good

    def _note(
        self,
        event: str,
        hook: Hook,
        changes: tuple[Change, ...],
        *,
        effect: bool = False,
        detail: dict[str, object] | None = None,
    ) -> None:
        for change in changes:
            item = change.contribution
            told = {**(detail or {}), "verb": change.verb}
            self._world.ledger.add(
                self._world.clock.now(),
                hook.platform,
                event,
                id=item.id,
                author=item.author,
                effect=effect,
                detail=told,
            )

    def _begin(self, work: Coroutine[object, object, None]) -> None:
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

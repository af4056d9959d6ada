"""The challenges that come again: X's every hour of the sandbox's time, LinkedIn's every two; and what they end in."""

from __future__ import annotations

import asyncio
from datetime import timedelta

from evenhand.sandbox.state.world import World
from evenhand.sandbox.webhooks.delivery import Deliveries, Hook
from evenhand.sandbox.webhooks.handshake import shake

EVERY = {"x": timedelta(hours=1), "linkedin": timedelta(hours=2)}
MOST_FAILURES = {"x": 1, "linkedin": 3}
LOOK_SECONDS = 0.2


class Revalidation:
    """Challenges addresses again. Lives in the server's event loop."""

    def __init__(self, world: World, deliveries: Deliveries) -> None:
        self._world = world
        self._deliveries = deliveries
        self._count = 0

    async def run(self) -> None:
        """Until cancelled."""
        while True:
            await asyncio.sleep(LOOK_SECONDS)
            for hook in list(self._deliveries.hooks.values()):
                if hook.platform in EVERY and self._world.clock.now() - hook.validated_at >= EVERY[hook.platform]:
                    await self.validate(hook)

    async def validate(self, hook: Hook) -> str:
        """Challenge one now; what was wrong with the answer. A right one makes an invalid address valid again."""
        self._count += 1
        channel = self._world.channels[hook.platform]
        wrong = await shake(self._deliveries.client, channel, hook.url, f"again{self._count}")
        with self._world.lock:
            now = self._world.clock.now()
            hook.validated_at = now
            hook.failures = hook.failures + 1 if wrong else 0
            hook.valid = hook.failures < MOST_FAILURES.get(hook.platform, 1)
            event = "webhook.challenge_failed" if wrong else "webhook.validated"
            self._world.ledger.add(now, hook.platform, event, detail={"valid": hook.valid})
        return wrong

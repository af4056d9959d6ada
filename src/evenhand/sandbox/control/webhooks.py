"""The control API's webhooks: register an address (the platform's handshake comes first), look, check, take it off."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from evenhand.sandbox.control.asked import Asked, answer, read
from evenhand.sandbox.state.world import ImpossibleError, World
from evenhand.sandbox.webhooks.delivery import FIRST_PAUSE, Deliveries, Hook
from evenhand.sandbox.webhooks.handshake import shake


class Webhooks:
    """Who is told."""

    def __init__(self, world: World, deliveries: Deliveries) -> None:
        self._world = world
        self._deliveries = deliveries
        self._count = 0

    def routes(self) -> list[Route]:
        """The paths of the contract."""
        return [
            Route("/_sandbox/webhooks", self.endpoint, methods=["GET", "POST", "DELETE"]),
            Route("/_sandbox/webhooks/check", self.check, methods=["POST"]),
        ]

    async def endpoint(self, request: Request) -> Response:
        """List, register or take off."""
        asked = await read(request)
        try:
            if request.method == "POST":
                return await self._register(asked)
            with self._world.lock:
                if request.method == "DELETE":
                    return self._drop(asked)
                hooks = [{"platform": each.platform, "url": each.url} for each in self._deliveries.hooks.values()]
                return answer({"webhooks": hooks})
        except ImpossibleError as error:
            return answer({"error": str(error)}, 400)

    async def check(self, request: Request) -> Response:
        """Shake hands again, as X and LinkedIn do from time to time; a wrong answer takes the address off."""
        asked = await read(request)
        hook = self._deliveries.hooks.get(str(asked.values.get("platform", "")))
        if hook is None:
            return answer({"error": "No address is registered for that platform."}, 400)
        wrong = await self._shake(hook.platform, hook.url)
        with self._world.lock:
            if wrong:
                self._deliveries.hooks.pop(hook.platform, None)
                self._world.ledger.add(self._world.clock.now(), hook.platform, "webhook.unsubscribed")
        return answer({"platform": hook.platform, "valid": not wrong, "error": wrong})

    async def _register(self, asked: Asked) -> Response:
        platform, url = asked.needed("platform"), asked.needed("url")
        if platform not in self._world.channels:
            raise ImpossibleError(f"There is no platform '{platform[:40]}'.")
        if platform == "youtube":
            return answer({"platform": platform, "url": url, "delivers": False, "note": "YouTube has no webhooks."})
        if not asked.flag("skip_handshake"):
            wrong = await self._shake(platform, url)
            if wrong:
                raise ImpossibleError(f"{platform} does not deliver to {url[:200]}: {wrong}")
        with self._world.lock:
            pause = asked.number("retry_seconds", FIRST_PAUSE)
            self._deliveries.register(Hook(platform, url, pause))
            self._world.ledger.add(self._world.clock.now(), platform, "webhook.registered", detail={"url": url})
        return answer({"platform": platform, "url": url, "delivers": True})

    async def _shake(self, platform: str, url: str) -> str:
        self._count += 1
        return await shake(self._deliveries.client, self._world.channels[platform], url, str(self._count))

    def _drop(self, asked: Asked) -> Response:
        """One platform's address, or all."""
        platform = asked.text("platform")
        for name in [platform] if platform else [*self._deliveries.hooks, *self._deliveries.dropped]:
            self._deliveries.forget(name)
        return answer(
            {"webhooks": [{"platform": each.platform, "url": each.url} for each in self._deliveries.hooks.values()]}
        )

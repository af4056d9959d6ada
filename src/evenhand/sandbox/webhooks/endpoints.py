"""Where an app asks a platform for webhooks, in each platform's own shape. A new address is challenged first."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from evenhand.sandbox.linkedin import errors as linkedin_errors
from evenhand.sandbox.meta import errors as meta_errors
from evenhand.sandbox.meta.subscribed import DEFAULT
from evenhand.sandbox.state.clock import iso
from evenhand.sandbox.state.tokens import APP_TOKEN
from evenhand.sandbox.state.world import World
from evenhand.sandbox.webhooks.delivery import Deliveries, Hook
from evenhand.sandbox.webhooks.revalidating import Revalidation
from evenhand.sandbox.wire.answer import Answer
from evenhand.sandbox.wire.call import Call, read
from evenhand.sandbox.wire.platform import Platform
from evenhand.sandbox.x import errors as x_errors

Handler = Callable[[str, Call], Awaitable[Response]]
OBJECTS = {"facebook": "page", "instagram": "instagram"}


class SubscriptionEndpoints:
    """They wait for the address's answer, so they pass no gate."""

    def __init__(
        self, world: World, deliveries: Deliveries, platforms: Mapping[str, Platform], again: Revalidation
    ) -> None:
        self._world = world
        self._deliveries = deliveries
        self._platforms = platforms
        self._again = again

    def routes(self) -> list[Route]:
        """Before the platforms' own paths."""
        return [
            *[self._route(name, f"/{name}/{{v}}/{{app}}/subscriptions", self.meta) for name in OBJECTS],
            self._route("x", "/x/2/webhooks", self.x_webhooks),
            self._route("x", "/x/2/webhooks/{id}", self.x_webhook),
            self._route("x", "/x/2/activity/subscriptions", self.x_activity),
            self._route("linkedin", "/linkedin/rest/eventSubscriptions/{key:path}", self.linkedin),
        ]

    async def meta(self, name: str, call: Call) -> Response:
        """The app's address for an object: GET, POST, DELETE with the app's token."""
        tokens = self._world.tokens[name]
        if call.token != f"{tokens.client_id}|{tokens.client_secret}":
            return _plain(meta_errors.bad_token())
        if call.method == "POST":
            return await self._meta_register(name, call)
        with self._world.lock:
            if call.method == "DELETE":
                self._deliveries.forget(name)
                return JSONResponse({"success": True})
            hook = self._deliveries.hooks.get(name) or self._deliveries.dropped.get(name)
            fields = [{"name": each, "version": "v26.0"} for each in DEFAULT.split(",")]
            told = {"object": OBJECTS[name], "active": True, "fields": fields}
            return JSONResponse({"data": [told | {"callback_url": hook.url}] if hook else []})

    async def _meta_register(self, name: str, call: Call) -> Response:
        channel, url = self._world.channels[name], call.given("callback_url")
        if call.given("object") != OBJECTS[name] or call.given("verify_token") != channel.verify_token:
            return _plain(meta_errors.invalid("object or verify_token is wrong"))
        hook = Hook(name, url, validated_at=self._world.clock.now())
        wrong = await self._again.validate(hook)
        if wrong:
            told = f"(#2200) Callback verification failed with the following errors: {wrong}"
            return _plain(meta_errors.error(2200, told))
        with self._world.lock:
            self._register(hook)
        return JSONResponse({"success": True})

    async def x_webhooks(self, name: str, call: Call) -> Response:
        """GET lists, POST registers: the address is challenged at once."""
        if call.token != APP_TOKEN:
            return _plain(_x_app_only())
        if call.method == "POST":
            hook = Hook(name, call.given("url"), validated_at=self._world.clock.now())
            wrong = await self._again.validate(hook)
            if wrong:
                return _plain(x_errors.problem(400, "CrcValidationFailed", wrong))
            with self._world.lock:
                self._register(hook)
                return JSONResponse(_x_hook(hook))
        hook_now = self._deliveries.hooks.get(name)
        found = [_x_hook(hook_now)] if hook_now else []
        return JSONResponse({**({"data": found} if found else {}), "meta": {"result_count": len(found)}})

    async def x_webhook(self, name: str, call: Call) -> Response:
        """PUT challenges the address again, DELETE takes it off."""
        hook = self._deliveries.hooks.get(name)
        if call.token != APP_TOKEN:
            return _plain(_x_app_only())
        if hook is None or call.parts[-1] != str(hook.number):
            return _plain(x_errors.gone(call.parts[-1], "webhook"))
        if call.method == "DELETE":
            self._deliveries.forget(name)
            return JSONResponse({"data": {"deleted": True}})
        wrong = await self._again.validate(hook)
        if wrong:
            return _plain(x_errors.problem(400, "CrcValidationFailed", wrong))
        return JSONResponse({"data": {"valid": True}})

    async def x_activity(self, name: str, call: Call) -> Response:
        """Which events go to the address."""
        if call.token != APP_TOKEN:
            return _plain(_x_app_only())
        with self._world.lock:
            if call.method == "POST":
                event = call.given("event_type")
                if event and event not in self._deliveries.x_events:
                    self._deliveries.x_events.append(event)
            own = self._world.channels[name].external_id
            events = self._deliveries.x_events
            data = [_x_event(n, each, own) for n, each in enumerate(events)]
        return JSONResponse({"data": data, "meta": {"total_subscriptions": len(data)}})

    async def linkedin(self, name: str, call: Call) -> Response:
        """One subscription: GET, PUT with the address, DELETE."""
        refused = self._platforms[name].authorise(call)
        if refused:
            return _plain(refused)
        hook = self._deliveries.hooks.get(name)
        if call.method == "PUT":
            made = Hook(name, call.given("webhook"), validated_at=self._world.clock.now())
            wrong = await self._again.validate(made)
            if wrong:
                return _plain(linkedin_errors.illegal(f"Webhook validation failed: {wrong}"))
            with self._world.lock:
                self._register(made)
            return Response(status_code=204)
        if hook is None:
            return _plain(linkedin_errors.not_found("eventSubscription"))
        if call.method == "DELETE":
            self._deliveries.forget(name)
            return Response(status_code=204)
        body = {"webhook": hook.url, "status": "ACTIVE" if hook.valid else "BLOCKED"}
        return JSONResponse(body | {"expiresAt": iso(hook.validated_at)})

    def _register(self, hook: Hook) -> None:
        self._deliveries.register(hook)
        self._world.ledger.add(self._world.clock.now(), hook.platform, "webhook.registered", detail={"url": hook.url})

    def _route(self, name: str, path: str, handler: Handler) -> Route:
        async def answer(request: Request) -> Response:
            return await handler(name, await read(request, name))

        return Route(path, answer, methods=["GET", "POST", "PUT", "DELETE"])


def _x_hook(hook: Hook) -> dict[str, object]:
    return {"id": str(hook.number), "url": hook.url, "valid": hook.valid, "created_at": iso(hook.validated_at)}


def _x_event(n: int, event: str, own: str) -> dict[str, object]:
    return {"subscription_id": str(1900 + n), "event_type": event, "filter": {"user_id": own}}


def _x_app_only() -> Answer:
    told = "Authenticating with OAuth 2.0 User Context is forbidden for this endpoint."
    return x_errors.problem(403, "Unsupported Authentication", told, kind="unsupported-authentication")


def _plain(answer: Answer) -> Response:
    return Response(answer.raw(), answer.status, {"content-type": answer.content_type, **answer.headers})

"""Puts the sandbox together: one Starlette application that serves all five platforms and the control API."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from starlette.applications import Starlette
from starlette.routing import Route

from evenhand.sandbox.control.api import Control
from evenhand.sandbox.control.forms import Forms
from evenhand.sandbox.control.switches import Switches
from evenhand.sandbox.control.tokens import TokenSwitches
from evenhand.sandbox.control.webhooks import Webhooks
from evenhand.sandbox.facebook.platform import Facebook
from evenhand.sandbox.instagram.platform import Instagram
from evenhand.sandbox.linkedin.platform import LinkedIn
from evenhand.sandbox.state.start import new_world
from evenhand.sandbox.state.world import World
from evenhand.sandbox.tokens.endpoints import TokenEndpoints
from evenhand.sandbox.traffic.running import Traffic
from evenhand.sandbox.webhooks.delivery import Deliveries
from evenhand.sandbox.webhooks.endpoints import SubscriptionEndpoints
from evenhand.sandbox.webhooks.revalidating import Revalidation
from evenhand.sandbox.wire.faults import Faults
from evenhand.sandbox.wire.gate import Gate
from evenhand.sandbox.wire.platform import Platform
from evenhand.sandbox.x.platform import X
from evenhand.sandbox.youtube.platform import YouTube

METHODS = ["GET", "POST", "PUT", "DELETE"]


def build(world: World | None = None) -> Starlette:
    """A sandbox of its own, with nothing published yet."""
    world = world or new_world()
    faults = Faults()
    gate = Gate(world, faults)
    world.own_filter = lambda made: faults.take(made.platform, {"platform_filter"}) is not None
    instagram = Instagram(world)
    instagram.hidden_absent = lambda: faults.take("instagram", {"hidden_absent"}) is not None
    all_five: list[Platform] = [Facebook(world), instagram, X(world), LinkedIn(world), YouTube(world)]
    platforms = {each.name: each for each in all_five}
    deliveries = Deliveries(world, faults, platforms)
    again = Revalidation(world, deliveries)
    traffic = Traffic(world)
    control, switches = Control(world), Switches(world, faults, platforms, traffic)
    routes = [
        *control.routes(),
        *Webhooks(world, deliveries).routes(),
        *switches.routes(),
        *TokenSwitches(world).routes(),
        *TokenEndpoints(world).routes(),
        *SubscriptionEndpoints(world, deliveries, platforms, again).routes(),
        *Forms(world, faults, control, switches, deliveries).routes(),
        *[Route(f"/{each.prefix}/{{path:path}}", gate.endpoint(each), methods=METHODS) for each in platforms.values()],
    ]

    @asynccontextmanager
    async def lifespan(_app: Starlette) -> AsyncIterator[None]:
        challenging = asyncio.get_running_loop().create_task(again.run())
        yield
        challenging.cancel()
        traffic.stop()
        await deliveries.close()

    return Starlette(routes=routes, lifespan=lifespan)

"""The control API's switches: faults, limits, traffic."""

from __future__ import annotations

from starlette.routing import Route

from evenhand.sandbox.control.api import Handler, locked
from evenhand.sandbox.control.asked import Asked
from evenhand.sandbox.state.world import ImpossibleError, World
from evenhand.sandbox.traffic.running import Traffic
from evenhand.sandbox.wire.faults import Faults
from evenhand.sandbox.wire.platform import Platform

MOST_STEPS = 10_000


class Switches:
    """Faults, limits and traffic."""

    def __init__(self, world: World, faults: Faults, platforms: dict[str, Platform], traffic: Traffic) -> None:
        self._world = world
        self._traffic = traffic
        self._faults = faults
        self._platforms = platforms

    def routes(self) -> list[Route]:
        """The paths of the contract."""
        return [
            self._route("faults", "GET", self.faults),
            self._route("faults", "POST", self.add_fault),
            self._route("faults", "DELETE", self.clear_faults),
            self._route("limits", "GET", self.told_limits),
            self._route("limits", "POST", self.limits),
            self._route("traffic", "GET", self.traffic),
            self._route("traffic", "POST", self.set_traffic),
        ]

    def _route(self, path: str, method: str, handler: Handler) -> Route:
        return Route(f"/_sandbox/{path}", locked(self._world, handler), methods=[method])

    def faults(self, asked: Asked) -> dict[str, object]:
        """Those that are switched on."""
        del asked
        return {"faults": [each.as_json() for each in self._faults.all()]}

    def add_fault(self, asked: Asked) -> dict[str, object]:
        """Switch one on, for `times` calls, a `share` of them, or all."""
        times = asked.maybe_number("times")
        platform = asked.text("platform") or "*"
        made = self._faults.add(
            platform,
            asked.needed("fault"),
            None if times is None else int(times),
            asked.maybe_number("share"),
            asked.mapping("params"),
        )
        self._world.ledger.add(self._world.clock.now(), platform, "fault.on", detail=made.as_json())
        return made.as_json()

    def clear_faults(self, asked: Asked) -> dict[str, object]:
        """Switch off one (`id`), those of a name (`fault`), or all."""
        number = asked.maybe_number("id")
        self._faults.clear(None if number is None else int(number), asked.text("fault"))
        self._world.ledger.add(self._world.clock.now(), "*", "fault.off")
        return self.faults(asked)

    def limits(self, asked: Asked) -> dict[str, object]:
        """Set how wide a platform's own limits are: 1 is real, the default is wide enough to poll every second."""
        name, scale = asked.needed("platform"), asked.number("scale", 1)
        platform = self._platforms.get(name)
        if platform is None or scale <= 0:
            raise ImpossibleError("'platform' is one of the five, 'scale' is above 0.")
        platform.widen(scale)
        return {"platform": name, "scale": scale}

    def told_limits(self, asked: Asked) -> dict[str, object]:
        """How much of each limit is used, and how often a call came when nothing was left."""
        return {"limits": self.every_limit(asked.text("platform"))}

    def every_limit(self, platform: str = "") -> list[dict[str, object]]:
        """Those of one platform, or of all."""
        now = self._world.clock.now()
        shown = [each for each in self._platforms.values() if platform in {"", each.name}]
        return [{"platform": one.name, **each.as_json(now)} for one in shown for each in one.allowances()]

    def traffic(self, asked: Asked) -> dict[str, object]:
        """Whether it flows."""
        del asked
        return self._traffic.state()

    def set_traffic(self, asked: Asked) -> dict[str, object]:
        """Start or stop it, or do some `steps` at once."""
        wanted, seed = asked.needed("state"), int(asked.number("seed", 7))
        if wanted == "start":
            self._traffic.start(asked.number("per_second", 2), seed, weekend=asked.flag("weekend"))
        elif wanted == "stop":
            self._traffic.stop()
        elif wanted == "step":
            self._traffic.steps(max(0, min(int(asked.number("steps", 1)), MOST_STEPS)), seed)
        else:
            raise ImpossibleError("'state' is start, stop or step.")
        return self._traffic.state()

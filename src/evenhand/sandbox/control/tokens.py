"""The control API's tokens: see how long they live, let them end, take them back. Refreshing is the platforms' own."""

from __future__ import annotations

from datetime import datetime, timedelta

from starlette.routing import Route

from evenhand.sandbox.control.api import locked
from evenhand.sandbox.control.asked import Asked
from evenhand.sandbox.state.clock import iso
from evenhand.sandbox.state.tokens import granted_anew, revoke
from evenhand.sandbox.state.world import ImpossibleError, World


class TokenSwitches:
    """Who may still speak."""

    def __init__(self, world: World) -> None:
        self._world = world

    def routes(self) -> list[Route]:
        """The paths of the contract."""
        return [
            Route("/_sandbox/tokens", locked(self._world, self.state), methods=["GET"]),
            Route("/_sandbox/tokens", locked(self._world, self.change), methods=["POST"]),
        ]

    def state(self, asked: Asked) -> dict[str, object]:
        """When each token ends; null is never."""
        del asked
        now = self._world.clock.now()
        told = []
        for name, state in self._world.tokens.items():
            end = state.ends[self._world.channels[name].token]
            alive = state.is_alive(self._world.channels[name].token, now)
            told.append(
                {"platform": name, "alive": alive, "ends_at": iso(end) if end else None, "refreshed": state.refreshed}
            )
        return {"tokens": told}

    def change(self, asked: Asked) -> dict[str, object]:
        """Let the token end in so many `seconds`, what it is refreshed with in `refresh_seconds`; or take all back."""
        platform = asked.needed("platform")
        state = self._world.tokens.get(platform)
        if state is None:
            raise ImpossibleError("'platform' is one of the five.")
        now = self._world.clock.now()
        seconds, refresh = asked.maybe_number("seconds"), asked.maybe_number("refresh_seconds")
        if seconds is not None:
            state.ends[self._world.channels[platform].token] = _later(now, seconds)
        if refresh is not None:
            state.refresh_ends_at = _later(now, refresh)
        if asked.text("scopes"):
            state.scopes = tuple(asked.text("scopes").split())
        if asked.flag("revoke"):
            revoke(state, now)
        if asked.flag("grant"):  # the person grants everything anew: the channel's token works again, without an end
            self._world.tokens[platform] = granted_anew(state, self._world.channels[platform])
        self._world.ledger.add(now, platform, "token.changed")
        return self.state(asked)


def _later(now: datetime, seconds: float) -> datetime:
    try:
        return now + timedelta(seconds=seconds)
    except OverflowError:
        raise ImpossibleError("No calendar goes so far: give fewer seconds.") from None

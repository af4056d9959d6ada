"""What every simulated platform has: who may speak, what a call would do, and its own way of saying no."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable, Mapping

from evenhand.sandbox.state.model import Channel
from evenhand.sandbox.state.tokens import PERSON_TOKEN, give
from evenhand.sandbox.state.world import World
from evenhand.sandbox.wire.allowance import Allowance
from evenhand.sandbox.wire.answer import Answer, Plan
from evenhand.sandbox.wire.call import Call

Params = Mapping[str, object]


class Platform(ABC):
    """One of the five. Called with the world's lock held."""

    name: str
    prefix: str
    subscribed: str = ""
    """Meta: the fields that the Page lets the app be told of."""

    def __init__(self, world: World) -> None:
        self.world = world

    @property
    def channel(self) -> Channel:
        """The organisation's account here."""
        return self.world.channels[self.name]

    def speaks(self, call: Call) -> bool:
        """Whether the call's token is the channel's, and alive."""
        return self.world.tokens[self.name].is_alive(call.token, self.world.clock.now())

    def page_token(self, call: Call) -> str:
        """Meta: the Page's token, a new one where the person who manages it asks."""
        if call.token == PERSON_TOKEN:
            channel = give(self.world.tokens[self.name], self.channel, self.world.clock.now(), endless=True)
            self.world.channels[self.name] = channel
        return self.channel.token

    @abstractmethod
    def plan(self, call: Call) -> Plan:
        """What the call would do; raises RefusedError for a path or method that is not there."""

    @abstractmethod
    def authorise(self, call: Call) -> Answer | None:
        """The refusal of a wrong or missing token or version, or None."""

    @abstractmethod
    def throttled(self, params: Params) -> Answer:
        """'Slow down', in this platform's dialect."""

    @abstractmethod
    def token_dead(self) -> Answer:
        """'The token no longer works'."""

    @abstractmethod
    def server_error(self, params: Params) -> Answer:
        """A failure of the platform's own, before any effect."""

    @abstractmethod
    def refused(self, params: Params) -> Answer:
        """'You may not do this'."""

    @abstractmethod
    def malformed(self) -> Answer:
        """'This cannot be read'."""

    def window_closed(self) -> Answer:
        """'Too late to write to this person'; only where there are windows."""
        return self.refused({})

    @abstractmethod
    def allowances(self) -> Iterable[Allowance]:
        """The platform's own limits, as they stand."""

    @abstractmethod
    def spend(self, call: Call) -> Answer | None:
        """Count the call against the platform's own limits; the refusal when they are used up."""

    def widen(self, scale: float) -> None:
        """Set the limits to `scale` times the real ones."""
        for each in self.allowances():
            each.scale = scale

    def dressed(self, call: Call, answer: Answer) -> Answer:
        """The answer with the headers that every answer of this platform carries."""
        del call
        return answer

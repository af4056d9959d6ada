"""Lets the traffic flow in the background at a steady rate, and stops it."""

from __future__ import annotations

import asyncio
import random
from datetime import UTC, datetime, timedelta

from evenhand.sandbox.state.world import ImpossibleError, World
from evenhand.sandbox.traffic.generator import Generator

MOST_PER_SECOND = 500.0
SATURDAY, MORNING = 5, 10


class Traffic:
    """One stream of traffic."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._task: asyncio.Task[None] | None = None
        self._generator: Generator | None = None
        self._seed: int | None = None
        self._rate = 0.0
        self._acts = 0

    def state(self) -> dict[str, object]:
        """Whether it flows, how fast, and how much happened so far."""
        flowing = self._task is not None and not self._task.done()
        return {
            "state": "running" if flowing else "stopped",
            "per_second": self._rate,
            "seed": self._seed,
            "acts": self._acts,
        }

    def start(self, per_second: float, seed: int, *, weekend: bool) -> None:
        """Begin, or go on at another rate; another seed begins anew. `weekend` moves the clock to a Saturday."""
        if not 0 < per_second <= MOST_PER_SECOND:
            raise ImpossibleError(f"'per_second' is above 0 and at most {MOST_PER_SECOND:.0f}.")
        self.stop()
        if weekend:
            clock = self._world.clock
            clock.move(clock.offset + _until_saturday(clock.now()))
        self._rate = per_second
        self._seeded(seed)
        self._task = asyncio.get_running_loop().create_task(self._flow(seed))

    def stop(self) -> None:
        """Stop; what was published stays."""
        if self._task is not None:
            self._task.cancel()
            self._task = None

    def steps(self, count: int, seed: int) -> None:
        """So many acts at once, for tests and benchmarks."""
        generator = self._seeded(seed)
        for _ in range(count):
            generator.step()
            self._acts += 1

    def _seeded(self, seed: int) -> Generator:
        if self._generator is None or seed != self._seed:
            self._generator, self._seed = Generator(self._world, seed), seed
        return self._generator

    async def _flow(self, seed: int) -> None:
        generator = self._seeded(seed)
        pause = random.Random(seed)  # noqa: S311 -- chance for traffic, no secret
        loop = asyncio.get_running_loop()
        due = loop.time()
        while True:
            due += pause.uniform(0.5, 1.5) / self._rate
            await asyncio.sleep(max(due - loop.time(), 0))
            with self._world.lock:
                generator.step()
                self._acts += 1


def _until_saturday(now: datetime) -> timedelta:
    """To the next Saturday, ten in the morning (UTC)."""
    day = (now + timedelta(days=(SATURDAY - now.weekday()) % 7)).date()
    morning = datetime(day.year, day.month, day.day, MORNING, tzinfo=UTC)
    return morning - now if morning > now else timedelta()

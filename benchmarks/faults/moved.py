"""The clock of the hour's run: the house's processes and database go with the sandbox's clock, `rate` times too fast.

Nothing of the house knows of it. `time-machine` moves Python's clocks, and a function of the same name in the
database's own schema stands before PostgreSQL's. What waits (asyncio, sockets, `time.monotonic`) waits in real time.
"""

from __future__ import annotations

import json
import os
import sys
import threading
import time
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta

sys.modules.setdefault("pytest", None)  # type: ignore[arg-type]  # else it loads pytest, for a plugin that is no use here
import time_machine  # noqa: E402  (only now)

VARIABLE = "BENCH_CLOCK"
STEP = 0.02
"""Real seconds between two corrections; in between the clock goes on at its ordinary pace."""
_SQL = """
CREATE FUNCTION public.clock_timestamp() RETURNS timestamptz LANGUAGE sql VOLATILE AS
$$ SELECT {ours}::timestamptz + (pg_catalog.clock_timestamp() - {real}::timestamptz) * {rate} $$
"""


@dataclass(frozen=True, slots=True)
class Moved:
    """At `real` (seconds since 1970) it was `ours` (the same); since then it goes `rate` times as fast."""

    real: float
    ours: float
    rate: float

    @classmethod
    def told(cls) -> Moved:
        """As the environment tells it."""
        return cls(**json.loads(os.environ[VARIABLE]))

    def as_text(self) -> str:
        """For the environment of a process."""
        return json.dumps(asdict(self))

    def sql(self) -> str:
        """The database's clock. It needs `public` before `pg_catalog` in the search path."""
        moments = {name: f"'{datetime.fromtimestamp(getattr(self, name), UTC)}'" for name in ("ours", "real")}
        return _SQL.format(**moments, rate=self.rate)

    def install(self) -> None:
        """Move this process's clock, for as long as it lives. Before Django is set up."""
        begun = time.monotonic()
        start = datetime.fromtimestamp(self.ours + (time.time() - self.real) * self.rate, UTC)
        travel = time_machine.travel(start, tick=True).start()

        def go() -> None:
            while True:
                time.sleep(STEP)
                travel.move_to(start + timedelta(seconds=(time.monotonic() - begun) * self.rate))

        threading.Thread(target=go, name="moved clock", daemon=True).start()

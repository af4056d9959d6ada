"""Faults that can be switched on, by platform, for a number of times or a share of the calls."""

from __future__ import annotations

import random
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from evenhand.sandbox.state.model import PLATFORMS
from evenhand.sandbox.state.world import ImpossibleError

BEFORE: dict[str, str] = {
    "token_dead": "The token no longer works.",
    "throttle": "‘Slow down’, in the platform's dialect.",
    "server_error": "The platform fails, before any effect.",
    "refused": "The platform will not do this, before any effect.",
    "author_deletes_first": "The author removes it just before the write.",
    "dm_window_closed": "It is too late to write to this person.",
    "no_effect_ok": "Success is said and nothing happens.",
}
AFTER: dict[str, str] = {
    "lost_response": "The effect happens, then the connection breaks off.",
    "truncated": "The answer is cut short.",
    "wrong_content_type": "The answer is an HTML page.",
}
DELAY: dict[str, str] = {"slow": "The answer takes some seconds."}
WEBHOOK: dict[str, str] = {
    "webhook_lost": "A delivery is never sent.",
    "webhook_late": "A delivery is sent some seconds later.",
    "webhook_out_of_order": "A delivery is sent after the next one.",
    "webhook_duplicate": "A delivery is sent twice at once.",
    "webhook_replay": "A delivery is sent again some seconds later.",
    "webhook_slow": "A delivery takes some seconds.",
    "webhook_truncated": "A delivery is cut short, and signed so.",
    "webhook_wrong_content_type": "A delivery is called plain text.",
    "webhook_bad_signature": "A delivery is signed with a wrong secret.",
    "webhook_no_author": "A delivery does not say who wrote (Meta).",
}
WORLD: dict[str, str] = {
    "platform_filter": "The platform itself hides what is published.",
    "hidden_absent": "Hidden comments are missing in lists (Instagram).",
}
MEANINGS: dict[str, str] = {**BEFORE, **AFTER, **DELAY, **WEBHOOK, **WORLD}
KNOWN = frozenset(MEANINGS)
WRITES_ONLY = frozenset({"no_effect_ok", "lost_response", "author_deletes_first", "dm_window_closed"})


@dataclass(slots=True)
class Fault:
    """One switched-on fault. Neither `times` nor `share` means always; `params` may narrow and shape it."""

    number: int
    platform: str
    fault: str
    times: int | None = None
    share: float | None = None
    params: Mapping[str, object] = field(default_factory=dict)
    fired: int = 0

    def as_json(self) -> dict[str, object]:
        """For GET /_sandbox/faults."""
        return {
            "id": self.number,
            "platform": self.platform,
            "fault": self.fault,
            "times": self.times,
            "share": self.share,
            "params": dict(self.params),
            "fired": self.fired,
        }


class Faults:
    """The faults that are switched on, in that order. Chance is seeded: the same calls meet the same faults."""

    def __init__(self, seed: int = 1) -> None:
        self._random = random.Random(seed)  # noqa: S311 -- chance for tests, no secret
        self._on: list[Fault] = []
        self._count = 0

    def add(
        self, platform: str, fault: str, times: int | None, share: float | None, params: Mapping[str, object]
    ) -> Fault:
        """Switch one on.

        Raises:
            ImpossibleError: no such platform or fault, or a share outside 0..1.
        """
        if platform not in {"*", *PLATFORMS}:
            raise ImpossibleError(f"'platform' is '*' or one of {', '.join(PLATFORMS)}, not '{platform[:40]}'.")
        if fault not in KNOWN:
            raise ImpossibleError(f"There is no fault '{fault[:40]}'. There are {', '.join(sorted(KNOWN))}.")
        if share is not None and not 0 <= share <= 1:
            raise ImpossibleError("'share' is the part of the calls that meet the fault, from 0 to 1.")
        self._count += 1
        made = Fault(self._count, platform, fault, times, share, params)
        self._on.append(made)
        return made

    def clear(self, number: int | None = None, fault: str = "") -> None:
        """Switch off one, those of a name, or all."""
        self._on = [
            each
            for each in self._on
            if (number is not None and each.number != number) or (number is None and fault and each.fault != fault)
        ]

    def all(self) -> list[Fault]:
        """Those switched on, used-up ones included."""
        return list(self._on)

    def take(
        self, platform: str, family: Collection[str], operations: Collection[str] = (), *, writing: bool = False
    ) -> Fault | None:
        """The first fault of `family` that strikes this call now; it is counted as fired."""
        for fault in self._on:
            if fault.fault in family and self._strikes(fault, platform, operations, writing=writing):
                fault.fired += 1
                return fault
        return None

    def _strikes(self, fault: Fault, platform: str, operations: Collection[str], *, writing: bool) -> bool:
        if fault.platform not in {"*", platform} or (fault.times is not None and fault.fired >= fault.times):
            return False
        if fault.fault in WRITES_ONLY and not writing:
            return False
        if fault.fault == "dm_window_closed" and "message" not in operations:
            return False
        only, wanted = fault.params.get("only"), fault.params.get("operation")
        if (only == "write" and not writing) or (only == "read" and writing):
            return False
        if isinstance(wanted, str) and wanted not in operations:
            return False
        return fault.share is None or self._random.random() < fault.share

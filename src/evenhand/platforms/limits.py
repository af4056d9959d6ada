"""What is left of one limit of one account, and who may have it: plain values and sums, without I/O or a clock.

Several processes draw on a limit together. Each takes a few calls at a time (a lease), makes them, and says what came
of them (`Heard`). Whoever holds the one `Limit` (`keeping`) applies both in turn, so the sum of what all of them ask is
never more than the platform allows. Not here: keeping it, and waiting (rooms).

Two ways of counting:

- A window that answers tell of (X; Meta's share): `left` is the least that an answer told, and `out` is what was given
  out and not heard of. What a platform counted after the least answer is still out, so `left - out` may be given.
- A day that nothing tells of (YouTube's units, LinkedIn's calls): what is given out is spent, unless it comes back.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from evenhand.platforms.interface import FULL, Budget

GRACE = timedelta(seconds=45)
"""After this long a call is over: answered, timed out, or its process is dead."""
SHARE_HOLDS = timedelta(minutes=1)
"""So long the least that was told of a rolling share counts; then the newest."""
MOST_AT_ONCE = 25
UNTOLD = 1_000_000
"""What is given where a platform tells of no limit: more than anybody makes before asking again."""


@dataclass(frozen=True, slots=True)
class Told:
    """What an answer said of a limit. `rolls`: it frees bit by bit, and starts anew at no moment."""

    left: int
    most: int
    resets_at: datetime
    rolls: bool = False


@dataclass(frozen=True, slots=True)
class Day:
    """A day's allowance that is counted along: `most` of it, until `ends_at`."""

    most: int
    ends_at: datetime


@dataclass(frozen=True, slots=True)
class Wish:
    """What a process would have: `need` at least, `like` at best; so that `keep` is left to others."""

    need: int = 1
    like: int = 1
    keep: int = 0
    day: Day | None = None


@dataclass(frozen=True, slots=True)
class Heard:
    """What a process tells of the calls that it was given, since it told last.

    By epoch, `over`: how many were answered or never made; `lost`: how many went without an answer, which the platform
    may have counted after the least that it told, so they stay counted; `back`: how much of a day was not used.
    `untold`: an answer told of no limit; `closed_until`: 'slow down'.
    """

    over: Mapping[int, int] = field(default_factory=dict)
    lost: Mapping[int, int] = field(default_factory=dict)
    back: Mapping[int, int] = field(default_factory=dict)
    told: tuple[Told, ...] = ()
    untold: bool = False
    closed_until: datetime | None = None

    def __bool__(self) -> bool:
        return self != Heard()


@dataclass(frozen=True, slots=True)
class Given:
    """`count` may be used before `until`; 0: none just now. `epoch` is what to name when telling of them."""

    count: int
    epoch: int = 0
    counted: bool = False
    until: datetime | None = None
    share_used: float = 0.0


@dataclass(frozen=True, slots=True)
class Closed:
    """Nothing before `resume_at`; `code` says why."""

    resume_at: datetime
    code: str


@dataclass(slots=True)
class Limit:
    """One limit. `left` None: nobody told yet. `epoch` grows with each window; `out` is of this, `before` of the last.

    `lost`: whose answers were lost in this window. `most`: what a new window begins with. `ended_at`: when the window
    before ended, so that late answers are known.
    """

    epoch: int = 1
    left: int | None = None
    most: int = 0
    resets_at: datetime | None = None
    ended_at: datetime | None = None
    out: int = 0
    lost: int = 0
    before: int = 0
    began_at: datetime | None = None
    untold: bool = False
    closed_until: datetime | None = None

    def visit(self, heard: Heard, wish: Wish | None, now: datetime) -> Given | Closed:
        """Hear what a process tells, and give it what it wishes."""
        self._turn(now)
        self._hear(heard, now)
        return Given(0) if wish is None else self._give(wish, now)

    def _turn(self, now: datetime) -> None:
        """Begin a new window where the old one is over; forget calls that nobody can answer any more."""
        if self.began_at is None:
            self.began_at = now
        if self.closed_until is not None and now >= self.closed_until:
            self.closed_until, self.untold = None, False  # one call goes ahead; the others wait for what it is told
        if self.resets_at is not None and now >= self.resets_at:
            self.before, self.out, self.lost = self.out + self.lost, 0, 0
            self.ended_at, self.resets_at, self.left = self.resets_at, None, self.most or None
            self.epoch, self.began_at = self.epoch + 1, now
        elif self._is_old(now):
            self.before = 0
            if self.left is None and self.out:  # whoever went first died on the way
                self.epoch, self.out, self.began_at = self.epoch + 1, 0, now

    def _hear(self, heard: Heard, now: datetime) -> None:
        lost = heard.lost.get(self.epoch, 0)
        self.out = max(self.out - heard.over.get(self.epoch, 0) - lost, 0)
        self.before = max(self.before - heard.over.get(self.epoch - 1, 0), 0)
        if self.left is not None:  # where nothing is known, there is nothing to guard
            self.lost += lost
            self.left = min(self.left + heard.back.get(self.epoch, 0), max(self.most, self.left))
        for told in heard.told:
            self._be_told(told, now)
        if heard.untold and self.left is None:
            self.untold = True
        if heard.closed_until is not None and heard.closed_until > now:
            self.closed_until = max(heard.closed_until, self.closed_until or heard.closed_until)

    def _be_told(self, told: Told, now: datetime) -> None:
        """Answers overtake each other: within a window the least holds, and one of a window that ended says nothing."""
        if told.resets_at <= now or (self.ended_at is not None and told.resets_at <= self.ended_at):
            return
        same = self.resets_at is not None and (told.rolls or told.resets_at <= self.resets_at)
        self.left = min(self.left, told.left) if same and self.left is not None else told.left
        self.resets_at = self.resets_at if same else told.resets_at
        self.most, self.untold = told.left if told.rolls else told.most, False

    def _give(self, wish: Wish, now: datetime) -> Given | Closed:
        if self.closed_until is not None:
            return Closed(self.closed_until, "still_throttled")
        if wish.day is not None:
            return self._give_of_day(wish, wish.day)
        if self.left is None:
            count = UNTOLD if self.untold else int(not self.out + self._before(now))
            return self._given(count, wish.need, now)
        if self.left <= self.lost and self.resets_at is not None:
            return Closed(self.resets_at, "nothing_left")
        there = self.left - self.lost - self.out - self._before(now)
        if there < wish.need and self.resets_at is None and self._is_old(now):
            there, self.began_at = wish.need, now  # of a new window not one was answered: one more goes, to be told
        return self._given(_portion(there, wish, 10), wish.need, now)

    def _before(self, now: datetime) -> int:
        return 0 if self._is_old(now) else self.before

    def _is_old(self, now: datetime) -> bool:
        return self.began_at is None or now >= self.began_at + GRACE

    def _given(self, count: int, need: int, now: datetime) -> Given:
        """Of a window: what is out is counted, but where a platform tells nothing."""
        if count < need:
            return Given(0)
        counted = not (self.untold and self.left is None)
        if self.resets_at is None and not self.out:  # from now on it is waited for that somebody is answered
            self.began_at = now if self._is_old(now) else self.began_at
        self.out += count if counted else 0
        return Given(count, self.epoch, counted, self.resets_at)

    def _give_of_day(self, wish: Wish, day: Day) -> Given | Closed:
        if self.resets_at is None or self.left is None:
            self.left, self.resets_at = day.most, day.ends_at
        elif self.most != day.most:  # its setting was changed
            self.left = max(self.left + day.most - self.most, 0)
        self.most = day.most
        count = _portion(self.left - wish.keep, wish, 50)
        if count < wish.need:
            return Closed(self.resets_at, "day_used_up")
        self.left -= count
        return Given(count, self.epoch, counted=False, until=self.resets_at, share_used=1 - self.left / day.most)


def _portion(there: int, wish: Wish, share: int) -> int:
    """How much at once: less towards the end, so that none of it lies with a process that does not use it."""
    return max(min(wish.like, MOST_AT_ONCE, there // share), wish.need) if there >= wish.need else 0


def told_by(budget: Budget, now: datetime) -> Told | None:
    """What an answer's headers say, as a count; None where they say none.

    Where only a share is told, each call on the way is taken to cost one hundredth at most.
    """
    if budget.left is not None and budget.resets_at is not None:
        return Told(budget.left, budget.most, budget.resets_at)
    if budget.share_used >= FULL:
        return None  # the transport closes it
    return Told(max(int((FULL - budget.share_used) * 100 + 1e-6), 1), 0, now + SHARE_HOLDS, rolls=True)


def joined(one: Heard, other: Heard) -> Heard:
    """Both together, `one` first."""
    return replace(
        one,
        over=_sum(one.over, other.over),
        lost=_sum(one.lost, other.lost),
        back=_sum(one.back, other.back),
        told=(*one.told, *other.told),
        untold=one.untold or other.untold,
        closed_until=max(filter(None, (one.closed_until, other.closed_until)), default=None),
    )


def _sum(one: Mapping[int, int], other: Mapping[int, int]) -> dict[int, int]:
    return {epoch: one.get(epoch, 0) + other.get(epoch, 0) for epoch in {*one, *other}}

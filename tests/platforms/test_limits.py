"""The sums of one limit that several processes share: never more than the platform allows, whatever happens to whom."""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.platforms.fakes import START

from evenhand.platforms.interface import Budget
from evenhand.platforms.limits import Closed, Day, Given, Heard, Limit, Told, Wish, told_by

WINDOW = timedelta(minutes=15)
RESET = START + WINDOW
LONG_AGO = datetime.min.replace(tzinfo=UTC)


@dataclass
class Window:
    """X: so many in 15 minutes, which open with the first call; every answer tells."""

    most: int
    opened: datetime = LONG_AGO
    used: int = 0
    refused: int = 0
    made: int = 0

    def count(self, now: datetime) -> Told:
        if now >= self.opened + WINDOW:
            self.opened, self.used = now, 0
        if self.used < self.most:
            self.used += 1
            self.made += 1
        else:
            self.refused += 1
        return Told(self.most - self.used, self.most, self.opened + WINDOW)


@dataclass
class Flight:
    """One call on its way: not there yet, or counted and about to be answered."""

    taker: Taker
    given: Given
    told: Told | None = None


@dataclass
class Taker:
    """A process: what it has of the limit, and what it has not told yet."""

    lease: Given = field(default_factory=lambda: Given(0))
    free: int = 0
    over: dict[int, int] = field(default_factory=dict)
    told: list[Told] = field(default_factory=list)
    lost: dict[int, int] = field(default_factory=dict)

    def take(self, limit: Limit, now: datetime, like: int) -> None:
        self.back(self.free, self.lease)
        self.free = 0
        answer = self.tell(limit, Wish(like=like), now)
        if isinstance(answer, Given):
            self.lease, self.free = answer, answer.count

    def tell(self, limit: Limit, wish: Wish | None, now: datetime) -> Given | Closed:
        heard = Heard(over=self.over, told=tuple(self.told), lost=self.lost)
        self.over, self.told, self.lost = {}, [], {}
        return limit.visit(heard, wish, now)

    def back(self, count: int, given: Given) -> None:
        self.over[given.epoch] = self.over.get(given.epoch, 0) + count

    def may_send(self, now: datetime) -> bool:
        return self.free > 0 and (self.lease.until is None or now < self.lease.until)


class World:
    """Takers, the limit that they share, and the platform."""

    def __init__(self, most: int, takers: int) -> None:
        self.now, self.limit, self.platform = START, Limit(), Window(most)
        self.takers = [Taker() for _ in range(takers)]
        self.flights: list[Flight] = []
        self._first()

    def _first(self) -> None:
        """Somebody was told once: where the very first answer is lost, nobody can know what it cost."""
        self.takers[0].take(self.limit, self.now, 1)
        self.takers[0].free -= 1
        self.flights.append(Flight(self.takers[0], self.takers[0].lease))
        self._end(self.flights[0], answered=True)
        self.takers[0].take(self.limit, self.now, 1)

    def step(self, chance: random.Random, weights: list[int]) -> None:
        kind = chance.choices(KINDS, weights)[0]
        taker = chance.choice(self.takers)
        flight = chance.choice(self.flights) if self.flights else None
        if kind == "take":
            taker.take(self.limit, self.now, chance.randrange(1, 30))
        elif kind == "send" and taker.may_send(self.now):
            taker.free -= 1
            self.flights.append(Flight(taker, taker.lease))
        elif kind == "arrive" and flight is not None and flight.told is None:
            flight.told = self.platform.count(self.now)
        elif kind in {"answer", "lose"} and flight is not None:
            self._end(flight, answered=kind == "answer")
        elif kind == "crash":
            self.takers[self.takers.index(taker)] = Taker()
        elif kind in {"wait", "long"}:
            if kind == "long":  # nothing is on its way for longer than a moment, and what came of it is told
                for each in list(self.flights):
                    self._end(each, answered=True)
                for each_taker in self.takers:
                    each_taker.back(each_taker.free, each_taker.lease)
                    each_taker.free = 0
                    each_taker.tell(self.limit, None, self.now)
            self.now += timedelta(seconds=chance.randrange(1, 4 if kind == "wait" else 600))

    def _end(self, flight: Flight, *, answered: bool) -> None:
        flight.told = flight.told or self.platform.count(self.now)
        taker, epoch = flight.taker, flight.given.epoch
        if answered:
            taker.back(1, flight.given)
            taker.told.append(flight.told)
        else:
            taker.lost[epoch] = taker.lost.get(epoch, 0) + 1
        self.flights.remove(flight)


KINDS = ["take", "send", "arrive", "answer", "lose", "crash", "wait", "long"]
WEIGHTS = [20, 40, 30, 30, 2, 1, 8, 1]
NONE_LOST = [20, 40, 30, 30, 0, 0, 8, 1]


@settings(max_examples=40)
@given(st.integers(0, 2**32), st.sampled_from([1, 2, 7, 50, 300]), st.integers(1, 5))
def test_several_takers_never_ask_beyond_a_window(seed: int, most: int, takers: int) -> None:
    """Where every answer of a window is lost nobody can know, so with few calls none is."""
    world, chance = World(most, takers), random.Random(seed)  # noqa: S311 (no secrets)
    for _ in range(500):
        world.step(chance, WEIGHTS if most > 10 else NONE_LOST)
    assert world.platform.refused == 0


def test_the_test_above_would_see_a_limit_that_is_not_shared() -> None:
    world, chance = World(7, 2), random.Random(3)  # noqa: S311 (no secrets)
    refused = 0
    for _ in range(2000):
        world.limit.out = world.limit.before = 0  # as if each knew of its own calls alone
        world.step(chance, NONE_LOST)
        refused = world.platform.refused
    assert refused > 0


def test_all_of_a_window_is_used() -> None:
    """Nobody dies and no answer is lost: what is left is none, window after window."""
    world = World(50, 3)
    for _ in range(4):
        for _ in range(400):
            for taker in world.takers:
                taker.take(world.limit, world.now, 5)
                while taker.may_send(world.now):
                    taker.free -= 1
                    world.flights.append(Flight(taker, taker.lease))
            for flight in list(world.flights):
                world._end(flight, answered=True)
        world.now += WINDOW
    assert (world.platform.made, world.platform.refused) == (200, 0)


@settings(max_examples=40)
@given(st.integers(0, 2**32), st.sampled_from([60, 500, 10_000]))
def test_several_takers_never_use_more_of_a_day_than_there_is(seed: int, most: int) -> None:
    chance, limit, now = random.Random(seed), Limit(), START  # noqa: S311 (no secrets)
    kept = most // 10
    for _ in range(3):
        day = Day(most, now + timedelta(hours=12))
        used, lying = 0, []
        for _ in range(300):
            reads = chance.random() < 0.5
            wish = Wish(1 if reads else 50, chance.randrange(1, 30), kept if reads else 0, day)
            answer = limit.visit(Heard(), wish, now)
            if isinstance(answer, Given):
                lying.append(answer)
            if lying and chance.random() < 0.7:  # else its process dies, and what it had is gone for the day
                one = lying.pop(chance.randrange(len(lying)))
                unused = chance.randrange(one.count)
                used += one.count - unused
                limit.visit(Heard(back={one.epoch: unused}), None, now)
            assert used + sum(one.count for one in lying) <= most
        now = day.ends_at


def test_a_day_is_the_next_processes_too_and_starts_anew() -> None:
    limit, day = Limit(), Day(100, START + timedelta(hours=1))
    for _ in range(2):
        assert isinstance(limit.visit(Heard(), Wish(50, day=day), START), Given)
    assert limit.visit(Heard(), Wish(50, day=day), START) == Closed(day.ends_at, "day_used_up")
    late = limit.visit(Heard(back={1: 50}), Wish(50, day=Day(100, day.ends_at + timedelta(days=1))), day.ends_at)
    assert isinstance(late, Given)
    assert limit.left == 50, "what comes back from yesterday is nothing today"


def test_a_days_setting_that_is_changed_counts_at_once() -> None:
    limit, ends = Limit(), START + timedelta(hours=1)
    limit.visit(Heard(), Wish(60, day=Day(100, ends)), START)
    assert isinstance(limit.visit(Heard(), Wish(60, day=Day(100, ends)), START), Closed)
    assert isinstance(limit.visit(Heard(), Wish(60, day=Day(120, ends)), START), Given)
    assert isinstance(limit.visit(Heard(), Wish(1, day=Day(50, ends)), START), Closed)


def test_a_platform_that_says_less_is_left_wins_and_more_is_not_believed() -> None:
    limit = Limit()
    limit.visit(Heard(told=(Told(40, 50, RESET),)), None, START)
    limit.visit(Heard(told=(Told(3, 50, RESET), Told(39, 50, RESET))), None, START)
    assert limit.left == 3
    assert limit.visit(Heard(), Wish(like=9), START) == Given(1, 1, counted=True, until=RESET)


def test_an_answer_of_a_window_that_ended_says_nothing_of_the_next() -> None:
    limit = Limit()
    limit.visit(Heard(told=(Told(0, 50, RESET),)), None, START)
    assert limit.visit(Heard(), Wish(), START) == Closed(RESET, "nothing_left")
    limit.visit(Heard(told=(Told(0, 50, RESET),)), None, RESET)
    assert limit.left == 50


def test_while_nothing_is_told_one_goes_first_and_one_that_died_is_not_waited_for() -> None:
    limit = Limit()
    first = limit.visit(Heard(), Wish(like=9), START)
    assert isinstance(first, Given)
    assert first.count == 1
    assert limit.visit(Heard(), Wish(), START) == Given(0)
    assert isinstance(limit.visit(Heard(lost={1: 1}), Wish(), START), Given), "nor one whose answer was lost"
    later = START + timedelta(minutes=1)
    again = limit.visit(Heard(), Wish(), later)
    assert isinstance(again, Given)
    assert again.count == 1
    limit.visit(Heard(over={again.epoch: 1}, untold=True), None, later)
    free = limit.visit(Heard(), Wish(), later)
    assert isinstance(free, Given)
    assert (free.count > 1000, free.counted) == (True, False)


def test_of_a_new_window_without_one_answer_one_more_goes_now_and_then() -> None:
    limit = Limit(left=0, most=2, resets_at=START, began_at=START)
    assert isinstance(limit.visit(Heard(), Wish(need=2, like=2), START), Given)  # and both are lost
    limit.visit(Heard(lost={2: 2}), None, START)
    assert limit.visit(Heard(), Wish(), START) == Given(0), "most of them may have been counted"
    later = START + timedelta(minutes=1)
    assert limit.visit(Heard(), Wish(), later) == Given(1, 2, counted=True)
    assert limit.visit(Heard(), Wish(), later) == Given(0)


def test_slow_down_is_slow_down_for_all() -> None:
    limit = Limit()
    until = START + timedelta(minutes=7)
    limit.visit(Heard(closed_until=until), None, START)
    limit.visit(Heard(closed_until=START + timedelta(minutes=1)), None, START)
    assert limit.visit(Heard(), Wish(), START) == Closed(until, "still_throttled")
    assert isinstance(limit.visit(Heard(), Wish(), until), Given)


def test_after_slow_down_one_goes_ahead_and_the_others_wait_for_its_answer() -> None:
    """LinkedIn says of no limit when it is over: many at once would all be refused once more."""
    limit, wish = Limit(), Wish(like=10)
    limit.visit(Heard(untold=True), None, START)
    until = START + timedelta(hours=1)
    limit.visit(Heard(closed_until=until), None, START)
    first = limit.visit(Heard(), wish, until)
    assert isinstance(first, Given)
    assert first.count == 1
    assert limit.visit(Heard(), wish, until) == Given(0)
    freed = limit.visit(Heard(over={first.epoch: 1}, untold=True), wish, until)
    assert isinstance(freed, Given)
    assert freed.count > 1


@pytest.mark.parametrize(("used", "left"), [(0.0, 99), (0.5, 49), (0.9, 9), (0.97, 2), (0.98, 1), (0.985, 1)])
def test_the_nearer_a_share_is_to_its_end_the_fewer_go_out(used: float, left: int) -> None:
    told = told_by(Budget(used), START)
    assert told is not None
    assert told.left == left
    assert told_by(Budget(0.99), START) is None


def test_a_share_that_falls_again_is_believed_after_a_while() -> None:
    limit = Limit()

    def tell(used: float, now: datetime) -> int | None:
        told = told_by(Budget(used), now)
        limit.visit(Heard(told=(told,) if told else ()), None, now)
        return limit.left

    assert tell(0.9, START) == 9
    assert tell(0.8, START + timedelta(seconds=30)) == 9
    assert tell(0.7, START + timedelta(seconds=90)) == 29

"""Random histories over the real services, queue and schema find no broken promise; loosening a guard makes them fail.

200 histories of at least 25 steps a store in `./run test`, 2,000 in `--deep`. A run in which any rule fired fewer
than 100 times fails, since it shows too little.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterator
from typing import ClassVar

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test

from evenhand.cases.models import Case, Decision
from evenhand.judgement import policies
from evenhand.people.models import User
from evenhand.platforms.interface import ContributionKind
from evenhand.sanctions.models import LadderGround
from tests import factories as make
from tests.properties.holds import all_promises
from tests.properties.world import GUIDELINES, PLATFORMS, TEXTS, World

pytestmark = pytest.mark.django_db(transaction=True)

STEPS = 25
HISTORIES = int(os.environ.get("EVENHAND_HISTORIES", "2000" if os.environ.get("EVENHAND_DEEP") else "200"))
LEAST_FIRED = 100

platforms = st.sampled_from(PLATFORMS)
authors = st.sampled_from(["ann", "bob"])
sorts = st.sampled_from(sorted(TEXTS))
someone = st.sampled_from(["morgan", "sam", "alex", "pat"])
measures = st.sets(st.sampled_from(["hide", "delete", "platform_report", "warn"]), min_size=1).map(tuple)
faults = st.sampled_from(["transient", "throttle", "lost_answer", "lost_answer", "no_effect", "refused", "token_dead"])


class Histories(RuleBasedStateMachine):
    """One history: people, platforms, faults and crashes in any order."""

    team: ClassVar[dict[str, User]] = {}
    patch: ClassVar[pytest.MonkeyPatch]
    fired: ClassVar[Counter[str]] = Counter()

    def __init__(self) -> None:
        super().__init__()
        self.world = World(self.team, self.patch)
        self.forged = False

    def count(self, what: str) -> None:
        type(self).fired[what] += 1

    @rule(platform=platforms, author=authors, sort=sorts)
    def comment(self, platform: str, author: str, sort: str) -> None:
        self.count("comment")
        self.world.publish(platform, author, sort, ContributionKind.COMMENT)

    @rule(author=authors, sort=sorts)
    def message(self, author: str, sort: str) -> None:
        self.count("message")
        self.world.publish("facebook", author, sort, ContributionKind.DIRECT_MESSAGE)

    def _item(self, data: st.DataObject) -> tuple[str, str] | None:
        known = [(name, key) for name, one in self.world.platforms.items() for key in one.items]
        return data.draw(st.sampled_from(known)) if known else None

    @rule(data=st.data(), sort=sorts)
    def edit(self, data: st.DataObject, sort: str) -> None:
        found = self._item(data)
        if found:
            self.count("edit")
            item = self.world.platforms[found[0]].items[found[1]]
            item.text, item.dated_at = TEXTS[sort], self.world.now
            self.world.see(found[0], item)

    @rule(data=st.data())
    def duplicate(self, data: st.DataObject) -> None:
        found = self._item(data)
        if found:
            self.count("duplicate")
            item = self.world.platforms[found[0]].items[found[1]]
            self.world.see(found[0], item)
            self.world.see(found[0], item, read_at=item.published_at)

    @rule(data=st.data())
    def remove(self, data: st.DataObject) -> None:
        found = self._item(data)
        if found:
            self.count("remove")
            item = self.world.platforms[found[0]].items[found[1]]
            item.removed = True
            self.world.see(found[0], item)

    @rule(limit=st.integers(1, 30))
    def work(self, limit: int) -> None:
        self.count("work")
        self.world.work(limit)

    @rule()
    def crash(self) -> None:
        if self.world.crash():
            self.count("crash")

    @rule(minutes=st.sampled_from([1, 9, 11, 60, 60 * 24 * 400]))
    def time_passes(self, minutes: int) -> None:
        self.count("time")
        self.world.pass_time(minutes)

    @rule(platform=platforms, fault=faults)
    def fault(self, platform: str, fault: str) -> None:
        self.count("fault")
        self.world.platforms[platform].faults.append(fault)

    def _case(self, data: st.DataObject, *kinds: str) -> Case | None:
        found = list(Case.objects.filter(state="open", kind__in=kinds).order_by("pk"))
        return data.draw(st.sampled_from(found)) if found else None

    @rule(data=st.data(), who=someone, guideline=st.sampled_from(GUIDELINES), chosen=measures)
    def decide(self, data: st.DataObject, who: str, guideline: str, chosen: tuple[str, ...]) -> None:
        self.world.work(200)
        case = self._case(data, "review", "safeguarding")
        if case is not None:
            self.count("decide")
            self.world.decide(case, who, guideline, chosen)

    @rule(platform=platforms, author=authors)
    def warn(self, platform: str, author: str) -> None:
        """An insult, decided and warned for at once: the start of many ladders."""
        item = self.world.publish(platform, author, "insult", ContributionKind.COMMENT)
        self.world.work(200)
        case = Case.objects.filter(contribution__external_id=item.id, kind="review", state="open").first()
        if case is not None:
            self.count("warn")
            self.world.decide(case, "morgan", "harassment", ("platform_report", "warn"))
            self.world.work(200)

    @rule(data=st.data())
    def answer(self, data: st.DataObject) -> None:
        self.world.work(200)
        case = self._case(data, "question")
        if case is not None:
            self.count("answer")
            self.world.answer(case)

    @rule(data=st.data(), who=someone, characteristic=st.sampled_from(["race", "race", "age", "taste"]))
    def confirm(self, data: st.DataObject, who: str, characteristic: str) -> None:
        rows = list(Decision.objects.filter(actor="person", verdict="breach").order_by("pk"))
        if rows:
            self.count("confirm")
            self.world.confirm(data.draw(st.sampled_from(rows)), who, characteristic)

    @rule(data=st.data(), who=someone)
    def approve_block(self, data: st.DataObject, who: str) -> None:
        rows = list(LadderGround.objects.order_by("pk"))
        if rows:
            self.count("approve")
            self.world.approve(data.draw(st.sampled_from(rows)), who)

    @rule(data=st.data(), who=someone)
    def emergency(self, data: st.DataObject, who: str) -> None:
        rows = list(Decision.objects.filter(actor="person", verdict="breach", guideline__code="threat").order_by("pk"))
        if rows:
            self.world.emergency(data.draw(st.sampled_from(rows)), who)
        self.world.lift_unconfirmed()

    @rule(style=st.sampled_from(["no ground", "action only", "ladder of air"]))
    def block_attempt(self, style: str) -> None:
        self.count("block attempt")
        self.forged = self.world.forge_block(style) or self.forged

    @rule(done=st.booleans())
    def manual_task(self, done: bool) -> None:  # noqa: FBT001 (drawn by hypothesis)
        self.count("manual")
        self.world.finish_tasks(done=done)

    @invariant()
    @precondition(lambda self: self.forged)
    def nothing_was_forged(self) -> None:
        raise AssertionError("a block without its ground went past the database")

    def teardown(self) -> None:
        try:
            for _ in range(12):  # the world calms down: faults end, retries come due
                for platform in self.world.platforms.values():
                    platform.faults.clear()
                self.world.work(500)
                self.world.pass_time(6)
            all_promises(self.world)
        finally:
            self.world.close()


@pytest.fixture
def histories(monkeypatch: pytest.MonkeyPatch) -> Iterator[type[Histories]]:
    """The machine with its people and the policy in force."""
    policies.put_in_force("hmpps")
    Histories.team = {
        "morgan": make.person("moderator", name="Morgan"),
        "sam": make.person("moderator", name="Sam"),
        "alex": make.person("approver", name="Alex"),
        "pat": make.person("approver", name="Pat"),
    }
    Histories.patch = monkeypatch
    Histories.fired = Counter()
    yield Histories


def run(machine: type[Histories], histories: int) -> None:
    """Run so many histories of exactly so many steps."""
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=histories,
            stateful_step_count=STEPS,
            deadline=None,
            derandomize=True,
            database=None,
            suppress_health_check=list(HealthCheck),
        ),
        _min_steps=STEPS,
    )


def test_no_history_breaks_a_promise(histories: type[Histories], capsys: pytest.CaptureFixture[str]) -> None:
    run(histories, HISTORIES)
    rules = {"comment", "message", "edit", "duplicate", "remove", "work", "crash", "time", "fault", "decide", "warn"}
    rules |= {"answer", "confirm", "approve", "block attempt", "manual"}
    with capsys.disabled():
        print(f"\n{HISTORIES} histories of {STEPS} steps: {dict(histories.fired.most_common())}")  # noqa: T201 (the note quotes it)
    rare = {name: histories.fired[name] for name in rules if histories.fired[name] < LEAST_FIRED}
    assert not rare, f"these rules fired too rarely to show anything: {rare}"

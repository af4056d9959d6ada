"""Random histories over the real services, queue and schema find no broken promise; loosening a guard makes them fail.

200 histories of 25 steps a store in `./run test`, 5,000 in `--deep`: from ten seeds, since hypothesis varies what it
has just done and one seed alone dwells on a few rules. Half of the seeds are here and half in `test_promises_more.py`,
so that two processes share them. A run in which any rule fired fewer than 100 times in all shows too little:
`count.py`, called by `./run test`, fails it.
"""

from __future__ import annotations

import json
import os
from collections import Counter
from pathlib import Path
from typing import ClassVar

import pytest
from django.db import connection
from django.db.models import QuerySet
from hypothesis import HealthCheck, Phase, seed, settings
from hypothesis import strategies as st
from hypothesis.stateful import invariant, precondition, rule, run_state_machine_as_test
from tests import factories as make
from tests.fake_platform import Item
from tests.properties.beyond import BeyondRules, afters
from tests.properties.holds import all_promises
from tests.properties.redress import RedressRules, ends, someone
from tests.properties.unsettled import UnsettledRules, owner, store_variants
from tests.properties.world import GUIDELINES, PLATFORMS, TEXTS, World, our_channels

from evenhand.cases.models import Case, Decision
from evenhand.channels.models import Channel
from evenhand.judgement import policies
from evenhand.people.models import User
from evenhand.platforms.interface import ContributionKind
from evenhand.sanctions.models import LadderGround
from evenhand.store.prepared import Value, prepared

# measuring coverage would double their time, and every line they reach is reached elsewhere
pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.no_cover]

STEPS = 25
HISTORIES = int(os.environ.get("EVENHAND_HISTORIES", "5000" if os.environ.get("EVENHAND_DEEP") else "200"))
SEEDS = range(1, 11)
BUILD = Path(__file__).resolve().parents[2] / "build"

platforms = st.sampled_from(PLATFORMS)
authors = st.sampled_from(["ann", "bob"])
sorts = st.sampled_from(sorted(TEXTS))
measures = st.sets(st.sampled_from(["hide", "delete", "platform_report", "warn"]), min_size=1).map(sorted).map(tuple)
SELDOM = (
    "emergency",
    "appeal",
    "statement",
    "link",
    "bulk",
    "rename",
    "late",
    "two at once",
    "policy",
    "decide",
    "block attempt",
    "manual",
    "message",
    "warn",
    "again",
    "duplicate",
    "edit",
    "fault",
    "crash",
    "work",
)
sendings = st.sampled_from(["", "", "refused", "no_effect", "lost_answer"])
faults = st.sampled_from(["transient", "throttle", "lost_answer", "lost_answer", "no_effect", "refused", "token_dead"])


@prepared
def _open(kind: Value) -> QuerySet[Case]:
    return Case.objects.filter(state="open", kind=kind).order_by("pk")


@prepared
def _review(external_id: Value) -> QuerySet[Case]:
    return Case.objects.filter(contribution__external_id=external_id, kind="review", state="open")


class Histories(RedressRules, BeyondRules, UnsettledRules):
    """One history: people, platforms, faults and crashes in any order."""

    team: ClassVar[dict[str, User]] = {}
    channels: ClassVar[dict[str, Channel]] = {}
    patch: ClassVar[pytest.MonkeyPatch]
    fired: ClassVar[Counter[str]] = Counter()
    most_climbs: ClassVar[int] = 2  # a whole ladder takes as long as ten other steps: half of the time without a limit

    def __init__(self) -> None:
        super().__init__()
        self.world = World(self.team, self.channels, self.patch)
        self.forged = False
        self.climbs = 0

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

    def _item(self, data: st.DataObject, sort: str = "clean") -> tuple[str, Item]:
        """Something that was written; somebody writes it now where nothing was."""
        known = [(name, item) for name, one in self.world.platforms.items() for item in one.items.values()]
        return data.draw(st.sampled_from(known)) if known else ("facebook", self._written("facebook", "ann", sort))

    def _written(self, platform: str, author: str, sort: str) -> Item:
        self.count("comment")
        item = self.world.publish(platform, author, sort, ContributionKind.COMMENT)
        self.world.work(200)
        return item

    @rule(data=st.data(), sort=sorts)
    def edit(self, data: st.DataObject, sort: str) -> None:
        self.count("edit")
        platform, item = self._item(data)
        item.text, item.dated_at = TEXTS[sort], self.world.now
        self.world.see(platform, item)

    @rule(data=st.data())
    def duplicate(self, data: st.DataObject) -> None:
        self.count("duplicate")
        platform, item = self._item(data)
        self.world.see(platform, item)
        self.world.see(platform, item, read_at=item.published_at)

    @rule(data=st.data())
    def remove(self, data: st.DataObject) -> None:
        self.count("remove")
        platform, item = self._item(data)
        item.removed = True
        self.world.see(platform, item)

    @rule(limit=st.integers(1, 30))
    def work(self, limit: int) -> None:
        self.count("work")
        self.world.work(limit)

    @rule(platform=platforms, author=authors, sort=sorts)
    def crash(self, platform: str, author: str, sort: str) -> None:
        if not self.world.crash():
            self.world.publish(platform, author, sort, ContributionKind.COMMENT)
            self.world.work(2)
            self.world.crash()
        self.count("crash")

    @rule(minutes=st.sampled_from([1, 9, 11, 60, 60 * 24 * 400]))
    def time_passes(self, minutes: int) -> None:
        self.count("time")
        self.world.pass_time(minutes)

    @rule(platform=platforms, fault=faults)
    def fault(self, platform: str, fault: str) -> None:
        self.count("fault")
        self.world.platforms[platform].faults.append(fault)

    def _case(self, data: st.DataObject, kind: str, sort: str) -> Case | None:
        if not _open.exists(kind):
            self._written("facebook", "bob", sort)
        found = _open.rows(kind)
        return data.draw(st.sampled_from(found)) if found else None

    @rule(data=st.data(), who=someone, guideline=st.sampled_from(GUIDELINES), chosen=measures)
    def decide(self, data: st.DataObject, who: str, guideline: str, chosen: tuple[str, ...]) -> None:
        case = self._case(data, "review", "insult")
        if case is not None:
            self.count("decide")
            self.world.decide(case, who, guideline, chosen)

    def _decided(  # noqa: PLR0913 (what happened, and how the platform takes it)
        self, platform: str, author: str, sort: str, guideline: str, chosen: tuple[str, ...], *, sending: str = ""
    ) -> None:
        """Somebody writes and is decided about; the fault `sending` comes after the machine's hide."""
        item = self._written(platform, author, sort)
        if sending:
            self.fault(platform, sending)
        case = _review.first(item.id)
        if case is not None:
            self.world.decide(case, "morgan", guideline, chosen)
            self.world.work(200)

    @rule(platform=platforms, author=authors)
    def warn(self, platform: str, author: str, sending: str = "") -> None:
        """An insult, decided and warned for at once: the start of many ladders."""
        self.count("warn")
        self._decided(platform, author, "insult", "harassment", ("platform_report", "warn"), sending=sending)

    @rule(platform=platforms, author=authors, minutes=st.sampled_from([1, 9, 12, 12, 60, 60 * 24 * 400]))
    def breach_again(self, platform: str, author: str, minutes: int) -> None:
        """The same author insults again, so many minutes later."""
        self.count("again")
        self.count("time")
        self.world.pass_time(minutes)
        self._decided(platform, author, "insult", "harassment", ("platform_report",))

    @precondition(lambda self: self.climbs < self.most_climbs)
    @rule(
        platform=platforms,
        author=authors,
        minutes=st.sampled_from([5, 12, 12, 60 * 24 * 400]),
        who=someone,
        sending=sendings,
    )
    def climb(self, platform: str, author: str, minutes: int, who: str, sending: str) -> None:
        """A whole ladder: warned as the platform lets us; breached again; put to an approver."""
        self.climbs += 1
        self.warn(platform, author, sending)
        if sending:
            self.manual_task(done=False)
            self.world.work(200)
        self.breach_again(platform, author, minutes)
        for ground in LadderGround.objects.order_by("pk"):
            self.count("approve")
            self.world.approve(ground, who)
        self.world.work(200)

    @rule(data=st.data(), who=someone)
    def answer(self, data: st.DataObject, who: str) -> None:
        case = self._case(data, "question", "question")
        if case is not None:
            self.count("answer")
            self.world.answer(case, who)

    @rule(data=st.data(), who=someone, other=someone, characteristic=st.sampled_from(["race", "race", "age", "taste"]))
    def confirm(self, data: st.DataObject, who: str, other: str, characteristic: str) -> None:
        rows = Decision.objects.filter(actor="person", verdict="breach").order_by("pk")
        if not rows.filter(guideline__code="discrimination").exists():
            self._decided("facebook", "ann", "discrimination", "discrimination", ("hide",))
        found = list(rows.all())
        if found:
            self.count("confirm")
            decision = data.draw(st.sampled_from(found))
            self.world.confirm(decision, who, characteristic)
            self.world.confirm(decision, other, "race")

    @rule(data=st.data(), who=someone)
    def approve_block(self, data: st.DataObject, who: str) -> None:
        self.count("approve")
        rows = list(LadderGround.objects.order_by("pk"))
        if rows:
            self.world.approve(data.draw(st.sampled_from(rows)), who)

    @rule(data=st.data(), who=someone)
    def emergency(self, data: st.DataObject, who: str) -> None:
        self.count("emergency")
        rows = Decision.objects.filter(actor="person", verdict="breach", guideline__code="threat").order_by("pk")
        if not rows.exists():
            self._decided("facebook", "bob", "threat", "threat", ("hide",))
        found = list(rows.all())
        if found:
            self.world.emergency(data.draw(st.sampled_from(found)), who)
        self.world.lift_unconfirmed()

    @rule(style=st.sampled_from(["no ground", "action only", "ladder of air"]))
    def block_attempt(self, style: str) -> None:
        self.count("block attempt")
        self.forged = self.world.forge_block(style) or self.forged

    @rule(done=st.booleans())
    def manual_task(self, done: bool) -> None:  # noqa: FBT001 (drawn by hypothesis)
        self.count("manual")
        self.world.finish_tasks(done=done)

    @rule(data=st.data(), what=st.sampled_from(SELDOM))
    def eventful(self, data: st.DataObject, what: str) -> None:  # noqa: C901, PLR0912 (a line for each)
        """More of what hypothesis would choose too rarely."""
        match what:
            case "emergency":
                self.emergency(data, "alex")
            case "appeal":
                self.appeal(data, "hand", data.draw(someone), data.draw(ends))
            case "statement":
                self.statement(data, "sam", "en")
            case "link":
                self.link(data, "morgan", "pat", data.draw(afters))
            case "bulk":
                self.bulk(data, "sam", undone=data.draw(st.booleans()))
            case "rename":
                self.rename(data.draw(platforms), "bob", "robin")
            case "late":
                self.late(data, "sam")
            case "two at once":
                self.two_at_once(data, "morgan", "sam", data.draw(st.sampled_from(GUIDELINES)))
            case "policy":
                self.policy_changes(data)
            case "decide":
                self.decide(data, "sam", data.draw(st.sampled_from(GUIDELINES)), data.draw(measures))
            case "block attempt":
                self.block_attempt("ladder of air")
            case "manual":
                self.manual_task(done=True)
            case "message":
                self.message("bob", data.draw(sorts))
            case "again":
                self.breach_again(data.draw(platforms), "bob", 12)
            case "duplicate":
                self.duplicate(data)
            case "edit":
                self.edit(data, data.draw(sorts))
            case "crash":
                self.crash(data.draw(platforms), "bob", data.draw(sorts))
            case "work":
                self.work(data.draw(st.integers(1, 30)))
            case "fault":
                self.fault(data.draw(platforms), data.draw(faults))
            case _:
                self.warn(data.draw(platforms), "bob")

    @rule(data=st.data(), what=st.sampled_from(SELDOM))
    def busy(self, data: st.DataObject, what: str) -> None:
        """The same once more, by another name."""
        self.eventful(data, what)

    @rule(data=st.data(), what=st.sampled_from(SELDOM))
    def lively(self, data: st.DataObject, what: str) -> None:
        """And once more."""
        self.eventful(data, what)

    @invariant()
    @precondition(lambda self: self.forged)
    def nothing_was_forged(self) -> None:
        raise AssertionError("a block without its ground went past the database")

    def teardown(self) -> None:
        try:
            self.all_arrive()
            for _ in range(12):  # the world calms down: faults end, retries come due
                for platform in self.world.platforms.values():
                    platform.faults.clear()
                self.world.work(500)
                self.world.see_to_dead_letters()
                self.world.pass_time(6)
            all_promises(self.world)
        finally:
            self.world.close()


@pytest.fixture
def histories(monkeypatch: pytest.MonkeyPatch) -> type[Histories]:
    """The machine with its people and the policy in force."""
    policies.put_in_force("hmpps")
    store_variants(monkeypatch)
    Histories.team = {
        "morgan": make.person("moderator", name="Morgan"),
        "sam": make.person("moderator", name="Sam"),
        "alex": make.person("approver", name="Alex"),
        "pat": make.person("approver", name="Pat"),
        **owner(),
    }
    Histories.channels = our_channels()
    Histories.patch = monkeypatch
    Histories.fired = Counter()
    return Histories


def run(machine: type[Histories], histories: int, number: int = 1, steps: int = STEPS) -> None:
    """Run so many histories of exactly so many steps, from the seed `number`."""
    run_state_machine_as_test(
        seed(number)(machine),
        settings=settings(
            max_examples=histories,
            stateful_step_count=steps,
            deadline=None,
            derandomize=False,  # the seed is given
            database=None,
            report_multiple_bugs=False,  # the first is enough: looking for more takes many times as long
            phases=[Phase.generate],  # shrinking a history takes minutes; the seed is fixed, so it comes again
            suppress_health_check=list(HealthCheck),
        ),
        _min_steps=steps,
    )


def run_part(histories: type[Histories], number: int) -> None:
    """One seed's share of the histories; leaves how often each rule fired for `count.py`, which adds them up."""
    each = max(1, HISTORIES // len(SEEDS))
    run(histories, each, number)
    BUILD.mkdir(exist_ok=True)
    said = {"histories": each, "steps": STEPS, "seed": number, "fired": dict(histories.fired)}
    (BUILD / f"histories-{connection.vendor}-{number}.json").write_text(json.dumps(said), "utf-8")


@pytest.mark.clause(23, 43)
@pytest.mark.parametrize("number", SEEDS[::2])
def test_no_history_breaks_a_promise(histories: type[Histories], number: int) -> None:
    run_part(histories, number)

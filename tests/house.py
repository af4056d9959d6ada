"""The real services and queue over platforms in memory, with the clock in hand: for tests that look at effects.

One house a test, inside the test's own transaction, under the HMPPS policy. Nothing here decides: a test writes as a
member of the public, lets the worker run, acts as a person, and looks at tables, record and platform. Not here:
rows without a story (factories), random histories (properties).
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from tests import clock_in_hand
from tests import factories as make
from tests.fake_platform import FakeAdapter, FakePlatform, Item

from evenhand import work
from evenhand.actions import speaking
from evenhand.actions.models import Action, Attempt, ManualTask
from evenhand.cases import answering, deciding
from evenhand.cases.errors import RefusedError
from evenhand.cases.models import Case, Decision
from evenhand.channels.credentials import Credentials
from evenhand.channels.models import Channel
from evenhand.channels.services import NewChannel, add_channel
from evenhand.intake.models import Contribution, Disposition
from evenhand.intake.storing import store_gone, store_item
from evenhand.judgement import policies
from evenhand.judgement.models import Assessment, PolicyVersion
from evenhand.people.models import User
from evenhand.platforms.interface import ContributionKind
from evenhand.policy import Policy, Register, load, load_claims
from evenhand.records.models import Content, Entry
from evenhand.signals.catalogue import CATALOGUE
from evenhand.work.models import Task

INSULT = "You are a pathetic ugly waste of space, Kelly."
MILD = "lol imagine actually believing that. Embarrassing."
OBSCENE = "fucking hell what a load of shite"
SLURRED = "what a joke, a p 4 k i telling british lads what to do"
DEMEANING = "Women have no business on a men's wing, they are too weak for it and always will be."
THREAT = "I know where you live and I am going to stab you tonight."
AT_RISK = "I just can't do this any more, I don't want to be here tomorrow."
METHOD = "They tie a noose with a shoelace on the door handle, it only takes minutes."
URGED = "Go and kill yourself, nobody would miss you."
QUESTION = "When do applications for prison officer open in Leeds?"
RUDE_QUESTION = "This is fucking useless. When do applications for prison officer open in Leeds?"
ADVERT = "Cheap designer watches, 70% off, order today at www.watches-for-you.shop"
KIND = "Well done to everybody on the new wing."
CRITICISM = "Your whole prisons policy is wrong and I will vote against you."
MONDAY_NOON = datetime(2026, 11, 23, 12, 0, tzinfo=ZoneInfo("Europe/London"))


@cache
def _hmpps() -> tuple[Policy, Register]:
    """The policy file and its register, read once a run: reading checks every rule."""
    file = policies.policy_file("hmpps")
    return load(file, signals=CATALOGUE), load_claims(file.with_name("hmpps-claims.yaml"))


def hmpps() -> Policy:
    """The policy file as data."""
    return _hmpps()[0]


def in_force() -> PolicyVersion:
    """The HMPPS policy with its register, stored and in force."""
    rules, register = _hmpps()
    version = policies.store(rules)
    policies.store_claims(register)
    policies.activate(version, None)
    return version


class House:
    """One test's house: its clock, its channels and what the platforms behind them show."""

    def __init__(self, patch: pytest.MonkeyPatch) -> None:
        self.patch = patch
        self.now = MONDAY_NOON
        self.platforms: dict[str, FakePlatform] = {}
        self.channels: dict[str, Channel] = {}
        self.keys = itertools.count(1)
        self._people: dict[str, User] = {}
        clock_in_hand.hold(patch, lambda: self.now)
        patch.setattr(speaking, "adapter_for", lambda account, _transport: self.adapter(account))
        patch.setattr(speaking, "LOOKS", (0.0,))
        self.policy = in_force()

    def adapter(self, account: Any) -> FakeAdapter:  # noqa: ANN401 (an Account; the fake takes it as it is)
        """What actions speak through."""
        return FakeAdapter(account, self.platforms[account.platform])

    def on(self, platform: str) -> FakePlatform:
        """The platform in memory behind our channel on it; both are made when first asked for."""
        if platform not in self.platforms:
            told = make.plan() if platform == "x" else None
            new = NewChannel(
                platform, f"{platform}-account", f"Our {platform}", base_url="http://127.0.0.1:1", plan=told
            )
            self.channels[platform] = add_channel(new, Credentials(token="t", secrets=("s",), verify_token="v"))
            self.platforms[platform] = FakePlatform(platform, now=self.now)
            make.uses_decided(self.channels[platform], self.approver)
        return self.platforms[platform]

    # The public

    def write(  # noqa: PLR0913 (a test names just what it cares about)
        self,
        text: str,
        *,
        on: str = "facebook",
        by: str = "ann",
        kind: ContributionKind = ContributionKind.COMMENT,
        unsigned: bool = False,
        post: str = "",
        run: bool = True,
    ) -> Contribution:
        """Somebody writes; intake sees it, and the worker runs unless told otherwise."""
        item = self.on(on).publish(by, text, kind)
        item.post = post
        listed = self.on(on).listed(item)
        if unsigned:
            listed = _without_author(listed)
        row, _ = store_item(self.channels[on], listed, self.now)
        assert row is not None
        if run:
            self.run()
        return Contribution.objects.get(pk=row.pk)

    def see(self, item: Item) -> Contribution:
        """Intake sees now what somebody published on the platform before."""
        platform = next(name for name, one in self.platforms.items() if item.id in one.items)
        row, _ = store_item(self.channels[platform], self.platforms[platform].listed(item), self.now)
        assert row is not None
        return Contribution.objects.get(pk=row.pk)

    def message(self, text: str, *, on: str = "facebook", by: str = "ann") -> Contribution:
        """Somebody writes privately."""
        return self.write(text, on=on, by=by, kind=ContributionKind.DIRECT_MESSAGE)

    def edit(self, of: Contribution, text: str, *, run: bool = True) -> None:
        """Its author changes it a minute later."""
        self.wait(1)
        item = self.item(of)
        item.text, item.dated_at = text, self.now
        store_item(of.channel, self.platforms[of.channel.platform].listed(item), self.now)
        if run:
            self.run()

    def take_back(self, of: Contribution, *, run: bool = True) -> None:
        """Its author removes it a minute later."""
        self.wait(1)
        self.item(of).removed = True
        store_gone(of.channel, of.external_id, self.now)
        if run:
            self.run()

    # Time and the worker

    def wait(self, minutes: float) -> None:
        """The clock goes on, here and on the platforms."""
        self.now += timedelta(minutes=minutes)
        for platform in self.platforms.values():
            platform.now = self.now

    def run(self) -> int:
        """The worker does all that is due."""
        return work.drain(500, now=self.now)

    def keep_running(self, minutes: int = 60) -> None:
        """The worker runs on while time passes, so that what waits comes due."""
        for _ in range(minutes // 5):
            self.run()
            self.wait(5)
        self.run()

    # The people of the house

    def person(self, name: str, *roles: str) -> User:
        """Somebody by name: `moderator` and `approver` have their role, as has anybody else who is given one."""
        if name not in self._people:
            self._people[name] = make.person(*(roles or (name,)), name=name.capitalize())
        return self._people[name]

    @property
    def moderator(self) -> User:
        """Decides cases."""
        return self.person("moderator")

    @property
    def approver(self) -> User:
        """Approves blocks."""
        return self.person("approver")

    def decide(
        self,
        about: Contribution | Case,
        guideline: str = "harassment",
        measures: tuple[str, ...] = ("hide",),
        *,
        by: User | None = None,
        run: bool = True,
        **more: Any,  # noqa: ANN401 (parts of a Choice)
    ) -> Decision:
        """A person decides the review case of a contribution, or the case given; 'none' keeps it."""
        case = about if isinstance(about, Case) else self.case(about)
        keeps = guideline == "none"
        choice = deciding.Choice(
            **{
                "verdict": "no_breach" if keeps else "breach",
                "guideline": guideline,
                "facts": "It is what it says.",
                "key": f"key-{next(self.keys)}",
                "measures": () if keeps else measures,
                **more,
            }
        )
        decision = deciding.decide(case, by or self.moderator, choice)
        if run:
            self.run()
        return decision

    def answer(self, about: Contribution | Case, text: str = "They open on 4 January.", **more: Any) -> Decision:  # noqa: ANN401 (options of `answer`)
        """The moderator answers the question in a contribution."""
        case = about if isinstance(about, Case) else self.case(about, "question")
        key = more.pop("key", f"key-{next(self.keys)}")
        decision = answering.answer(case, more.pop("by", self.moderator), text, key=key, **more)
        self.run()
        return decision

    def warned(self, *, on: str = "facebook", by: str = "ann", text: str = MILD) -> Decision:
        """A breach that the machine leaves alone, upheld with a warning, and the worker has sent it."""
        return self.decide(self.write(text, on=on, by=by), "harassment", ("platform_report", "warn"))

    # Looking

    def item(self, of: Contribution) -> Item:
        """The contribution as its platform holds it."""
        return self.platforms[of.channel.platform].items[of.external_id]

    def seen(self, of: Contribution) -> bool:
        """Whether a stranger sees it on the platform."""
        return self.platforms[of.channel.platform].stranger_sees(self.item(of))

    def effects(self, on: str = "facebook") -> list[str]:
        """The operations that changed something on the platform, in order."""
        return [effect.operation for effect in self.on(on).effects]

    def case(self, of: Contribution, kind: str = "review") -> Case:
        """The open case of a kind."""
        return Case.objects.get(contribution=of, kind=kind, state="open")

    def case_closed(self, of: Contribution, kind: str = "review") -> Case:
        """The latest closed case of a kind."""
        return Case.objects.filter(contribution=of, kind=kind, state="closed").order_by("-pk")[0]

    def cases(self, of: Contribution) -> set[str]:
        """The kinds of the open cases."""
        return set(Case.objects.filter(contribution=of, state="open").values_list("kind", flat=True))

    def action(self, of: Decision, operation: str) -> Action:
        """The action of a decision."""
        return Action.objects.get(decision=of, operation=operation)

    def task(self, of: Decision, operation: str) -> ManualTask:
        """The manual task of a decision's action."""
        return ManualTask.objects.get(action=self.action(of, operation))

    def stands(self, of: Contribution) -> str:
        """The disposition."""
        return Disposition.objects.get(contribution=of).state

    def judged(self, of: Contribution) -> Assessment:
        """The latest assessment."""
        return Assessment.objects.filter(version__contribution=of).order_by("-pk")[0]

    def entries(self, kind: str) -> list[Entry]:
        """The record's entries of a kind, in order."""
        return list(Entry.objects.filter(kind=kind).order_by("pk"))

    def entries_of(self, subject: str) -> list[Entry]:
        """The record's entries about something, in order."""
        return list(Entry.objects.filter(subject=subject).order_by("pk"))

    def content(self, kind: str) -> dict[str, Any]:
        """What the record's last entry of a kind says that can be erased."""
        body: dict[str, Any] = Content.objects.get(entry=self.entries(kind)[-1]).body
        return body

    def stuck(self) -> list[str]:
        """Names of tasks that died."""
        return list(Task.objects.filter(state="dead").values_list("name", flat=True))


def tries(action: Action) -> list[str]:
    """How each attempt of an action ended, in order."""
    return list(Attempt.objects.filter(action=action).order_by("number").values_list("outcome", flat=True))


def refused(step: Callable[[], object], *, field: str = "", says: str = "") -> None:
    """The step is refused with words for a person, at this field of the form."""
    with pytest.raises(RefusedError) as caught:
        step()
    assert caught.value.field == field
    assert says in str(caught.value)
    assert str(caught.value).endswith(".")


def _without_author(item: Any) -> Any:  # noqa: ANN401 (a ContributionItem)
    return replace(item, author=None)


@pytest.fixture
def house(db: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[House]:  # noqa: ARG001 (the database must be there)
    """A house for one test; at the end nothing that the database would refuse at commit, and no dead task, is left."""
    made = House(monkeypatch)
    yield made
    connection.check_constraints()
    assert made.stuck() == []

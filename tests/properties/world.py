"""The world of random histories: the real services and queue over a platform in memory, with the clock in hand."""

from __future__ import annotations

import itertools
import random
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any, ClassVar, TypeVar

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.models import Model, QuerySet
from django.utils import timezone
from tests import clock_in_hand
from tests import factories as make
from tests.fake_platform import FakeAdapter, FakePlatform, Item

from evenhand import work
from evenhand.actions import manual, speaking
from evenhand.actions.models import ManualTask
from evenhand.cases import answering, deciding
from evenhand.cases.errors import RefusedError
from evenhand.cases.models import Case, Decision
from evenhand.channels import health
from evenhand.channels.credentials import Credentials
from evenhand.channels.models import Channel
from evenhand.channels.services import NewChannel, add_channel
from evenhand.intake.storing import store_gone, store_item
from evenhand.people.models import User
from evenhand.platforms.interface import ContributionKind
from evenhand.sanctions import blocks, discrimination, threats
from evenhand.sanctions.models import Block, LadderGround, Warning
from evenhand.sanctions.times import microseconds
from evenhand.store import guards
from evenhand.store.prepared import Prepared, Value, prepared
from evenhand.work import attempts, endings
from evenhand.work.leases import claim
from evenhand.work.models import Task
from evenhand.work.performing import outcome_of, the_loop
from evenhand.work.registry import EffectHandler

PLATFORMS = ("facebook", "youtube", "instagram", "x", "linkedin")
TEXTS = {
    "clean": "Well done to everybody on the new wing.",
    "criticism": "The early release scheme is a shambles and the minister should be ashamed of it.",
    "insult": "You are a pathetic ugly waste of space, Kelly.",
    "discrimination": "Black officers are all thick and lazy, they should not be let in.",
    "obscenity": "fucking hell what a load of shite",
    "threat": "I know where you live and I am going to stab you tonight.",
    "at_risk": "I just can't do this any more, I don't want to be here tomorrow.",
    "question": "This is fucking useless. When do applications for prison officer open in Leeds?",
    "appeal": "Why did you hide my comment? I want to appeal against this decision.",
    "advert": "Cheap designer watches, 70% off, order today at www.watches-for-you.shop",
}
GUIDELINES = (
    "harassment",
    "discrimination",
    "obscenity",
    "threat",
    "advert",
    "misinformation",
    "self_harm_detail",
    "none",
)
Row = TypeVar("Row", bound=Model)


@prepared
def _warnings() -> QuerySet[Warning]:
    return Warning.objects.order_by("pk")


@prepared
def _breaches() -> QuerySet[Decision]:
    return Decision.objects.filter(actor="person", verdict="breach").order_by("pk")


@prepared
def _dead() -> QuerySet[Task]:
    return Task.objects.filter(state=Task.State.DEAD).order_by("pk")


@prepared
def _channel(key: Value) -> QuerySet[Channel]:
    return Channel.objects.filter(pk=key)


def our_channels() -> dict[str, Channel]:
    """A connected channel on each platform; made once, since each history undoes what it did to it."""
    channels = {
        name: add_channel(
            NewChannel(
                name,
                f"{name}-account",
                f"Our {name}",
                base_url="http://127.0.0.1:1",
                plan=make.plan() if name == "x" else None,
            ),
            Credentials(token="t", secrets=("s",), verify_token="v"),
        )
        for name in PLATFORMS
    }
    for channel in channels.values():
        make.uses_decided(channel)
    return channels


class World:
    """One history's world. Everything it does to the database is undone by `close`, loosened guards included."""

    loosened: ClassVar[tuple[tuple[str, str], ...]] = ()
    without_triggers: ClassVar[bool] = False

    def __init__(self, people: dict[str, User], channels: dict[str, Channel], patch: pytest.MonkeyPatch) -> None:
        self.now = datetime(2026, 11, 23, 12, 0, tzinfo=timezone.get_default_timezone()).astimezone()
        clock_in_hand.hold(patch, lambda: self.now)
        self.atomic = transaction.atomic()
        self.atomic.__enter__()
        self._loosen()
        self.people = people
        self.channels = {name: _channel.get(channel) for name, channel in channels.items()}
        self.platforms = {name: FakePlatform(name, now=self.now) for name in channels}
        patch.setattr(
            speaking, "adapter_for", lambda account, _transport: FakeAdapter(account, self.platforms[account.platform])
        )
        patch.setattr(speaking, "LOOKS", (0.0,))
        patch.setattr(endings, "_jitter", random.Random(7))  # noqa: S311 (the same history has the same pauses)
        self.keys = itertools.count(1)
        self.dice = random.Random(7)  # noqa: S311 (a history is chosen by hypothesis; this only fills forms)

    def _loosen(self) -> None:
        """Take away checks and triggers for this history: to show that something else then sees the harm."""
        if self.without_triggers:
            guards.uninstall(connection)
        with connection.cursor() as cursor:
            for table, name in self.loosened:
                if connection.vendor == "sqlite":
                    cursor.execute("PRAGMA ignore_check_constraints = ON")
                else:
                    cursor.execute(f"ALTER TABLE {table} DROP CONSTRAINT {name}")

    def close(self) -> None:
        """Check what deferred constraints would say, then undo everything."""
        try:
            if connection.vendor == "sqlite":
                with connection.cursor() as cursor:
                    cursor.execute("PRAGMA ignore_check_constraints = OFF")
            connection.check_constraints()
        finally:
            transaction.set_rollback(True)
            self.atomic.__exit__(None, None, None)

    # What members of the public and the platform do

    def publish(self, platform: str, author: str, sort: str, kind: ContributionKind) -> Item:
        """Somebody writes, and intake sees it."""
        item = self.written(platform, author, sort, kind)
        self.see(platform, item)
        return item

    def written(self, platform: str, author: str, sort: str, kind: ContributionKind = ContributionKind.COMMENT) -> Item:
        """Somebody writes; nobody has seen it yet."""
        return self.platforms[platform].publish(author, TEXTS[sort], kind)

    def see(self, platform: str, item: Item, *, read_at: datetime | None = None) -> None:
        """Intake stores what a listing shows."""
        world = self.platforms[platform]
        if item.removed:
            store_gone(self.channels[platform], item.id, read_at or self.now)
        else:
            store_item(self.channels[platform], world.listed(item), read_at or self.now)

    def pass_time(self, minutes: int) -> None:
        """The clock goes on, here and on the platforms, and polling finds whose credentials are accepted again."""
        self.now += timedelta(minutes=minutes)
        for name, platform in self.platforms.items():
            platform.now = self.now
            row = _channel.get(self.channels[name])
            if row.state == Channel.State.TOKEN_DEAD and "token_dead" not in platform.faults:
                health.report_ok(row)

    # What the worker does

    def work(self, limit: int) -> int:
        """Run what is due."""
        return work.drain(limit, now=self.now)

    def crash(self) -> bool:
        """A worker takes the next task, has its effect, and dies before it can write that down."""
        claims = claim("doomed", 1, self.now)
        if not claims:
            return False
        handler = attempts.begin(claims[0], self.now)
        if isinstance(handler, EffectHandler):
            prepared = attempts.prepare(claims[0], handler, self.now)
            if isinstance(prepared, attempts.Prepared):
                outcome_of(the_loop().perform(prepared))
        self.pass_time(1)  # the lease runs out
        return True

    # What people do

    def decide(self, case: Case, who: str, guideline: str, measures: tuple[str, ...]) -> None:
        """Decide a case as the desk would; a refusal is an answer too."""
        choice = deciding.Choice(
            verdict="no_breach" if guideline == "none" else "breach",
            guideline=guideline,
            facts="What it says.",
            key=f"key-{next(self.keys)}",
            measures=() if guideline == "none" else measures,
            harm="It misleads people." if self.dice.random() < 0.5 else "",
            false_claim="F1" if self.dice.random() < 0.5 else "",
        )
        self.allowed(lambda: deciding.decide(case, self.people[who], choice))

    def allowed(self, step: Callable[[], object]) -> None:
        """Take a step; what the services refuse leaves nothing behind."""
        try:
            with transaction.atomic():
                step()
        except RefusedError:
            return

    def answer(self, case: Case, who: str) -> None:
        """Answer a question."""
        self.allowed(
            lambda: answering.answer(
                case, self.people[who], f"An answer {next(self.keys)}.", key=f"key-{next(self.keys)}"
            )
        )

    def confirm(self, decision: Decision, who: str, characteristic: str) -> None:
        """One person's word on discrimination."""
        self.allowed(lambda: discrimination.confirm(decision, self.people[who], characteristic, "It demeans."))

    def approve(self, ground: LadderGround, who: str) -> None:
        """Approve a block."""
        self.allowed(lambda: blocks.approve(ground, self.people[who]))

    def emergency(self, decision: Decision, who: str) -> None:
        """Order an emergency block."""
        self.allowed(lambda: threats.block_for_threat(decision, self.people[who], "He names her street."))

    def lift_unconfirmed(self) -> None:
        """The sweep that lifts emergency blocks."""
        threats.lift_unconfirmed()

    def finish_tasks(self, *, done: bool) -> None:
        """A person does a manual task: with 'done' it is done on the platform too."""
        for task in list(
            ManualTask.objects.filter(state="open")
            .select_related("action__channel", "action__contribution")
            .order_by("pk")
        ):
            action = task.action
            world = self.platforms[action.channel.platform]
            item = world.items[action.contribution.external_id]
            if done and action.operation == "block":
                world.blocked.add(item.author)
            if done and action.operation in {"reply", "warn", "message"} and not item.removed:
                world.inbox.setdefault(item.author, []).append(action.text)
            self.allowed(lambda task=task: manual.confirm(task, self.people["morgan"], done=done, note="Tried."))  # type: ignore[misc]  # a default binds the loop's value

    def forge_block(self, style: str) -> bool:
        """Try to write a block past the services; True when the database let it through."""
        try:
            with transaction.atomic():
                self._forge(style)
        except IntegrityError:
            return False
        return True

    def _one_of(self, query: Prepared[Row]) -> Row | None:
        found = query.rows()
        return self.dice.choice(found) if found else None

    def _forge(self, style: str) -> None:
        warning = self._one_of(_warnings)
        decision = self._one_of(_breaches)
        if decision is None or decision.contribution.author_id is None:
            raise IntegrityError("nothing to forge with")
        fields: dict[str, Any] = {
            "author_id": decision.contribution.author_id,
            "channel_id": decision.contribution.channel_id,
            "approved_by": self.people["alex"],
            "review_on": self.now.date(),
        }
        if style == "no ground":
            Block.objects.create(ground="ladder", **fields)
        elif style == "action only":
            some = decision.actions.first()
            make.action(decision, "block", authority=some.pk if some else None)
        elif warning is None or not hasattr(decision, "strike"):
            raise IntegrityError("nothing to forge with")
        else:
            LadderGround.objects.create(
                warning=warning,
                strike=decision.strike,
                author_id=fields["author_id"],
                channel_id=fields["channel_id"],
                nature=warning.nature,
                delivered_us=microseconds(self.now) - 10**12,
                lapses_us=microseconds(self.now) + 10**12,
                breach_us=microseconds(self.now),
            )

    def see_to_dead_letters(self) -> None:
        """What was given up after many crashes is seen at the desk, and somebody has it tried again."""
        for task in _dead.rows():
            work.retry_dead(task.pk, f"person:{self.people['morgan'].pk}")

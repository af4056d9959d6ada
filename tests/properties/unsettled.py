"""What does not hold still in random histories: names, the order in which things arrive, who decides first, the policy.

The rules, and what must hold of them. Not here: the other rules and promises.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from functools import cache

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, rule
from tests import factories as make
from tests import house, signing
from tests.fake_platform import FakePlatform, Item
from tests.properties.redress import someone
from tests.properties.world import GUIDELINES, PLATFORMS, World

from evenhand.actions.models import Action
from evenhand.assess.flips import Outcome
from evenhand.assess.golden import GoldenItem
from evenhand.cases.models import JUDGES_NOTHING, Case, Decision
from evenhand.intake.models import Author
from evenhand.judgement import golden, policies
from evenhand.judgement.models import AssessorVersion, PolicyActivation, SignOff
from evenhand.people.models import User
from evenhand.policy import Policy
from evenhand.sanctions.models import Block, LadderGround, Warning

NAMES = ("ann", "bob", "robin", "Ánn")
HIDDEN = ("hide",)


@cache
def variants() -> tuple[Policy, ...]:
    """Ours; with warnings that lapse sooner; and with insults that no longer count against anybody."""
    ours = house.hmpps()
    milder = [
        rule.model_copy(update={"strike": False}) if rule.id == "harassment" else rule for rule in ours.guidelines
    ]
    told = ({"warning_months": 6}, {"guidelines": tuple(milder)})
    return (ours, *(Policy.model_validate(ours.model_copy(update=one).model_dump(by_alias=True)) for one in told))


def store_variants(patch: pytest.MonkeyPatch) -> None:
    """All of them as versions. How a golden item comes out under each is worked out once, since it stays the same."""
    for policy in variants():
        policies.store(policy)
    real, known = golden.outcomes, dict[tuple[int, str], Outcome]()

    def outcomes(version: AssessorVersion, items: Mapping[str, GoldenItem]) -> dict[str, Outcome]:
        new = {key: item for key, item in items.items() if (version.pk, key) not in known}
        if new:
            known.update({(version.pk, key): one for key, one in real(version, new).items()})
        golden._keep(version, {key: known[version.pk, key] for key in items})
        return {key: known[version.pk, key] for key in items}

    patch.setattr(golden, "outcomes", outcomes)


class UnsettledRules(RuleBasedStateMachine):
    """The rules of renaming, late arrival, two people at once and a policy that changes."""

    world: World
    count: Callable[[str], None]
    _case: Callable[[st.DataObject, str, str], Case | None]

    def __init__(self) -> None:
        super().__init__()
        self.unseen: list[tuple[str, Item]] = []

    @rule(platform=st.sampled_from(PLATFORMS), author=st.sampled_from(["ann", "bob"]), name=st.sampled_from(NAMES))
    def rename(self, platform: str, author: str, name: str) -> None:
        """Somebody takes another name, perhaps one that somebody else has had; every item of theirs shows it."""
        self.count("rename")
        world = self.world.platforms[platform]
        shown = [item for item in world.items.values() if item.author == author and not item.removed]
        shown = [item for item in shown if (platform, item) not in self.unseen]
        world.names[author] = name
        for item in shown or [self.world.written(platform, author, "clean")]:
            self.world.see(platform, item)

    @rule(
        platform=st.sampled_from(PLATFORMS),
        author=st.sampled_from(["ann", "bob"]),
        sort=st.sampled_from(["insult", "insult", "question", "at_risk"]),
    )
    def write_unseen(self, platform: str, author: str, sort: str) -> None:
        """Somebody writes, and we do not see it yet."""
        self.unseen.append((platform, self.world.written(platform, author, sort)))

    @rule(data=st.data(), who=someone)
    def late(self, data: st.DataObject, who: str) -> None:
        """What was written long ago arrives, perhaps after its author was warned, and is decided about."""
        self.count("late")
        if not self.unseen:
            self.write_unseen("facebook", "ann", "insult")
        platform, item = self.unseen.pop(data.draw(st.integers(0, len(self.unseen) - 1)))
        self.world.see(platform, item)
        self.count("work")
        self.world.work(50)
        for case in Case.objects.filter(contribution__external_id=item.id, kind="review", state="open"):
            self.world.decide(case, who, "harassment", HIDDEN)
            self.world.work(50)

    @rule(data=st.data(), who=someone, other=someone, guideline=st.sampled_from(GUIDELINES))
    def two_at_once(self, data: st.DataObject, who: str, other: str, guideline: str) -> None:
        """Two people have one case open and decide it, each in their own way; and two approve one block."""
        case = self._case(data, "review", "insult")
        if case is not None:
            self.count("two at once")
            stale = Case.objects.get(pk=case.pk)
            self.world.decide(case, who, guideline, HIDDEN)
            self.world.decide(stale, other, "obscenity", HIDDEN)
        for ground in LadderGround.objects.order_by("-pk")[:1]:
            again = LadderGround.objects.get(pk=ground.pk)
            self.world.approve(ground, "alex")
            self.world.approve(again, "pat")

    @rule(data=st.data())
    def policy_changes(self, data: st.DataObject) -> None:
        """Another version is compared, opened, signed and put in force, with cases open and warnings out."""
        self.count("policy")
        now = policies.in_force()
        others = [policy for policy in variants() if policy.digest != now.digest]
        version = policies.store(data.draw(st.sampled_from(others)))
        signing.brought_into_force(version, self.world.people["opal"])

    def all_arrive(self) -> None:
        """What nobody saw is seen in the end."""
        for platform, item in self.unseen:
            self.world.see(platform, item)
        self.unseen = []


def owner() -> dict[str, User]:
    """Who signs a policy's changes."""
    return {"opal": make.person("policy_owner", name="Opal")}


# What must hold


def all_unsettled(world: World) -> None:
    """What is promised whoever renames, whatever comes late, whoever decides at once and whatever the policy is."""
    for platform in world.platforms.values():
        _names(platform)
    _once_each()
    _signed()
    _by_the_policy_of_its_time()


def _names(platform: FakePlatform) -> None:
    """One person is one author under any name, and is known by the newest."""
    for row in Author.objects.filter(channel__platform=platform.platform):
        wrote = {item.author for item in platform.items.values()}
        assert row.external_id in wrote, f"{row} is nobody whom the platform knows"
        name = platform.names.get(row.external_id)
        assert name is None or row.display_name == name, f"{row.external_id} is {name} now, and stands as {row}"


def _once_each() -> None:
    """A case is decided once, and a ground leads to one block."""
    judged = Decision.objects.filter(case__kind="review", person__isnull=False).exclude(measures__in=JUDGES_NOTHING)
    cases = Counter(judged.values_list("case", "assessment"))
    assert all(count == 1 for count in cases.values()), "two people decided one case"
    blocks = Counter(Block.objects.filter(ladder__isnull=False).values_list("ladder", flat=True))
    assert all(count == 1 for count in blocks.values()), "two approvals of one ground made two blocks"
    actions = Counter(Action.objects.filter(operation="block").values_list("authority", flat=True))
    assert all(count == 1 for count in actions.values()), "one block was asked of the platform twice"


def _signed() -> None:
    """Every version but the first was signed, from what it replaced."""
    for row in PolicyActivation.objects.filter(number__gt=1):
        assert row.sign_off_id is not None
        signed = SignOff.objects.get(pk=row.sign_off_id)
        assert (signed.before_id, signed.after_id) == (row.replaced_id, row.assessor_id)


def _by_the_policy_of_its_time() -> None:
    """A warning names and follows the policy that its decision was made under, whatever came into force since."""
    for warning in Warning.objects.select_related("strike__decision__policy_version", "strike__guideline"):
        decision = warning.strike.decision
        assert warning.strike.guideline.policy_version_id == decision.policy_version_id
        assert warning.strike.guideline.makes_strike, "warned for what the policy of that time did not count"

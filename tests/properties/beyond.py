"""Blocks on other channels and hiding in bulk in random histories: the rules, and what must hold of them.

Not here: the other rules and promises.
"""

from __future__ import annotations

from collections.abc import Callable

from django.db.models import Q, QuerySet
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, rule
from tests.properties.redress import someone
from tests.properties.world import World

from evenhand.actions.models import Action
from evenhand.cases import bulk
from evenhand.cases.models import Bulk, Decision
from evenhand.intake.models import Author
from evenhand.platforms.interface import ContributionKind
from evenhand.records.models import Entry
from evenhand.sanctions import blocks, discrimination, linking, same_person
from evenhand.sanctions.models import Block, Confirmation, Strike, ThreatGround
from evenhand.sanctions.same_person import Said
from evenhand.store.prepared import prepared
from evenhand.work.models import Task

SAID = "He wrote that he has both."
afters = st.sampled_from(["", "", "two persons", "lifted"])


@prepared
def _standing() -> QuerySet[Block]:
    rows = Block.objects.filter(state__in=["planned", "in_force"]).exclude(ground="linked")
    return rows.select_related("author__channel").order_by("approved_at", "pk")


class BeyondRules(RuleBasedStateMachine):
    """The rules of linked blocks and of hiding in bulk, over the world of the histories."""

    world: World
    count: Callable[[str], None]
    _decided: Callable[[str, str, str, str, tuple[str, ...]], None]

    def _origin(self) -> Block | None:
        """A block with a ground of its own; somebody is blocked for discrimination where there is none."""
        if not _standing.exists():
            self._decided("facebook", "ann", "discrimination", "discrimination", ("hide",))
            rows = Decision.objects.filter(actor="person", verdict="breach", guideline__code="discrimination")
            for decision in rows.order_by("-pk")[:1]:
                for who in ("morgan", "alex"):
                    self.world.allowed(lambda d=decision, w=who: _word(self.world, d, w))  # type: ignore[misc]  # defaults bind the loop's values
            self.world.work(30)
        return _standing.first()

    @rule(data=st.data(), said_by=someone, approver=someone, after=afters)
    def link(self, data: st.DataObject, said_by: str, approver: str, after: str) -> None:
        """Somebody says that an account elsewhere is the same person's, and somebody approves a block there."""
        self.count("link")
        people, origin = self.world.people, self._origin()
        if origin is None:
            return
        if not Author.objects.exclude(channel=origin.channel_id).exists():
            self.world.publish("instagram", "bob", "clean", ContributionKind.COMMENT)
            self.world.work(30)
        others = Author.objects.exclude(channel=origin.channel_id).select_related("channel").order_by("pk")
        found = list(others)
        other = data.draw(st.sampled_from(found))
        told = Said(other.external_id, "told_us", SAID)
        self.world.allowed(lambda: same_person.say(origin.author, other.channel, told, people[said_by]))
        for same in same_person.of(origin.author_id):
            self.world.allowed(lambda s=same: linking.approve(s, origin, people[approver]))  # type: ignore[misc]  # as above
            if after == "two persons":
                self.world.allowed(lambda s=same: linking.end(s, people["sam"], "He rang."))  # type: ignore[misc]  # as above
        if after == "lifted":
            blocks.lift(origin, origin.follows_from, "It was long ago.", people["alex"])

    @rule(data=st.data(), who=someone, undone=st.booleans())
    def bulk(self, data: st.DataObject, who: str, undone: bool) -> None:  # noqa: FBT001 (drawn by hypothesis)
        """What is like a breach is hidden together, and perhaps shown again by one step."""
        self.count("bulk")
        self._decided("facebook", "ann", "criticism", "harassment", ("platform_report",))
        self.world.publish("facebook", "bob", "criticism", ContributionKind.COMMENT)
        self.world.work(30)
        rows = Decision.objects.filter(actor="person", verdict="breach", in_bulk=False).order_by("-pk")
        person = self.world.people[who]
        for decision in rows[:1]:
            possible = [one.contribution.pk for one in bulk.alike(decision, person) if not one.left_out]
            chosen = sorted(data.draw(st.sets(st.sampled_from(possible)))) if possible else []
            key = f"bulk-{next(self.world.keys)}"
            self.world.allowed(
                lambda d=decision, c=chosen, k=key: bulk.hide(d, c, person, "One text.", key=k)  # type: ignore[misc]  # as above
            )
        for step in Bulk.objects.filter(what="hide", undone_by__isnull=True).order_by("-pk")[: int(undone)]:
            self.world.allowed(lambda s=step: bulk.undo(s, person, "It was a song."))  # type: ignore[misc]  # as above


def _word(world: World, decision: Decision, who: str) -> None:
    discrimination.confirm(decision, world.people[who], "race", "It demeans.")


# What must hold


def all_beyond() -> None:
    """What is promised of linked blocks and of what was done in bulk, over everything that happened."""
    rows = Block.objects.filter(ground="linked")
    for block in rows.select_related("linked__same_person", "linked__origin", "author", "approved_by"):
        _two_people_said_so(block)
        _ends_with_the_first(block)
    of_bulk = Q(decision__in_bulk=True)
    for model in (Strike, Confirmation, ThreatGround):
        assert not model.objects.filter(of_bulk).exists(), f"hidden in bulk, and a {model.__name__} follows"
    for block in Block.objects.all():
        assert not any(one.in_bulk for one in block.decisions()), "a block stands on what was hidden in bulk"


def _two_people_said_so(block: Block) -> None:
    ground = block.linked
    assert ground is not None
    same = ground.same_person
    words = Entry.objects.filter(kind__in=["same_person.said", "same_person.confirmed"])
    actors = {entry.actor for entry in words if entry.facts["same_person"] == same.pk}
    assert len(actors) > 1, "one person alone said that two accounts are one person's, and it was blocked"
    assert block.approved_by_id != same.said_by_id, "who said it first approved the block"
    assert {block.author_id, ground.origin.author_id} == {same.first_id, same.second_id}
    assert block.channel_id != ground.origin.channel_id
    assert ground.origin.ground != "linked"


def _ends_with_the_first(block: Block) -> None:
    assert block.linked is not None
    origin, same = block.linked.origin, block.linked.same_person
    lifting = Action.objects.filter(operation="unblock")
    over = origin.lifted_at is not None or lifting.filter(authority=origin.pk).exists() or same.ended_at is not None
    to_come = Task.objects.filter(key=f"lift-following:{origin.pk}")
    if over and block.lifted_at is None and not to_come.filter(state__in=Task.OPEN).exists():
        assert lifting.filter(authority=block.pk).exists(), "the first block is over, and the other one stands"

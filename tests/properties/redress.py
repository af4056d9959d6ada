"""Appeals and statements of reasons in random histories: the rules that make and end them, and what must hold of them.

What somebody did, and in which order, is read from the record: its entries are numbered as things happened, while the
clock of a history often stands still. Not here: the other rules and promises.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable

from django.db.models import QuerySet
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, rule
from tests.properties.world import World

from evenhand.actions.models import Action
from evenhand.cases.models import JUDGES_NOTHING, Decision
from evenhand.cases.standing import overturned
from evenhand.platforms.interface import ContributionKind
from evenhand.records.models import Entry
from evenhand.sanctions import statements
from evenhand.sanctions.appeals import against, deciding, receiving
from evenhand.sanctions.models import Appeal, Block, Confirmation, Statement, ThreatGround, Warning
from evenhand.store.prepared import Value, prepared
from evenhand.support import appeals as hearing

STANDING = {"planned", "sent", "delivered"}
WHY = "It is what it says."
someone = st.sampled_from(["morgan", "sam", "alex", "pat"])
ways = st.sampled_from(["hand", "hand", "hand", "form", "message"])
ends = st.sampled_from(["", "upheld", "turned_down", "turned_down", "repeated", "repeated", "withdrawn", "closed"])


@prepared
def _breaches() -> QuerySet[Decision]:
    rows = Decision.objects.filter(verdict="breach").select_related("contribution__channel", "contribution__author")
    return rows.order_by("pk")


@prepared
def _running() -> QuerySet[Appeal]:
    return Appeal.objects.filter(state__in=["open", "joined"]).order_by("pk")


@prepared
def _running_against(decision: Value) -> QuerySet[Appeal]:
    return Appeal.objects.filter(state__in=["open", "joined"], decision=decision).order_by("pk")


class RedressRules(RuleBasedStateMachine):
    """The rules of appeals and statements, over the world of the histories."""

    world: World
    count: Callable[[str], None]
    _decided: Callable[[str, str, str, str, tuple[str, ...]], None]

    def _breach(self, data: st.DataObject) -> Decision | None:
        if not _breaches.exists():
            self._decided("facebook", "ann", "insult", "harassment", ("hide", "warn"))
        found = _breaches.rows()
        return data.draw(st.sampled_from(found)) if found else None

    @rule(data=st.data(), way=ways, who=someone, ended=ends)
    def appeal(self, data: st.DataObject, way: str, who: str, ended: str) -> None:
        """Somebody appeals against a breach, and `who` ends it: as often as they like, against the same one too."""
        decision = self._breach(data)
        if decision is None:
            return
        self.count("appeal")
        make(self.world, decision, way)
        for appeal in _running_against.rows(decision)[:1] if ended else ():
            self.count("appeal ended")
            end(self.world, appeal, who, ended)

    @rule(data=st.data(), who=someone, ended=ends)
    def appeal_ended(self, data: st.DataObject, who: str, ended: str) -> None:
        """One that has been open for a while is ended."""
        found = _running.rows()
        if not found:
            self.appeal(data, "hand", who, ended or "turned_down")
            return
        self.count("appeal ended")
        end(self.world, data.draw(st.sampled_from(found)), who, ended)

    @rule(data=st.data(), who=someone, language=st.sampled_from(["en", "cy"]))
    def statement(self, data: st.DataObject, who: str, language: str) -> None:
        """Somebody signs and sends the reasons for a breach."""
        decision = self._breach(data)
        if decision is None:
            return
        self.count("statement")
        person = self.world.people[who]
        if language == "cy":
            self.world.allowed(lambda: statements.sign(decision, language, person, 0))
        self.world.allowed(lambda: statements.send(decision, language, person, 0))


def make(world: World, decision: Decision, way: str) -> None:
    """Appeal against a decision: by hand, by the form with our number, or by a message of its author."""
    contribution = decision.contribution
    if way == "hand":
        world.allowed(lambda: receiving.by_hand(decision, world.people["morgan"], "She rang."))
    elif way == "form" or contribution.author is None:
        number = against.number_of(decision)
        world.allowed(lambda: hearing.receive(contribution.channel, "Ann", "It was a joke.", number=number))
    else:
        author, platform = contribution.author.external_id, contribution.channel.platform
        world.publish(platform, author, "appeal", ContributionKind.DIRECT_MESSAGE)
        world.work(30)


def end(world: World, appeal: Appeal, who: str, ended: str) -> None:
    """End an appeal as the desk would; a refusal is an answer too."""
    person = world.people[who]
    if ended == "withdrawn":
        world.allowed(lambda: deciding.take_back(appeal, person, "She rang again."))
    elif ended == "closed":
        world.allowed(lambda: deciding.close(appeal, person, "Nothing of theirs."))
    else:
        world.allowed(lambda: deciding.decide(appeal.speaks, person, ended, WHY))


# What must hold


def all_of_redress() -> None:
    """What is promised of appeals and of statements, over everything that happened."""
    entries = _entries()
    rows = Appeal.objects.select_related("decision", "joined_to", "case", "message", "outcome")
    appeals = list(rows)
    for appeal in appeals:
        if appeal.decision is not None:
            _decided_by_another(appeal, appeal.decision, entries)
            _ends_told(appeal, entries)
            _put_right(appeal, appeal.decision)
    _two_looks(appeals)
    for statement in Statement.objects.filter(sent__isnull=False).select_related("decision", "sent"):
        _reasons_stand(statement)


Entries = dict[tuple[str, str, str], Entry]


def _entries() -> Entries:
    """The record's entries on what people did, by kind and by what they name."""
    names = {
        "decision.made": "decision",
        "discrimination.confirmed": "confirmation",
        "policy.departure": "ground",
        "threat.confirmed": "ground",
        "block.approved": "block",
        **{f"appeal.{one}": "appeal" for one in ("upheld", "turned_down", "repeated", "not_told")},
    }
    found: Entries = {}
    for entry in Entry.objects.filter(kind__in=names).order_by("pk"):
        name = names[entry.kind]
        found[entry.kind, name, str(entry.facts[name])] = entry
    return found


def _parts(decision: Decision, entries: Entries) -> dict[int, int]:
    """Who had a part in a decision, with the number of the first entry that says so."""
    of = decision.contribution_id
    breaches = Decision.objects.filter(version=decision.version_id, verdict="breach", person__isnull=False)
    grounds = list(ThreatGround.objects.filter(contribution=of))
    words, blocks = Confirmation.objects.filter(contribution=of), Block.objects.select_related("ladder", "threat")
    standing = [one for one in blocks if of in {each.contribution_id for each in one.decisions()}]
    told = [
        *(("decision.made", "decision", str(one.pk), one.person_id) for one in breaches),
        *(("discrimination.confirmed", "confirmation", str(one.pk), one.person_id) for one in words),
        *(("policy.departure", "ground", str(one.pk), one.senior_id) for one in grounds),
        *(("threat.confirmed", "ground", str(one.pk), one.confirmed_by_id) for one in grounds),
        *(("block.approved", "block", str(one.pk), one.approved_by_id) for one in standing),
        *(
            ("block.approved", "block", str(one.pk), who)
            for one in standing
            if one.linked is not None
            for who in (one.linked.said_by_id, one.linked.confirmed_by_id)
        ),
    ]
    parts: dict[int, int] = {}
    for kind, name, key, person in told:
        if person is not None:
            parts[person] = min(entries[kind, name, key].pk, parts.get(person, entries[kind, name, key].pk))
    return parts


def _decided_by_another(appeal: Appeal, decision: Decision, entries: Entries) -> None:
    if appeal.state not in {"upheld", "turned_down", "repeated"}:
        return
    assert appeal.decided_by_id is not None
    ended = entries[f"appeal.{appeal.state}", "appeal", str(appeal.pk)]
    assert ended.actor == f"person:{appeal.decided_by_id}"
    began = _parts(decision, entries).get(appeal.decided_by_id)
    assert began is None or began > ended.pk, f"{appeal} was decided by who had a part in what it is against"


def _ends_told(appeal: Appeal, entries: Entries) -> None:
    speaks = appeal.speaks
    assert speaks.state not in {"withdrawn", "closed", "joined"} or speaks == appeal, f"{appeal} ended untold"
    if appeal.state == "open":
        assert appeal.case is not None
        assert appeal.case.state == "open", f"{appeal} is open, and nobody has it"
    if appeal.message is not None and speaks.state in {"upheld", "turned_down", "repeated"}:
        not_told = ("appeal.not_told", "appeal", str(appeal.pk)) in entries
        assert appeal.told_id is not None or not_told, f"{appeal} ended, and nobody told its author"
        assert appeal.reference in appeal.letter


def _put_right(appeal: Appeal, decision: Decision) -> None:
    if appeal.state != "upheld":
        return
    assert appeal.outcome is not None
    assert appeal.outcome.version_id == decision.version_id
    if not overturned(decision):
        return  # somebody found since that it was a breach after all
    for warning in Warning.objects.filter(strike__decision=decision):
        assert warning.state not in STANDING, f"{appeal} was upheld, and its warning stands"
    for block in Block.objects.filter(lifted_at__isnull=True):
        if decision in block.decisions():
            lifting = Action.objects.filter(authority=block.pk, operation="unblock")
            assert lifting.exists(), f"{appeal} was upheld, and its block stands"


def _two_looks(appeals: list[Appeal]) -> None:
    looked: defaultdict[int, Counter[int]] = defaultdict(Counter)
    for appeal in appeals:
        if appeal.state == "turned_down" and appeal.decision_id and appeal.decided_by_id:
            looked[appeal.decision_id][appeal.decided_by_id] += 1
        if appeal.state == "repeated":
            assert appeal.repeats is not None
            assert appeal.repeats.decision_id == appeal.decision_id
            assert appeal.repeats.state == "turned_down"
    for people in looked.values():
        assert max(people.values()) == 1, "one person turned two appeals against one decision down"
        assert len(people) <= 2, "more than two people turned appeals against one decision down"


def _reasons_stand(row: Statement) -> None:
    words = row.edits.get(number=row.number).words
    assert row.sent is not None
    assert row.sent.texts == {"message": words}
    assert not row.unchecked or row.signed_number == row.number, "unchecked words went out unsigned"
    judged = Decision.objects.filter(version=row.decision.version_id, pk__lt=row.sent.pk)
    last = judged.exclude(measures__in=JUDGES_NOTHING).order_by("-pk").first()
    assert last is not None
    assert last.verdict == "breach", "reasons were given for what was found to be none before"

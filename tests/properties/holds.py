"""What must never be false, looked at after a history: the platform in memory on one side, the tables on the other."""

from __future__ import annotations

from collections import Counter, defaultdict
from datetime import timedelta

from tests.fake_platform import Effect, FakePlatform
from tests.properties.beyond import all_beyond
from tests.properties.redress import all_of_redress
from tests.properties.unsettled import all_unsettled
from tests.properties.world import TEXTS, World

from evenhand.actions.models import Action
from evenhand.cases.models import Decision
from evenhand.intake.models import Contribution
from evenhand.judgement.models import AutomaticHide, LookAlike
from evenhand.policy.letters import AUTOMATIC
from evenhand.sanctions.models import Block, LadderGround, Strike
from evenhand.sanctions.times import moment

LINK = "https://"
FLOOD = 5
AS_OPERATION = {"reply": {"reply", "warn"}, "private_reply": {"message", "warn"}, "message": {"message", "warn"}}


class Tables:
    """What the tables say at the end of a history, read once."""

    def __init__(self) -> None:
        self.blocks: defaultdict[str, list[Block]] = defaultdict(list)
        for block in Block.objects.select_related("ladder__warning__action", "author__channel"):
            self.blocks[block.author.channel.platform].append(block)
        self.actions: defaultdict[str, list[Action]] = defaultdict(list)
        for action in Action.objects.select_related("channel", "author", "contribution", "decision__guideline"):
            self.actions[action.channel.platform].append(action)
        rows = Contribution.objects.select_related("channel", "disposition").prefetch_related("versions", "cases")
        self.contributions = {(row.channel.platform, row.external_id): row for row in rows}
        self.permits = set(AutomaticHide.objects.values_list("guideline", "platform"))


def all_promises(world: World) -> None:
    """Promises 1 to 8 over everything that happened, and what is promised of appeals and statements."""
    tables = Tables()
    for name, platform in world.platforms.items():
        _blocks(platform, tables.blocks[name])
        _machine(platform, tables)
        _once(platform, tables.actions[name])
    _criticism()
    _decisions()
    _dispositions(world, tables)
    _questions(tables)
    all_of_redress()
    all_beyond()
    all_unsettled(world)


def _blocks(platform: FakePlatform, rows: list[Block]) -> None:
    for author in platform.blocked:
        assert any(block.author.external_id == author for block in rows), f"{author} is blocked without a block"
    for block in rows:
        if block.ladder is not None:
            _told_before(platform, block.ladder)
            assert block.approved_by_id != block.ladder.strike.decision.person_id, "who decided it approved the block"
        elif block.discrimination is not None:
            people = {word.person_id for word in block.discrimination.contribution.confirmations.all()}
            assert len(people) > 1, "one person alone confirmed"
            assert block.discrimination.characteristic


def _told_before(platform: FakePlatform, ground: LadderGround) -> None:
    breach, warning = ground.strike.decision.version.dated_at, ground.warning
    assert breach is not None
    assert warning.action is not None
    assert warning.lapses_us is not None
    told = [
        effect
        for effect in platform.effects
        if effect.author == ground.author.external_id and effect.operation in AS_OPERATION and LINK in effect.text
    ]
    by_hand = warning.action.seen == "person"
    early = any(effect.at + timedelta(minutes=10) < breach for effect in told)
    assert early or by_hand, "blocked without a warning that its author could see, ten minutes before the breach"
    assert ground.strike.nature == warning.nature
    assert breach <= moment(warning.lapses_us)


def _machine(platform: FakePlatform, tables: Tables) -> None:
    for effect in platform.effects:
        contribution = tables.contributions[platform.platform, effect.target]
        actions = _behind(effect, tables.actions[platform.platform])
        assert actions, f"{effect.operation} of {effect.target} stands in no action"
        for action in actions:
            if action.actor == "machine":
                _machines_own(action, contribution, tables)
        if effect.operation in {"hide", "delete"}:
            assert contribution.kind != "direct_message" or effect.operation == "delete"
            assert all(action.evidence_id for action in actions), "done before evidence"


def _behind(effect: Effect, actions: list[Action]) -> list[Action]:
    names = AS_OPERATION.get(effect.operation, {effect.operation})
    if effect.operation in {"block", "unblock"}:
        return [
            one for one in actions if one.operation in names and one.author and one.author.external_id == effect.author
        ]
    return [one for one in actions if one.operation in names and one.contribution.external_id == effect.target]


def _machines_own(action: Action, contribution: Contribution, tables: Tables) -> None:
    if action.letter:
        assert action.letter in AUTOMATIC
        assert contribution.kind == "direct_message"
        return
    assert action.operation == "hide"
    assert action.decision is not None
    assert contribution.kind != "direct_message"
    assert (action.decision.guideline_id, contribution.channel.platform) in tables.permits


def _once(platform: FakePlatform, actions: list[Action]) -> None:
    counts = Counter((one.operation, one.target, one.text) for one in platform.effects)
    for (operation, target, text), count in counts.items():
        if operation in {"block", "unblock", "hide", "unhide"}:
            continue  # a state that is there or not: doing it again changes nothing, and the fake counts changes only
        names = AS_OPERATION.get(operation, {operation})
        rows = [one for one in actions if one.operation in names and one.contribution.external_id == target]
        planned = sum(one.text == text for one in rows) if text else len(rows)
        assert count <= planned, f"{operation} of {target} had its effect {count} times for {planned} actions"
    for action in actions:
        if action.state == "done":
            assert action.seen, "done on hope"
            if action.seen == "read_back" and action.operation in {"reply", "message", "warn"}:
                assert any(one.text == action.text for one in platform.effects), "done, and the platform never saw it"


def _criticism() -> None:
    fair = {TEXTS["criticism"], TEXTS["at_risk"], TEXTS["clean"]}
    for decision in Decision.objects.filter(actor="machine").select_related("version", "guideline"):
        if decision.guideline.code == "spam" and _flooded(decision):
            continue
        assert decision.version.text not in fair, f"the machine acted on: {decision.version.text}"


def _flooded(decision: Decision) -> bool:
    """Whether the same few authors wrote it at least five times before, whatever it says (clause 37)."""
    alike = LookAlike.objects.get(version=decision.version)
    return alike.before - max(alike.authors_before, 1) >= FLOOD - 1


def _decisions() -> None:
    for strike in Strike.objects.select_related("assessment", "guideline"):
        assert not strike.assessment.at_risk
        assert strike.guideline.makes_strike
    acted_on = set(Action.objects.values_list("decision", flat=True))
    for row in Decision.objects.select_related("guideline", "false_claim"):
        assert row.facts.strip()
        assert row.person_id or row.automatic_hide_id
        if row.verdict == "breach":
            assert row.pk in acted_on, f"decision {row.pk} ({row.measures}) upholds a breach and has no action"
            if row.guideline.code == "misinformation":
                assert row.false_claim is not None
                assert row.false_claim.source


def _dispositions(world: World, tables: Tables) -> None:
    for name, platform in world.platforms.items():
        for item in platform.items.values():
            row = tables.contributions.get((name, item.id))
            if row is None:
                assert item.removed, f"{item.id} was lost"
                continue
            assert row.disposition.state != "received", f"{item.id} was never judged"
            open_case = any(case.state == "open" for case in row.cases.all())
            if row.disposition.state == "waiting":
                assert open_case, f"{item.id} waits for a person, and nobody has it"
            elif row.disposition.state in {"kept", "acted_on"}:
                assert not open_case, f"{item.id} is {row.disposition.state} with an open case"


def _questions(tables: Tables) -> None:
    for row in tables.contributions.values():
        if row.disposition.state == "gone":
            continue
        kinds, texts = {case.kind for case in row.cases.all()}, _texts(row)
        if texts[-1:] == [TEXTS["question"]]:
            assert "question" in kinds, "a breach swallowed a question"
        if texts[:1] == [TEXTS["at_risk"]]:
            assert "safeguarding" in kinds, "nobody was told of a person at risk"


def _texts(row: Contribution) -> list[str]:
    return [version.text for version in sorted(row.versions.all(), key=lambda one: one.number)]

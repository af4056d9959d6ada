"""What must never be false, looked at after a history: the platform in memory on one side, the tables on the other."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta

from tests.fake_platform import Effect, FakePlatform
from tests.properties.world import TEXTS, World

from evenhand.actions.models import Action
from evenhand.cases.models import Case, Decision
from evenhand.intake.models import Contribution
from evenhand.judgement.models import AutomaticHide, LookAlike
from evenhand.policy.letters import AUTOMATIC
from evenhand.sanctions.models import Block, LadderGround, Strike
from evenhand.sanctions.times import moment

LINK = "https://"
FLOOD = 5
AS_OPERATION = {"reply": {"reply", "warn"}, "private_reply": {"message", "warn"}, "message": {"message", "warn"}}


def all_promises(world: World) -> None:
    """Promises 1 to 8 over everything that happened."""
    for platform in world.platforms.values():
        _blocks(platform)
        _machine(platform)
        _once(platform)
    _criticism()
    _decisions()
    _dispositions(world)
    _questions()


def _of(platform: FakePlatform, effect: Effect) -> Contribution:
    return Contribution.objects.get(channel__platform=platform.platform, external_id=effect.target)


def _blocks(platform: FakePlatform) -> None:
    for author in platform.blocked:
        block = Block.objects.filter(channel__platform=platform.platform, author__external_id=author).first()
        assert block is not None, f"{author} is blocked without a block"
    rows = Block.objects.filter(channel__platform=platform.platform).select_related("ladder__warning__action", "author")
    for block in rows:
        if block.ladder is not None:
            _told_before(platform, block.ladder)
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


def _machine(platform: FakePlatform) -> None:
    for effect in platform.effects:
        contribution = _of(platform, effect)
        names = AS_OPERATION.get(effect.operation, {effect.operation})
        if effect.operation in {"block", "unblock"}:
            actions = Action.objects.filter(author__external_id=effect.author, operation__in=names)
        else:
            actions = Action.objects.filter(contribution=contribution, operation__in=names)
        assert actions.exists(), f"{effect.operation} of {effect.target} stands in no action"
        for action in actions.filter(actor="machine"):
            if action.letter:
                assert action.letter in AUTOMATIC
                assert contribution.kind == "direct_message"
                continue
            assert action.operation == "hide"
            assert action.decision is not None
            assert contribution.kind != "direct_message"
            rule = action.decision.guideline
            assert AutomaticHide.objects.filter(guideline=rule, platform=platform.platform).exists()
        if effect.operation in {"hide", "delete"}:
            assert contribution.kind != "direct_message" or effect.operation == "delete"
            assert all(action.evidence_id for action in actions), "done before evidence"


def _once(platform: FakePlatform) -> None:
    counts = Counter((one.operation, one.target, one.text) for one in platform.effects)
    for (operation, target, text), count in counts.items():
        if operation in {"block", "unblock", "hide", "unhide"}:
            continue  # a state that is there or not: doing it again changes nothing, and the fake counts changes only
        names = AS_OPERATION.get(operation, {operation})
        rows = Action.objects.filter(contribution__external_id=target, operation__in=names)
        planned = rows.filter(text=text).count() if text else rows.count()
        assert count <= planned, f"{operation} of {target} had its effect {count} times for {planned} actions"
    for action in Action.objects.filter(channel__platform=platform.platform, state="done"):
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
    for row in Decision.objects.select_related("guideline", "false_claim"):
        assert row.facts.strip()
        assert row.person_id or row.automatic_hide_id
        if row.verdict == "breach":
            assert row.actions.exists(), f"decision {row.pk} ({row.measures}) upholds a breach and has no action"
            if row.guideline.code == "misinformation":
                assert row.false_claim is not None
                assert row.false_claim.source


def _dispositions(world: World) -> None:
    for platform in world.platforms.values():
        for item in platform.items.values():
            rows = Contribution.objects.filter(channel__platform=platform.platform, external_id=item.id)
            if not rows.exists():
                assert item.removed, f"{item.id} was lost"
                continue
            (row,) = rows.select_related("disposition")
            assert row.disposition.state != "received", f"{item.id} was never judged"
            open_case = Case.objects.filter(contribution=row, state="open").exists()
            if row.disposition.state == "waiting":
                assert open_case, f"{item.id} waits for a person, and nobody has it"
            elif row.disposition.state in {"kept", "acted_on"}:
                assert not open_case, f"{item.id} is {row.disposition.state} with an open case"


def _questions() -> None:
    for row in Contribution.objects.exclude(disposition__state="gone"):
        first, latest = row.versions.order_by("number").first(), row.versions.order_by("number").last()
        if latest is not None and latest.text == TEXTS["question"]:
            assert row.cases.filter(kind="question").exists(), "a breach swallowed a question"
        if first is not None and first.text == TEXTS["at_risk"]:
            assert row.cases.filter(kind="safeguarding").exists(), "nobody was told of a person at risk"

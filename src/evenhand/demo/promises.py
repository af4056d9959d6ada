"""The promises, each compared: what the sandbox's ledger shows on one side, what the database holds on the other.

Nothing here calls a service of the house; rows are read as they stand. Effects that only the ledger shows, and
rows that only the database has, both break a promise.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from django.db.models import Q, QuerySet

from evenhand.actions.models import Action
from evenhand.cases.models import Case, Decision
from evenhand.demo.promises_asked import outcomes
from evenhand.demo.promises_reporters import reporters
from evenhand.demo.promises_signed import signed
from evenhand.demo.scenes import Scene
from evenhand.demo.verdicts import PROMISES, Verdict
from evenhand.demo.witness import Entry, Witness
from evenhand.intake.models import Contribution, Delivery
from evenhand.judgement.models import AutomaticHide
from evenhand.policy.letters import AUTOMATIC
from evenhand.records.models import Evidence
from evenhand.sanctions.models import Block, Strike
from evenhand.support.models import AutomaticText

OK = 200
TEN_MINUTES = timedelta(minutes=10)
WRITES = ("hide", "unhide", "delete", "reply", "message", "block", "unblock")
FLAT = {"instagram", "linkedin", "youtube"}
"""Where a reply to a reply is asked for, and stands, under the comment above both."""
AS_OPERATION = {"reply": {"reply", "warn"}, "message": {"message", "warn"}}

Check = Callable[[Witness, list[Scene], Verdict], None]


def verdicts(witness: Witness, scenes: list[Scene]) -> list[Verdict]:
    """Every promise, checked once over everything that happened."""
    return [verdict(number, witness, scenes) for number in PROMISES]


def verdict(number: int, witness: Witness, scenes: list[Scene]) -> Verdict:
    """One promise."""
    found = Verdict(number)
    check = CHECKS.get(number)
    if check is not None:
        check(witness, scenes, found)
    return found


def _blocks(witness: Witness, scenes: list[Scene], verdict: Verdict) -> None:
    for entry in witness.effects("block"):
        author = entry.author or entry.id
        block = Block.objects.filter(channel__platform=entry.platform, author__external_id=author).first()
        verdict.check(block is not None, f"{entry.platform}: {author} was blocked, and no block stands in the database")
        if block is not None:
            verdict.check(
                _grounded(witness, entry, block),
                f"{entry.platform}: the block of {author} has no ground that the ledger shows",
            )
    for scene in scenes:
        if scene.never_blocked:
            view = witness.get(f"authors/{scene.platform}/{scene.author}")
            verdict.check(not view["blocked"], f"{scene.platform}: {scene.author} is blocked, which nothing allows")


def _grounded(witness: Witness, entry: Entry, block: Block) -> bool:
    if block.ground == Block.Ground.DISCRIMINATION:
        ground = block.discrimination
        return ground is not None and ground.first_person_id != ground.second_person_id and bool(ground.characteristic)
    if block.ground == Block.Ground.THREAT:
        return block.threat is not None and bool(block.threat.reason)
    if block.linked is not None:
        same = block.linked.same_person
        return same.confirmed_by_id not in {None, same.said_by_id} and block.linked.origin.ground != Block.Ground.LINKED
    if block.ladder is None:
        return False
    warning = block.ladder.warning
    link = warning.guidelines_link
    told = [
        one
        for one in witness.effects("reply", "message")
        if one.platform == entry.platform and link in str(one.detail.get("text", "")) and one.n < entry.n
    ]
    breach = block.ladder.strike.decision.version.dated_at
    return any(breach is not None and breach > one.at + TEN_MINUTES for one in told)


def _machine(witness: Witness, _scenes: list[Scene], verdict: Verdict) -> None:
    for entry in witness.effects(*WRITES):
        action = _behind(entry.platform, entry.operation, _target(entry)).order_by("actor").first()
        verdict.check(
            action is not None, f"{entry.platform}: {entry.operation} of {_target(entry)} stands in no action"
        )
        if action is not None and action.actor == "machine" and action.letter:
            _letter(action, verdict)
        elif action is not None and action.actor == "machine" and action.decision is not None:
            allowed = AutomaticHide.objects.filter(
                guideline=action.decision.guideline, platform=entry.platform
            ).exists()
            public = action.contribution.kind != "direct_message"
            verdict.check(
                entry.operation == "hide" and allowed and public,
                f"{entry.platform}: the machine did '{entry.operation}' to {_target(entry)}",
            )


def _letter(action: Action, verdict: Verdict) -> None:
    """One of the four fixed texts, privately, to who wrote privately, and only once a conversation."""
    where = f"{action.channel.platform}: the text '{action.letter}' to {action.contribution.external_id}"
    verdict.check(action.operation == "message" and action.letter in AUTOMATIC, f"{where} is no automatic text")
    verdict.check(action.contribution.kind == "direct_message", f"{where} answers no private message")
    text = AutomaticText.objects.filter(pk=str(action.authority), letter=action.letter).first()
    verdict.check(text is not None and text.words == action.text, f"{where} is not the approved one")


def _decisions(_witness: Witness, _scenes: list[Scene], verdict: Verdict) -> None:
    for row in Decision.objects.select_related("guideline", "false_claim").prefetch_related("actions"):
        who = row.person_id is not None if row.actor == "person" else row.automatic_hide_id is not None
        whole = bool(row.facts.strip()) and row.guideline_id is not None and row.policy_version_id is not None and who
        verdict.check(whole, f"decision {row.pk} lacks facts, guideline, version or actor")
        if row.verdict == Decision.Verdict.BREACH:
            verdict.check(bool(row.actions.all()), f"decision {row.pk} upholds a breach and has no action")
        if row.guideline.code == "misinformation" and row.verdict == Decision.Verdict.BREACH:
            sourced = row.false_claim is not None and bool(row.false_claim.source)
            verdict.check(sourced, f"decision {row.pk} calls something false and has no source")


def _nothing_lost(witness: Witness, _scenes: list[Scene], verdict: Verdict) -> None:
    for row in witness.contributions():
        if row["by_organisation"] or _young(row["published_at"]):
            continue
        held = Contribution.objects.filter(channel__platform=row["platform"], external_id=row["id"])
        missed = row["state"] in {"removed_by_author", "rejected"} and not held.exists()
        if missed:
            continue  # its author took it back before any listing could show it
        count = held.filter(disposition__isnull=False).count()
        verdict.check(count == 1, f"{row['platform']}: {row['id']} has {count} dispositions")
        stuck = held.filter(disposition__state="received").exists()
        verdict.check(not stuck, f"{row['platform']}: {row['id']} was never read against the policy")
    kept = {hashlib.sha256(bytes(row)).hexdigest() for row in Delivery.objects.values_list("body", flat=True)}
    sent = [one.detail for one in witness.entries if one.event == "webhook.sent"]
    for digest in {str(detail["digest"]) for detail in sent if detail.get("status") == OK and detail.get("digest")}:
        verdict.check(digest in kept, f"a webhook answered 200 was not kept ({digest[:12]})")
    unworked = Delivery.objects.filter(
        state=Delivery.State.STORED, received_at__lt=datetime.now(UTC) - timedelta(seconds=20)
    )
    verdict.check(not unworked.exists(), f"{unworked.count()} webhooks were answered and never worked on")


def _once(witness: Witness, _scenes: list[Scene], verdict: Verdict) -> None:
    effects = Counter((entry.platform, entry.operation, _target(entry)) for entry in witness.effects(*WRITES))
    for (platform, operation, target), count in effects.items():
        planned = _behind(platform, operation, target).count()
        verdict.check(
            count <= planned, f"{platform}: {operation} of {target} had its effect {count} times for {planned} actions"
        )
    for action in Action.objects.filter(
        state="done", seen="read_back", operation__in=["hide", "reply", "message"]
    ).select_related("channel", "contribution", "author"):
        person = action.author.external_id if action.author and action.operation == "message" else ""
        targets = {action.contribution.external_id, person}
        if action.operation == "reply" and action.channel.platform in FLAT:
            targets.add(action.contribution.parent_external_id)
        seen = sum(effects.get((action.channel.platform, action.operation, target), 0) for target in targets)
        hidden = action.operation == "hide" and not seen and _hidden(witness, action)
        verdict.check(
            bool(seen) or hidden,
            f"{action.channel.platform}: action {action.pk} is 'done' and the ledger shows nothing",
        )


def _hidden(witness: Witness, action: Action) -> bool:
    """Whether strangers see it no more, or did not when we were done: the platform's own filter may have been first.

    Since then a person may have had it shown again.
    """
    platform, external_id = action.channel.platform, action.contribution.external_id
    if not witness.sees(platform, external_id, "stranger")["visible"]:
        return True
    shown = [
        entry.operation
        for entry in witness.entries
        if (entry.platform, entry.id, entry.effect) == (platform, external_id, True)
        and entry.operation in {"hide", "unhide"}
        and action.done_at is not None
        and entry.at <= action.done_at
    ]
    return shown[-1:] == ["hide"]


def _evidence(witness: Witness, _scenes: list[Scene], verdict: Verdict) -> None:
    for entry in witness.effects("hide", "delete"):
        kept = Evidence.objects.filter(
            contribution_id__in=Contribution.objects.filter(
                channel__platform=entry.platform, external_id=_target(entry)
            ).values("pk")
        )
        first = kept.order_by("captured_at").first()
        verdict.check(
            first is not None
            and first.captured_at <= datetime.now(UTC)
            and (first.captured_at <= entry.at or _moved(entry)),
            f"{entry.platform}: {entry.operation} of {_target(entry)} came before any evidence",
        )


def _criticism(witness: Witness, scenes: list[Scene], verdict: Verdict) -> None:
    for scene in scenes:
        if scene.fair_criticism:
            view = witness.sees(scene.platform, scene.id, "stranger")
            verdict.check(bool(view["visible"]), f"{scene.platform}: criticism is hidden: {scene.id}")
            machine = Decision.objects.filter(contribution__external_id=scene.id, actor="machine").exists()
            verdict.check(not machine, f"{scene.platform}: the machine decided against criticism: {scene.id}")
        if scene.at_risk:
            view = witness.sees(scene.platform, scene.id, "stranger")
            verdict.check(bool(view["visible"]), f"{scene.platform}: a cry for help is hidden: {scene.id}")
            asked = Case.objects.filter(contribution__external_id=scene.id, kind="safeguarding").exists()
            verdict.check(asked, f"{scene.platform}: nobody was told of a person at risk: {scene.id}")
    for strike in Strike.objects.select_related("assessment"):
        verdict.check(not strike.assessment.at_risk, f"strike {strike.pk} was given to a person at risk")


def _questions(witness: Witness, scenes: list[Scene], verdict: Verdict) -> None:
    for scene in scenes:
        if not scene.asks:
            continue
        case = Case.objects.filter(contribution__external_id=scene.id, kind="question").first()
        verdict.check(case is not None, f"{scene.platform}: the question in {scene.id} has no case")
        if scene.answer:
            told = any(
                scene.answer in str(one.detail.get("text", ""))
                for one in witness.effects("reply", "message")
                if one.platform == scene.platform
            )
            by_hand = Action.objects.filter(
                contribution__external_id=scene.id, operation__in=["reply", "message"], state__in=["manual", "done"]
            ).exists()
            verdict.check(told or by_hand, f"{scene.platform}: the question in {scene.id} was never answered")


def _behind(platform: str, operation: str, target: str) -> QuerySet[Action]:
    """The actions that an effect can come from. A block and a private message are aimed at a person."""
    names = AS_OPERATION.get(operation, {operation})
    rows = Action.objects.filter(channel__platform=platform, operation__in=names)
    if operation in {"block", "unblock"}:
        return rows.filter(author__external_id=target)
    aimed = Q(contribution__external_id=target)
    if operation == "reply" and platform in FLAT:
        aimed |= Q(contribution__parent_external_id=target)
    return rows.filter(aimed | Q(author__external_id=target) if operation == "message" else aimed)


def _target(entry: Entry) -> str:
    if entry.operation in {"block", "unblock"}:
        return entry.author or entry.id
    return str(entry.detail.get("target") or entry.id)


def _young(published_at: str) -> bool:
    at = datetime.fromisoformat(published_at)
    return at > datetime.now(UTC) - timedelta(seconds=15)


def _moved(entry: Entry) -> bool:
    """Whether the sandbox's clock was moved when this happened, so that its times say nothing of order."""
    return abs(entry.at - datetime.now(UTC)) > timedelta(hours=1)


CHECKS: dict[int, Check] = {
    1: _blocks,
    2: _machine,
    3: _decisions,
    4: _nothing_lost,
    5: _once,
    6: _evidence,
    7: _criticism,
    8: _questions,
    9: outcomes,
    10: reporters,
    11: signed,
}

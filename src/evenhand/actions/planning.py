"""Writes actions down before they are tried: evidence first, then the action, then the task that performs it."""

from __future__ import annotations

import uuid

from django.db.models import QuerySet

from evenhand import work
from evenhand.actions.models import Action, Attempt, ManualTask
from evenhand.cases.models import Decision
from evenhand.intake.models import Contribution, Version
from evenhand.judgement.policies import policy_of
from evenhand.judgement.services import lane_of
from evenhand.platforms.capabilities import deep_link, steps
from evenhand.platforms.interface import ContributionKind, Operation, Platform, Target
from evenhand.platforms.offers import available, out_of_reach, private_way
from evenhand.platforms.reports import report_steps
from evenhand.records import services as records
from evenhand.records.models import Evidence
from evenhand.store.prepared import Value, prepared

NEEDS_EVIDENCE = {"hide", "delete"}
LEFT_TO_SANCTIONS = {"warn", "block", "unblock"}
MAY_HAVE_HAPPENED = {Attempt.Outcome.STARTED, Attempt.Outcome.UNKNOWN, Attempt.Outcome.ACCEPTED}
WORDS = {Operation.REPLY, Operation.MESSAGE, Operation.PRIVATE_REPLY}
LOOK_FIRST = (
    "Look first whether the same words of ours are there already: they were sent, and nobody could see whether they "
    "arrived. If they are there, send nothing, and confirm that it is done."
)


@prepared
def _planned(key: Value) -> QuerySet[Action]:
    return Action.objects.filter(key=key)


@prepared
def _manual(action: Value) -> QuerySet[ManualTask]:
    return ManualTask.objects.filter(action=action)


@prepared
def _newest(contribution: Value) -> QuerySet[Version]:
    return Version.objects.filter(contribution=contribution).exclude(change="removed").order_by("-number")


def carry_out(decision: Decision) -> list[Action]:
    """Plan every measure of a decision that is not sanctions' own; planning twice gives the same actions."""
    return [
        plan(decision, operation, text=str(decision.texts.get(operation, "")))
        for operation in decision.measure_list()
        if operation not in LEFT_TO_SANCTIONS
    ]


def plan(  # noqa: PLR0913 (an action has this many parts, each named by its caller)
    decision: Decision,
    operation: str,
    *,
    text: str = "",
    means: str = "",
    authority: uuid.UUID | None = None,
    nth: int = 1,
) -> Action:
    """Write one action down and see that it is done: by the worker where the API can, else by a person.

    `means` says how a warning goes ('message' or 'reply'); `authority` is the block a 'block' stands on; `nth`
    counts the actions of one kind for one block, where an earlier one came to nothing.
    """
    contribution = decision.contribution
    key = f"{operation}:{authority}" if authority else f"{operation}:decision:{decision.pk}"
    key = f"{key}:{nth}" if nth > 1 else key
    action, created = _planned.get_or_make(
        key,
        make=lambda: Action.objects.create(
            key=key,
            decision=decision,
            contribution=contribution,
            contribution_kind=contribution.kind,
            channel=contribution.channel,
            author_id=contribution.author_id,
            operation=operation,
            means=means,
            text=text,
            actor=decision.actor,
            person_id=decision.person_id,
            evidence=_evidence(contribution) if operation in NEEDS_EVIDENCE else None,
            authority=authority,
        ),
    )
    if created:
        _note(action)
        _start(action)
    return action


def plan_letter(message: Contribution, letter: str, words: str, authority: uuid.UUID) -> Action:
    """Write down that the machine answers a direct message with one of the four fixed texts, on the row `authority`.

    Planning twice gives the same action. Whether it may be sent, and once only, is support's to say.
    """
    action, created = Action.objects.get_or_create(
        key=f"letter:{authority}",
        defaults={
            "contribution": message,
            "contribution_kind": message.kind,
            "channel_id": message.channel_id,
            "author_id": message.author_id,
            "operation": Action.Operation.MESSAGE,
            "text": words,
            "letter": letter,
            "actor": Decision.Actor.MACHINE,
            "authority": authority,
        },
    )
    if created:
        _note(action)
        _start(action)
    return action


def by_api(action: Action) -> Operation:
    """The platform's operation behind an action: a warning goes as a private message or a public reply."""
    if action.operation == "message" or (action.operation == "warn" and action.means != "reply"):
        in_message = action.contribution_kind == "direct_message"
        return private_way(Platform(action.channel.platform), in_message=in_message) or Operation.MESSAGE
    return Operation.REPLY if action.operation == "warn" else Operation(action.operation)


def target_of(contribution: Contribution) -> Target:
    """What an adapter needs to find the contribution."""
    return Target(
        external_id=contribution.external_id,
        post_external_id=contribution.post.external_id if contribution.post else "",
        parent_external_id=contribution.parent_external_id,
        author_external_id=contribution.author.external_id if contribution.author else "",
        thread_external_id=contribution.thread_external_id,
        permalink=contribution.permalink,
        kind=ContributionKind(contribution.kind),
    )


def make_manual(action: Action, reason: str) -> ManualTask:
    """Hand an action to a person: deep link, exact steps, confirmation."""
    platform, operation = Platform(action.channel.platform), by_api(action)
    action.state, action.reason = Action.State.MANUAL, reason[:300]
    action.save(update_fields=["state", "reason"])
    link = deep_link(
        platform, operation, target_of(action.contribution), text=action.text, account_id=action.channel.external_id
    )
    told = _steps(action, platform, operation)
    task, _ = _manual.get_or_make(action, make=lambda: ManualTask.objects.create(action=action, link=link, steps=told))
    records.append(
        "action.manual",
        subject=f"contribution:{action.contribution_id}",
        actor="machine",
        facts={"action": str(action.pk), "operation": action.operation, "manual_task": task.pk},
    )
    return task


def _steps(action: Action, platform: Platform, operation: Operation) -> list[str]:
    """The platform's steps; for a report, with the reason that fits the guideline of the decision.

    Words that may have arrived are looked for first: a person would say them twice as much as a machine.
    """
    decision = action.decision
    if operation in WORDS and action.attempts.filter(outcome__in=MAY_HAVE_HAPPENED).exists():
        return [LOOK_FIRST, *steps(platform, operation)]
    if operation != Operation.PLATFORM_REPORT or decision is None:
        return steps(platform, operation)
    rules = {rule.id: rule.kinds for rule in policy_of(decision.policy_version).guidelines}
    return report_steps(platform, rules.get(decision.guideline.code, ()))


def _start(action: Action) -> None:
    platform, of = Platform(action.channel.platform), action.contribution
    by_hand = out_of_reach(platform, of.kind, of.external_id, of.author.external_id if of.author else "")
    if action.channel.mode == "connected" and not by_hand and available(platform, by_api(action), by_api=True):
        work.enqueue(
            "actions.perform",
            {"action_id": str(action.pk)},
            lane=lane_of(action.contribution),
            key=f"perform:{action.pk}",
            priority=1 if action.operation in NEEDS_EVIDENCE else 3,
        )
    elif action.channel.mode == "connected" and by_hand:
        make_manual(action, "It was added by hand, and the platform's API does not reach it.")
    elif action.channel.mode != "connected":
        make_manual(action, "The channel is not connected: a person does it on the platform.")
    else:
        make_manual(action, "The platform's API cannot do this.")


def _note(action: Action) -> None:
    records.append(
        "action.planned",
        subject=f"contribution:{action.contribution_id}",
        actor=f"person:{action.person_id}" if action.person_id else "machine",
        facts={
            "action": str(action.pk),
            "operation": action.operation,
            "decision": action.decision_id,
            "evidence": action.evidence_id,
            **({"letter": action.letter} if action.letter else {}),
        },
        content={"text": action.text} if action.text else None,
    )


def _evidence(contribution: Contribution) -> Evidence:
    """What was seen, kept before anything is done to it (promise 6)."""
    version = _newest.first(contribution)
    author, post = contribution.author, contribution.post
    content = {
        "text": version.text if version else "",
        "permalink": contribution.permalink,
        "author": {"id": author.external_id, "handle": author.handle, "name": author.display_name} if author else None,
        "published_at": contribution.published_at.isoformat(),
        "thread": {
            "post": post.external_id if post else "",
            "post_text": post.text if post else "",
            "parent": contribution.parent_external_id,
        },
        "platform": contribution.channel.platform,
        "external_id": contribution.external_id,
    }
    return records.capture_evidence(contribution.pk, version.number if version else 0, content)

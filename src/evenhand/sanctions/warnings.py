"""Warnings: written from the policy's letter, sent where the author can see them, and counted only when delivered.

A private message counts when the platform accepted it; a public reply when it was read back under a
contribution that its author can still see. Anything else is 'undeliverable', a state with its own case.
"""

from __future__ import annotations

from django.utils import timezone

from evenhand.actions import planning
from evenhand.actions.calling_off import call_off
from evenhand.actions.models import Action
from evenhand.actions.outcome import author_sees_replies
from evenhand.cases import queue
from evenhand.cases.models import Case, Decision
from evenhand.intake.models import Contribution
from evenhand.people.models import User
from evenhand.platforms.interface import Operation, Platform
from evenhand.platforms.offers import available
from evenhand.records import services as records
from evenhand.sanctions import sorry
from evenhand.sanctions.letters import warning_text
from evenhand.sanctions.models import Strike, Warning
from evenhand.sanctions.times import microseconds, months_later


def issue(decision: Decision, strike: Strike) -> Warning:
    """Write the warning of a strike and plan its sending. Issuing twice gives the same warning."""
    version = decision.policy_version
    warning, created = Warning.objects.get_or_create(
        strike=strike,
        defaults={
            "author_id": strike.author_id,
            "channel_id": strike.channel_id,
            "guideline": decision.guideline,
            "policy_version": version,
            "nature": strike.nature,
            "guidelines_link": version.guidelines_url,
            "means": means_on(decision.contribution),
        },
    )
    if created:
        text = warning_text(decision, warning.means)
        action = planning.plan(decision, Action.Operation.WARN, text=text, means=warning.means)
        warning.action = action
        warning.save(update_fields=["action"])
    return warning


def means_on(contribution: Contribution) -> str:
    """How a warning reaches this author: privately where the platform can, else as a public reply.

    Where its author would not see a reply any more, a message goes if the platform has one (X).
    """
    platform = Platform(contribution.channel.platform)
    private = contribution.is_private or available(platform, Operation.PRIVATE_REPLY, by_api=True)
    unseen = not author_sees_replies(contribution) and available(platform, Operation.MESSAGE, by_api=True)
    return "message" if private or unseen else "reply"


def settle(action: Action, *, author_sees: bool) -> Warning | None:
    """Judge delivery once the sending of a warning has ended; `author_sees`: replies under it, in that moment."""
    warning = Warning.objects.select_for_update().filter(action=action).first()
    if warning is None or warning.state not in {Warning.State.PLANNED, Warning.State.SENT}:
        if warning is not None and warning.state == Warning.State.WITHDRAWN and action.state == Action.State.DONE:
            sorry.after_all(warning)  # it was on its way when it was withdrawn
        return warning
    if action.state != Action.State.DONE:
        return _undeliverable(warning, action.reason or "It could not be sent.")
    if warning.means == "reply" and not author_sees:
        return _undeliverable(warning, "Its author cannot see replies under the comment any more.")
    if warning.means == "reply" and action.seen == Action.Seen.RECEIPT:
        return _undeliverable(warning, "The reply could not be read back.")
    return _delivered(warning, action)


def _delivered(warning: Warning, action: Action) -> Warning:
    at = action.done_at or timezone.now()
    warning.state = Warning.State.DELIVERED
    warning.delivered_us = microseconds(at)
    warning.lapses_us = microseconds(months_later(at, warning.policy_version.warning_months))
    warning.save(update_fields=["state", "delivered_us", "lapses_us"])
    _note(warning, "warning.delivered")
    return warning


def _undeliverable(warning: Warning, reason: str) -> Warning:
    warning.state, warning.reason = Warning.State.UNDELIVERABLE, reason[:300]
    warning.save(update_fields=["state", "reason"])
    _note(warning, "warning.undeliverable")
    contribution = warning.strike.contribution
    queue.open_case(
        contribution,
        Case.Kind.REVIEW,
        priority=3,
        why=(f"The warning could not be delivered: {reason} It does not count until it is.",),
    )
    queue.settle_disposition(contribution)
    return warning


def withdraw(warning: Warning, reason: str, decision: Decision) -> None:
    """See that a warning counts no more: `decision` found no breach. One that nobody sent yet is not sent.

    Whoever received it is told so, with an apology.
    """
    by = decision.person
    locked = Warning.objects.select_for_update().get(pk=warning.pk)
    if locked.state in {Warning.State.UNDELIVERABLE, Warning.State.WITHDRAWN}:
        return
    if locked.state == Warning.State.DELIVERED:
        sorry.say(locked, decision)
    elif locked.action is not None:
        call_off(locked.action, by, reason)
    locked.state, locked.reason = Warning.State.WITHDRAWN, reason[:300]
    locked.save(update_fields=["state", "reason"])
    _note(locked, "warning.withdrawn", by)


def _note(warning: Warning, kind: str, by: User | None = None) -> None:
    records.append(
        kind,
        subject=f"author:{warning.author_id}",
        actor=f"person:{by.pk}" if by else "machine",
        facts={
            "warning": str(warning.pk),
            "guideline": warning.guideline.code,
            "policy": warning.policy_version.digest,
            "means": warning.means,
            "action": str(warning.action_id),
        },
        content={"reason": warning.reason} if warning.reason else None,
    )

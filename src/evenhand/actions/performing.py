"""`actions.perform`: one action tried until the platform's state shows it, and never reported done on hope.

Outcomes: done as the platform shows it; tried again later (throttled, credentials dead, nothing happened,
answer lost); moot since the contribution is gone; or handed to a person who can see more than the API.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import QuerySet
from django.utils import timezone

from evenhand import work
from evenhand.actions import planning
from evenhand.actions.models import Action, Attempt
from evenhand.actions.outcome import finish
from evenhand.actions.speaking import Done, Job, speak
from evenhand.channels import services as channels
from evenhand.channels.health import wait_for_token
from evenhand.channels.models import Channel
from evenhand.intake.models import EarlierId
from evenhand.judgement.services import lane_of
from evenhand.platforms import errors
from evenhand.platforms.interface import Account, ReadBack, Target
from evenhand.platforms.sharing import shared_transport
from evenhand.store.prepared import Value, prepared
from evenhand.work.types import JSON, TaskInfo

LIVE = {Action.State.PLANNED, Action.State.TRYING, Action.State.UNKNOWN}
WAITED = {Attempt.Outcome.THROTTLED, Attempt.Outcome.TOKEN_DEAD}
"""These are no tries: what is waited for is a limit or a person."""
MOST_TRIES = 8
LANDS_WITHIN = timedelta(seconds=45)
"""Words that were asked for may arrive after the answer was given up for lost, or be shown later than the platform said
yes: before this nobody looks for them, since who finds none sends them again. Longer than the transport waits; where a
worker died on the way, its lease has run as long."""
ABOUT_A_PERSON = {"block", "unblock"}
TAKES_IT_AWAY = {"hide", "delete"}
NOT_CONNECTED = "The channel is not connected: a person does it on the platform."


@prepared
def _to_perform(key: Value) -> QuerySet[Action]:
    rows = Action.objects.select_for_update(of=("self",))
    return rows.select_related("channel", "contribution__post", "contribution__author").filter(pk=key)


@prepared
def _to_settle(key: Value) -> QuerySet[Action]:
    return Action.objects.select_for_update(of=("self",)).select_related("channel", "contribution").filter(pk=key)


@prepared
def _attempts(action: Value) -> QuerySet[Attempt]:
    return Attempt.objects.filter(action=action).order_by("number")


@prepared
def _attempt(key: Value) -> QuerySet[Attempt]:
    return Attempt.objects.filter(pk=key)


@work.effect("actions.perform")
class Perform:
    """The durable effect behind every action that an API can do."""

    def prepare(self, payload: dict[str, JSON], info: TaskInfo) -> JSON:
        """Note the attempt and gather what the platform needs; None when there is nothing left to do."""
        action = _to_perform.first(UUID(str(payload["action_id"])))
        if action is None or action.state not in LIVE:
            return None
        earlier = _attempts.rows(action)
        if action.channel.mode != Channel.Mode.CONNECTED:
            planning.make_manual(action, NOT_CONNECTED + (" It may be done already: look first." if earlier else ""))
            return None
        if action.channel.state == Channel.State.TOKEN_DEAD:
            wait_for_token(action.channel, lane_of(action.contribution))
            raise work.Retry(timezone.now(), "token_dead", outcome_unknown=info.outcome_unknown)
        attempt = Attempt.objects.create(action=action, number=len(earlier) + 1)
        action.state = Action.State.TRYING
        action.save(update_fields=["state"])
        return Job(
            account=_account(action),
            operation=planning.by_api(action),
            target=_target(action, [*earlier, attempt]),
            text=action.text,
            may_have_happened=info.outcome_unknown or any(one.outcome in planning.MAY_HAVE_HAPPENED for one in earlier),
            attempt_id=attempt.pk,
            made=action.result_external_id,
        ).as_json()

    async def perform(self, prepared: JSON) -> JSON:
        """Ask the platform and look."""
        return (await speak(Job.from_json(prepared), await shared_transport())).as_json()

    def settle(self, payload: dict[str, JSON], prepared: JSON, outcome: JSON | Exception) -> None:
        """Write down what came of it, in the transaction that ends the task."""
        job = Job.from_json(prepared)
        action = _to_settle.get(UUID(str(payload["action_id"])))
        attempt = _attempt.get(job.attempt_id)
        if isinstance(outcome, Exception):
            _settle_error(action, attempt, job, outcome)
        else:
            channels.report_ok(action.channel, job.operation)
            _settle_done(action, attempt, Done.from_json(outcome))

    def gave_up(self, payload: dict[str, JSON], reason: str) -> None:
        """The queue stopped trying: a person must look what the platform shows, and do it by hand if need be."""
        action = Action.objects.select_for_update().filter(pk=str(payload["action_id"])).first()
        if action is not None and action.state in LIVE:
            planning.make_manual(action, f"It could not be finished ({reason}). Look at the platform first.")


def _target(action: Action, tries: Sequence[Attempt]) -> Target:
    """What it is aimed at, with what a look after an earlier try needs to know.

    Our words from before the first try are another action's; and what was tried before its author edited the
    contribution stands under the id that it had then.
    """
    target = replace(planning.target_of(action.contribution), tried_at=tries[0].started_at)
    if len(tries) == 1:
        return target
    earlier = EarlierId.objects.filter(contribution=action.contribution_id).values_list("external_id", flat=True)
    return replace(target, earlier_external_ids=tuple(earlier))


def _account(action: Action) -> Account:
    """Whom to speak as. What Meta grants to a human agent, after its window for answers, is not the machine's."""
    account = channels.account(action.channel)
    if not action.letter:
        return account
    return replace(account, settings={name: told for name, told in account.settings.items() if name != "human_agent"})


def _end(attempt: Attempt, outcome: Attempt.Outcome, code: str = "") -> None:
    attempt.outcome, attempt.code, attempt.ended_at = outcome, code[:100], timezone.now()
    attempt.save(update_fields=["outcome", "code", "ended_at"])


def _settle_done(action: Action, attempt: Attempt, done: Done) -> None:
    _end(attempt, Attempt.Outcome.ACCEPTED if done.asked else Attempt.Outcome.SEEN)
    action.result_external_id = done.external_id  # where it is not seen yet, it is looked for by its id
    if done.shown == ReadBack.SHOWN:
        finish(action, Action.State.DONE, seen=Action.Seen.READ_BACK, external_id=done.external_id)
    elif done.shown == ReadBack.UNREADABLE and done.asked:
        finish(action, Action.State.DONE, seen=Action.Seen.RECEIPT, external_id=done.external_id)
    elif done.shown == ReadBack.UNREADABLE:
        planning.make_manual(action, "The platform's answer was lost and its state cannot be read: please look.")
    elif done.shown == ReadBack.TARGET_GONE:
        _target_gone(action)
    else:
        seen = "does not show it" if done.looked else "what it shows could not be read yet"
        _again(action, f"The platform said yes, but {seen}.")


def _settle_error(action: Action, attempt: Attempt, job: Job, error: Exception) -> None:
    if not isinstance(error, errors.PlatformError):
        _end(attempt, Attempt.Outcome.UNKNOWN, type(error).__name__)
        _again(action, f"An unexpected fault ({type(error).__name__}).")
        return
    channels.report_error(action.channel, error, job.operation)
    match error:
        case errors.Gone():
            _end(attempt, Attempt.Outcome.GONE, error.code)
            _target_gone(action)
        case errors.Throttled():
            _end(attempt, Attempt.Outcome.THROTTLED, error.code)
            _wait(action, error.resume_at)
        case errors.TokenDead():
            _end(attempt, Attempt.Outcome.TOKEN_DEAD, error.code)
            _wait(action, _when_token_lives(action))
        case errors.OutcomeUnknown():
            _end(attempt, Attempt.Outcome.UNKNOWN, error.code)
            _again(action, "The platform's answer was lost.")
        case errors.Transient():
            _end(attempt, Attempt.Outcome.TRANSIENT, error.code)
            _again(action, "The platform did not answer properly.", unknown=False)
        case _:
            _end(attempt, Attempt.Outcome.REFUSED, error.code)
            planning.make_manual(action, f"The platform refused (code {error.code or error.status}).")


def _target_gone(action: Action) -> None:
    """The contribution is gone; but a block is about a person, whom the API may only not find in this way."""
    if action.operation in ABOUT_A_PERSON:
        planning.make_manual(action, "The platform's API does not find this person. Look for them there.")
        return
    gone_is_goal = action.operation == Action.Operation.DELETE
    state = Action.State.DONE if gone_is_goal else Action.State.MOOT
    seen = Action.Seen.READ_BACK if gone_is_goal else Action.Seen.NOT_YET
    finish(action, state, seen=seen, reason="It no longer exists on the platform.")


def _when_token_lives(action: Action) -> datetime:
    """When to try again. A token that was refreshed a moment ago is not dead: the call was made with the one before."""
    if action.channel.state != Channel.State.TOKEN_DEAD:
        return timezone.now() + timedelta(seconds=30)
    wait_for_token(action.channel, lane_of(action.contribution))
    return timezone.now()


def _wait(action: Action, until: datetime) -> None:
    action.state = Action.State.PLANNED
    action.save(update_fields=["state"])
    raise work.Retry(until, outcome_unknown=False)


def _again(action: Action, reason: str, *, unknown: bool = True) -> None:
    tries = sum(one.outcome not in WAITED for one in _attempts.rows(action))
    if tries >= MOST_TRIES:
        planning.make_manual(action, f"{reason} Tried {tries} times.")
        return
    action.state = Action.State.UNKNOWN if unknown else Action.State.PLANNED
    action.reason = reason
    action.save(update_fields=["state", "reason", "result_external_id"])
    pause = timedelta(seconds=min(2 ** (tries - 1), 300))
    if unknown and planning.by_api(action) in planning.WORDS:
        pause = max(pause, LANDS_WITHIN)
    raise work.Retry(timezone.now() + pause, outcome_unknown=unknown)

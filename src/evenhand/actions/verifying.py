"""`actions.verify`: looking at what a person said that they did, where no API could do it but one can see it.

LinkedIn's deletions and X's blocks. The person's word stands; where the platform does not show it, somebody is asked to
look again. Not here: what an API did itself (performing), and the person's word (manual).
"""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from django.utils import timezone

from evenhand import work
from evenhand.actions import planning
from evenhand.actions.models import Action
from evenhand.actions.speaking import Done, Job, look
from evenhand.cases import queue
from evenhand.cases.models import Case
from evenhand.channels import services as channels
from evenhand.channels.models import Channel
from evenhand.judgement.services import hold_lane
from evenhand.platforms import errors
from evenhand.platforms.capabilities import Support, capability
from evenhand.platforms.interface import Platform, ReadBack
from evenhand.platforms.sharing import shared_transport
from evenhand.records import services as records
from evenhand.work.types import JSON, TaskInfo

CAN_BE_SEEN = {"field", "listing"}
MOST_LOOKS = 5
PAUSE = timedelta(minutes=2)
"""Between two looks: platforms show what a person did a little later."""


def look_later(action: Action) -> None:
    """Have it looked whether the platform shows what a person confirmed; nothing where it cannot be seen."""
    cell = capability(Platform(action.channel.platform), planning.by_api(action))
    seen_by_api = cell.supported == Support.MANUAL and cell.read_back in CAN_BE_SEEN
    if seen_by_api and action.channel.mode == Channel.Mode.CONNECTED:
        _look(action.pk, 1, timezone.now())


@work.effect("actions.verify")
class Verify:
    """One look at the platform; more where it does not show it yet."""

    def prepare(self, payload: dict[str, JSON], info: TaskInfo) -> JSON:
        """What to look for; None where it was seen or undone, or the channel switched, meanwhile."""
        action = Action.objects.select_related("channel", "contribution__post", "contribution__author").get(
            pk=UUID(str(payload["action_id"]))
        )
        if (action.state, action.seen) != (Action.State.DONE, Action.Seen.PERSON):
            return None
        if action.channel.mode != Channel.Mode.CONNECTED:
            return None  # switched since: nothing goes to the platform any more, and the person's word has to do
        return Job(
            account=channels.account(action.channel),
            operation=planning.by_api(action),
            target=planning.target_of(action.contribution),
            text="",
            may_have_happened=True,
            attempt_id=info.attempt,
        ).as_json()

    async def perform(self, prepared: JSON) -> JSON:
        """Look."""
        return (await look(Job.from_json(prepared), await shared_transport())).as_json()

    def settle(self, payload: dict[str, JSON], prepared: JSON, outcome: JSON | Exception) -> None:
        """Write down what is seen, look again, or ask a person to."""
        del prepared
        key = UUID(str(payload["action_id"]))
        hold_lane(Action.objects.select_related("contribution").get(pk=key).contribution)
        action = Action.objects.select_for_update(of=("self",)).get(pk=key)
        looks = int(str(payload.get("looks", 1)))
        if isinstance(outcome, Exception):
            _not_looked(key, outcome, looks)
            return
        shown = Done.from_json(outcome).shown
        if shown == ReadBack.SHOWN:
            action.seen = Action.Seen.READ_BACK
            action.save(update_fields=["seen"])
            _note(action, "action.verified")
        elif shown == ReadBack.NOT_SHOWN and looks < MOST_LOOKS:
            _look_again(key, looks)
        elif shown == ReadBack.NOT_SHOWN:
            _note(action, "action.not_shown")
            _ask(action)


def _not_looked(key: UUID, error: Exception, looks: int) -> None:
    """Try again where that may help; else the person's word has to do."""
    if isinstance(error, errors.Throttled):  # the platform did not let us look, so it was no look
        raise work.Retry(error.resume_at, error.code, outcome_unknown=False)
    if isinstance(error, errors.Transient | errors.TokenDead) and looks < MOST_LOOKS:
        _look_again(key, looks)


def _look_again(key: UUID, looks: int) -> None:
    """The next look is a task of its own, since a task counts its starts, also those at which nothing was seen."""
    _look(key, looks + 1, timezone.now() + PAUSE * looks)


def _look(key: UUID, nth: int, run_at: datetime) -> None:
    # in no lane: looking again after a while must not keep its author's other work waiting
    work.enqueue(
        "actions.verify",
        {"action_id": str(key), "looks": nth},
        key=f"verify:{key}:{nth}" if nth > 1 else f"verify:{key}",
        run_at=run_at,
        priority=4,
    )


def _ask(action: Action) -> None:
    what = action.get_operation_display().lower()
    queue.open_case(
        action.contribution,
        Case.Kind.REVIEW,
        priority=2,
        why=(f"‘{what}’ was confirmed as done by hand, but the platform does not show it. Look again.",),
    )
    queue.settle_disposition(action.contribution)


def _note(action: Action, kind: str) -> None:
    records.append(
        kind,
        subject=f"contribution:{action.contribution_id}",
        actor="machine",
        facts={"action": str(action.pk), "operation": action.operation, "seen": action.seen},
    )

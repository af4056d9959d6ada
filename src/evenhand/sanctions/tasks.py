"""The named tasks of this room: following decisions and the end of its actions; lifting unconfirmed blocks."""

from __future__ import annotations

from contextlib import suppress
from datetime import timedelta
from uuid import UUID

from django.db.models import QuerySet

from evenhand import work
from evenhand.actions.models import Action
from evenhand.cases import queue
from evenhand.cases.automatic import carry_out
from evenhand.cases.errors import RefusedError
from evenhand.cases.models import Case, Decision
from evenhand.people import visits
from evenhand.people.models import User
from evenhand.sanctions import (
    blocks,
    concerns,
    discrimination,
    endings,
    overturning,
    reviewing,
    second_word,
    strikes,
    threats,
    warnings,
)
from evenhand.sanctions.appeals import receiving, telling
from evenhand.sanctions.models import Appeal, Block
from evenhand.store.prepared import Value, prepared
from evenhand.work.types import JSON


@prepared
def _decision(key: Value) -> QuerySet[Decision]:
    rows = Decision.objects.select_related(
        "contribution__channel", "guideline", "policy_version", "version", "assessment__policy_version"
    )
    return rows.defer("policy_version__source", "assessment__policy_version__source").filter(pk=key)


@prepared
def _action(key: Value) -> QuerySet[Action]:
    return Action.objects.select_related("contribution").filter(pk=key)


@work.task("sanctions.follow")
def follow(payload: dict[str, JSON]) -> None:
    """Follow one decision {decision_id}: strike, warning, the call for a second person; or the undoing of these."""
    decision = _decision.get(int(str(payload["decision_id"])))
    if decision.verdict == Decision.Verdict.NO_BREACH:
        overturning.undo(decision)
    strike = strikes.count(decision)
    if strike is not None and "warn" in decision.measure_list():
        warnings.issue(decision, strike)
    concerns.tell(decision)
    if payload.get("then_carry_out"):
        carry_out(decision)  # after the warning's own task, in the same lane
    confirmed = decision.confirmations.exists() or discrimination.is_confirmed(decision.contribution)
    if discrimination.needs_confirmation(decision) and not confirmed:
        queue.open_case(
            decision.contribution,
            Case.Kind.CONFIRMATION,
            priority=1,
            why=("Judged discriminatory. Two people must confirm it, one of them an approver.",),
            assessment=decision.assessment,
        )
        queue.settle_disposition(decision.contribution)


@work.task("sanctions.action_ended")
def action_ended(payload: dict[str, JSON]) -> None:
    """A warn, block or unblock action ended, however it did {action_id}."""
    action = _action.get(UUID(str(payload["action_id"])))
    if action.operation == Action.Operation.WARN:
        warnings.settle(action, author_sees=bool(payload["author_sees"]))
    else:
        endings.settle(action)


@work.task("sanctions.lift_following")
def lift_following(payload: dict[str, JSON]) -> None:
    """Lift the blocks that follow one which ended, in the name of who ended it {block_id, person_id}."""
    by = User.objects.get(pk=int(str(payload["person_id"]))) if payload["person_id"] is not None else None
    blocks.lift_following(UUID(str(payload["block_id"])), by)


@work.task("sanctions.settle_claims")
def settle_claims(payload: dict[str, JSON]) -> None:
    """Close what asked whether a blocked account belongs to another blocked one {block_id}."""
    second_word.settle_claims(Block.objects.get(pk=str(payload["block_id"])))


@work.task("sanctions.appeal_found")
def appeal_found(payload: dict[str, JSON]) -> None:
    """What somebody wrote appeals against a decision, in the lane of what was decided {appeal_id, decision_id, how}.

    Somebody may have ended the appeal or overturned the decision meanwhile; then a person sees it as it is.
    """
    appeal = Appeal.objects.get(pk=int(str(payload["appeal_id"])))
    decision = Decision.objects.select_related("contribution").get(pk=int(str(payload["decision_id"])))
    with suppress(RefusedError):
        receiving.found(appeal, decision, Appeal.How(str(payload["how"])))


@work.task("sanctions.tell_appeal")
def tell_appeal(payload: dict[str, JSON]) -> None:
    """Tell whoever appealed by message how it ended, in their lane {appeal_id}."""
    rows = Appeal.objects.select_for_update(of=("self",)).select_related("message", "joined_to")
    telling.tell(rows.get(pk=int(str(payload["appeal_id"]))))


@work.sweep("sanctions.forget_visits", every=timedelta(hours=1))
def forget_visits() -> None:
    """Which addresses used the form of appeals is forgotten with the day."""
    visits.forget()


@work.sweep("sanctions.review_blocks", every=timedelta(hours=1), in_transaction=False)
def review_blocks() -> None:
    """Blocks whose review date has come are looked at again; one lane at a time, each in its own transaction."""
    reviewing.ask_what_is_due()
    reviewing.end_without_block()
    second_word.end_unasked()


@work.sweep("sanctions.lift_unconfirmed", every=timedelta(minutes=5), in_transaction=False)
def lift_unconfirmed() -> None:
    """Emergency blocks that nobody confirmed within a working day are lifted by themselves."""
    threats.lift_unconfirmed()

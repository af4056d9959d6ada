"""Loosening each guard makes the histories fail: they see the harm, so their silence elsewhere means something."""

from __future__ import annotations

import os
from collections.abc import Callable

import pytest
from django.db import DatabaseError, connection
from tests.properties.test_promises import Histories, histories, run
from tests.properties.world import World

from evenhand.actions import performing, planning
from evenhand.actions.speaking import Done, Job, speak
from evenhand.cases import automatic, queue, routing
from evenhand.cases.models import Decision
from evenhand.intake.models import Contribution
from evenhand.judgement.models import Assessment
from evenhand.platforms.interface import ReadBack
from evenhand.platforms.transport import Transport
from evenhand.sanctions import discrimination, strikes, warnings
from evenhand.sanctions.blocks import plan_block
from evenhand.sanctions.models import Confirmation, DiscriminationGround, Strike, Warning

__all__ = ["histories"]  # the fixture, used by name below

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.no_cover,
    pytest.mark.skipif(
        connection.vendor == "postgresql" and not os.environ.get("EVENHAND_DEEP"),
        reason="loosened on SQLite in each run, on PostgreSQL in the deep one",
    ),
]
ENOUGH = 200

Loosen = Callable[[pytest.MonkeyPatch], None]


def _checks(patch: pytest.MonkeyPatch, *names: tuple[str, str]) -> None:
    patch.setattr(World, "loosened", names)


def ten_minutes(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(strikes, "TEN_MINUTES_US", -(10**12))
    _checks(patch, ("sanctions_ladderground", "ladder_breach_is_later"))


def undelivered_warnings_count(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(warnings, "_undeliverable", lambda warning, _reason: warnings._delivered(warning, warning.action))


def warnings_never_lapse(patch: pytest.MonkeyPatch) -> None:
    _checks(patch, ("sanctions_ladderground", "ladder_warning_not_lapsed"))
    found = Warning.objects

    def before(strike: Strike) -> Warning | None:
        return found.filter(author=strike.author, state="delivered").exclude(strike=strike).first()

    patch.setattr(strikes, "warning_before", before)


def tries_again_blindly(patch: pytest.MonkeyPatch) -> None:
    async def blind(job: Job, transport: Transport) -> Done:
        return await speak(
            Job(job.account, job.operation, job.target, job.text, may_have_happened=False, attempt_id=job.attempt_id),
            transport,
        )

    patch.setattr(performing, "speak", blind)


def done_on_hope(patch: pytest.MonkeyPatch) -> None:
    async def hopeful(job: Job, transport: Transport) -> Done:
        done = await speak(job, transport)
        return Done(ReadBack.SHOWN, done.external_id)

    patch.setattr(performing, "speak", hopeful)


def questions_are_swallowed(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(routing, "_asked", lambda _intents: [])


def people_at_risk_are_struck(patch: pytest.MonkeyPatch) -> None:
    def counts(decision: Decision) -> bool:
        return decision.verdict == "breach" and decision.person_id is not None and decision.guideline.makes_strike

    patch.setattr(strikes, "_counts", counts)
    _checks(patch, ("sanctions_strike", "strike_never_at_risk"))


def one_person_is_enough(patch: pytest.MonkeyPatch) -> None:
    real = discrimination._ground

    def alone(decision: Decision, words: list[Confirmation]) -> DiscriminationGround | None:
        return real(decision, words) if len(words) > 1 else _ground_of_one(decision, words[0])

    patch.setattr(discrimination, "_ground", alone)
    _checks(patch, ("sanctions_discriminationground", "discrimination_two_people"))


def _ground_of_one(decision: Decision, word: Confirmation) -> DiscriminationGround | None:
    contribution = decision.contribution
    if not word.as_approver or contribution.author_id is None:
        return None
    ground = DiscriminationGround.objects.create(
        decision=decision,
        contribution=contribution,
        author_id=contribution.author_id,
        channel_id=contribution.channel_id,
        guideline=decision.guideline,
        first=word,
        first_person_id=word.person_id,
        first_as_approver=True,
        second=word,
        second_person_id=word.person_id,
        characteristic=word.characteristic,
    )
    plan_block(decision, word.person, discrimination=ground)
    return ground


def hides_without_evidence(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(planning, "NEEDS_EVIDENCE", set())
    _checks(patch, ("actions_action", "action_evidence_first"))


def the_machine_hides_messages(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(Contribution, "is_private", property(lambda _self: False))
    patch.setattr(automatic, "_people_kept", lambda _contribution: False)
    real = automatic.route

    def route(assessment: Assessment) -> None:
        assessment.automatic = "hide" if assessment.findings else ""
        for finding in assessment.findings:
            finding["automatic"] = True
        real(assessment)

    patch.setattr("evenhand.cases.tasks.route_assessment", route)


def nobody_says_where_it_stands(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(automatic, "settle_disposition", lambda _contribution: None)
    patch.setattr(queue, "settle_disposition", lambda _contribution: None)


def blocks_need_no_ground(patch: pytest.MonkeyPatch) -> None:
    _checks(patch, ("sanctions_block", "block_has_one_ground"))


def actions_that_block_need_no_block(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(World, "without_triggers", True)


LOOSENED: list[Loosen] = [
    ten_minutes,
    undelivered_warnings_count,
    warnings_never_lapse,
    tries_again_blindly,
    done_on_hope,
    questions_are_swallowed,
    people_at_risk_are_struck,
    one_person_is_enough,
    hides_without_evidence,
    the_machine_hides_messages,
    nobody_says_where_it_stands,
    blocks_need_no_ground,
    actions_that_block_need_no_block,
]


SLOW = {ten_minutes, tries_again_blindly, done_on_hope, people_at_risk_are_struck, blocks_need_no_ground}


@pytest.mark.parametrize(
    "loosen",
    [pytest.param(one, id=one.__name__, marks=pytest.mark.deep if one in SLOW else ()) for one in LOOSENED],
)
def test_a_loosened_guard_is_found(loosen: Loosen, histories: type[Histories], monkeypatch: pytest.MonkeyPatch) -> None:
    loosen(monkeypatch)
    with pytest.raises((AssertionError, DatabaseError)):
        run(histories, ENOUGH)

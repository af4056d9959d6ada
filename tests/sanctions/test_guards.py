"""Promise 1 in the tables: each way to a block without its ground is refused by the database itself."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone
from tests import factories as make

from evenhand.sanctions.models import Block, DiscriminationGround, LadderGround, Strike, ThreatGround, Warning
from evenhand.sanctions.times import microseconds

pytestmark = pytest.mark.django_db


def refused(attempt: Callable[[], object]) -> None:
    """The attempt fails by the database's own rule, and nothing of it stays."""
    with pytest.raises(IntegrityError), transaction.atomic():
        attempt()


def ladder(minutes: int = 30, days: int = 0, *, state: str = "delivered", dated: bool = True) -> dict[str, object]:
    """The parts of a ladder ground: a delivered warning, then a breach so much later."""
    policy, writer = make.policy_version(), make.author()
    first = make.strike(make.decision(make.contribution(by=writer), policy))
    warning = make.warning(first, state=state)
    later_at = make.NOON + timedelta(minutes=minutes, days=days)
    later = make.strike(make.decision(make.contribution(by=writer, at=later_at), policy), dated=dated)
    return {
        "warning": warning,
        "strike": later,
        "author": writer,
        "channel": writer.channel,
        "nature": "abuse",
        "delivered_us": microseconds(make.NOON),
        "lapses_us": microseconds(make.NOON + timedelta(days=365)),
        "breach_us": microseconds(later_at),
    }


def block(on: LadderGround, **changes: object) -> Block:
    fields: dict[str, object] = {
        "author": on.author,
        "channel": on.channel,
        "ground": "ladder",
        "ladder": on,
        "approved_by": make.person("approver"),
        "review_on": timezone.localdate(),
    }
    return Block.objects.create(**{**fields, **changes})


def test_a_delivered_warning_and_a_later_breach_make_a_ground_and_a_block() -> None:
    assert block(LadderGround.objects.create(**ladder())).pk


@pytest.mark.parametrize("minutes", [-60, 0, 9, 10])
def test_a_breach_before_delivery_or_within_ten_minutes_is_no_ground(minutes: int) -> None:
    parts = ladder(minutes)
    refused(lambda: LadderGround.objects.create(**parts))


def test_a_lapsed_warning_is_no_ground() -> None:
    parts = ladder(days=366)
    refused(lambda: LadderGround.objects.create(**parts))


@pytest.mark.parametrize("state", ["planned", "sent", "undeliverable", "withdrawn"])
def test_a_warning_not_delivered_is_no_ground(state: str) -> None:
    parts = ladder(state=state)
    refused(lambda: LadderGround.objects.create(**parts))


def test_a_warning_that_was_not_delivered_has_no_time_of_delivery() -> None:
    warning = make.warning(make.strike(make.decision(make.contribution(), make.policy_version())), state="sent")
    refused(lambda: Warning.objects.filter(pk=warning.pk).update(delivered_us=1, lapses_us=2))


def test_a_delivered_warning_cannot_change_under_its_ground() -> None:
    ground = LadderGround.objects.create(**ladder())
    for change in ({"state": "sent"}, {"delivered_us": 1}, {"delivered_us": None}, {"nature": "commerce"}):
        refused(lambda change=change: Warning.objects.filter(pk=ground.warning_id).update(**change))  # type: ignore[misc]  # a default binds the loop's value
    refused(lambda: Strike.objects.filter(pk=ground.strike_id).update(dated_us=1))


def test_it_can_be_withdrawn_and_is_no_ground_for_another() -> None:
    ground = LadderGround.objects.create(**ladder())
    Warning.objects.filter(pk=ground.warning_id).update(state="withdrawn")
    refused(lambda: Warning.objects.filter(pk=ground.warning_id).update(state="delivered"))
    later = make.contribution(by=ground.author, at=make.NOON + timedelta(hours=1))
    strike = make.strike(make.decision(later, ground.warning.policy_version))
    parts = {
        "warning": ground.warning,
        "strike": strike,
        "author": ground.author,
        "channel": ground.channel,
        "nature": "abuse",
        "delivered_us": ground.delivered_us,
        "lapses_us": ground.lapses_us,
        "breach_us": strike.dated_us,
    }
    refused(lambda: LadderGround.objects.create(**parts))


@pytest.mark.parametrize(
    ("name", "value"), [("nature", "commerce"), ("breach_us", 2**60), ("delivered_us", 5), ("lapses_us", 2**61)]
)
def test_a_ground_cannot_claim_what_its_rows_do_not_say(name: str, value: object) -> None:
    parts = ladder()
    refused(lambda: LadderGround.objects.create(**{**parts, name: value}))


def test_a_ground_of_another_author_or_channel_is_refused() -> None:
    parts, stranger = ladder(), make.author()
    refused(lambda: LadderGround.objects.create(**{**parts, "author": stranger}))
    refused(lambda: LadderGround.objects.create(**{**parts, "channel": stranger.channel}))
    ground = LadderGround.objects.create(**parts)
    refused(lambda: block(ground, author=stranger))
    refused(lambda: block(ground, channel=stranger.channel))


def test_a_breach_without_a_platform_date_is_no_ground() -> None:
    parts = ladder(dated=False)
    refused(lambda: LadderGround.objects.create(**parts))


def test_a_block_needs_exactly_its_one_ground() -> None:
    ground = LadderGround.objects.create(**ladder())
    refused(lambda: block(ground, ladder=None))
    refused(lambda: block(ground, ground="discrimination"))
    refused(lambda: block(ground, ground="because"))
    refused(lambda: block(ground, approved_by=None))


def discrimination(**changes: object) -> dict[str, object]:
    policy = make.policy_version()
    decided = make.decision(make.contribution(), policy, "discrimination", measures="hide")
    first, second = make.person("moderator"), make.person("approver")
    fields: dict[str, object] = {
        "decision": decided,
        "contribution": decided.contribution,
        "author": decided.contribution.author,
        "channel": decided.contribution.channel,
        "guideline": decided.guideline,
        "first": make.confirmation(decided, first, approver=False),
        "first_person": first,
        "second": make.confirmation(decided, second, approver=True),
        "second_person": second,
        "characteristic": "race",
    }
    return {**fields, **changes}


def test_two_people_and_a_characteristic_make_a_ground() -> None:
    ground = DiscriminationGround.objects.create(**discrimination())
    made = Block.objects.create(
        author=ground.author,
        channel=ground.channel,
        ground="discrimination",
        discrimination=ground,
        approved_by=ground.second_person,
        review_on=timezone.localdate(),
    )
    assert made.pk


def test_one_person_twice_is_no_ground() -> None:
    parts = discrimination()
    parts["first"], parts["first_person"], parts["first_as_approver"] = parts["second"], parts["second_person"], True
    refused(lambda: DiscriminationGround.objects.create(**parts))


@pytest.mark.parametrize(
    ("name", "value"),
    [("characteristic", "age"), ("second_as_approver", False), ("track", "warn_first"), ("first_as_approver", True)],
)
def test_a_discrimination_ground_must_match_the_confirmations(name: str, value: object) -> None:
    parts = discrimination(**{name: value})
    refused(lambda: DiscriminationGround.objects.create(**parts))


def test_only_the_zero_tolerance_track_blocks_without_warning() -> None:
    policy = make.policy_version()
    decided = make.decision(make.contribution(), policy, "harassment", measures="hide")
    first, second = make.person("moderator"), make.person("approver")
    parts = {
        **discrimination(),
        "decision": decided,
        "contribution": decided.contribution,
        "author": decided.contribution.author,
        "channel": decided.contribution.channel,
        "guideline": decided.guideline,
        "first": make.confirmation(decided, first, approver=False),
        "first_person": first,
        "second": make.confirmation(decided, second, approver=True),
        "second_person": second,
    }
    refused(lambda: DiscriminationGround.objects.create(**parts))


def test_an_invented_characteristic_cannot_be_confirmed() -> None:
    decided = make.decision(make.contribution(), make.policy_version(), "discrimination", measures="hide")
    refused(lambda: make.confirmation(decided, make.person("moderator"), approver=False, characteristic="opinions"))


def test_an_emergency_block_is_for_threats_only_and_its_senior_cannot_confirm() -> None:
    policy, senior = make.policy_version(), make.person("approver")
    threat = make.decision(make.contribution(), policy, "threat", measures="hide")
    rude = make.decision(make.contribution(), policy, "harassment", measures="hide")
    shared = {"senior": senior, "reason": "He names her street.", "confirm_by": timezone.now()}

    def ground(of: object, **more: object) -> ThreatGround:
        fields = {
            "decision": of,
            "contribution": of.contribution,  # type: ignore[attr-defined]  # a Decision
            "author": of.contribution.author,  # type: ignore[attr-defined]  # a Decision
            "channel": of.contribution.channel,  # type: ignore[attr-defined]  # a Decision
            "guideline": of.guideline,  # type: ignore[attr-defined]  # a Decision
        }
        return ThreatGround.objects.create(**{**fields, **shared, **more})

    refused(lambda: ground(rude))
    refused(lambda: ground(threat, code="harassment"))
    refused(lambda: ground(threat, reason=""))
    refused(lambda: ground(threat, confirmed_by=senior, confirmed_at=timezone.now()))
    assert ground(threat).pk


@pytest.mark.parametrize("code", ["self_harm_detail", "none"])
def test_a_guideline_that_makes_no_strike_makes_none(code: str) -> None:
    decided = make.decision(make.contribution(), make.policy_version(), code, measures="hide")
    refused(lambda: make.strike(decided))


def test_a_person_at_risk_is_never_struck() -> None:
    decided = make.decision(make.contribution(), make.policy_version(), at_risk=True)
    refused(lambda: make.strike(decided))


def test_what_was_not_a_breach_makes_no_strike() -> None:
    decided = make.decision(make.contribution(), make.policy_version(), verdict="no_breach", measures="")
    refused(lambda: make.strike(decided))


def test_an_action_that_blocks_needs_its_block_by_raw_sql_too() -> None:
    policy = make.policy_version()
    decided = make.decision(make.contribution(), policy)
    ground = LadderGround.objects.create(**ladder())
    real = block(ground)
    refused(lambda: make.action(decided, "block"))
    refused(lambda: make.action(decided, "block", authority=real.pk))  # another author's block
    allowed = make.action(ground.strike.decision, "block", authority=real.pk)
    other = make.action(decided, "warn")

    def turn_into_block() -> None:
        with connection.cursor() as cursor:
            cursor.execute("UPDATE actions_action SET operation = 'block' WHERE key = %s", [other.key])

    refused(turn_into_block)
    assert allowed.pk

"""Who decides an appeal, in the tables: whoever had any part in what it is against is refused by the database."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone
from tests import factories as make

from evenhand.cases.models import Decision
from evenhand.people.models import User
from evenhand.sanctions.appeals.taking_part import no_fresh_look, part_of
from evenhand.sanctions.models import Appeal, Block, Confirmation

pytestmark = pytest.mark.django_db


def refused(step: Callable[[], object]) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        step()


def first_decider() -> tuple[Decision, User]:
    decided = make.decision(make.contribution(), make.policy_version())
    assert decided.person is not None
    return decided, decided.person


def earlier_decider() -> tuple[Decision, User]:
    person = make.person("moderator")
    of, policy = make.contribution(), make.policy_version()
    make.decision(of, policy, by=person)
    return make.decision(of, policy, "obscenity", by=make.person("moderator")), person


def later_decider() -> tuple[Decision, User]:
    person = make.person("moderator")
    of, policy = make.contribution(), make.policy_version()
    decided = make.decision(of, policy)
    make.decision(of, policy, "obscenity", by=person)
    return decided, person


def block_approver_on_the_later_breach() -> tuple[Decision, User]:
    ground = make.laddered()
    return ground.strike.decision, Block.objects.get(ladder=ground).approved_by


def block_approver_on_the_warning() -> tuple[Decision, User]:
    ground = make.laddered()
    return ground.warning.strike.decision, Block.objects.get(ladder=ground).approved_by


def confirmer() -> tuple[Decision, User]:
    ground = make.confirmed_by_two()
    return ground.decision, Confirmation.objects.order_by("pk")[0].person


def block_approver_on_discrimination() -> tuple[Decision, User]:
    ground = make.confirmed_by_two()
    return ground.decision, Block.objects.get(discrimination=ground).approved_by


def senior() -> tuple[Decision, User]:
    ground = make.ordered_and_lifted()
    return ground.decision, ground.senior


def confirmer_of_the_threat() -> tuple[Decision, User]:
    ground = make.ordered_and_lifted()
    assert ground.confirmed_by is not None
    return ground.decision, ground.confirmed_by


def turned_down_once() -> tuple[Appeal, User]:
    """An appeal that somebody turned down, and who."""
    decided, person = make.decision(make.contribution(), make.policy_version()), make.person("moderator")
    earlier = make.ended(make.appeal(decided), "turned_down", person)
    make.case_closed(decided.contribution, "appeal")
    return earlier, person


PARTS = [
    first_decider,
    earlier_decider,
    later_decider,
    block_approver_on_the_later_breach,
    block_approver_on_the_warning,
    confirmer,
    block_approver_on_discrimination,
    senior,
    confirmer_of_the_threat,
]


@pytest.mark.parametrize("part", PARTS, ids=lambda one: one.__name__)
@pytest.mark.parametrize("state", ["upheld", "turned_down", "repeated"])
def test_who_had_a_part_does_not_decide(part: Callable[[], tuple[Decision, User]], state: str) -> None:
    decided, person = part()
    if state == "repeated":
        make.ended(make.appeal(decided), "turned_down", make.person("approver"))
        make.case_closed(decided.contribution, "appeal")
    appeal = make.appeal(decided)
    assert part_of(person, decided).startswith("You ")
    refused(lambda: make.ended(appeal, state, person))
    another = make.person("approver")
    assert part_of(another, decided) == ""
    fresh = Appeal.objects.get(pk=appeal.pk)
    assert make.ended(fresh, state, another).state == state


def test_who_turned_one_down_ends_the_next_but_does_not_turn_it_down() -> None:
    for state in ("upheld", "repeated"):
        earlier, person = turned_down_once()
        assert earlier.decision is not None
        assert (part_of(person, earlier.decision), bool(no_fresh_look(person, earlier.decision))) == ("", True)
        again = make.appeal(earlier.decision)
        refused(partial(make.ended, Appeal.objects.get(pk=again.pk), "turned_down", person))
        assert make.ended(again, state, person).state == state


def test_a_third_look_afresh_is_refused_whoever_takes_it() -> None:
    again, another = make.turned_down_twice(), make.person("approver")
    assert again.decision is not None
    assert no_fresh_look(another, again.decision).startswith("Two people")
    refused(partial(make.ended, Appeal.objects.get(pk=again.pk), "turned_down", another))
    assert make.ended(again, "repeated", another).repeats is not None


def test_nothing_new_needs_one_that_was_turned_down_against_the_same() -> None:
    earlier, _ = turned_down_once()
    elsewhere, _ = turned_down_once()
    another = make.person("approver")
    again = make.appeal(earlier.decision)
    for wrong in (None, elsewhere, again):
        refused(partial(make.ended, Appeal.objects.get(pk=again.pk), "repeated", another, repeats=wrong))
    refused(partial(make.ended, Appeal.objects.get(pk=again.pk), "turned_down", another, repeats=earlier))
    assert make.ended(again, "repeated", another, repeats=earlier).repeats == earlier


def test_one_of_several_steps_out_and_another_takes_its_place() -> None:
    first = make.appeal()
    second = make.appeal(first.decision, case=first.case, state="joined", joined_to=first)
    refused(
        partial(make.ended, Appeal.objects.get(pk=second.pk), "turned_down", make.person("approver"), joined_to=None)
    )
    first.state, first.reasons, first.ended_at = Appeal.State.WITHDRAWN, "She rang.", timezone.now()
    first.save()
    second.state, second.joined_to = Appeal.State.OPEN, None
    second.save()
    assert Appeal.objects.get(state="open") == second


def test_anybody_may_note_that_it_was_taken_back() -> None:
    decided, person = first_decider()
    appeal = make.appeal(decided)
    appeal.state, appeal.reasons, appeal.ended_at = Appeal.State.WITHDRAWN, "She rang.", timezone.now()
    appeal.save()
    assert part_of(person, decided)


def test_the_first_decider_is_the_decisions_own() -> None:
    decided, _ = first_decider()
    refused(lambda: make.appeal(decided, first_decider=make.person("moderator")))
    refused(lambda: make.appeal(decided, first_decider=None))
    refused(lambda: make.appeal(decided, first_decider=None, first_actor="machine"))


def test_an_appeal_is_against_a_breach_of_its_own_text() -> None:
    decided, _ = first_decider()
    other = make.contribution()
    kept = make.decision(make.contribution(), make.policy_version(), "none", verdict="no_breach", measures="")
    refused(lambda: make.appeal(kept))
    refused(lambda: make.appeal(decided, contribution=other))
    refused(lambda: make.appeal(decided, version=other.versions.get()))


def test_a_decision_is_overturned_once() -> None:
    decided, _ = first_decider()
    make.ended(make.appeal(decided), "upheld", make.person("moderator"))
    make.case_closed(decided.contribution, "appeal")
    again = make.appeal(decided)
    refused(lambda: make.ended(again, "upheld", make.person("moderator")))


def test_two_are_never_open_against_one_decision() -> None:
    decided, _ = first_decider()
    first = make.appeal(decided)
    refused(lambda: make.appeal(decided, case=first.case))


def test_upheld_is_a_decision_of_that_person_on_that_version() -> None:
    decided, _ = first_decider()
    person, policy = make.person("moderator"), decided.policy_version
    appeal = make.appeal(decided)
    by_another = make.decision(decided.contribution, policy, "none", verdict="no_breach", measures="")
    elsewhere = make.decision(make.contribution(), policy, "none", by=person, verdict="no_breach", measures="")
    breach = make.decision(make.contribution(), policy, by=person)
    for outcome in (None, by_another, elsewhere, breach):
        fresh = Appeal.objects.get(pk=appeal.pk)
        refused(partial(make.ended, fresh, "upheld", person, outcome=outcome))


@pytest.mark.parametrize("gap", [{"reasons": ""}, {"letter": ""}, {"ended_at": None}, {"decided_by": None}])
def test_an_appeal_never_ends_without_reasons_letter_time_and_person(gap: dict[str, object]) -> None:
    appeal = make.appeal()
    refused(lambda: make.ended(appeal, "turned_down", make.person("moderator"), **gap))


def test_an_appeal_by_message_has_one_and_no_other_has() -> None:
    message = make.contribution(kind="direct_message")
    refused(lambda: make.appeal(way="message"))
    refused(lambda: make.appeal(way="form", message=message))

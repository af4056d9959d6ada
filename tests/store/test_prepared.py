"""A prepared query gives what the query would, each time it is asked and whatever values it is given."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.db.models import QuerySet
from django.test.utils import CaptureQueriesContext
from tests import factories as make

from evenhand.actions.models import Action
from evenhand.cases.models import Case
from evenhand.channels.models import Channel
from evenhand.intake.models import Contribution, Version
from evenhand.judgement.models import PolicyVersion
from evenhand.store.prepared import Value, prepared

pytestmark = pytest.mark.django_db


@prepared
def _cases(contribution: Value, state: Value) -> QuerySet[Case]:
    rows = Case.objects.filter(contribution=contribution, state=state)
    return rows.select_related("contribution__channel", "contribution__post", "assessment").order_by("-pk")


@prepared
def _of_kind(contribution: Value, kind: Value) -> QuerySet[Case]:
    return Case.objects.filter(contribution=contribution, kind=kind, state="open")


@prepared
def _action(key: Value) -> QuerySet[Action]:
    return Action.objects.select_for_update(of=("self",)).select_related("channel").filter(pk=key)


@prepared
def _seen_since(moment: Value) -> QuerySet[Version]:
    return Version.objects.filter(seen_at__gte=moment).exclude(change="removed")


@prepared
def _policy(key: Value) -> QuerySet[PolicyVersion]:
    return PolicyVersion.objects.defer("source").filter(pk=key)


def test_rows_are_what_the_query_gives_with_all_that_is_joined_to_them() -> None:
    contribution, other = make.contribution(), make.contribution()
    first, second = make.case(contribution), make.case(contribution, "question")
    make.case(other)
    rows = _cases.rows(contribution, "open")
    assert rows == [second, first]
    assert _cases.rows(other.pk, Case.State.CLOSED) == []
    with CaptureQueriesContext(
        connection,
    ) as asked:
        assert rows[0].contribution.channel.platform == contribution.channel.platform
        assert rows[0].contribution.post == contribution.post
        assert rows[0].assessment is None
    assert len(asked) == 0
    same = Case.objects.get(pk=second.pk)
    for field in Case._meta.concrete_fields:
        assert getattr(rows[0], field.attname) == getattr(same, field.attname), field.name


def test_a_row_is_saved_and_its_other_fields_are_loaded_as_any_other() -> None:
    version = make.policy_version()
    found = _policy.get(version.pk)
    assert found.get_deferred_fields() == {"source"}
    assert found.source == version.source
    case = make.case(make.contribution())
    again = _of_kind.get(case.contribution, case.kind)
    again.priority = 1
    again.save(update_fields=["priority"])
    case.refresh_from_db()
    assert case.priority == 1


def test_the_first_is_the_first_of_the_order_or_else_of_the_keys() -> None:
    contribution = make.contribution()
    first, second = make.case(contribution), make.case(contribution, "question")
    assert _cases.first(contribution, "open") == second
    assert _cases.first(contribution, "closed") is None
    make.version(contribution, "Other words.", number=2)
    found = _seen_since.first(make.NOON - timedelta(days=10**4))
    assert found is not None
    assert found.number == 1
    assert first.pk < second.pk


def test_one_is_asked_for_and_one_is_given() -> None:
    contribution = make.contribution()
    make.case(contribution), make.case(contribution, "question")
    assert _of_kind.get(contribution, "question").kind == "question"
    with pytest.raises(Case.DoesNotExist):
        _of_kind.get(contribution, "appeal")
    with pytest.raises(Case.MultipleObjectsReturned):
        _cases.get(contribution, "open")


def test_whether_there_is_any() -> None:
    contribution = make.contribution()
    make.case(contribution)
    assert _cases.exists(contribution, "open")
    assert not _cases.exists(contribution, "closed")


def test_times_keys_and_words_go_in_as_they_would_into_the_query() -> None:
    version = make.contribution().versions.get()
    assert _seen_since.rows(version.seen_at) == [version]
    assert _seen_since.rows(version.seen_at + timedelta(microseconds=1)) == []
    action = make.action(make.decision(make.contribution(), make.policy_version()))
    with transaction.atomic():
        assert _action.get(action.pk) == _action.get(action) == action
        assert _action.first(uuid4()) is None


def test_what_is_there_is_found_and_what_is_not_is_made_once() -> None:
    contribution = make.contribution()
    made, created = _of_kind.get_or_make(contribution, "review", make=lambda: make.case(contribution))
    assert created
    found, created = _of_kind.get_or_make(contribution, "review", make=lambda: make.case(contribution))
    assert (found, created) == (made, False)


def test_whoever_comes_second_in_a_race_gets_the_row_of_the_first() -> None:
    contribution = make.contribution()

    def another_was_faster() -> Case:
        make.case(contribution)
        raise IntegrityError("unique")

    with pytest.raises(IntegrityError):  # what the other made is undone with this one's savepoint: nothing is there
        _of_kind.get_or_make(contribution, "review", make=another_was_faster)
    assert not _of_kind.exists(contribution, "review")


def test_none_is_refused_and_so_are_too_few_values() -> None:
    with pytest.raises(TypeError, match="isnull"):
        _of_kind.first(None, "review")
    with pytest.raises(TypeError, match="takes 2 values"):
        _of_kind.first(1)


def test_a_query_that_cannot_be_prepared_is_refused() -> None:
    @prepared
    def some() -> QuerySet[Contribution]:
        return Contribution.objects.all()[:3]

    @prepared
    def fetching() -> QuerySet[Contribution]:
        return Contribution.objects.prefetch_related("versions")

    for query in (some, fetching):
        with pytest.raises(TypeError, match="cannot be prepared"):
            query.rows()


@pytest.mark.django_db(transaction=True)
def test_rows_are_locked_in_a_transaction_only() -> None:
    action = make.action(make.decision(make.contribution(), make.policy_version()))
    with transaction.atomic():
        _action.get(action.pk)  # so that it is compiled
        with CaptureQueriesContext(connection) as asked:
            _action.get(action.pk)
    locks = connection.features.has_select_for_update
    assert ("FOR UPDATE OF" in asked[0]["sql"]) == locks
    if locks:
        with pytest.raises(DatabaseError, match="outside of a transaction"):
            _action.get(action.pk)
    else:
        assert _action.get(action.pk) == action


@prepared
def _channel(platform: Value) -> QuerySet[Channel]:
    return Channel.objects.filter(platform=platform)


def test_a_query_without_order_is_compiled_once_and_gives_what_is_there_each_time() -> None:
    assert _channel.first("x") is None
    made = make.channel("x")
    assert _channel.first("x") == made

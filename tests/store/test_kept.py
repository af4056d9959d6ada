"""Rows of the models that are written often are written as Django writes them, by statements compiled once."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import DatabaseError, IntegrityError, connection, models, transaction
from django.db.models import F
from django.db.models.functions import Lower
from django.test.utils import CaptureQueriesContext
from tests import factories as make

from evenhand.actions.models import Action
from evenhand.channels.models import Channel
from evenhand.intake.models import Author, Contribution
from evenhand.store.kept import Kept

pytestmark = pytest.mark.django_db


def _as_django_does(row: models.Model) -> dict[str, Any]:
    """What Django itself reads back of the row."""
    return type(row)._base_manager.filter(pk=row.pk).values().get()


def _rows() -> list[models.Model]:
    policy = make.policy_version()
    strike = make.strike(make.decision(make.contribution(), policy))
    warning, case = make.warning(strike), make.case(make.contribution())
    return [case, warning, warning.action or case, strike, strike.decision, strike.assessment, strike.contribution]


def test_each_field_of_a_new_row_is_what_was_given() -> None:
    for row in _rows():
        assert isinstance(row, Kept)
        told = _as_django_does(row)
        for field in row._meta.concrete_fields:
            assert told[field.attname] == getattr(row, field.attname), (row, field.name)


def test_the_statements_are_the_ones_that_django_would_run() -> None:
    author = make.author()
    plain: Any = super(Kept, author)
    with CaptureQueriesContext(connection) as ours:
        Author.objects.create(
            channel=author.channel, external_id="a", display_name="It's 100 % 'Ann'", first_seen_at=make.NOON
        )
        author.display_name = "Bob"
        author.save(update_fields=["display_name"])
    fields = [one for one in author._meta.local_concrete_fields if not one.primary_key]
    again = Author(channel=author.channel, external_id="b", display_name="It's 100 % 'Ann'", first_seen_at=make.NOON)
    with CaptureQueriesContext(connection) as theirs:
        inner: Any = super(Kept, again)
        inner._do_insert(Author._base_manager, "default", fields, [author._meta.pk], raw=False)
        name = author._meta.get_field("display_name")
        plain._do_update(
            Author._base_manager.all(),
            "default",
            author.pk,
            [(name, None, "Bob")],
            ["display_name"],
            forced_update=True,
        )
    table = f'"{author._meta.db_table}".'
    said = [[one["sql"].replace(table, "").replace("'b'", "'a'") for one in asked] for asked in (ours, theirs)]
    assert said[0] == said[1]
    assert Author.objects.filter(display_name="It's 100 % 'Ann'").count() == 2


def test_only_the_fields_named_are_written() -> None:
    row = make.contribution()
    row.permalink, row.platform_state = "https://www.example.com/1", "hidden"
    row.save(update_fields=["platform_state"])
    again = Contribution.objects.get(pk=row.pk)
    assert (again.platform_state, again.permalink) == ("hidden", "")
    row.save()
    assert Contribution.objects.get(pk=row.pk).permalink == "https://www.example.com/1"


def test_nothing_becomes_null() -> None:
    row = make.contribution()
    row.author = None
    row.save(update_fields=["author"])
    assert Contribution.objects.filter(pk=row.pk, author__isnull=True).exists()


def test_a_row_that_is_gone_is_not_written_quietly() -> None:
    row = make.author()
    Author.objects.filter(pk=row.pk).delete()
    with pytest.raises(DatabaseError, match="did not affect any rows"), transaction.atomic():
        row.save(update_fields=["handle"])


def test_a_key_that_was_given_is_kept_and_a_second_one_refused() -> None:
    action = make.action(make.decision(make.contribution(), make.policy_version()), "reply")
    assert Action.objects.get(pk=action.pk) == action
    author = make.author()
    with pytest.raises(IntegrityError), transaction.atomic():
        Author.objects.create(channel=author.channel, external_id=author.external_id)


def test_an_expression_and_a_secret_go_djangos_way() -> None:
    row = make.author()
    row.display_name = "ANN"
    row.save()
    row.display_name = Lower(F("display_name"))
    row.save(update_fields=["display_name"])
    assert Author.objects.get(pk=row.pk).display_name == "ann"
    channel = make.channel()
    assert [one.name for one in Channel._meta.concrete_fields if hasattr(one, "get_placeholder")]
    channel.name = "Another"
    channel.save()
    assert Channel.objects.get(pk=channel.pk).name == "Another"

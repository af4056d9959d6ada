"""No column that could hold somebody's words is forgotten: every text, JSON and binary column stands on the map."""

from __future__ import annotations

from typing import Any

import pytest
from django.apps import apps
from django.db import models

from evenhand.rights.blanking import OF_VERSION
from evenhand.rights.erasure_map import ERASURE_MAP
from evenhand.rights.rules import Erase, Table

HOLDS_WORDS = (models.CharField, models.TextField, models.JSONField, models.BinaryField, models.FileField)
MODELS: dict[str, Any] = {model._meta.label: model for model in apps.get_models(include_auto_created=True)}


def columns(model: Any) -> set[str]:  # noqa: ANN401 (a model's class)
    """What of a model could hold words: no keys to other tables, which hold what those hold."""
    fields = model._meta.local_concrete_fields
    return {
        field.name for field in fields if isinstance(field, HOLDS_WORDS) and not isinstance(field, models.ForeignKey)
    } - ({"name"} if model._meta.label in {"work.Lane", "work.Sweep"} else set())


@pytest.mark.parametrize("label", sorted(MODELS))
def test_every_column_is_on_the_map(label: str) -> None:
    found = columns(MODELS[label])
    told = ERASURE_MAP.get(label, Table()).columns()
    missing = sorted(found - told)
    assert not missing, (
        f"{label} has {missing}, which the erasure map does not know. Say in rights/erasure_map.py how it is erased, "
        "or why it holds nothing of the public."
    )


@pytest.mark.parametrize("label", sorted(ERASURE_MAP))
def test_the_map_speaks_of_nothing_that_is_not_there(label: str) -> None:
    assert label in MODELS
    names = {field.name for field in MODELS[label]._meta.local_concrete_fields}
    assert sorted(ERASURE_MAP[label].columns() - names) == []


def test_each_column_is_told_of_once() -> None:
    for label, table in ERASURE_MAP.items():
        named = [name for one in table.erase for name in one.columns]
        twice = set(table.nothing) & {*named, *table.by_code} | set(named) & set(table.by_code)
        assert not twice, f"{label}: {sorted(twice)}"


@pytest.mark.django_db
@pytest.mark.parametrize(("label", "number"), [(k, n) for k, t in ERASURE_MAP.items() for n, _ in enumerate(t.erase)])
def test_each_rule_finds_its_rows(label: str, number: int) -> None:
    rule: Erase = ERASURE_MAP[label].erase[number]
    assert MODELS[label].objects.filter(**{rule.to_author(): 1}).count() == 0
    if rule.of:
        path = "pk__in" if rule.of == "pk" else f"{rule.of}__in"
        assert MODELS[label].objects.filter(**{path: [1]}).count() == 0
    # what retention takes away with the words alone is found by the version (blanking.blank_words)
    assert rule.reasons or rule.of == OF_VERSION


def test_it_notices_a_column_that_is_not_there_yet() -> None:
    class Later(models.Model):  # noqa: DJ008 (never a table)
        note = models.TextField()
        number = models.IntegerField()

        class Meta:
            app_label = "rights"
            managed = False

    try:
        assert columns(Later) == {"note"}
    finally:
        apps.all_models["rights"].pop("later")
        apps.clear_cache()

"""A composite foreign key as a Django constraint: added, held, kept through rebuilds and removed, on both stores."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.management import call_command
from django.db import IntegrityError, connection, migrations, models, transaction
from django.db.migrations.autodetector import MigrationAutodetector
from django.db.migrations.graph import MigrationGraph
from django.db.migrations.questioner import MigrationQuestioner
from django.db.migrations.state import ModelState, ProjectState
from django.db.migrations.writer import MigrationWriter

from evenhand.store.constraints import CompositeForeignKey

KEY = CompositeForeignKey(
    fields=["pet", "owner"], to_table="storetest_pet", to_columns=["id", "owner_id"], name="visit_by_owner"
)
COMMITTING = pytest.mark.django_db(transaction=True)


def state(*, constrained: bool) -> ProjectState:
    """People, their pets, and visits of a pet with its owner."""
    made = ProjectState()
    key = ("id", models.BigAutoField(primary_key=True))
    made.add_model(ModelState("storetest", "Person", [key]))
    pet_fields = [key, ("owner", models.ForeignKey("storetest.Person", models.CASCADE))]
    unique = models.UniqueConstraint(fields=["id", "owner"], name="pet_owner_key")
    made.add_model(ModelState("storetest", "Pet", pet_fields, {"constraints": [unique]}))
    visit_fields = [
        key,
        ("pet", models.ForeignKey("storetest.Pet", models.CASCADE)),
        ("owner", models.ForeignKey("storetest.Person", models.CASCADE, null=True)),
    ]
    options = {"constraints": [KEY]} if constrained else {}
    made.add_model(ModelState("storetest", "Visit", visit_fields, options))
    return made


class Tables:
    """The three tables, made and dropped around a test."""

    def __init__(self, *, constrained: bool) -> None:
        self.state = state(constrained=constrained)

    def __enter__(self) -> Any:  # noqa: ANN401 (Django's registry of models that exist in a state only)
        self.apps = self.state.apps
        self.models = [self.apps.get_model("storetest", name) for name in ("Person", "Pet", "Visit")]
        with connection.schema_editor() as editor:
            for model in self.models:
                editor.create_model(model)
        return self

    def __exit__(self, *_why: object) -> None:
        with connection.schema_editor() as editor:
            for model in reversed(self.models):
                editor.delete_model(model)

    def visit_with_a_stranger(self) -> None:
        """A visit of one's pet with somebody who does not own it."""
        person, pet, visit = self.models
        owner, stranger = person.objects.create(), person.objects.create()
        with transaction.atomic():
            visit.objects.create(pet=pet.objects.create(owner=owner), owner=stranger)

    def visit_with_the_owner(self) -> Any:  # noqa: ANN401 (as above)
        """A visit as it should be."""
        person, pet, visit = self.models
        owner = person.objects.create()
        return visit.objects.create(pet=pet.objects.create(owner=owner), owner=owner)

    def apply(self, operation: migrations.operations.base.Operation) -> None:
        """Apply one migration operation for real."""
        before, self.state = self.state, self.state.clone()
        operation.state_forwards("storetest", self.state)
        with connection.schema_editor() as editor:
            operation.database_forwards("storetest", editor, before, self.state)
        self.models = [self.state.apps.get_model("storetest", name) for name in ("Person", "Pet", "Visit")]


@COMMITTING
def test_a_table_made_with_the_key_holds_it() -> None:
    with Tables(constrained=True) as tables:
        assert tables.visit_with_the_owner().pk
        with pytest.raises(IntegrityError):
            tables.visit_with_a_stranger()


@COMMITTING
def test_a_null_in_any_column_leaves_it_unchecked() -> None:
    with Tables(constrained=True) as tables:
        visit = tables.visit_with_the_owner()
        visit.owner = None
        visit.save()


@COMMITTING
def test_what_is_referred_to_cannot_change_under_it() -> None:
    with Tables(constrained=True) as tables:
        visit = tables.visit_with_the_owner()
        person, pet, _ = tables.models
        with pytest.raises(IntegrityError), transaction.atomic():
            pet.objects.filter(pk=visit.pet_id).update(owner=person.objects.create())


@COMMITTING
def test_it_is_added_and_removed_by_migrations() -> None:
    with Tables(constrained=False) as tables:
        tables.visit_with_the_owner()
        tables.apply(migrations.AddConstraint("visit", KEY))
        with pytest.raises(IntegrityError):
            tables.visit_with_a_stranger()
        tables.apply(migrations.RemoveConstraint("visit", KEY.name))
        tables.visit_with_a_stranger()


@COMMITTING
def test_a_rebuilt_table_keeps_it() -> None:
    with Tables(constrained=True) as tables:
        tables.visit_with_the_owner()
        tables.apply(migrations.AddField("visit", "note", models.CharField(max_length=10, default="")))
        tables.apply(migrations.RemoveField("visit", "note"))
        with pytest.raises(IntegrityError):
            tables.visit_with_a_stranger()


def test_a_migration_writes_it_down_and_reads_it_again() -> None:
    text, imports = MigrationWriter.serialize(KEY)
    around: dict[str, Any] = {}
    exec("\n".join(sorted(imports)) + f"\nagain = {text}", around)  # noqa: S102 (what Django's writer wrote just now)
    assert around["again"] == KEY
    assert around["again"].deconstruct() == KEY.deconstruct()


def test_django_sees_no_change_where_there_is_none_and_sees_one_where_there_is() -> None:
    asked = MigrationQuestioner(specified_apps={"storetest"})

    def changes(before: ProjectState, after: ProjectState) -> list[str]:
        found = MigrationAutodetector(before, after, asked).changes(graph=MigrationGraph())
        return [type(one).__name__ for each in found.get("storetest", []) for one in each.operations]

    assert changes(state(constrained=True), state(constrained=True)) == []
    assert changes(state(constrained=False), state(constrained=True)) == ["AddConstraint"]
    assert changes(state(constrained=True), state(constrained=False)) == ["RemoveConstraint"]


def test_keys_are_equal_by_what_they_say() -> None:
    same = CompositeForeignKey(
        fields=("pet", "owner"), to_table="storetest_pet", to_columns=("id", "owner_id"), name="visit_by_owner"
    )
    other = CompositeForeignKey(fields=["pet", "owner"], to_table="x", to_columns=["id", "owner_id"], name="other")
    assert same == KEY
    assert hash(same) == hash(KEY)
    assert other != KEY
    assert KEY != "visit_by_owner"


def test_full_clean_leaves_it_to_the_database() -> None:
    visit = state(constrained=True).apps.get_model("storetest", "Visit")
    KEY.validate(visit, visit(pet_id=1, owner_id=2))


@pytest.mark.django_db
def test_the_house_has_no_change_that_a_migration_forgot() -> None:
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)

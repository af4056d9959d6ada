"""A composite foreign key as a Django constraint, the same on SQLite and PostgreSQL.

Promises such as 'a block stands on the delivered warning of this author on this channel' need a
reference to several columns at once. Django has no such field; a constraint of this class is written
into the table's own definition, so SQLite's table rebuilds keep it. The referenced columns need a
unique constraint of their own. A null in any column leaves the reference unchecked (MATCH SIMPLE).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django.db import DEFAULT_DB_ALIAS
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.backends.ddl_references import Statement
from django.db.models import Model
from django.db.models.constraints import BaseConstraint


class CompositeForeignKey(BaseConstraint):
    """`fields` of this model must stand together in one row of `to_table` (`to_columns`)."""

    def __init__(self, *, fields: Sequence[str], to_table: str, to_columns: Sequence[str], name: str) -> None:
        super().__init__(name=name)
        self.fields = tuple(fields)
        self.to_table = to_table
        self.to_columns = tuple(to_columns)

    def _body(self, model: type[Model], editor: BaseDatabaseSchemaEditor) -> str:
        columns = [str(getattr(model._meta.get_field(name), "column", name)) for name in self.fields]  # noqa: SLF001 (Django's public-by-custom _meta)
        local = ", ".join(editor.quote_name(column) for column in columns)
        remote = ", ".join(editor.quote_name(column) for column in self.to_columns)
        return f"FOREIGN KEY ({local}) REFERENCES {editor.quote_name(self.to_table)} ({remote})"

    def constraint_sql(self, model: type[Model], schema_editor: BaseDatabaseSchemaEditor) -> str:  # type: ignore[override]  # the stub allows None here
        """The clause inside CREATE TABLE."""
        return f"CONSTRAINT {schema_editor.quote_name(self.name)} {self._body(model, schema_editor)}"

    def create_sql(self, model: type[Model], schema_editor: BaseDatabaseSchemaEditor) -> Statement:  # type: ignore[override]  # the stub names them Optional
        """ALTER TABLE ... ADD, on PostgreSQL; SQLite rebuilds the table with `constraint_sql`."""
        return Statement(
            "ALTER TABLE %(table)s ADD %(constraint)s",
            table=schema_editor.quote_name(model._meta.db_table),  # noqa: SLF001 (as above)
            constraint=self.constraint_sql(model, schema_editor),
        )

    def remove_sql(self, model: type[Model], schema_editor: BaseDatabaseSchemaEditor) -> Statement:  # type: ignore[override]  # as above
        """ALTER TABLE ... DROP, on PostgreSQL."""
        return Statement(
            "ALTER TABLE %(table)s DROP CONSTRAINT %(name)s",
            table=schema_editor.quote_name(model._meta.db_table),  # noqa: SLF001 (as above)
            name=schema_editor.quote_name(self.name),
        )

    def validate(
        self,
        model: type[Model],
        instance: Model,
        exclude: Iterable[str] | None = None,
        using: str = DEFAULT_DB_ALIAS,
    ) -> None:
        """Left to the database, which alone sees what is committed."""

    def deconstruct(self) -> tuple[str, tuple[Any, ...], dict[str, Any]]:
        """How a migration writes this constraint down."""
        path = f"{self.__class__.__module__}.{self.__class__.__name__}"
        keys = {"fields": self.fields, "to_table": self.to_table, "to_columns": self.to_columns, "name": self.name}
        return path, (), keys

    def __eq__(self, other: object) -> bool:
        if isinstance(other, CompositeForeignKey):
            return self.deconstruct() == other.deconstruct()
        return NotImplemented

    def __hash__(self) -> int:
        return hash((self.name, self.fields, self.to_table, self.to_columns))

"""Queries of the ORM that are always the same but for their values: Django builds and compiles each only once.

Building a query anew costs ten times what running it costs. `@prepared` stands over a function of the values that
returns the query; what it becomes gives the same rows as the query would. The query must be whole (no slices, no
prefetching) and give model rows; a value is never None, since SQL's '= NULL' is not Django's.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum
from typing import Any, Generic, TypeAlias, TypeVar
from uuid import UUID

from django.core.exceptions import MultipleObjectsReturned, ObjectDoesNotExist
from django.db import DEFAULT_DB_ALIAS, IntegrityError, connections, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Expression, Model, QuerySet
from django.db.models.query import ModelIterable, get_related_populators
from django.db.models.sql.compiler import SQLCompiler

Row = TypeVar("Row", bound=Model)
Value: TypeAlias = Any
"""What is given for a parameter: a plain value, or a row for its key."""


class _Place(Expression):
    """Where a value goes: stands in the compiled query's parameters until the query is run."""

    def __init__(self, position: int) -> None:
        super().__init__()
        self.position = position

    def as_sql(self, _compiler: SQLCompiler, _connection: Any) -> tuple[str, Any]:  # noqa: ANN401 (Django's signature)
        return "%s", [self]


@dataclass(frozen=True, slots=True)
class _Compiled:
    """A query as the store takes it, and how its rows become model instances."""

    sql: str
    parameters: tuple[Any, ...]
    locks: bool
    model: type[Model]
    first: int
    last: int
    names: list[str]
    related: list[Any]
    converters: list[tuple[int, list[Callable[..., Any]], Any]]


class Prepared(Generic[Row]):
    """A query with places for its values, which are given in the order of its function's parameters."""

    def __init__(self, build: Callable[..., QuerySet[Row]]) -> None:
        self.build = build
        self._places = [_Place(number) for number, _ in enumerate(inspect.signature(build).parameters)]
        self._compiled: dict[tuple[str, str], _Compiled] = {}

    def rows(self, *values: object) -> list[Row]:
        """All rows."""
        return self._instances("rows", values)

    def first(self, *values: object) -> Row | None:
        """The first row, by the key where the query has no order; None where there is none."""
        found = self._instances("first", values)
        return found[0] if found else None

    def get(self, *values: object) -> Row:
        """The only row. Raises the model's DoesNotExist or MultipleObjectsReturned."""
        found = self._instances("get", values)
        if len(found) == 1:
            return found[0]
        model: Any = self.build(*self._places).model
        wrong: type[ObjectDoesNotExist | MultipleObjectsReturned] = (
            model.MultipleObjectsReturned if found else model.DoesNotExist
        )
        raise wrong(f"{len(found) or 'No'} rows of {model.__name__} where one was asked for.")

    def get_or_make(self, *values: object, make: Callable[[], Row]) -> tuple[Row, bool]:
        """The only row, or the one that `make` makes, and whether it was made: as `get_or_create` where two race."""
        found = self._instances("get", values)
        if found:
            return found[0], False
        try:
            with transaction.atomic():
                return make(), True
        except IntegrityError:
            found = self._instances("get", values)
            if not found:
                raise
            return found[0], False

    def exists(self, *values: object) -> bool:
        """Whether there is a row."""
        store = connections[DEFAULT_DB_ALIAS]
        compiled = self._form("exists", store)
        with store.cursor() as cursor:
            cursor.execute(compiled.sql, self._bound(compiled, values, store))
            return cursor.fetchone() is not None

    def _instances(self, form: str, values: tuple[object, ...]) -> list[Row]:
        store = connections[DEFAULT_DB_ALIAS]
        compiled = self._form(form, store)
        if compiled.locks and store.get_autocommit():
            raise transaction.TransactionManagementError("select_for_update cannot be used outside of a transaction.")
        with store.cursor() as cursor:
            cursor.execute(compiled.sql, self._bound(compiled, values, store))
            return [self._instance(compiled, list(row), store) for row in cursor.fetchall()]

    def _instance(self, compiled: _Compiled, row: list[Any], store: BaseDatabaseWrapper) -> Row:
        for position, converters, expression in compiled.converters:
            for converter in converters:
                row[position] = converter(row[position], expression, store)
        made: Any = compiled.model.from_db(store.alias, compiled.names, row[compiled.first : compiled.last])
        for related in compiled.related:
            related.populate(row, made)
        found: Row = made
        return found

    def _bound(self, compiled: _Compiled, values: tuple[object, ...], store: BaseDatabaseWrapper) -> tuple[Any, ...]:
        if len(values) != len(self._places):
            raise TypeError(f"{self.build.__name__} takes {len(self._places)} values, not {len(values)}")
        taken = [_taken(value, store) for value in values]
        return tuple(taken[one.position] if isinstance(one, _Place) else one for one in compiled.parameters)

    def _form(self, form: str, store: BaseDatabaseWrapper) -> _Compiled:
        key = (form, store.vendor)
        compiled = self._compiled.get(key)
        if compiled is None:
            compiled = self._compiled[key] = self._compile(form, store)
        return compiled

    def _compile(self, form: str, store: BaseDatabaseWrapper) -> _Compiled:
        related_populators: Any = get_related_populators  # the stubs are of a later Django
        rows = self.build(*self._places)
        inner: Any = rows
        if inner._iterable_class is not ModelIterable or inner._prefetch_related_lookups or rows.query.is_sliced:  # noqa: SLF001 (to refuse what is not handled)
            raise TypeError(f"{self.build.__name__} cannot be prepared: it must give whole model rows")
        if form == "first":
            rows = (rows if rows.ordered else rows.order_by("pk"))[:1]
        elif form == "get":
            rows = rows.order_by()[:2]
        query = rows.query.exists() if form == "exists" else rows.query
        compiler: Any = query.get_compiler(connection=store)
        sql, parameters = compiler.as_sql()
        locks = query.select_for_update and store.features.has_select_for_update
        if form == "exists":
            return _Compiled(sql, tuple(parameters), locks, rows.model, 0, 0, [], [], [])
        chosen, info = compiler.select, compiler.klass_info
        first, last = info["select_fields"][0], info["select_fields"][-1] + 1
        converters = compiler.get_converters([one[0] for one in chosen[: compiler.col_count]])
        return _Compiled(
            sql,
            tuple(parameters),
            locks,
            info["model"],
            first,
            last,
            [one[0].target.attname for one in chosen[first:last]],
            related_populators(info, chosen, store.alias),
            [(position, how, expression) for position, (how, expression) in converters.items()],
        )


def prepared(build: Callable[..., QuerySet[Row]]) -> Prepared[Row]:
    """Make a `Prepared` of the function below."""
    return Prepared(build)


def _taken(value: object, store: BaseDatabaseWrapper) -> object:
    """A value as the store takes it."""
    if value is None:
        raise TypeError("a prepared query takes no None: say isnull in the query")
    if isinstance(value, Model):
        return _taken(value.pk, store)
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, datetime):
        return store.ops.adapt_datetimefield_value(value)
    if isinstance(value, date):
        return store.ops.adapt_datefield_value(value)
    if isinstance(value, UUID) and not store.features.has_native_uuid_field:
        return value.hex
    return value

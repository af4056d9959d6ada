"""A model whose rows are written by statements that are compiled once, not anew for each row.

Everything else about saving is Django's: signals, defaults, what `save` says of a row that is gone. A value that is
an expression, or a field that asks for more than its place, goes Django's own way.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from functools import cache
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connections, models
from django.db.backends.base.base import BaseDatabaseWrapper


class Kept(models.Model):
    """The base of the models that are written often."""

    class Meta:
        abstract = True

    def _do_insert(
        self,
        manager: Any,  # noqa: ANN401 (Django's signature)
        using: str,
        fields: Sequence[Any],
        returning_fields: Sequence[Any],
        raw: bool,  # noqa: FBT001 (Django's signature)
    ) -> list[tuple[Any, ...]]:
        store = connections[using]
        before = [getattr(self, one.attname) if raw else one.pre_save(self, add=True) for one in fields]
        if _special(fields, before) or not all(isinstance(one, models.AutoField) for one in returning_fields):
            inner: Any = super()
            plain: list[tuple[Any, ...]] = inner._do_insert(manager, using, fields, returning_fields, raw)  # noqa: SLF001 (its own)
            return plain
        sql = _insert(self._meta.db_table, tuple(fields), tuple(returning_fields))
        with store.cursor() as cursor:
            cursor.execute(sql, _values(fields, before, store))
            return [cursor.fetchone()] if returning_fields else []

    def _do_update(  # type: ignore[override]  # noqa: PLR0913, PLR0917 (as in Django 5.2; the stubs are of a later one)
        self,
        base_qs: models.QuerySet[Any],
        using: str | None,
        pk_val: Any,  # noqa: ANN401 (Django's signature)
        values: Collection[tuple[Any, Any, Any]],
        update_fields: Iterable[str] | None,
        forced_update: bool,  # noqa: FBT001 (Django's signature)
    ) -> bool:
        store, key = connections[using or DEFAULT_DB_ALIAS], self._meta.pk
        fields, before = [one for one, _, _ in values], [value for *_, value in values]
        if not values or self._meta.select_on_save or base_qs.query.where or _special(fields, before):
            inner: Any = super()
            return bool(inner._do_update(base_qs, using, pk_val, values, update_fields, forced_update))  # noqa: SLF001 (its own)
        sql = _update(self._meta.db_table, tuple(fields), key)
        with store.cursor() as cursor:
            cursor.execute(sql, [*_values(fields, before, store), key.get_db_prep_value(pk_val, store)])
            return bool(cursor.rowcount > 0)


def _special(fields: Iterable[Any], values: Iterable[Any]) -> bool:
    return any(hasattr(one, "get_placeholder") for one in fields) or any(
        hasattr(value, "resolve_expression") for value in values
    )


def _values(fields: Iterable[Any], values: Iterable[Any], store: BaseDatabaseWrapper) -> list[Any]:
    return [one.get_db_prep_save(value, store) for one, value in zip(fields, values, strict=True)]


def _quoted(name: str) -> str:
    """Both stores quote so."""
    return f'"{name}"'


@cache
def _insert(table: str, fields: tuple[Any, ...], returned: tuple[Any, ...]) -> str:
    columns, places = ", ".join(_quoted(one.column) for one in fields), ", ".join("%s" for _ in fields)
    sql = f"INSERT INTO {_quoted(table)} ({columns}) VALUES ({places})"  # noqa: S608 (names of ours)
    return f"{sql} RETURNING {', '.join(_quoted(one.column) for one in returned)}" if returned else sql


@cache
def _update(table: str, fields: tuple[Any, ...], key: Any) -> str:  # noqa: ANN401 (a field)
    changes = ", ".join(f"{_quoted(one.column)} = %s" for one in fields)
    return f"UPDATE {_quoted(table)} SET {changes} WHERE {_quoted(key.column)} = %s"  # noqa: S608 (names of ours)

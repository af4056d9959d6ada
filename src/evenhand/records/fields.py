"""A model field that keeps JSON as its canonical text, byte for byte what was hashed.

PostgreSQL's jsonb would rewrite numbers (1e16 becomes an integer) and refuse NUL and lone surrogates;
text keeps both stores alike. The price: no queries by key. Kind, subject and actor are columns for that.
"""

from __future__ import annotations

import json
from typing import Any

from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models.expressions import Expression

from evenhand.records.canonical import canonical


class CanonicalJSONField(models.TextField):  # type: ignore[type-arg]  # Django gives its fields no type arguments at run time
    """JSON, stored as canonical text."""

    _pyi_private_set_type: Any  # read by django-stubs: any JSON value goes in
    _pyi_private_get_type: Any  # and comes out

    def from_db_value(self, value: str | None, _expression: Expression, _connection: BaseDatabaseWrapper) -> object:
        """The value. A text that is no JSON was tampered with: it comes back as it is, so that verify can name it."""
        if value is None:
            return None
        try:
            return json.loads(value)
        except (ValueError, RecursionError):
            return value

    def get_prep_value(self, value: object) -> str:
        """The canonical text. Raises NotCanonicalError."""
        return canonical(value)

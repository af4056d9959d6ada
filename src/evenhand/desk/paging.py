"""Pages of lists of any length: counted only up to a bound, since counting a million takes longer than reading."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from django.core.paginator import Paginator

MOST = 1_000
"""So many are counted and can be paged through; beyond it people narrow the list down, or search."""


class Capped(Paginator):  # type: ignore[type-arg]  # Django gives it no type arguments at run time
    """A paginator of a query that counts at most `MOST`; `more` says whether there are more than that."""

    @cached_property
    def count(self) -> int:
        """How many there are, at most `MOST`."""
        return min(self._counted, MOST)

    @property
    def more(self) -> bool:
        """Whether there are more."""
        return self._counted > MOST

    @cached_property
    def _counted(self) -> int:
        rows: Any = self.object_list
        return int(rows.order_by()[: MOST + 1].count())

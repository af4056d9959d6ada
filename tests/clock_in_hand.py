"""Django's clock in a test's hand, for columns whose default is `timezone.now` itself too.

Replacing `timezone.now` would not reach a function that a column took at import: such rows would carry the day on
which the tests run, and a test would break by itself some months later.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, tzinfo

import pytest
from django.utils import timezone


class _AnyDatetime(type):
    """The stand-in takes every datetime for one of its own, as Django's template helpers ask."""

    def __instancecheck__(cls, value: object) -> bool:
        return isinstance(value, datetime)


def hold(patch: pytest.MonkeyPatch, moment: Callable[[], datetime]) -> None:
    """From here on `timezone.now()` says what `moment` says (aware)."""

    class Held(metaclass=_AnyDatetime):
        @staticmethod
        def now(tz: tzinfo | None = None) -> datetime:
            return moment().astimezone(tz)

    patch.setattr(timezone, "datetime", Held)

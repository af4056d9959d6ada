"""The store's own clock, one for every machine that works on it, asked seldom."""

from __future__ import annotations

import threading
import time
from datetime import datetime, timedelta

from django.db import connection
from django.utils import timezone

ASK_AGAIN = 5.0

_asked = threading.local()


def store_now() -> datetime:
    """PostgreSQL's time, asked every `ASK_AGAIN` seconds and counted on between; on SQLite the machine's."""
    if connection.vendor != "postgresql":
        return timezone.now()
    passed = time.monotonic() - getattr(_asked, "at", float("-inf"))
    if passed > ASK_AGAIN:
        with connection.cursor() as cursor:
            cursor.execute("SELECT clock_timestamp()")
            (_asked.answer,) = cursor.fetchone()
        _asked.at, passed = time.monotonic(), 0.0
    answer: datetime = _asked.answer
    return answer + timedelta(seconds=passed)

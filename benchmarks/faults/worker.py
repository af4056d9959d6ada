"""One worker process of the fault benchmark, with the one effect that it knows. Killed by `kill_workers`."""

from __future__ import annotations

import os
from datetime import timedelta
from functools import cache

import django
import httpx


@cache
def _client() -> httpx.AsyncClient:
    return httpx.AsyncClient(base_url=os.environ["BENCH_LEDGER"], timeout=10)


def register() -> None:
    """Make `bench.act` known: it reads back before it does again what it may have done already."""
    from django.db import connection  # noqa: PLC0415  (models and settings only after set-up)

    from evenhand import work  # noqa: PLC0415  (as above)

    @work.effect("bench.act")
    class Act:
        def prepare(self, payload: dict[str, work.JSON], info: work.TaskInfo) -> work.JSON:
            return {**payload, "read_back": info.outcome_unknown and "BENCH_BLIND" not in os.environ}

        async def perform(self, prepared: work.JSON) -> work.JSON:
            assert isinstance(prepared, dict)  # noqa: S101  (narrows what prepare made)
            if prepared["read_back"] and (await _client().get(f"/effects/{prepared['key']}")).json()["there"]:
                return "seen"
            return bool((await _client().post("/effects", json=prepared)).raise_for_status())

        def settle(self, payload: dict[str, work.JSON], prepared: work.JSON, outcome: work.JSON | Exception) -> None:
            del prepared
            if isinstance(outcome, Exception):
                raise outcome
            with connection.cursor() as cursor:
                cursor.execute("INSERT INTO bench_ended (key) VALUES (%s)", [str(payload["key"])])


if __name__ == "__main__":
    django.setup()
    register()
    from evenhand.work.running import run_worker
    from evenhand.work.worker import Options

    run_worker(Options(lanes=16, lease=timedelta(seconds=float(os.environ["BENCH_LEASE"]))))

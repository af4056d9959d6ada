"""Shared by every test: which store, guards off while databases are emptied, and which clauses were shown."""

from __future__ import annotations

import gc
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import tests.emptying
from django.db import connection
from django.test import TransactionTestCase
from hypothesis import settings as hypothesis_settings

os.environ.setdefault("EVENHAND_MODEL", "off")
"""Tests judge by rules alone: what a model finds changes with its training. tests/signals/test_shipped.py tries the
model that ships, `./run demo` runs with it."""

BUILD = Path(__file__).resolve().parent.parent / "build"

hypothesis_settings.register_profile("fixed", derandomize=True, deadline=None, print_blob=True)
hypothesis_settings.load_profile("fixed")

COVERING = {"actions", "assess", "policy", "records", "sanctions"}
"""The rooms whose tests are measured for `coverage.sh`: measuring slows tests down, and these reach its five rooms."""

STORE_FIXTURES = {"db", "transactional_db", "django_db_setup"}
clauses: dict[int, bool] = {}
was_measured = [False]


def pytest_configure() -> None:
    """Passwords in tests need no slow hash, and no test database has to survive a power cut."""
    from django.conf import settings  # noqa: PLC0415 (pytest-django has set Django up by now)

    from evenhand.platforms import sharing  # noqa: PLC0415 (as above)
    from evenhand.platforms.keeping import MemoryKeeper  # noqa: PLC0415 (as above)

    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    options = settings.DATABASES["default"]["OPTIONS"]  # tests/config looks at the ones that a body gets
    if "init_command" in options:
        options["init_command"] = options["init_command"].replace("synchronous=FULL", "synchronous=OFF")
    else:
        options["options"] += " -c synchronous_commit=off"
    # Another connection would wait for a test's own transaction; tests/channels/test_limits.py tries the tables.
    sharing.keep_limits_in(MemoryKeeper)


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: Any) -> None:  # noqa: ANN401, ARG001 (pytest-django's own)
    """On PostgreSQL the processes that tests start need not wait for the disk either."""
    if connection.vendor == "postgresql":
        with django_db_blocker.unblock(), connection.cursor() as cursor:
            name = connection.ops.quote_name(str(connection.settings_dict["NAME"]))
            cursor.execute(f"ALTER DATABASE {name} SET synchronous_commit = off")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """A test that touches the database is a test of both stores; deep ones run only in `./run test --deep`.

    The longest files come first, so that no process is left alone with one at the end.
    """
    items.sort(key=lambda item: not {"properties", "demo"} & set(item.path.parts))
    if not os.environ.get("EVENHAND_DEEP"):
        items[:] = [item for item in items if not item.get_closest_marker("deep")]
    for item in items:
        names = set(getattr(item, "fixturenames", ()))
        if item.get_closest_marker("django_db") or names & STORE_FIXTURES:
            item.add_marker(pytest.mark.store)
        if item.nodeid.split("/")[1] not in COVERING:
            item.add_marker(pytest.mark.no_cover)


def pytest_runtest_setup(item: pytest.Item) -> None:
    """A thread that began while nothing was measured stays so: effects get a new one for the next measured test."""
    from evenhand.work.performing import the_loop  # noqa: PLC0415 (after Django is set up)

    measured = item.get_closest_marker("no_cover") is None
    if measured and not was_measured[-1]:
        the_loop.cache_clear()
    was_measured[:] = [measured]


def pytest_collection_finish() -> None:
    """Modules and tests live to the end: looking through them for garbage again and again took a fifth of the time."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(100_000, 50, 100)


@pytest.fixture(autouse=True, scope="session")
def _guards_off_while_emptying() -> Iterator[None]:
    """Append-only tables refuse the DELETEs with which databases are emptied between transactional tests."""
    emptying: Any = TransactionTestCase  # its hook is private, and the stubs leave it out
    plain = emptying._fixture_teardown
    emptying._fixture_teardown = lambda self: tests.emptying.empty(lambda: plain(self))
    yield
    emptying._fixture_teardown = plain


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]) -> Iterator[Any]:  # noqa: ARG001 (pytest's own signature)
    """Note which clause a test shows, and whether it held."""
    outcome: Any = yield
    report = outcome.get_result()
    if report.when == "call" and not report.skipped:
        for mark in item.iter_markers("clause"):
            for number in mark.args:
                clauses[number] = clauses.get(number, True) and bool(report.passed)


def pytest_sessionfinish() -> None:
    """Leave what was shown for tests/clauses/count.py."""
    if clauses:
        worker = os.environ.get("PYTEST_XDIST_WORKER", "main")
        lines = [f"{number} {'shown' if held else 'broken'}" for number, held in sorted(clauses.items())]
        BUILD.mkdir(exist_ok=True)
        (BUILD / f"clauses-{connection.vendor}-{worker}.txt").write_text("\n".join(lines) + "\n", "utf-8")

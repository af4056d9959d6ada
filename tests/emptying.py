"""Emptying the test database after a test that committed, guards and all."""

from __future__ import annotations

from collections.abc import Callable

from django.db import connection

MADE_BY_MIGRATE = {
    "django_migrations",
    "django_content_type",
    "auth_permission",
    "auth_group",
    "auth_group_permissions",
}
"""What Django and `people` put there after each migrate; nothing that a test writes."""


def empty(plain: Callable[[], None]) -> None:
    """Empty every table; `plain` is Django's own way, which takes seconds on PostgreSQL (TRUNCATE, then all anew)."""
    if connection.vendor == "postgresql" and _may_turn_triggers_off():
        _delete_all()
        return
    from evenhand.store import guards  # noqa: PLC0415 (after Django is set up)

    with guards.uninstalled(connection):
        plain()


def _may_turn_triggers_off() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT rolsuper FROM pg_roles WHERE rolname = current_user")
        row = cursor.fetchone()
    return bool(row and row[0])


def _delete_all() -> None:
    """In one statement's time: guards and foreign keys are triggers, and rest while the session plays the replica."""
    tables = sorted(set(connection.introspection.table_names()) - MADE_BY_MIGRATE)
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        cursor.execute(";".join(f"DELETE FROM {connection.ops.quote_name(table)}" for table in tables))  # noqa: S608 (our own tables)
        cursor.execute("SET session_replication_role = origin")

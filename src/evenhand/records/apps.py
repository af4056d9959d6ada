"""The Django app `records`."""

from __future__ import annotations

from django.apps import AppConfig


class RecordsConfig(AppConfig):
    """The log that every app writes to, its seal, evidence and exports."""

    name = "evenhand.records"
    label = "records"

    def ready(self) -> None:
        """Register the guards that refuse changes of the record by any SQL."""
        from evenhand.records.guards import register_all  # noqa: PLC0415 (apps must be loaded first)

        register_all()

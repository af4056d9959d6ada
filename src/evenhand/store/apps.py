"""Installs every app's guard triggers after each migrate, since Django rebuilds SQLite tables and drops them."""

from __future__ import annotations

from django.apps import AppConfig
from django.db.models.signals import post_migrate, pre_migrate


class StoreConfig(AppConfig):
    """The store's Django app; it owns no table."""

    name = "evenhand.store"
    label = "store"

    def ready(self) -> None:
        """Listen for the beginning and the end of each app's migrations."""
        from evenhand.store.guards import (  # noqa: PLC0415 (apps must be loaded first)
            install_after_migrate,
            uninstall_before_migrate,
        )

        pre_migrate.connect(uninstall_before_migrate, dispatch_uid="evenhand.store.guards.before")
        post_migrate.connect(install_after_migrate, dispatch_uid="evenhand.store.guards")

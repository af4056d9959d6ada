"""`migrate` as Django has it, but that a migration that fails leaves no table without its guards.

SQLite's guards are taken off before a migration (`store.guards`) and put back at its end, which a failed one never
reaches. What a kill leaves behind, the house finds when it opens (`cli.ready`).
"""

from __future__ import annotations

from typing import Any

from django.core.management.commands import migrate
from django.db import connections

from evenhand.store import guards


class Command(migrate.Command):
    """Django's own, with the guards put back whatever happens."""

    def handle(self, *args: Any, **options: Any) -> None:  # noqa: ANN401 (Django's signature)
        """Migrate. What went wrong is raised as Django raises it."""
        try:
            super().handle(*args, **options)
        except BaseException:
            self._guard_again(options["database"])
            raise

    def _guard_again(self, using: str) -> None:
        lost = guards.stand(connections[using])
        if lost:
            self.stderr.write(f"The migration failed. {len(lost)} guards of the tables were put back.")

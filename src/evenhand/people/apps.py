"""The app `people`: makes sure after every migration that the roles exist."""

from __future__ import annotations

from typing import Any

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class PeopleConfig(AppConfig):
    """Django's entry to the app."""

    name = "evenhand.people"
    label = "people"
    verbose_name = "People"

    def ready(self) -> None:
        """Roles are Django groups; they are made when the tables stand. The checks of deployments are made known."""
        from evenhand.people import checks  # noqa: F401, PLC0415  (importing it is what registers them)

        post_migrate.connect(_make_roles, sender=self, dispatch_uid="people.roles")


def _make_roles(using: str, **_: Any) -> None:  # noqa: ANN401  (the signal's other arguments have no common type)
    from evenhand.people.roles import make_roles  # noqa: PLC0415  (models are importable only once apps are ready)

    make_roles(using)

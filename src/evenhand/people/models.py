"""A person who works here. What they may do follows from their roles (`permissions.py`), never from this row."""

from __future__ import annotations

from django.contrib.auth.models import AbstractUser
from django.db import models


class User(AbstractUser):
    """Django's user with the name that colleagues see. `is_superuser` opens nothing in this house."""

    display_name = models.CharField("name shown to colleagues", max_length=150, blank=True, default="")

    def __str__(self) -> str:
        return self.shown_name

    @property
    def shown_name(self) -> str:
        """The name to show: the display name, else the full name, else the sign-in name."""
        return self.display_name or self.get_full_name() or self.get_username()

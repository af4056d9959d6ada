"""A person who works here, their other names, what they chose to see less of; how often an address used a public form.

What a person may do follows from their roles (`permissions.py`), never from their row.
"""

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


class Alias(models.Model):
    """Another name that a person goes by outside: a name before marriage, a nickname, how prisoners call them.

    What names them by it they do not decide (cases.conflict).
    """

    person = models.ForeignKey(User, on_delete=models.CASCADE, related_name="aliases")
    name = models.CharField(max_length=150)

    class Meta:
        verbose_name_plural = "aliases"
        constraints = [
            models.UniqueConstraint(fields=["person", "name"], name="alias_once"),
            models.CheckConstraint(name="alias_has_a_name", condition=~models.Q(name="")),
        ]

    def __str__(self) -> str:
        return self.name


class Comfort(models.Model):
    """What somebody here chose to see less of: words covered until opened, no colours, themes left to others.

    `themes` are codes of guidelines. Who has no row chose nothing.
    """

    person = models.OneToOneField(User, on_delete=models.CASCADE, related_name="comfort")
    covers = models.BooleanField(default=False)
    grey = models.BooleanField(default=False)
    themes = models.JSONField(default=list)

    class Meta:
        verbose_name_plural = "comfort"

    def __str__(self) -> str:
        return f"comfort of {self.person_id}"


class DayKey(models.Model):
    """The key of one day, made by chance: with it gone, nobody can tell which address a digest was made from."""

    day = models.DateField(primary_key=True)
    key = models.BinaryField()

    def __str__(self) -> str:
        return f"key of {self.day}"


class Visit(models.Model):
    """How often one address, known by its digest alone, did one thing in one hour (`visits.py`)."""

    digest = models.CharField(max_length=64)
    purpose = models.CharField(max_length=20)
    hour = models.DateTimeField()
    times = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["digest", "purpose", "hour"], name="visit_once")]

    def __str__(self) -> str:
        return f"{self.purpose} at {self.hour}"

"""Ground (a) of promise 1: a delivered warning, then a later breach.

Times that are compared are integers (microseconds since 1970, UTC), so that both stores compare them alike in a
check: `breach_us > delivered_us + 600 000 000` is the ten minutes of DESIGN.md's 'later breach'. Only a delivered
warning has a time of delivery, so referring to that time is to refer to a delivery. That the warning has not been
withdrawn when the ground is made, a guard holds; afterwards it may be, and the block is lifted.
"""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from evenhand.channels.models import Channel
from evenhand.intake.models import Author
from evenhand.sanctions.models.strikes import Strike
from evenhand.sanctions.models.warnings import Warning
from evenhand.store.constraints import CompositeForeignKey
from evenhand.store.kept import Kept

TEN_MINUTES_US = 600_000_000


class LadderGround(Kept):
    """Ground (a): a delivered warning, then a later breach of the same nature on the same channel."""

    warning = models.ForeignKey(Warning, on_delete=models.PROTECT, related_name="ladder_grounds")
    strike = models.OneToOneField(Strike, on_delete=models.PROTECT, related_name="ladder_ground")
    author = models.ForeignKey(Author, on_delete=models.PROTECT, related_name="ladder_grounds")
    channel = models.ForeignKey(Channel, on_delete=models.PROTECT, related_name="ladder_grounds")
    nature = models.CharField(max_length=20)
    delivered_us = models.BigIntegerField()
    lapses_us = models.BigIntegerField()
    breach_us = models.BigIntegerField()
    made_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["id", "author", "channel"], name="ladder_ground_key"),
            CompositeForeignKey(
                fields=["warning", "author", "channel", "nature", "delivered_us", "lapses_us"],
                to_table="sanctions_warning",
                to_columns=["id", "author_id", "channel_id", "nature", "delivered_us", "lapses_us"],
                name="ladder_stands_on_warning",
            ),
            CompositeForeignKey(
                fields=["strike", "author", "channel", "nature", "breach_us"],
                to_table="sanctions_strike",
                to_columns=["id", "author_id", "channel_id", "nature", "dated_us"],
                name="ladder_stands_on_later_breach",
            ),
            models.CheckConstraint(
                name="ladder_breach_is_later", condition=Q(breach_us__gt=F("delivered_us") + TEN_MINUTES_US)
            ),
            models.CheckConstraint(name="ladder_warning_not_lapsed", condition=Q(breach_us__lte=F("lapses_us"))),
        ]

    def __str__(self) -> str:
        return f"ladder ground:{self.pk}"

"""Channels and what is known of each capability's health. Credentials are encrypted at rest."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils import timezone

from evenhand.store.kept import Kept


class EnterprisePlan(models.Model):
    """That X confirmed an Enterprise plan: who, when, in which document, and who wrote that down. Never changed.

    X's agreement (XIV.C) asks for it wherever X content is shown to a government body; nothing is connected without it.
    """

    confirmed_by = models.CharField(max_length=200)
    confirmed_on = models.DateField()
    document = models.CharField(max_length=500)
    recorded_by = models.CharField(max_length=100)
    recorded_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="enterprise_plan_is_told", condition=~Q(confirmed_by="") & ~Q(document="") & ~Q(recorded_by="")
            )
        ]

    def __str__(self) -> str:
        return f"enterprise plan:{self.pk}"


class Channel(Kept):
    """One account of the organisation on a platform."""

    class Mode(models.TextChoices):
        CONNECTED = "connected", "Connected by API"
        ASSISTED = "assisted", "A person pastes and does"
        OFF = "off", "Off"

    class State(models.TextChoices):
        UNTESTED = "untested", "Not tested yet"
        WORKING = "working", "Working"
        THROTTLED = "throttled", "Told to slow down"
        TOKEN_DEAD = "token_dead", "Credentials no longer work"
        FAILING = "failing", "Not answering"

    platform = models.CharField(max_length=20)
    external_id = models.CharField(max_length=200)
    page_id = models.CharField(max_length=200, blank=True, default="")
    name = models.CharField(max_length=200)
    base_url = models.CharField(max_length=500)
    api_version = models.CharField(max_length=20, blank=True, default="")
    mode = models.CharField(max_length=20, choices=Mode, default=Mode.CONNECTED)
    plan = models.ForeignKey(EnterprisePlan, null=True, blank=True, on_delete=models.PROTECT, related_name="channels")
    credentials = models.BinaryField(default=bytes)
    state = models.CharField(max_length=20, choices=State, default=State.UNTESTED)
    state_code = models.CharField(max_length=100, blank=True, default="")
    resume_at = models.DateTimeField(null=True, blank=True)
    last_polled_at = models.DateTimeField(null=True, blank=True)
    last_ok_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["platform", "external_id"], name="channel_once"),
            models.CheckConstraint(name="channel_mode_known", condition=Q(mode__in=["connected", "assisted", "off"])),
            models.CheckConstraint(
                name="channel_x_connected_by_plan",
                condition=~Q(platform="x") | ~Q(mode="connected") | Q(plan__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.platform})"


class Health(models.Model):
    """What is known of one operation on one channel."""

    class State(models.TextChoices):
        GRANTED = "granted", "Granted"
        MISSING = "missing", "Missing"
        UNTESTED = "untested", "Not tested yet"
        REFUSED = "refused", "Refused"
        EXPIRED = "expired", "Expired"

    channel = models.ForeignKey(Channel, on_delete=models.CASCADE, related_name="health")
    operation = models.CharField(max_length=30)
    state = models.CharField(max_length=20, choices=State, default=State.UNTESTED)
    code = models.CharField(max_length=100, blank=True, default="")
    checked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["channel", "operation"], name="health_once")]

    def __str__(self) -> str:
        return f"{self.operation}: {self.state}"

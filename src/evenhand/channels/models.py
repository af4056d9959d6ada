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
    """One account of the organisation on a platform.

    `old_secrets_until`: while a webhook secret is changed, when those but the newest stop counting. `back_fill_from`:
    after a gap, each list is to be read whole by a pass begun since then; null when there is nothing to make up for.
    """

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
    settings = models.JSONField(default=dict, blank=True)
    mode = models.CharField(max_length=20, choices=Mode, default=Mode.CONNECTED)
    plan = models.ForeignKey(EnterprisePlan, null=True, blank=True, on_delete=models.PROTECT, related_name="channels")
    credentials = models.BinaryField(default=bytes)
    state = models.CharField(max_length=20, choices=State, default=State.UNTESTED)
    state_code = models.CharField(max_length=100, blank=True, default="")
    resume_at = models.DateTimeField(null=True, blank=True)
    last_polled_at = models.DateTimeField(null=True, blank=True)
    last_ok_at = models.DateTimeField(null=True, blank=True)
    connected_at = models.DateTimeField(default=timezone.now)
    old_secrets_until = models.DateTimeField(null=True, blank=True)
    back_fill_from = models.DateTimeField(null=True, blank=True)

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


class Alarm(models.Model):
    """Something about a channel that an engineer must know of, from when it was noticed until it is over.

    `since` is when it began, `code` the cause as a code of ours or the platform's; `told_at` is when somebody was sent
    word of it, `told_code` why nobody could be; `filled_at` is when what a gap left out had been read.
    """

    class Kind(models.TextChoices):
        GAP = "gap", "Not read"
        SILENT = "silent", "Webhooks are silent"
        UNSUBSCRIBED = "unsubscribed", "Webhooks are not sent"
        TOKEN_DEAD = "token_dead", "Credentials no longer work"
        TOKEN_ENDING = "token_ending", "Credentials are about to end"

    channel = models.ForeignKey(Channel, on_delete=models.CASCADE, related_name="alarms")
    kind = models.CharField(max_length=20, choices=Kind)
    code = models.CharField(max_length=100, blank=True, default="")
    since = models.DateTimeField()
    raised_at = models.DateTimeField(default=timezone.now)
    closed_at = models.DateTimeField(null=True, blank=True)
    filled_at = models.DateTimeField(null=True, blank=True)
    told_at = models.DateTimeField(null=True, blank=True)
    told_code = models.CharField(max_length=100, blank=True, default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["channel", "kind"], condition=Q(closed_at=None), name="alarm_open_once"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} of channel:{self.channel_id}"


class Subscription(models.Model):
    """Whether the platform sends this channel's webhooks to us, as it said when it was last asked.

    `url` is the address that it is to send to, empty where nobody said one; `external_id` the platform's own id of it.
    """

    class State(models.TextChoices):
        UNTESTED = "untested", "Not asked yet"
        SUBSCRIBED = "subscribed", "Sends webhooks"
        DROPPED = "dropped", "Sends no webhooks"
        REFUSED = "refused", "Will not say, or refuses"

    channel = models.OneToOneField(Channel, on_delete=models.CASCADE, related_name="subscription")
    url = models.CharField(max_length=500, blank=True, default="")
    external_id = models.CharField(max_length=200, blank=True, default="")
    state = models.CharField(max_length=20, choices=State, default=State.UNTESTED)
    code = models.CharField(max_length=100, blank=True, default="")
    checked_at = models.DateTimeField(null=True, blank=True)
    subscribed_at = models.DateTimeField(null=True, blank=True)
    last_delivery_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"webhooks of channel:{self.channel_id}: {self.state}"


class TokenLife(models.Model):
    """How long a channel's token lives, and whether it can be refreshed; never the token.

    `ends_at` null: without an end, or not known (`is_endless` tells which). `refresh_ends_at` is when refreshing ends
    too and a person must connect the channel again. `scopes` are those that the platform says were granted.
    """

    channel = models.OneToOneField(Channel, on_delete=models.CASCADE, related_name="token_life")
    ends_at = models.DateTimeField(null=True, blank=True)
    is_endless = models.BooleanField(default=False)
    can_refresh = models.BooleanField(default=False)
    refresh_ends_at = models.DateTimeField(null=True, blank=True)
    refreshed_at = models.DateTimeField(null=True, blank=True)
    try_at = models.DateTimeField(null=True, blank=True)
    code = models.CharField(max_length=100, blank=True, default="")
    scopes = models.JSONField(default=list)
    scopes_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"token of channel:{self.channel_id}"


class Limit(models.Model):
    """What is left of one limit of one account on its platform, for all processes of the house together.

    What the columns mean and how they change is said in `platforms/limits.py`; `account` and `bucket` name whose limit
    it is as the transport does. Whoever changes a row holds its lock.
    """

    account = models.CharField(max_length=750)
    bucket = models.CharField(max_length=60, blank=True)
    epoch = models.BigIntegerField(default=1)
    left = models.BigIntegerField(null=True, blank=True)
    most = models.BigIntegerField(default=0)
    resets_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    out = models.BigIntegerField(default=0)
    lost = models.BigIntegerField(default=0)
    before = models.BigIntegerField(default=0)
    began_at = models.DateTimeField(null=True, blank=True)
    untold = models.BooleanField(default=False)
    closed_until = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["account", "bucket"], name="limit_once"),
            models.CheckConstraint(
                name="limit_never_overdrawn",
                condition=(Q(left__isnull=True) | Q(left__gte=0)) & Q(out__gte=0) & Q(lost__gte=0) & Q(before__gte=0),
            ),
        ]

    def __str__(self) -> str:
        return f"limit:{self.pk}"

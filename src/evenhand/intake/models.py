"""What came in. A contribution is stored once, whatever order or duplicate it comes in; changes are versions.

The one place where a contribution stands is its disposition: the column is unique and not null, so the
database itself holds that each contribution has exactly one (promise 4).
"""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils import timezone

from evenhand.channels.models import Channel
from evenhand.store.kept import Kept


class Author(Kept):
    """The platform account that wrote, on one channel (platform ids are often scoped to a page)."""

    channel = models.ForeignKey(Channel, on_delete=models.PROTECT, related_name="authors")
    external_id = models.CharField(max_length=300)
    handle = models.CharField(max_length=200, blank=True, default="")
    display_name = models.CharField(max_length=300, blank=True, default="")
    first_seen_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["channel", "external_id"], name="author_once"),
            models.UniqueConstraint(fields=["id", "channel"], name="author_channel_key"),
        ]

    def __str__(self) -> str:
        return f"author:{self.pk}"


class Post(Kept):
    """The organisation's own content, adverts and dark posts included."""

    channel = models.ForeignKey(Channel, on_delete=models.PROTECT, related_name="posts")
    external_id = models.CharField(max_length=300)
    text = models.TextField(blank=True, default="")
    permalink = models.CharField(max_length=1000, blank=True, default="")
    kind = models.CharField(max_length=30, default="post")
    published_at = models.DateTimeField()
    purpose = models.CharField(max_length=50, blank=True, default="")
    sensitive = models.BooleanField(default=False)
    featured = models.JSONField(default=list)
    first_seen_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["channel", "external_id"], name="post_once"),
            models.UniqueConstraint(fields=["id", "channel"], name="post_channel_key"),
        ]

    def __str__(self) -> str:
        return f"post:{self.pk}"


class Disposition(Kept):
    """The one place where a contribution stands."""

    class State(models.TextChoices):
        RECEIVED = "received", "Received, not yet read"
        WAITING = "waiting", "Waiting for a person"
        KEPT = "kept", "Kept"
        ACTED_ON = "acted_on", "Acted on"
        DUPLICATE = "duplicate", "Duplicate"
        GONE = "gone", "Gone before decision"
        NOT_UNDERSTOOD = "not_understood", "Not understood"

    state = models.CharField(max_length=20, choices=State, default=State.RECEIVED)
    reason = models.CharField(max_length=300, blank=True, default="")
    changed_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="disposition_known",
                condition=Q(
                    state__in=["received", "waiting", "kept", "acted_on", "duplicate", "gone", "not_understood"]
                ),
            )
        ]

    def __str__(self) -> str:
        return self.state


class Contribution(Kept):
    """What a member of the public wrote: public (comment, reply, mention, ...) or private (direct message).

    `last_read_at` is when the platform was last asked and showed it: a state read before that is stale. The text
    that counts is the one the platform dates latest, and of one date the one read latest: `text_dated_at`,
    `text_read_at`.
    """

    channel = models.ForeignKey(Channel, on_delete=models.PROTECT, related_name="contributions")
    external_id = models.CharField(max_length=300)
    kind = models.CharField(max_length=20)
    author = models.ForeignKey(Author, null=True, on_delete=models.PROTECT, related_name="contributions")
    post = models.ForeignKey(Post, null=True, on_delete=models.PROTECT, related_name="contributions")
    parent = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="children")
    parent_external_id = models.CharField(max_length=300, blank=True, default="")
    thread_external_id = models.CharField(max_length=300, blank=True, default="")
    permalink = models.CharField(max_length=1000, blank=True, default="")
    published_at = models.DateTimeField()
    first_seen_at = models.DateTimeField(default=timezone.now)
    last_read_at = models.DateTimeField(default=timezone.now)
    text_dated_at = models.DateTimeField(null=True, blank=True)
    text_read_at = models.DateTimeField(null=True, blank=True)
    platform_state = models.CharField(max_length=20, default="visible")
    latest_version = models.PositiveIntegerField(default=0)
    duplicate_of = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="duplicates")
    disposition = models.OneToOneField(Disposition, on_delete=models.PROTECT, related_name="contribution")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["channel", "external_id"], name="contribution_once"),
            models.UniqueConstraint(fields=["id", "kind"], name="contribution_kind_key"),
            models.UniqueConstraint(fields=["id", "author"], name="contribution_author_key"),
            models.UniqueConstraint(fields=["id", "channel"], name="contribution_channel_key"),
        ]
        indexes = [
            models.Index(fields=["author", "published_at"]),
            models.Index(
                fields=["channel", "parent_external_id"], condition=Q(parent=None), name="contribution_orphan"
            ),
            models.Index(fields=["post", "id"], name="contribution_by_post"),
        ]

    def __str__(self) -> str:
        return f"contribution:{self.pk}"

    @property
    def is_private(self) -> bool:
        """Direct messages are private; nothing else is."""
        return self.kind == "direct_message"


class EarlierId(models.Model):
    """An id that an earlier version of a contribution had: X gives each edit a new one."""

    channel = models.ForeignKey(Channel, on_delete=models.PROTECT, related_name="earlier_ids")
    external_id = models.CharField(max_length=300)
    contribution = models.ForeignKey(Contribution, on_delete=models.PROTECT, related_name="earlier_ids")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["channel", "external_id"], name="earlier_id_once")]

    def __str__(self) -> str:
        return f"an earlier id of contribution:{self.contribution_id}"


class Version(Kept):
    """One state of a contribution's text as the platform gave it. Numbered by arrival; never changed.

    Its words can be erased: the text is empty then, and the digest a keyed one (`erased.py`).
    """

    class Change(models.TextChoices):
        CREATED = "created", "Written"
        EDITED = "edited", "Edited"
        REMOVED = "removed", "Removed"

    contribution = models.ForeignKey(Contribution, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    change = models.CharField(max_length=10, choices=Change)
    text = models.TextField(blank=True, default="")
    digest = models.CharField(max_length=64)
    dated_at = models.DateTimeField(null=True, blank=True)
    seen_at = models.DateTimeField(default=timezone.now)
    erased_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="version_erased_has_no_words", condition=Q(erased_at__isnull=True) | Q(text="")
            ),
            models.UniqueConstraint(fields=["contribution", "number"], name="version_once"),
            models.UniqueConstraint(fields=["id", "contribution"], name="version_contribution_key"),
        ]

    def __str__(self) -> str:
        return f"version {self.number} of contribution:{self.contribution_id}"


class ErasedId(models.Model):
    """The id of a contribution that was erased, as a keyed digest: the platform may show it, it is not stored again."""

    channel = models.ForeignKey(Channel, on_delete=models.PROTECT, related_name="erased_ids")
    digest = models.CharField(max_length=64)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["channel", "digest"], name="erased_id_once")]

    def __str__(self) -> str:
        return f"erased on channel:{self.channel_id}"


class Delivery(models.Model):
    """One payload as received, raw; a webhook is stored before it is answered 200, and worked on afterwards.

    Of source `poll` is what a list showed and nobody understood, until it can be read. It is known again by its
    `external_id`, or by `likeness`, a digest of author, date and words.
    """

    class State(models.TextChoices):
        STORED = "stored", "Stored"
        WORKED = "worked", "Worked on"
        NOT_UNDERSTOOD = "not_understood", "Not understood"
        RESOLVED = "resolved", "Understood later"

    platform = models.CharField(max_length=20)
    channel = models.ForeignKey(Channel, null=True, on_delete=models.PROTECT, related_name="deliveries")
    source = models.CharField(max_length=10, default="webhook")
    digest = models.CharField(max_length=64, unique=True)
    body = models.BinaryField()
    received_at = models.DateTimeField(default=timezone.now)
    state = models.CharField(max_length=20, choices=State, default=State.STORED)
    reason = models.CharField(max_length=300, blank=True, default="")
    hints = models.PositiveIntegerField(default=0)
    external_id = models.CharField(max_length=300, blank=True, default="", db_default="")
    likeness = models.CharField(max_length=64, blank=True, default="", db_default="")
    worked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name_plural = "deliveries"
        indexes = [
            models.Index(fields=["id"], condition=Q(state="stored"), name="delivery_to_work_on"),
            models.Index(fields=["channel"], condition=Q(state="not_understood"), name="delivery_not_understood"),
        ]

    def __str__(self) -> str:
        return f"delivery:{self.pk}"


class Refusal(models.Model):
    """How many webhooks with a wrong signature came on a day. Nothing of what they said is stored."""

    platform = models.CharField(max_length=20)
    day = models.DateField()
    count = models.PositiveIntegerField(default=0)
    last_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["platform", "day"], name="refusal_once")]

    def __str__(self) -> str:
        return f"{self.platform} {self.day}: {self.count}"


class Cursor(models.Model):
    """How far one stream of a channel was read (posts, comments of a post, messages).

    A pass reads a stream from its newest item to its end, over as many tasks as it takes: `value` is where the next
    page begins, `started_at` when the pass began (null between passes), `whole` whether everything listed so far
    could be read, `completed_at` when the last pass ended, `resume_at` until when the platform asked us to wait.
    `read_at` is when it last answered without an error, `complete_from` when the last pass that ended had begun: all
    that was there then was read.
    """

    channel = models.ForeignKey(Channel, on_delete=models.CASCADE, related_name="cursors")
    stream = models.CharField(max_length=350)
    value = models.CharField(max_length=1000, blank=True, default="")
    polled_at = models.DateTimeField(null=True, blank=True)
    completed_at = models.DateTimeField(null=True, blank=True)
    started_at = models.DateTimeField(null=True, blank=True)
    resume_at = models.DateTimeField(null=True, blank=True)
    whole = models.BooleanField(default=True)
    read_at = models.DateTimeField(null=True, blank=True)
    complete_from = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["channel", "stream"], name="cursor_once")]

    def __str__(self) -> str:
        return self.stream

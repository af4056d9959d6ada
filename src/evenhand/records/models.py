"""The tables of the record. What was seen, decided and done: entries, their erasable content, seal, evidence.

Guard triggers (`records.guards`) refuse every UPDATE and DELETE of entries, sealed entries, batches and
evidence, every UPDATE of a content, and its DELETE without a permit.
Only `records.services` and `records.sealing` write here.
"""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from evenhand.records.fields import CanonicalJSONField
from evenhand.store.kept import Kept


class Entry(models.Model):
    """One thing that was seen, decided or done. `facts` hold nothing personal: ids, digests, codes, figures."""

    id: int
    at = models.DateTimeField()
    kind = models.CharField(max_length=80)
    subject = models.CharField(max_length=200)
    actor = models.CharField(max_length=200)
    facts = CanonicalJSONField()
    content_digest = models.CharField(max_length=64, blank=True, default="")

    class Meta:
        verbose_name_plural = "entries"
        indexes = [
            models.Index(fields=["subject", "id"], name="entry_by_subject"),
            models.Index(fields=["kind", "id"], name="entry_by_kind"),
        ]

    def __str__(self) -> str:
        return f"entry:{self.pk}"


class Content(models.Model):
    """What an entry says that is personal (texts, names, addresses), with the salt that dies with it."""

    entry = models.OneToOneField(Entry, primary_key=True, on_delete=models.PROTECT, related_name="content")
    salt = models.BinaryField(max_length=32)
    body = CanonicalJSONField()

    def __str__(self) -> str:
        return f"content of entry:{self.pk}"


class Unsealed(models.Model):
    """An entry that waits for the next seal. Exact where ids are not: an entry may commit after a higher id."""

    entry = models.OneToOneField(Entry, primary_key=True, on_delete=models.PROTECT, related_name="unsealed")

    class Meta:
        verbose_name_plural = "unsealed"

    def __str__(self) -> str:
        return f"unsealed entry:{self.pk}"


class Batch(models.Model):
    """Entries sealed together: the hash chain's links, each signed."""

    number = models.BigIntegerField(primary_key=True)
    previous = models.CharField(max_length=64)
    first_seq = models.BigIntegerField(unique=True)
    last_seq = models.BigIntegerField(unique=True)
    sealed_at = models.DateTimeField()
    key = models.CharField(max_length=64)  # the raw Ed25519 public key in hex; it is its own name
    head = models.CharField(max_length=64, unique=True)
    signature = models.CharField(max_length=128)

    class Meta:
        verbose_name_plural = "batches"
        constraints = [
            models.CheckConstraint(name="batch_numbered", condition=Q(number__gte=1, first_seq__gte=1)),
            models.CheckConstraint(name="batch_not_empty", condition=Q(last_seq__gte=models.F("first_seq"))),
            models.UniqueConstraint(fields=["previous"], name="batch_never_forks"),
        ]

    def __str__(self) -> str:
        return f"batch:{self.pk}"


class SealedEntry(models.Model):
    """The place of an entry in the sealed order, without gaps, and its hash."""

    seq = models.BigIntegerField(primary_key=True)
    entry = models.OneToOneField(Entry, on_delete=models.PROTECT, related_name="sealed")
    batch = models.ForeignKey(Batch, on_delete=models.PROTECT, related_name="sealed_entries")
    entry_hash = models.CharField(max_length=64)

    class Meta:
        verbose_name_plural = "sealed entries"

    def __str__(self) -> str:
        return f"entry:{self.entry_id} sealed as {self.pk}"


class Permit(models.Model):
    """Leave to erase, for one transaction: the guards of words look for it. It is gone before the transaction ends.

    It points to the entry that says what is erased, so nothing is erased that the record does not tell of.
    """

    entry = models.OneToOneField(Entry, primary_key=True, on_delete=models.PROTECT, related_name="permit")

    def __str__(self) -> str:
        return f"permit of entry:{self.pk}"


class Evidence(Kept):
    """What a contribution showed, captured before anything is done to it (promise 6). The body is its entry's content.

    `contribution_id` is a plain number, since contributions live further up the house; an action points to
    `(id, contribution_id)` together, so it cannot borrow the evidence of another contribution.
    """

    entry = models.OneToOneField(Entry, on_delete=models.PROTECT, related_name="evidence")
    contribution_id = models.BigIntegerField()
    version_number = models.PositiveIntegerField()
    captured_at = models.DateTimeField()
    digest = models.CharField(max_length=64)

    class Meta:
        verbose_name_plural = "evidence"
        constraints = [models.UniqueConstraint(fields=["id", "contribution_id"], name="evidence_contribution_key")]
        indexes = [models.Index(fields=["contribution_id", "version_number"], name="evidence_by_contribution")]

    def __str__(self) -> str:
        return f"evidence:{self.pk}"

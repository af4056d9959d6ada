"""The library of approved answers: each with its versions, their words by language, and where each was used.

That only words which somebody checked are used, and none past their review date, is held by keys and checks on
`AnswerUse`. A version is never changed: an edit, a review and a check each make the next one.
"""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from evenhand.cases.models import Decision
from evenhand.store.constraints import CompositeForeignKey

LANGUAGES = {"en": "English", "cy": "Welsh"}


class Answer(models.Model):
    """One approved answer; `number` is its latest version. A retired one is kept, and used no more."""

    code = models.SlugField(max_length=60, unique=True)
    number = models.PositiveIntegerField(default=1)
    retired_at = models.DateTimeField(null=True, blank=True)
    retired_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="answers_retired"
    )
    retired_why = models.CharField(max_length=300, blank=True, default="")

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="answer_retired_by_somebody",
                condition=Q(retired_at__isnull=True, retired_by__isnull=True, retired_why="")
                | (Q(retired_at__isnull=False, retired_by__isnull=False) & ~Q(retired_why="")),
            ),
        ]

    def __str__(self) -> str:
        return f"answer:{self.code}"


class AnswerVersion(models.Model):
    """An answer as somebody left it, or as the file has it (then by nobody).

    `asked` are ways in which people ask for it, one a line; `owner` says who keeps it true.
    """

    answer = models.ForeignKey(Answer, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    title = models.CharField(max_length=120)
    topic = models.CharField(max_length=60)
    asked = models.TextField(blank=True, default="")
    owner = models.CharField(max_length=120)
    source = models.URLField(max_length=500)
    review_on = models.DateField()
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="answer_versions"
    )
    made_at = models.DateTimeField(default=timezone.now)
    why = models.CharField(max_length=300, blank=True, default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["answer", "number"], name="answer_version_once"),
            models.UniqueConstraint(fields=["id", "review_on"], name="answer_version_review_key"),
            models.CheckConstraint(
                name="answer_version_whole",
                condition=~Q(title="") & ~Q(topic="") & ~Q(owner="") & Q(source__startswith="https://"),
            ),
        ]

    def __str__(self) -> str:
        return f"version {self.number} of answer:{self.answer_id}"


class AnswerText(models.Model):
    """A version's words in one language, and who checked them; words that nobody checked are not used."""

    version = models.ForeignKey(AnswerVersion, on_delete=models.PROTECT, related_name="texts")
    language = models.CharField(max_length=10)
    words = models.TextField()
    checked = models.BooleanField()
    checked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="answers_checked"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["version", "language"], name="answer_text_once"),
            models.UniqueConstraint(fields=["id", "version"], name="answer_text_version_key"),
            models.UniqueConstraint(fields=["id", "checked"], name="answer_text_checked_key"),
            models.CheckConstraint(name="answer_text_has_words", condition=~Q(words="")),
            models.CheckConstraint(name="answer_text_language_known", condition=Q(language__in=list(LANGUAGES))),
            models.CheckConstraint(
                name="answer_text_checked_by_somebody",
                condition=Q(checked=False, checked_by__isnull=True) | Q(checked=True, checked_by__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.language} of answer version:{self.version_id}"


class AnswerUse(models.Model):
    """That an answer which was sent came from these words of the library; `changed`: the person edited them first."""

    decision = models.ForeignKey(Decision, on_delete=models.PROTECT, related_name="answers_used")
    text = models.ForeignKey(AnswerText, on_delete=models.PROTECT, related_name="uses")
    version = models.ForeignKey(AnswerVersion, on_delete=models.PROTECT, related_name="uses")
    checked = models.BooleanField(default=True)
    review_on = models.DateField()
    used_on = models.DateField()
    changed = models.BooleanField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["decision", "text"], name="answer_use_once"),
            models.CheckConstraint(name="answer_use_checked", condition=Q(checked=True)),
            models.CheckConstraint(name="answer_use_before_review", condition=Q(used_on__lte=F("review_on"))),
            CompositeForeignKey(
                fields=["text", "version"],
                to_table="support_answertext",
                to_columns=["id", "version_id"],
                name="answer_use_of_version",
            ),
            CompositeForeignKey(
                fields=["text", "checked"],
                to_table="support_answertext",
                to_columns=["id", "checked"],
                name="answer_use_of_checked",
            ),
            CompositeForeignKey(
                fields=["version", "review_on"],
                to_table="support_answerversion",
                to_columns=["id", "review_on"],
                name="answer_use_of_review",
            ),
        ]

    def __str__(self) -> str:
        return f"use of answer text:{self.text_id}"

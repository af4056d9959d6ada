"""Files with people's words that we wrote to disk: noted when written, removed by an erasure."""

from __future__ import annotations

from pathlib import Path

from django.db.models import Q
from django.utils import timezone

from evenhand.intake.models import Author
from evenhand.rights.models import OutputFile

OF_EVERYBODY = (OutputFile.Kind.RECORD,)


def note(path: Path, kind: OutputFile.Kind, author: Author | None = None) -> OutputFile:
    """Remember a file that was just written; the one that stood there before is gone with it."""
    whole = str(path.resolve())
    OutputFile.objects.filter(path=whole, gone_at=None).update(gone_at=timezone.now(), why_gone="replaced")
    return OutputFile.objects.create(path=whole, kind=kind, author=author)


def with_words_of(author: Author) -> list[OutputFile]:
    """Files that may hold the author's words: theirs, and those of everybody."""
    rows = OutputFile.objects.filter(Q(author=author) | Q(author=None), gone_at=None)
    return list(rows.order_by("pk"))


def remove(rows: list[OutputFile], why: str) -> list[str]:
    """Remove them; the paths at which nothing stood any more, since somebody moved or copied the file elsewhere."""
    moved = []
    for row in rows:
        path = Path(row.path)
        if path.exists():
            path.unlink()
        else:
            moved.append(row.path)
        row.gone_at, row.why_gone = timezone.now(), why
        row.save(update_fields=["gone_at", "why_gone"])
    return moved

from __future__ import annotations

from pathlib import Path

from django.db import migrations

SQL = Path(__file__).resolve().parent.parent / "sql" / "search_index.postgresql.sql"


def make(apps, editor):
    # SQLite has no such index: there the newest texts are read one after another (intake.searching)
    if editor.connection.vendor == "postgresql":
        editor.execute(SQL.read_text("utf-8"))


def drop(apps, editor):
    if editor.connection.vendor == "postgresql":
        editor.execute("DROP INDEX IF EXISTS version_words")


class Migration(migrations.Migration):
    dependencies = [("intake", "0007_post_channel_key")]

    operations = [migrations.RunPython(make, drop)]

"""Fills a PostgreSQL database with comments of the last month, through the real tables, row triggers off."""

from __future__ import annotations

import random
from datetime import timedelta

from benchmarks.reports.texts import Written, made_up
from django.core.management import call_command
from django.db import connection
from django.utils import timezone

from evenhand.channels.models import Channel
from evenhand.intake.models import Contribution

FIRST = ("Aled", "Bronagh", "Callum", "Deepa", "Ewa", "Farid", "Gwen", "Hana", "Idris", "Joan", "Kofi", "Lena", "Mo")
LAST = ("Ashdown", "Birtle", "Crake", "Dunmore", "Eskdale", "Farrow", "Gilling", "Hartle", "Inman", "Jessop", "Kell")
ROWS = """
INSERT INTO intake_disposition (id, state, reason, changed_at) SELECT n, 'kept', '', now() FROM wrote;
INSERT INTO intake_author (id, channel_id, external_id, handle, display_name, first_seen_at)
SELECT n, {channel}, 'a' || n, handle, called, now() FROM wrote;
INSERT INTO intake_contribution (id, channel_id, external_id, kind, author_id, parent_external_id, thread_external_id,
permalink, published_at, first_seen_at, last_read_at, platform_state, latest_version, disposition_id)
SELECT n, {channel}, '10' || (n % 500) || '_' || (900000000 + n), 'comment', n, '', '', link,
now() - interval '29 days' * ({many} - n) / {many}, now(), now(), 'visible', 1, n FROM wrote;
INSERT INTO intake_version (id, contribution_id, number, change, text, digest, seen_at)
SELECT n, n, 1, 'created', words, md5(n::text), now() FROM wrote;
"""


def fill(many: int, seed: int) -> tuple[int, list[Written]]:
    """The channel's id, and all that was written there; filled only where it is not yet."""
    dice = random.Random(seed)  # noqa: S311 (a fixed seed)
    written = [_written(number, text, dice) for number, text in enumerate(made_up(many, dice), start=1)]
    call_command("migrate", verbosity=0)
    channel = Channel.objects.filter(external_id="bench-reports").first()
    if channel is None:
        channel = Channel.objects.create(platform="facebook", external_id="bench-reports", name="Our page")
        _insert(channel.pk, written)
    else:
        late = timezone.now() - Contribution.objects.latest("pk").published_at
        if late > timedelta(minutes=1):
            _move(late)
    return channel.pk, written


def _written(number: int, text: str, dice: random.Random) -> Written:
    first, last = dice.choice(FIRST), dice.choice(LAST)
    link = f"https://www.facebook.com/ourpage/posts/10{number % 500}?comment_id={900_000_000 + number}"
    return Written(number, text, f"{first.lower()}.{last.lower()}{number}", f"{first} {last}-{number:x}", link)


def _insert(channel: int, written: list[Written]) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica; SET synchronous_commit = off")
        cursor.execute("CREATE TEMP TABLE wrote (n int, words text, handle text, called text, link text)")
        with cursor.copy("COPY wrote FROM STDIN") as copy:
            for one in written:
                copy.write_row((one.number, one.text, one.handle, one.name, one.link))
        cursor.execute(ROWS.format(channel=channel, many=len(written)))
        cursor.execute("SET session_replication_role = origin; SET synchronous_commit = on")
        cursor.execute("VACUUM (ANALYZE)")


def _move(late: timedelta) -> None:
    """What was filled some days ago is of the last month again."""
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE intake_contribution SET published_at = published_at + %s * interval '1 second'",
            [late.total_seconds()],
        )

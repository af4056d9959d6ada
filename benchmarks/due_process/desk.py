"""What the desk reads of an author at a million contributions, and a bundle of many items: a line of figures."""

from __future__ import annotations

import random
import resource
import sys
import time
from datetime import timedelta

import django

django.setup()

from benchmarks.due_process.ladder import decided  # noqa: E402 (after setup)
from benchmarks.million import filling  # noqa: E402 (after setup)
from benchmarks.people_who_wrote import a_channel, policy, wrote  # noqa: E402 (after setup)
from benchmarks.timing import Figure, p95, told  # noqa: E402 (after setup)
from django.core.management import call_command  # noqa: E402 (after setup)
from django.test import Client  # noqa: E402 (after setup)
from django.utils import timezone  # noqa: E402 (after setup)

from evenhand.desk.case_page import history_of  # noqa: E402 (after setup)
from evenhand.intake.models import Contribution  # noqa: E402 (after setup)
from evenhand.people.models import User  # noqa: E402 (after setup)
from evenhand.people.services import create_user  # noqa: E402 (after setup)
from evenhand.rights import bundles  # noqa: E402 (after setup)
from evenhand.sanctions.models import Block, Strike  # noqa: E402 (after setup)
from evenhand.sanctions.strikes import warning_before  # noqa: E402 (after setup)

SAMPLES, GOAL = 400, 50.0
DAYS = 730


def main(contributions: int, items: int) -> list[Figure]:
    """Fill, measure, say."""
    call_command("migrate", verbosity=0)
    moderator = create_user("bench-mo", "a long enough passphrase", ("moderator",))
    approver = create_user("bench-ann", "a long enough passphrase", ("approver", "information_officer"))
    version, on = policy(), a_channel()
    begun = time.perf_counter()
    with filling():
        wrote(on, version, "comment", first=1, last=contributions, days=DAYS)
        made = decided(version, moderator, approver)
    sys.stderr.write(f"filled in {time.perf_counter() - begun:,.0f} s: {made}\n")
    return [*of_authors(contributions, moderator), *of_a_bundle(contributions, items, approver)]


def of_authors(contributions: int, user: User) -> list[Figure]:
    """History, ladder and grounds of authors, drawn by what they wrote: who writes most is asked for most."""
    dice = random.Random(5)  # noqa: S311 (a fixed seed)
    keys = [dice.randint(1, contributions) for _ in range(SAMPLES)]
    rows = list(Contribution.objects.filter(pk__in=keys).select_related("author", "channel"))
    strikes = list(Strike.objects.filter(pk__in=[key - key % 10 or 10 for key in keys]))
    blocks = list(Block.objects.order_by("pk")[:SAMPLES].values_list("pk", flat=True))
    client = Client()
    client.force_login(user)
    cases = [one.pk for one in strikes]
    return [
        p95("author history and ladder", lambda row: history_of(row.author, row, user), rows, GOAL),
        p95("state of the ladder: the warning before a strike", warning_before, strikes, GOAL),
        p95("what a block stands on", lambda key: Block.objects.get(pk=key).decisions(), blocks, GOAL),
        p95("the whole page of a case", lambda key: client.get(f"/desk/cases/{key}/").content, cases),
    ]


def of_a_bundle(contributions: int, items: int, person: User) -> list[Figure]:
    """A bundle for information: gathered with progress, streamed; memory by what the process holds at most."""
    days = max(1, round(items * DAYS / contributions))
    until = timezone.localdate() - timedelta(days=1)
    asked = bundles.Asked("FOI-1", timezone.localdate(), since=until - timedelta(days=days), until=until)
    made = bundles.receive(person, asked)
    begun, pieces = time.perf_counter(), 0
    while made.state == made.State.GATHERING:
        made, pieces = bundles.gather(made.pk), pieces + 1
        if pieces % 20 == 0:
            sys.stderr.write(f"gathered {made.gathered:,} of {made.total:,}\n")
    gathered = time.perf_counter() - begun
    made.items.update(read_by=person)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    begun = time.perf_counter()
    made = bundles.release(made, person)
    size = sum(len(line) for line in bundles.lines(made))
    took = time.perf_counter() - begun
    more = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024
    return [
        Figure(f"bundle of {made.total:,} items gathered, in pieces of {bundles.PIECE}", gathered, "s"),
        Figure(f"the same released and streamed ({size / 2**20:.0f} MiB)", took, "s"),
        Figure("memory that releasing and streaming it took", more, "MiB", 20),
    ]


if __name__ == "__main__":
    sys.stdout.write(told(main(int(sys.argv[1]), int(sys.argv[2]))) + "\n")

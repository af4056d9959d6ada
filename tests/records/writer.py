"""Another process that writes to the record, for the tests of concurrency.

writer.py hold            append in a transaction, say the id, commit when told on standard input
writer.py many SEED N     N transactions of one to three entries; about one in five is rolled back; says how many
                          entries were committed
writer.py seal            seal until told to end
writer.py seal once       seal when told on standard input, and say how many entries
"""

from __future__ import annotations

import os
import random
import sys
import threading
import time

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "evenhand.config.settings")
django.setup()

from django.db import transaction  # noqa: E402  (after setup)

from evenhand import records  # noqa: E402  (after setup)


def say(text: object) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def append() -> int:
    entry = records.append(
        "test.written", subject="contribution:1", actor="machine", facts={}, content={"text": "words"}
    )
    return int(entry.pk)


def hold() -> None:
    with transaction.atomic():
        say(append())
        sys.stdin.readline()
    say("committed")


def many(seed: int, number: int) -> None:
    chance = random.Random(seed)  # noqa: S311  (a repeatable history, not a secret)
    committed = 0
    for _ in range(number):
        with transaction.atomic():
            size = chance.randint(1, 3)
            for _ in range(size):
                append()
            if chance.random() < 0.2:
                transaction.set_rollback(True)
            else:
                committed += size
        time.sleep(chance.random() / 100)  # SQLite has one writer at a time: let the others in
    say(committed)


def seal() -> None:
    told = threading.Event()

    def wait() -> None:
        sys.stdin.readline()
        told.set()

    threading.Thread(target=wait, daemon=True).start()
    say("sealing")
    while not told.is_set():
        records.seal()
    say("ended")


if __name__ == "__main__":
    match sys.argv[1:]:
        case ["hold"]:
            hold()
        case ["many", seed, number]:
            many(int(seed), int(number))
        case ["seal"]:
            seal()
        case ["seal", "once"]:
            say("ready")
            sys.stdin.readline()
            say(records.seal())
        case other:
            raise SystemExit(f"unknown: {other}")

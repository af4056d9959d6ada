"""What is sealed, in which order, by which key; and that concurrent writers and sealers lose nothing."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from django.db import OperationalError, connection, transaction
from tests.records.helpers import COMMITTING, add, writer

from evenhand import records
from evenhand.records import sealing
from evenhand.records.keys import KeyFileError, key_name, make_private_key, private_key
from evenhand.records.models import Batch, SealedEntry, Unsealed

pytestmark = [pytest.mark.store, COMMITTING, pytest.mark.usefixtures("key_file")]


def order() -> list[tuple[int, int, int]]:
    """(seq, entry, batch) of everything sealed."""
    return list(SealedEntry.objects.order_by("seq").values_list("seq", "entry_id", "batch_id"))


def test_entries_are_numbered_without_gaps_in_batches() -> None:
    ids = [entry.pk for entry in add(7)]
    assert sealing.seal(size=3) == 7
    assert order() == [(n, entry, (n + 2) // 3) for n, entry in enumerate(ids, 1)]
    assert not Unsealed.objects.exists()
    assert records.seal() == 0
    assert Batch.objects.count() == 3
    assert records.verify_live().ok


def test_batches_exactly_full_leave_no_empty_one() -> None:
    add(6)
    assert sealing.seal(size=3) == 6
    assert Batch.objects.count() == 2


def test_what_was_rolled_back_is_not_sealed() -> None:
    add(1)
    with transaction.atomic():
        records.append("test.happened", subject="x:1", actor="machine", facts={})
        transaction.set_rollback(True)
    add(1)
    assert records.seal() == 2
    assert records.verify_live().entries == 2


def test_the_first_seal_makes_the_key_for_its_owner_alone(key_file: Path) -> None:
    add(1)
    records.seal()
    assert key_file.stat().st_mode & 0o777 == 0o600
    batch = Batch.objects.get()
    assert batch.key == key_name(private_key(key_file).public_key())
    assert (str(batch), str(SealedEntry.objects.get())) == ("batch:1", f"entry:{order()[0][1]} sealed as 1")


def test_a_key_that_went_missing_is_never_replaced_in_silence(key_file: Path) -> None:
    add(1)
    records.seal()
    key_file.unlink()
    add(1)
    with pytest.raises(KeyFileError, match=r"cannot be read.*Restore it from its backup"):
        records.seal()
    assert not key_file.exists()
    assert Unsealed.objects.count() == 1


def test_a_changed_key_continues_the_chain(key_file: Path) -> None:
    add(1)
    records.seal()
    old = private_key(key_file)
    key_file.unlink()
    new = make_private_key(key_file)
    add(1)
    records.seal()
    names = {key_name(key.public_key()) for key in (old, new)}
    assert set(Batch.objects.values_list("key", flat=True)) == names
    assert records.verify_live(keys=names).ok
    assert "not among the public keys given" in records.verify_live(keys={key_name(new.public_key())}).text()


def test_there_is_no_anchor_before_the_first_seal() -> None:
    assert sealing.latest_anchor() is None
    add(2)
    records.seal()
    anchor = sealing.latest_anchor()
    assert anchor is not None
    assert (anchor.batch, anchor.seq, anchor.signed()) == (1, 2, True)


def test_an_entry_with_a_lower_id_that_commits_later_is_sealed_in_a_later_batch() -> None:
    """Ids are not commit order. SQLite shows that it has no such case: it lets nobody else write meanwhile."""
    other = writer("hold")
    assert other.stdout
    assert other.stdin
    with other:
        low = int(other.stdout.readline())
        early = 0
        if connection.vendor == "sqlite":
            with connection.cursor() as cursor:
                cursor.execute("PRAGMA busy_timeout=20")
            with pytest.raises(OperationalError, match="locked"):
                add(1)
            with connection.cursor() as cursor:
                cursor.execute("PRAGMA busy_timeout=20000")
        else:
            early = add(1)[0].pk
            assert early > low
            assert records.seal() == 1
        other.stdin.write("\n")
        other.stdin.flush()
        assert other.stdout.readline() == "committed\n"
    assert other.returncode == 0
    assert records.seal() == 1
    expected = [(1, early, 1), (2, low, 2)] if early else [(1, low, 1)]
    assert order() == expected
    assert records.verify_live().ok


def test_a_second_sealer_waits_for_the_first_and_finds_nothing_left() -> None:
    add(3)
    with writer("seal", "once") as other:
        assert other.stdin
        assert other.stdout
        assert other.stdout.readline() == "ready\n"
        with transaction.atomic():
            assert records.seal() == 3
            other.stdin.write("\n")
            other.stdin.flush()
            wait_until_it_waits()
        assert other.stdout.read() == "0\n"
    assert other.returncode == 0
    assert records.verify_live().entries == 3


def wait_until_it_waits() -> None:
    """Until the other process waits for a lock; PostgreSQL says so, SQLite does not."""
    for _ in range(200):
        time.sleep(0.05)
        if connection.vendor == "sqlite":
            return
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_stat_clear_snapshot()")
            cursor.execute(
                "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()"
            )
            if cursor.fetchone() != (0,):
                return
    raise AssertionError("the other sealer never waited")


def test_nothing_is_lost_or_doubled_between_writers_and_sealers() -> None:
    sealer = writer("seal")
    assert sealer.stdout
    assert sealer.stdout.readline() == "sealing\n"
    writers = [writer("many", str(seed), "40") for seed in (1, 2)]
    while any(one.poll() is None for one in writers):
        sealing.seal(size=7)
        time.sleep(0.01)  # SQLite has one writer at a time: let the others in
    committed = sum(int(one.communicate()[0]) for one in writers)
    assert sealer.communicate("\n")[0] == "ended\n"
    assert [one.returncode for one in [*writers, sealer]] == [0, 0, 0]
    records.seal()
    report = records.verify_live()
    assert report.ok, report.text()
    assert report.entries == committed == SealedEntry.objects.count()
    assert report.batches > 1

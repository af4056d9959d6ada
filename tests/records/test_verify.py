"""Each way to falsify an export, and what the check says of it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from tests.records.helpers import add, erase, exported, line_of

from evenhand import records
from evenhand.records import sealing
from evenhand.records.anchor import Anchor
from evenhand.records.canonical import canonical, entry_hash
from evenhand.records.keys import key_name, make_private_key, private_key, sign
from evenhand.records.models import Entry
from evenhand.records.report import Report
from evenhand.records.verify import UnusableError, verify

pytestmark = [pytest.mark.store, pytest.mark.usefixtures("record")]


@pytest.fixture
def entries() -> list[Entry]:
    """Six entries with contents, sealed in batches of two."""
    added = add(6, text="words of a person")
    sealing.seal(size=2)
    return added


def changed(lines: list[str], index: int, *path: object, to: object) -> list[str]:
    """`lines` with one value set in line `index`, written as the record writes."""
    value: Any = json.loads(lines[index])
    inner = value
    for part in path[:-1]:
        inner = inner[part]
    inner[path[-1]] = to
    return [*lines[:index], canonical(value) + "\n", *lines[index + 1 :]]


def without(lines: list[str], index: int) -> list[str]:
    return lines[:index] + lines[index + 1 :]


def first(report: Report) -> str:
    assert not report.ok
    return report.faults[0].message


def anchor() -> Anchor:
    latest = sealing.latest_anchor()
    assert latest
    return latest


def test_a_whole_record_is_whole(entries: list[Entry], key_file: Path) -> None:
    lines = exported()
    keys = {key_name(private_key(key_file).public_key())}
    report = verify(lines, keys=keys, anchor=anchor())
    assert report.ok
    assert report.notes == ()
    assert (report.entries, report.batches, report.erased) == (len(entries), 3, 0)
    assert "whole: 6 entries in 3 batches" in report.text()


def test_without_an_anchor_the_tail_is_unproven(entries: list[Entry]) -> None:
    assert entries
    text = verify(exported()).text()
    assert "The tail is unproven" in text
    assert "--public-key proves whose they are" in text


def test_entries_newer_than_the_anchor_are_an_unproven_tail(entries: list[Entry]) -> None:
    assert entries
    taken = anchor()
    add(1)
    report = verify(exported(), anchor=taken)
    assert report.ok
    assert "The tail after number 6 is unproven" in report.text()


@pytest.mark.parametrize("number", range(6))
def test_one_line_removed_is_named(entries: list[Entry], number: int) -> None:
    lines = exported()
    report = verify(without(lines, line_of(lines, entries[number])))
    assert first(report) == f"Entry {entries[number].pk} (number {number + 1}) is missing or cannot be read."
    assert len(report.faults) == 1


def test_the_entry_that_records_an_erasure_is_named_when_it_is_removed(entries: list[Entry]) -> None:
    erase(entries[0])
    lines = exported()
    erasure = Entry.objects.get(kind="content.erased")
    report = verify(without(lines, line_of(lines, erasure)))
    assert first(report).startswith(f"Entry {erasure.pk} (number 7) is missing")
    assert f"The content of entry {entries[0].pk}" in report.text()


def test_a_batch_removed_is_named(entries: list[Entry]) -> None:
    lines = exported()
    middle = line_of(lines, entries[2]) - 1
    assert "Batch 3 (numbers 5 to 6) follows batch 1" in first(verify(without(lines, middle)))
    whole_batch = lines[:middle] + lines[middle + 3 :]
    assert "Batch 3 (numbers 5 to 6) follows batch 1: a batch is missing" in first(verify(whole_batch))
    assert "Batch 2 (numbers 3 to 4) follows batch 0" in first(verify([lines[0], *lines[middle:]]))


@pytest.mark.parametrize(
    ("path", "to"),
    [
        (("entry", "kind"), "other.kind"),
        (("entry", "at"), "2020-01-01T00:00:00.000000Z"),
        (("entry", "actor"), "person:9"),
        (("entry", "subject"), "contribution:9"),
        (("entry", "facts", "n"), 9),
        (("entry", "content_digest"), ""),
    ],
)
def test_a_changed_entry_is_named(entries: list[Entry], path: tuple[str, ...], to: object) -> None:
    lines = exported()
    report = verify(changed(lines, line_of(lines, entries[3]), *path, to=to))
    assert first(report) == f"Entry {entries[3].pk} (number 4) was changed after it was sealed."


def test_a_changed_entry_with_its_hash_made_to_fit_is_a_changed_batch(entries: list[Entry]) -> None:
    lines = exported()
    index = line_of(lines, entries[2])
    lines = changed(lines, index, "entry", "kind", to="other.kind")
    lines = changed(lines, index - 1, "entries", 0, 1, to=entry_hash(json.loads(lines[index])["entry"]))
    assert first(verify(lines)).startswith("Batch 2 (numbers 3 to 4) was changed after it was sealed")


def test_another_id_is_a_moved_entry(entries: list[Entry]) -> None:
    lines = exported()
    report = verify(changed(lines, line_of(lines, entries[3]), "entry", "id", to=999_999))
    assert first(report) == "Entry 999999 (number 4) is not of the batch in which it stands: it was added or moved."


def test_another_number_is_named(entries: list[Entry]) -> None:
    lines = exported()
    report = verify(changed(lines, line_of(lines, entries[3]), "seq", to=3))
    assert "was given another number: it was sealed as number 4" in first(report)


def test_changed_content_is_named(entries: list[Entry]) -> None:
    lines = exported()
    report = verify(changed(lines, line_of(lines, entries[3]), "content", "body", "text", to="kinder words"))
    expected = f"The content of entry {entries[3].pk} (number 4) was changed: it does not fit its digest."
    assert first(report) == expected
    report = verify(changed(lines, line_of(lines, entries[3]), "content", "salt", to="00" * 32))
    assert first(report) == expected


def test_content_taken_away_without_an_erasure_is_named(entries: list[Entry]) -> None:
    lines = exported()
    report = verify(changed(lines, line_of(lines, entries[3]), "content", to=None))
    assert (
        first(report) == f"The content of entry {entries[3].pk} (number 4) is missing, and no entry says it was erased."
    )


def test_content_given_to_an_entry_without_is_named() -> None:
    entry = add(1)[0]
    lines = exported()
    report = verify(changed(lines, 2, "content", to={"salt": "00" * 32, "body": {}}))
    assert first(report) == f"Entry {entry.pk} (number 1) has a content that it was sealed without."


def test_reordered_lines_are_named(entries: list[Entry]) -> None:
    lines = exported()
    index = line_of(lines, entries[2])
    swapped = [*lines[:index], lines[index + 1], lines[index], *lines[index + 2 :]]
    assert f"Entry {entries[2].pk} (number 3) is out of order: it stands after number 4" in first(verify(swapped))
    across = [*without(lines, index), lines[index]]
    report = verify(across)
    assert f"Entry {entries[2].pk} (number 3) is" in first(report)
    assert "was added or moved" in report.text()


def test_a_doubled_line_is_named(entries: list[Entry]) -> None:
    lines = exported()
    index = line_of(lines, entries[2])
    assert f"Entry {entries[2].pk} (number 3) stands there twice." == first(
        verify([*lines[: index + 1], *lines[index:]])
    )


def test_entries_before_any_batch_are_named(entries: list[Entry]) -> None:
    lines = exported()
    assert "is not of the batch" in first(verify([lines[0], lines[2], lines[1], *lines[3:]]))
    assert entries


@pytest.mark.parametrize(
    ("key", "to", "says"),
    [
        ("head", "0" * 64, "its head does not fit"),
        ("sealed_at", "2020-01-01T00:00:00.000000Z", "its head does not fit"),
        ("previous", "f" * 64, "does not continue the batch before it"),
        ("signature", "00" * 64, "has a wrong signature"),
        ("signature", "not hex", "has a wrong signature"),
        ("key", "00" * 32, "has a wrong signature"),
        ("first_seq", 4, "does not begin at number 3"),
        ("last_seq", 9, "does not list as many entries as it has numbers"),
        ("number", 7, "follows batch 1"),
    ],
)
def test_a_changed_batch_is_named(entries: list[Entry], key: str, to: object, says: str) -> None:
    lines = exported()
    report = verify(changed(lines, line_of(lines, entries[2]) - 1, "batch", key, to=to))
    assert any(says in fault.message for fault in report.faults), report.text()
    assert first(report).startswith("Batch ")


def test_a_signature_has_one_spelling(entries: list[Entry]) -> None:
    lines = exported()
    index = line_of(lines, entries[2]) - 1
    spelled = json.loads(lines[index])["batch"]["signature"].upper()
    assert "wrong signature" in first(verify(changed(lines, index, "batch", "signature", to=spelled)))


def test_a_record_sealed_anew_with_another_key_is_named(entries: list[Entry], key_file: Path, tmp_path: Path) -> None:
    trusted = {key_name(private_key(key_file).public_key())}
    thief = make_private_key(tmp_path / "thief.pem")
    lines = exported()
    index = line_of(lines, entries[4]) - 1
    lines = changed(lines, index, "batch", "signature", to=sign(thief, json.loads(lines[index])["batch"]["head"]))
    assert "Batch 3 (numbers 5 to 6) has a wrong signature" in first(verify(lines, keys=trusted))


def test_a_cut_tail_is_named_with_an_anchor_and_unproven_without(entries: list[Entry]) -> None:
    lines = exported()
    cut = lines[: line_of(lines, entries[4]) - 1]
    alone = verify(cut)
    assert alone.ok
    assert "The tail is unproven" in alone.text()
    report = verify(cut, anchor=anchor())
    assert first(report).startswith("The tail was cut: the anchor of ")
    assert "proves 6 entries in 3 batches, and this record ends at number 4 of batch 2" in first(report)


def test_a_tail_cut_inside_a_batch_needs_no_anchor(entries: list[Entry]) -> None:
    assert f"Entry {entries[5].pk} (number 6) is missing" in first(verify(exported()[:-1]))


def test_a_line_cut_in_its_middle_is_named(entries: list[Entry]) -> None:
    assert entries
    lines = exported()
    assert "ends in the middle of line 10: it was cut off there" in first(verify([*lines[:-1], lines[-1][:30]]))
    assert "ends in the middle" in first(verify([*lines[:-1], lines[-1][:-1]]))


def test_an_anchor_of_another_record_is_named(entries: list[Entry], tmp_path: Path) -> None:
    assert entries
    lines = exported()
    true = anchor()
    thief = make_private_key(tmp_path / "thief.pem")
    name = key_name(thief.public_key())
    other = Anchor(true.batch, true.seq, "ab" * 32, name, sign(thief, "ab" * 32), true.sealed_at)
    assert "not the one that the anchor was taken of: the record was rewritten" in first(verify(lines, anchor=other))
    report = verify(lines, anchor=other, keys={true.key})
    assert first(report) == "The anchor is not signed with a key that is trusted here."
    unsigned = Anchor(true.batch, true.seq, true.head, true.key, "00" * 64, true.sealed_at)
    assert first(verify(lines, anchor=unsigned)) == "The anchor is not signed with a key that is trusted here."


def test_erased_contents_verify(entries: list[Entry]) -> None:
    erase(entries[1], entries[4])
    lines = exported()
    report = verify(lines)
    assert report.ok, report.text()
    assert report.erased == 2
    assert "words of a person 1" not in "".join(lines)


def test_an_empty_record_is_whole_and_what_is_none_is_said_so() -> None:
    report = verify(exported())
    assert report.ok
    assert report.text().startswith("The record is whole, and empty")
    with pytest.raises(UnusableError, match="it is empty"):
        verify([])
    with pytest.raises(UnusableError, match="first line is not"):
        verify(["id,text\n", "1,hello\n"])


@pytest.mark.parametrize(
    "line",
    [
        "",
        "not json",
        "[]",
        "{}",
        '{"a": 1}',
        '{"b":1,"a":2}',
        '{"a":NaN}',
        '{"a":1e400}',
        "[" * 100_000,
        "9" * 5000,
        '"\udce9"',
        '{"batch":{},"entries":[]}',
        '{"content":null,"entry":{},"seq":1}',
    ],
)
def test_a_foreign_line_is_named_and_the_rest_is_checked(entries: list[Entry], line: str) -> None:
    lines = exported()
    report = verify([*lines[:3], f"{line}\n", *lines[3:]])
    assert first(report).startswith("Line 4 is not the record's: ")
    assert len(report.faults) == 1
    assert report.entries == len(entries)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('{"content":', '{ "content":'),
        ('"kind":"test', '"kind":"\\u0074est'),
        ('"seq":3}', '"seq":4,"seq":3}'),
        ('"n":2', '"n":2E0'),
    ],
)
def test_a_line_rewritten_to_the_same_meaning_is_named(entries: list[Entry], old: str, new: str) -> None:
    lines = exported()
    index = line_of(lines, entries[2])
    assert old in lines[index]
    lines[index] = lines[index].replace(old, new)
    report = verify(lines)
    assert first(report).startswith(f"Line {index + 1} is not the record's: it is not in the record's own form")
    assert f"Entry {entries[2].pk} (number 3) is missing" in report.text()


@pytest.mark.parametrize(
    ("index", "path", "to", "says"),
    [
        (1, ("batch", "number"), "1", "the 'number' of its batch is damaged"),
        (1, ("batch", "head"), None, "the 'head' of its batch is damaged"),
        (1, ("batch", "more"), 1, "its batch lacks a part or has one too many"),
        (1, ("entries",), None, "its list of entries is damaged"),
        (1, ("entries", 0), [1], "its list of entries is damaged"),
        (1, ("entries", 0), [True, "a"], "its list of entries is damaged"),
        (2, ("seq",), "1", "its number in the record is damaged"),
        (2, ("entry", "id"), "1", "the 'id' of its entry is damaged"),
        (2, ("content",), 1, "its content is damaged"),
        (2, ("content", "salt"), 1, "the salt of its content is damaged"),
        (2, ("content", "salt"), "xx", "the salt of its content is damaged"),
        (2, ("content", "salt"), "AB" * 32, "the salt of its content is damaged"),
        (2, ("content", "salt"), "ab", "the salt of its content is damaged"),
    ],
)
def test_a_damaged_part_is_named(
    entries: list[Entry], index: int, path: tuple[object, ...], to: object, says: str
) -> None:
    assert entries
    assert says in verify(changed(exported(), index, *path, to=to)).text()


def test_an_erasure_with_damaged_facts_does_not_crash(entries: list[Entry]) -> None:
    erase(entries[0])
    lines = exported()
    index = line_of(lines, Entry.objects.get(kind="content.erased"))
    for damaged in ({"entries": 5}, {"entries": [[1], "a"]}, "text"):
        lines = changed(lines, index, "entry", "facts", to=damaged)
        lines = changed(lines, index - 1, "entries", 0, 1, to=entry_hash(json.loads(lines[index])["entry"]))
        assert "Batch 4" in first(verify(lines))


def test_a_report_of_many_faults_names_twenty_and_counts_the_rest() -> None:
    added = add(30)
    lines = exported()
    report = verify(lines[:2])
    assert len(report.faults) == len(added)
    assert report.text().count("is missing") == 20
    assert "And 10 more." in report.text()


def test_batches_of_one_entry_read_well() -> None:
    add(1)
    records.seal()
    assert "1 entry in 1 batch" in records.verify_live().text()

"""Twenty ways to tamper with a sealed export, and what `evenhand record verify` says of each: exit 1, the way named.

The auditor has what the body publishes: the export, an anchor, the public key. `ways()` lists each way, who could do
it, and the words that name it. Nobody who lacks the seal's key can do more; the last three ways are of one who has a
key of their own.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from tests.records.helpers import add, erase
from typer.testing import CliRunner

from evenhand.cli.record import app
from evenhand.records import sealing
from evenhand.records.anchor import read_anchor
from evenhand.records.canonical import (
    BATCH_KEYS,
    GENESIS,
    canonical,
    content_digest,
    entries_hash,
    entry_hash,
    head_hash,
)
from evenhand.records.keys import key_name, make_private_key, sign

pytestmark = [pytest.mark.store, pytest.mark.usefixtures("record")]

Lines = list[Any]
"""An export as values, line by line: 0 the format; each batch at 1, 4, 7, followed by its entries; 10 an erasure."""


@dataclass(frozen=True)
class Way:
    """One way: what is done to the lines, and what has to be said of it."""

    name: str
    do: Callable[[Lines], object]
    says: str


def put(*path: Any, to: object) -> Callable[[Lines], object]:  # noqa: ANN401 (indexes and keys)
    """Set one value."""

    def do(lines: Lines) -> None:
        inner: Any = lines
        for part in path[:-1]:
            inner = inner[part]
        inner[path[-1]] = to

    return do


def swap(one: int, other: int) -> Callable[[Lines], object]:
    """Two lines in each other's place."""

    def do(lines: Lines) -> None:
        lines[one], lines[other] = lines[other], lines[one]

    return do


def drop(first: int, last: int) -> Callable[[Lines], object]:
    """Lines left out."""
    return lambda lines: lines.__delitem__(slice(first, last + 1))


def rehash(entry: int, batch: int, place: int) -> Callable[[Lines], object]:
    """A decision is rewritten, and its hash in the batch with it."""

    def do(lines: Lines) -> None:
        lines[entry]["entry"]["kind"] = "other.kind"
        lines[batch]["entries"][place][1] = entry_hash(lines[entry]["entry"])

    return do


def reseal(lines: Lines, key: Any, start: int = 1) -> None:  # noqa: ANN401 (a private key)
    """Make every batch from line `start` fit what it says, signed with a key of the tamperer's own."""
    previous = GENESIS if start == 1 else lines[start - 3]["batch"]["head"]
    for line in lines[start:]:
        if "batch" not in line:
            continue
        batch = line["batch"]
        batch["previous"], batch["key"] = previous, key_name(key.public_key())
        head = head_hash({name: batch[name] for name in BATCH_KEYS}, entries_hash(batch["first_seq"], line["entries"]))
        batch["head"], batch["signature"] = head, sign(key, head)
        previous = head


def invent(lines: Lines) -> None:
    """An entry is made up and put among those of the second batch."""
    made = json.loads(json.dumps(lines[5]))
    made["entry"]["id"] = made["seq"] = 999
    lines.insert(6, made)


def other_content(lines: Lines) -> None:
    """The words of somebody are replaced, with a salt of the tamperer's own."""
    lines[2]["content"] = {"salt": "ab" * 32, "body": {"text": "Something harmless."}}


def words_back(lines: Lines) -> None:
    """Words that were erased are put back from an older export, or made up."""
    lines[3]["content"] = {"salt": "cd" * 32, "body": {"text": "What was erased."}}


def content_and_digest(lines: Lines) -> None:
    """The words are replaced, and the digest in the entry with them."""
    salt, body = "ab" * 32, {"text": "Something harmless."}
    lines[2]["content"] = {"salt": salt, "body": body}
    lines[2]["entry"]["content_digest"] = content_digest(bytes.fromhex(salt), body)


WAYS = [
    Way("an entry is left out", drop(3, 3), "Entry {b} (number 2) is missing or cannot be read."),
    Way("an entry is made up", invent, "Entry 999 (number 999) is not of the batch in which it stands: it was added"),
    Way("an entry stands twice", lambda lines: lines.insert(4, lines[3]), "Entry {b} (number 2) stands there twice."),
    Way("two entries change places", swap(2, 3), "Entry {a} (number 1) is out of order"),
    Way("an entry is moved to another batch", swap(3, 5), "is not of the batch in which it stands"),
    Way("an entry gets another number", put(3, "seq", to=7), "Entry {b} (number 7) was given another number"),
    Way(
        "the time is changed",
        put(2, "entry", "at", to="2020-01-01T00:00:00.000000Z"),
        "Entry {a} (number 1) was changed",
    ),
    Way("who did it is changed", put(2, "entry", "actor", to="person:9"), "Entry {a} (number 1) was changed"),
    Way("what it was about is changed", put(2, "entry", "subject", to="author:9"), "Entry {a} (number 1) was changed"),
    Way("what happened is changed", put(2, "entry", "facts", "n", to=9), "Entry {a} (number 1) was changed"),
    Way(
        "an entry and its hash are changed", rehash(2, 1, 0), "Batch 1 (numbers 1 to 2) was changed after it was sealed"
    ),
    Way("somebody's words are replaced", other_content, "The content of entry {a} (number 1) was changed"),
    Way("words and digest are replaced", content_and_digest, "Entry {a} (number 1) was changed after it was sealed"),
    Way("words are taken out", put(2, "content", to=None), "The content of entry {a} (number 1) is missing"),
    Way("erased words are put back", words_back, "The content of entry {b} (number 2) was changed"),
    Way("the erasure's own entry is left out", drop(11, 11), "Entry {e} (number 7) is missing"),
    Way("a batch is left out", drop(4, 6), "follows batch 1: a batch is missing"),
    Way("the newest batch is cut off", drop(10, 11), "The tail was cut"),
    Way(
        "the seal's date is changed",
        put(1, "batch", "sealed_at", to="2020-01-01T00:00:00.000000Z"),
        "its head does not",
    ),
    Way("a signature is replaced", put(1, "batch", "signature", to="00" * 64), "has a wrong signature"),
]


@pytest.fixture
def published(tmp_path: Path) -> dict[str, int]:
    """Six entries in three batches, one content erased since, with what the body publishes; their ids by letter."""
    added = add(6, text="words of a person")
    sealing.seal(size=2)
    erase(added[1])
    file = tmp_path / "record.jsonl"
    assert call("export", file).exit_code == 0
    assert call("seal", "--anchor", tmp_path / "anchor.json").exit_code == 0
    (tmp_path / "public.pem").write_text(call("key").stdout, "ascii")
    lines = [json.loads(line) for line in file.read_text("ascii").splitlines()]
    assert [index for index, line in enumerate(lines) if "batch" in line] == [1, 4, 7, 10]
    assert lines[11]["entry"]["kind"] == "content.erased"
    return {"a": added[0].pk, "b": added[1].pk, "e": lines[11]["entry"]["id"]}


def call(*words: object) -> Any:  # noqa: ANN401 (a typer result)
    return CliRunner().invoke(app, [str(one) for one in words])


def verified(folder: Path, lines: Lines | None = None) -> Any:  # noqa: ANN401 (as above)
    """What the command says of the lines, to an auditor who has the anchor and the public key."""
    if lines is not None:
        (folder / "record.jsonl").write_text("".join(f"{canonical(one)}\n" for one in lines), "ascii")
    given = ("--anchor", folder / "anchor.json", "--public-key", folder / "public.pem")
    return call("verify", folder / "record.jsonl", *given)


def exported(folder: Path) -> Lines:
    return [json.loads(line) for line in (folder / "record.jsonl").read_text("ascii").splitlines()]


def test_there_are_twenty_ways_and_each_is_another() -> None:
    assert len(WAYS) == len({way.name for way in WAYS}) == 20


def test_untouched_it_is_whole(published: dict[str, int], tmp_path: Path) -> None:
    assert published
    told = verified(
        tmp_path, exported(tmp_path)
    )  # written anew as the record writes, so a way changes what it names alone
    assert (told.exit_code, "The record is whole: 7 entries in 4 batches" in told.stdout) == (0, True)


@pytest.mark.parametrize("way", WAYS, ids=lambda way: way.name)
def test_each_way_is_named(published: dict[str, int], tmp_path: Path, way: Way) -> None:
    lines = exported(tmp_path)
    way.do(lines)
    told = verified(tmp_path, lines)
    assert told.exit_code == 1
    assert "The record is broken. First: " in told.stdout
    assert way.says.format(**published) in told.stdout


def test_sealed_anew_with_another_key_it_is_named_by_key_and_by_anchor(
    published: dict[str, int], tmp_path: Path
) -> None:
    assert published
    lines = exported(tmp_path)
    rehash(2, 1, 0)(lines)
    reseal(lines, make_private_key(tmp_path / "thief.pem"))
    told = verified(tmp_path, lines)
    assert told.exit_code == 1
    assert "is signed with a key that is not among the public keys given" in told.stdout
    assert "is not the one that the anchor was taken of: the record was rewritten" in told.stdout


def test_without_key_and_anchor_a_record_sealed_anew_says_what_is_not_proven(
    published: dict[str, int], tmp_path: Path
) -> None:
    assert published
    lines = exported(tmp_path)
    rehash(2, 1, 0)(lines)
    reseal(lines, make_private_key(tmp_path / "thief.pem"))
    (tmp_path / "record.jsonl").write_text("".join(f"{canonical(one)}\n" for one in lines), "ascii")
    told = call("verify", tmp_path / "record.jsonl")
    assert told.exit_code == 0
    assert "The tail is unproven" in told.stdout
    assert "--public-key proves whose they are" in told.stdout


def test_an_anchor_that_was_forged_is_named(published: dict[str, int], tmp_path: Path) -> None:
    assert published
    file = tmp_path / "anchor.json"
    true = read_anchor(file.read_text("ascii"))
    file.write_text(file.read_text("ascii").replace(true.signature, "00" * 64), "ascii")
    told = verified(tmp_path)
    assert told.exit_code == 1
    assert "The anchor is not signed with a key that is trusted here." in told.stdout

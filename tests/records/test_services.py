"""What may be written to the record, and how contents are erased from it."""

from __future__ import annotations

import datetime as dt
import hashlib

import pytest
from django.db import transaction
from tests.records.helpers import COMMITTING, add, erase

from evenhand import records
from evenhand.records.canonical import NotCanonicalError, content_digest
from evenhand.records.models import Content, Entry, Evidence, Permit, Unsealed

pytestmark = [pytest.mark.store, pytest.mark.usefixtures("record")]

HARD = 'nul \0 surrogate \ud800 rtl \u202e "quotes" \u2028 👩‍👩‍👧'


@COMMITTING
def test_append_outside_a_transaction_is_refused() -> None:
    with pytest.raises(records.OutsideTransactionError, match=r"outside a transaction.*together with the effect"):
        records.append("test.happened", subject="contribution:1", actor="machine", facts={})
    assert not Entry.objects.exists()


def test_an_entry_falls_with_the_effect_that_it_records() -> None:
    with transaction.atomic():
        records.append("test.happened", subject="contribution:1", actor="machine", facts={}, content={"text": "x"})
        transaction.set_rollback(True)
    assert (Entry.objects.count(), Content.objects.count(), Unsealed.objects.count()) == (0, 0, 0)


def test_facts_and_content_come_back_as_they_went_in() -> None:
    facts = {
        "big": 10**30,
        "float": 1e16,
        "small": 1e-7,
        "zero": -0.0,
        "none": None,
        "list": [1, "a", True],
        "hard": HARD,
    }
    content = {"text": HARD * 2000, "nested": {"b": [1.0], "a": {}}}
    with transaction.atomic():
        entry = records.append("test.happened", subject="post:2", actor="person:3", facts=facts, content=content)
    stored = Entry.objects.get(pk=entry.pk)
    assert stored.facts == facts
    assert str(stored.facts["zero"]) == "-0.0"
    assert type(stored.facts["float"]) is float
    assert stored.content.body == content
    assert stored.content_digest == content_digest(bytes(stored.content.salt), content)
    assert (str(stored), str(stored.content), str(stored.unsealed)) == (
        f"entry:{entry.pk}",
        f"content of entry:{entry.pk}",
        f"unsealed entry:{entry.pk}",
    )


def test_the_same_words_twice_have_different_digests() -> None:
    with transaction.atomic():
        one, two = (
            records.append("test.said", subject="x:1", actor="author:1", facts={}, content={"text": "same"})
            for _ in "12"
        )
    assert one.content_digest != two.content_digest
    assert hashlib.sha256(b"same").hexdigest() not in {one.content_digest, two.content_digest}


def test_the_time_can_be_given() -> None:
    at = dt.datetime(2026, 11, 1, 12, 0, 0, 123456, tzinfo=dt.timezone(dt.timedelta(hours=5)))
    with transaction.atomic():
        entry = records.append("test.happened", subject="x:1", actor="machine", facts={}, at=at)
    assert Entry.objects.get(pk=entry.pk).at == at


@pytest.mark.parametrize("kind", ["", "nodot", "Upper.case", "a.b\n", "a..b", "a b.c", "a." + "b" * 80, "\ud800.a"])
def test_a_kind_is_dotted_words(kind: str) -> None:
    with transaction.atomic(), pytest.raises(ValueError, match="not dotted lower-case words"):
        records.append(kind, subject="x:1", actor="machine", facts={})


@pytest.mark.parametrize(
    "reference", ["", "A:1", "contribution:", "contribution:a b", "x:\0", "x:\ud800", "x:" + "1" * 199]
)
def test_subject_and_actor_are_references(reference: str) -> None:
    with transaction.atomic():
        with pytest.raises(ValueError, match=r"The subject .* is not a reference"):
            records.append("test.happened", subject=reference, actor="machine", facts={})
        with pytest.raises(ValueError, match=r"The actor .* is not a reference"):
            records.append("test.happened", subject="x:1", actor=reference, facts={})


@pytest.mark.parametrize(
    "facts", [{"text": "x" * 501}, {"x" * 501: 1}, {"list": [["x" * 501]]}, {"a": {"b": ("x" * 501,)}}]
)
def test_a_long_text_is_no_fact(facts: dict[str, object]) -> None:
    with transaction.atomic(), pytest.raises(ValueError, match=r"501 characters is somebody's text.*`content`"):
        records.append("test.happened", subject="x:1", actor="machine", facts=facts)


@pytest.mark.parametrize(
    "value", [float("nan"), float("inf"), dt.date(2026, 1, 1), b"bytes", {1: "a"}, {"a": [{None: 1}]}]
)
def test_what_json_cannot_hold_is_refused_with_a_cure(value: object) -> None:
    with transaction.atomic(), pytest.raises(NotCanonicalError, match=r"Turn times into|Make it one"):
        records.append("test.happened", subject="x:1", actor="machine", facts={}, content={"value": value})
    assert not Entry.objects.exists()


def test_evidence_is_captured_with_its_content() -> None:
    with transaction.atomic():
        evidence = records.capture_evidence(12, 3, {"text": "what it showed", "author": "A. Person"}, actor="person:4")
    stored = Evidence.objects.get(pk=evidence.pk)
    assert (stored.contribution_id, stored.version_number) == (12, 3)
    assert stored.digest == stored.entry.content_digest
    assert stored.entry.content.body["text"] == "what it showed"
    assert (stored.entry.kind, stored.entry.subject, stored.entry.actor) == (
        "evidence.captured",
        "contribution:12",
        "person:4",
    )
    assert stored.captured_at == stored.entry.at
    assert str(stored) == f"evidence:{evidence.pk}"


def test_erasing_takes_the_words_and_the_salt_and_says_so() -> None:
    kept, gone = add(2, text="words")
    assert erase(gone, why="request:7") == 1
    assert list(Content.objects.values_list("entry_id", flat=True)) == [kept.pk]
    said = Entry.objects.get(kind="content.erased")
    assert said.facts == {"entries": [gone.pk], "why": "request:7"}


def test_erasing_what_is_not_there_says_nothing() -> None:
    bare, full = add(1)[0], add(1, text="words")[0]
    assert erase(full) == 1
    assert erase(bare, full) == 0
    assert Entry.objects.filter(kind="content.erased").count() == 1


def test_erasing_many_is_recorded_in_parts() -> None:
    with transaction.atomic():
        many = [
            records.append("test.said", subject="x:1", actor="author:1", facts={}, content={"n": n}) for n in range(501)
        ]
    assert erase(*many) == 501
    parts = [
        len(facts["entries"]) for facts in Entry.objects.filter(kind="content.erased").values_list("facts", flat=True)
    ]
    assert sorted(parts) == [1, 500]


@COMMITTING
def test_erasing_outside_a_transaction_is_refused() -> None:
    entry = add(1, text="words")[0]
    with pytest.raises(records.OutsideTransactionError):
        records.erase_content([entry.pk], "retention")
    assert Content.objects.count() == 1
    with pytest.raises(records.OutsideTransactionError), records.erasing(entry):
        pass
    assert not Permit.objects.exists()


def test_leave_to_erase_ends_where_erasing_fails() -> None:
    entry = add(1, text="words")[0]
    with transaction.atomic():
        with pytest.raises(ZeroDivisionError), records.erasing(entry):
            raise ZeroDivisionError
        assert not Permit.objects.exists()

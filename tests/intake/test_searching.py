"""Searching: whole words, newest first, on both stores alike; what was erased or taken back is not found."""

from __future__ import annotations

import re

import pytest
from django.db import connection, transaction
from tests import factories as make

from evenhand import records
from evenhand.intake import searching
from evenhand.intake.models import Contribution
from evenhand.intake.searching import newest, words_of
from evenhand.records.models import Entry
from evenhand.rights import blanking

pytestmark = [pytest.mark.store, pytest.mark.django_db]


def found(text: str, most: int = 10) -> list[int]:
    return [hit.contribution for hit in newest(words_of(text), most)]


@pytest.fixture(params=[1_000, 1], ids=["read", "asked of the index"])
def depth(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> int:
    """How many are read before PostgreSQL's index is asked; SQLite reads on."""
    monkeypatch.setattr(searching, "READ", request.param)
    return int(request.param)


@pytest.mark.usefixtures("depth")
def test_whole_words_in_any_order_newest_first() -> None:
    texts = (
        "Visits at Leeds?",
        "leeds, VISITS!",
        "Revisits at Leeds",
        "Visits at York",
        "Café www.gov.uk/visits Leeds",
    )
    rows = [make.contribution(text).pk for text in texts]
    assert found("visits leeds") == [rows[4], rows[1], rows[0]]
    assert found("Leeds visits", most=1) == [rows[4]]
    assert found("visit") == []
    assert found("café") == [rows[4]]
    assert found("gov") == [rows[4]]
    assert newest(words_of("visits"), 10, before=newest(words_of("visits"), 1)[0].version)[0].contribution == rows[3]


@pytest.mark.usefixtures("depth")
def test_the_end_is_an_end_and_signs_are_no_words() -> None:
    row = make.contribution("Only this one.")
    assert found("only") == [row.pk]
    assert found("?! -- %") == []
    assert words_of("a_b 'c' A") == ("a", "b", "c")
    assert found("' OR 1=1") == []


@pytest.mark.usefixtures("depth")
def test_what_was_erased_is_found_by_none() -> None:
    row = make.contribution("Zanzibarquux was here.")
    make.version(row, "I was here.", number=2, change="edited")
    make.version(row, "", number=3, change="removed")
    assert found("zanzibarquux") == [row.pk]
    assert found("here") == [row.pk, row.pk]
    with transaction.atomic():
        entry = records.append("test.erased", subject="test", actor="machine", facts={})
        with records.erasing(entry):
            blanking.blank_words(list(row.versions.values_list("pk", flat=True)), "test")
    assert found("zanzibarquux") == found("here") == []
    assert Contribution.objects.filter(pk=row.pk).exists()
    assert Entry.objects.exists()


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has no such index")
def test_two_words_with_one_hash_are_two_words(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(searching, "READ", 1)
    with connection.cursor() as cursor:  # in this transaction every word has one hash
        cursor.execute(
            "CREATE OR REPLACE FUNCTION intake_words(told text) RETURNS integer[] LANGUAGE sql IMMUTABLE AS "
            "$$ SELECT ARRAY[1] $$"
        )
    rows = [make.contribution(text).pk for text in ("A visit to Leeds", "A visit to York", "The end")]
    assert found("leeds") == [rows[0]]


@pytest.mark.usefixtures("depth")
def test_a_word_far_back_in_a_long_text_and_a_short_one_are_found() -> None:
    row = make.contribution(f"{'and so on ' * 500} zanzibarquux")
    make.contribution("The newest")
    assert found("zanzibarquux") == found("zanzibarquux so") == [row.pk]
    assert found("so") == [row.pk]


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has no such index")
def test_no_index_holds_words_or_names() -> None:
    """An index keeps what it holds for longer than a row that was erased (decision 17)."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT indexdef FROM pg_indexes WHERE tablename IN ('intake_version', 'intake_author')")
        defined = [str(row[0]) for row in cursor.fetchall()]
    hashed = re.compile(r"hashtext\(lower\(\(?\w+\)?(::text)?\)\)|intake_words\(text\)")
    plain = [one for one in defined if re.search(r"\b(text|handle|display_name)\b", hashed.sub("", one))]
    assert plain == []


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has no such index")
def test_the_index_is_what_is_asked() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_indexscan = off; SET LOCAL enable_seqscan = off")
        cursor.execute("EXPLAIN " + searching._sql.text("search"), {"words": "leeds", "before": 2**62, "most": 5})
        assert "version_words" in str(cursor.fetchall())

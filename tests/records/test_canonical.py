"""The canonical form: stable over a round trip, and fixed for ever by examples worked out elsewhere."""

from __future__ import annotations

import datetime as dt
import hashlib
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evenhand.records.canonical import (
    GENESIS,
    NotCanonicalError,
    canonical,
    content_digest,
    entries_hash,
    entry_hash,
    head_hash,
    moment,
)

texts = st.text(st.characters(), max_size=20)  # lone surrogates included
json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | texts,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(texts, inner, max_size=4),
    max_leaves=20,
)


@given(json_values)
def test_the_form_survives_a_round_trip_in_plain_ascii(value: object) -> None:
    text = canonical(value)
    assert text.isascii()
    assert "\0" not in text
    assert json.loads(text) == value
    assert canonical(json.loads(text)) == text


def test_a_value_too_deep_is_refused() -> None:
    deep: list[object] = []
    for _ in range(100_000):
        deep = [deep]
    with pytest.raises(NotCanonicalError, match="nested too deep"):
        canonical(deep)


def test_times_are_utc_with_six_digits() -> None:
    summer = dt.datetime(2026, 7, 1, 1, 0, tzinfo=dt.timezone(dt.timedelta(hours=1)))
    assert moment(summer) == "2026-07-01T00:00:00.000000Z"
    assert moment(None) == ""


def test_the_hashes_are_those_the_docstring_describes() -> None:
    def sha(text: str) -> str:
        return hashlib.sha256(text.encode("ascii")).hexdigest()

    salt = bytes(range(32))
    assert (
        content_digest(salt, {"text": "é"})
        == hashlib.sha256(b"evenhand-content-1\n" + salt + b'{"text":"\\u00e9"}').hexdigest()
    )
    entry = {"kind": "a.b", "id": 1}
    assert entry_hash(entry) == sha('evenhand-entry-1\n{"id":1,"kind":"a.b"}')
    listed = entries_hash(5, [(7, "aa"), (6, "bb")])
    assert listed == sha("evenhand-entries-1\n5 7 aa\n6 6 bb\n")
    batch = {
        "number": 2,
        "previous": GENESIS,
        "first_seq": 5,
        "last_seq": 6,
        "sealed_at": "2026-07-01T00:00:00.000000Z",
        "key": "cc",
        "head": "not looked at",
        "signature": "not looked at",
    }
    assert head_hash(batch, listed) == sha(
        f'evenhand-batch-1\n{{"entries":"{listed}","first_seq":5,"key":"cc","last_seq":6,"number":2,'
        f'"previous":"{GENESIS}","sealed_at":"2026-07-01T00:00:00.000000Z"}}'
    )

"""Files of texts: three formats, the same lines; what is not valid is named and the rest goes on."""

from __future__ import annotations

import io
import json
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from evenhand.assess.reading import BadLine, Line, UnusableFileError, format_of, read

ROWS = [
    {"id": "1", "platform": "facebook", "kind": "comment", "post": "A post", "text": "Hello, there"},
    {"id": "2", "platform": "x", "kind": "direct_message", "post": "", "text": 'He said "hi"\nand left'},
]


def jsonl(raw: bytes) -> list[Line | BadLine]:
    return list(read(io.BytesIO(raw), "jsonl"))


def test_the_same_rows_in_three_formats(tmp_path: Path) -> None:
    table = pl.DataFrame(ROWS)
    paths = [tmp_path / name for name in ("a.jsonl", "a.csv", "a.parquet")]
    table.write_ndjson(paths[0])
    table.write_csv(paths[1])
    table.write_parquet(paths[2])
    for path in paths:
        lines = list(read(path, format_of(path)))
        assert [
            (line.id, line.text, line.kind, line.platform, line.post) for line in lines if isinstance(line, Line)
        ] == [(row["id"], row["text"], row["kind"], row["platform"], row["post"]) for row in ROWS]


@pytest.mark.parametrize(
    ("raw", "cause"),
    [
        (b"{", "not JSON"),
        (b"[1]", "not an object"),
        (b'{"id": 1}', "'text' is missing"),
        (b'{"text": 3}', "'text' is not a text"),
        (b'{"text": "a", "id": {}}', "'id' is neither"),
        (b'{"text": "a", "id": true}', "'id' is neither"),
        (b'{"text": "a", "platform": 3}', "'platform' is not a text"),
        (b'{"text": "a", "kind": "letter"}', "'kind' is 'letter'"),
        (b'{"text": "a", "kind": 3}', "'kind' is"),
        (b'{"text": "a", "featured": "Ann"}', "'featured' is not a list"),
        (b'{"text": "\xff"}', "not UTF-8"),
        (b'{"a": ' * 100_000, "nested too deep"),
        (b'{"text": "a", "id": ' + b"9" * 5000 + b"}", "not JSON"),
    ],
)
def test_a_line_that_is_not_valid_is_named_and_the_rest_goes_on(raw: bytes, cause: str) -> None:
    lines = jsonl(b'{"text": "before"}\n' + raw + b'\n{"text": "after"}\n')
    assert [type(line) for line in lines] == [Line, BadLine, Line]
    assert isinstance(lines[1], BadLine)
    assert lines[1].number == 2
    assert cause in lines[1].cause


def test_odd_texts_are_valid() -> None:
    lines = jsonl(
        b'\xef\xbb\xbf{"text": "\\ud800 \\u0000 \\u202e"}\n\n   \n' + json.dumps({"text": "x" * 100_000}).encode()
    )
    assert [line.text[:5] for line in lines if isinstance(line, Line)] == ["\ud800 \x00 \u202e", "xxxxx"]


def test_context_keys_are_read() -> None:
    line = jsonl(
        b'{"text": "a", "author": "u1", "parent": "p", "featured": ["Ann"], "post_sensitive": true, "more": 1}'
    )[0]
    assert line == Line(1, None, "a", author="u1", parent="p", featured=("Ann",), post_sensitive=True)


def test_csv_rows_that_are_not_valid_are_named() -> None:
    raw = b"id,text,kind,featured,post_sensitive\n1,hello,,Ann;Bo,yes\n"
    raw += b"2,too,many,columns,here,now\n3,\xff,,,\n\n4,last,comment,,\n"
    lines = list(read(io.BytesIO(raw), "csv"))
    assert lines[0] == Line(2, "1", "hello", featured=("Ann", "Bo"), post_sensitive=True)
    assert [type(line) for line in lines] == [Line, BadLine, BadLine, Line]
    assert [line.cause[:10] for line in lines if isinstance(line, BadLine)] == ["it has 6 c", "it is not "]


@pytest.mark.parametrize(
    ("raw", "kind", "cause"),
    [
        (b"id,body\n1,a\n", "csv", "no column 'text'"),
        (b"", "csv", "no column 'text'"),
        (b"not parquet", "parquet", "cannot be read as Parquet"),
    ],
)
def test_a_file_that_is_no_such_file_is_refused(raw: bytes, kind: str, cause: str) -> None:
    with pytest.raises(UnusableFileError, match=cause):
        list(read(io.BytesIO(raw), kind))


def test_a_broken_csv_is_refused_where_it_breaks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("evenhand.assess.reading._LONGEST_FIELD", 10)
    with pytest.raises(UnusableFileError, match="from line 2 on"):
        list(read(io.BytesIO(b"text\n" + b"x" * 50 + b"\n"), "csv"))


def test_parquet_without_a_text_is_refused_and_empty_texts_are_named(tmp_path: Path) -> None:
    path = tmp_path / "a.parquet"
    pl.DataFrame({"id": [1]}).write_parquet(path)
    with pytest.raises(UnusableFileError, match="no column 'text'"):
        list(read(path, "parquet"))
    pl.DataFrame({"id": [1, 2], "text": ["a", None]}).write_parquet(path)
    assert [type(line) for line in read(path, "parquet")] == [Line, BadLine]


def test_formats_by_name() -> None:
    assert [format_of(Path(name)) for name in ("a.CSV", "a.pq", "a.ndjson", "a.txt")] == [
        "csv",
        "parquet",
        "jsonl",
        "jsonl",
    ]
    assert format_of(None) == "jsonl"
    assert format_of(None, "csv") == "csv"
    with pytest.raises(UnusableFileError, match="none of"):
        format_of(None, "xml")


@given(st.binary(max_size=200))
def test_any_bytes_are_read_to_the_end(raw: bytes) -> None:
    assert all(isinstance(line, Line | BadLine) for line in jsonl(raw))

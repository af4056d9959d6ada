"""Reads texts to assess, one after another: JSON Lines, CSV or Parquet; a line that is not valid is a `BadLine`.

Streams: a file of any length is read in bounded memory. What becomes of each text is for `batch.py`.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, Final

import polars as pl

KINDS: Final = frozenset({"comment", "reply", "mention", "visitor_post", "review", "direct_message"})
FORMATS: Final = ("jsonl", "csv", "parquet")
_ENDINGS: Final = {
    ".jsonl": "jsonl",
    ".ndjson": "jsonl",
    ".json": "jsonl",
    ".csv": "csv",
    ".parquet": "parquet",
    ".pq": "parquet",
}
_ROWS: Final = 5_000  # of Parquet held in memory at a time
_LONGEST_FIELD: Final = 50_000_000  # characters of one CSV field
_TEXTS: Final = ("platform", "post", "parent", "author")
_SURROGATE_ESCAPES: Final = range(0xDC80, 0xDD00)


@dataclass(frozen=True, slots=True)
class Line:
    """One text with what came with it. `number` is its line (CSV: row of the file; Parquet: row), from 1."""

    number: int
    id: str | int | None
    text: str
    platform: str = ""
    kind: str = "comment"
    post: str = ""
    parent: str = ""
    author: str = ""
    featured: tuple[str, ...] = ()
    post_sensitive: bool = False


@dataclass(frozen=True, slots=True)
class BadLine:
    """A line that cannot be assessed: what is wrong with it, and what would mend it."""

    number: int
    cause: str


class UnusableFileError(Exception):
    """The file as a whole cannot be read; the message says why and what to do."""


def format_of(path: Path | None, given: str | None = None) -> str:
    """The format of a file by its name, or as given; standard input is JSON Lines unless told otherwise."""
    if given is not None:
        if given not in FORMATS:
            raise UnusableFileError(f"--format '{given}' is none of: {', '.join(FORMATS)}")
        return given
    return "jsonl" if path is None else _ENDINGS.get(path.suffix.lower(), "jsonl")


def read(source: Path | IO[bytes], kind: str) -> Iterator[Line | BadLine]:
    """Every line of `source` in order; UnusableFileError where it is no such file at all."""
    if kind == "parquet":
        yield from _parquet(source)
        return
    stream = source.open("rb") if isinstance(source, Path) else source
    try:
        yield from _csv(stream) if kind == "csv" else _json_lines(stream)
    finally:
        if isinstance(source, Path):
            stream.close()


def _json_lines(stream: IO[bytes]) -> Iterator[Line | BadLine]:
    for number, raw in enumerate(stream, start=1):
        content = raw.removeprefix(b"\xef\xbb\xbf") if number == 1 else raw
        if content.strip():
            yield _json_line(number, content)


def _json_line(number: int, raw: bytes) -> Line | BadLine:
    try:
        value = json.loads(raw.decode("utf-8"))
    except UnicodeDecodeError as error:
        return BadLine(number, f"it is not UTF-8 (byte {error.start + 1}); save the file as UTF-8")
    except RecursionError:
        return BadLine(number, "it is nested too deep to be read")
    except ValueError as error:
        return BadLine(number, f"it is not JSON ({str(error)[:80]})")
    if not isinstance(value, dict):
        return BadLine(number, 'it is not an object; write {"id": ..., "text": ...}')
    return _line(number, value)


def _csv(stream: IO[bytes]) -> Iterator[Line | BadLine]:
    csv.field_size_limit(_LONGEST_FIELD)
    wrapper = io.TextIOWrapper(stream, encoding="utf-8-sig", errors="surrogateescape", newline="")
    rows = csv.reader(wrapper)
    try:
        header = next(rows, [])
        if "text" not in header:
            raise UnusableFileError(
                "the CSV file has no column 'text'; its first line must name the columns, 'id,text' at least"
            )
        for row in rows:
            if row:
                yield _csv_row(rows.line_num, header, row)
    except csv.Error as error:
        raise UnusableFileError(f"the CSV file cannot be read from line {rows.line_num} on: {error}") from error
    finally:
        wrapper.detach()  # whoever opened the stream closes it


def _csv_row(number: int, header: list[str], row: list[str]) -> Line | BadLine:
    if len(row) != len(header):
        return BadLine(
            number, f"it has {len(row)} columns where the first line names {len(header)}; quote texts that hold commas"
        )
    values: dict[str, Any] = dict(zip(header, row, strict=True))
    if any(ord(char) in _SURROGATE_ESCAPES for value in row if not value.isascii() for char in value):
        return BadLine(number, "it is not UTF-8; save the file as UTF-8")
    values["featured"] = [name for name in values.get("featured", "").split(";") if name]
    values["post_sensitive"] = values.get("post_sensitive", "").lower() in {"true", "1", "yes"}
    return _line(number, {key: value for key, value in values.items() if key != "kind" or value})


def _parquet(source: Path | IO[bytes]) -> Iterator[Line | BadLine]:
    try:
        table = pl.scan_parquet(source if isinstance(source, Path) else io.BytesIO(source.read()))
        names = table.collect_schema().names()
        size = int(table.select(pl.len()).collect().item())
    except (pl.exceptions.PolarsError, OSError) as error:
        raise UnusableFileError(f"it cannot be read as Parquet: {str(error).splitlines()[0][:120]}") from error
    if "text" not in names:
        raise UnusableFileError("the Parquet file has no column 'text'")
    for offset in range(0, size, _ROWS):
        for index, row in enumerate(table.slice(offset, _ROWS).collect().iter_rows(named=True)):
            yield _line(offset + index + 1, {key: value for key, value in row.items() if value is not None})


def _line(number: int, value: Mapping[str, Any]) -> Line | BadLine:
    """One line's values checked; everything but `text` may be missing."""
    fault = _fault(value)
    if fault:
        return BadLine(number, fault)
    identifier = value.get("id")
    return Line(
        number=number,
        id=identifier,
        text=value["text"],
        kind=value.get("kind") or "comment",
        featured=tuple(str(name) for name in value.get("featured") or ()),
        post_sensitive=bool(value.get("post_sensitive")),
        **{key: value.get(key) or "" for key in _TEXTS},
    )


def _fault(value: Mapping[str, Any]) -> str:
    if not isinstance(value.get("text"), str):
        return "'text' is missing" if value.get("text") is None else "'text' is not a text in quotation marks"
    identifier = value.get("id")
    if isinstance(identifier, bool) or not isinstance(identifier, str | int | None):
        return "'id' is neither a text nor a number"
    for key in _TEXTS:
        if not isinstance(value.get(key), str | None):
            return f"'{key}' is not a text in quotation marks"
    kind = value.get("kind") or "comment"
    if not isinstance(kind, str) or kind not in KINDS:
        return f"'kind' is {str(kind)[:40]!r}; it is one of: {', '.join(sorted(KINDS))}"
    if not isinstance(value.get("featured") or (), list | tuple):
        return "'featured' is not a list of names"
    return ""

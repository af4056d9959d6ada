"""Files in, policies out; bad bytes are faults and never crashes."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.policy.making import GOOD, SIGNALS, good, write_policy

from evenhand.policy import PolicyFaults, find, load
from evenhand.policy.document import read, read_bytes, require


def test_a_policy_from_text_has_no_letters_unless_told_where(tmp_path: Path) -> None:
    assert good().letters == {}
    write_policy(tmp_path)
    assert set(load(GOOD, signals=SIGNALS, folder=tmp_path).letters) == {"en"}


def test_a_file_with_a_byte_order_mark_is_read(tmp_path: Path) -> None:
    file = write_policy(tmp_path)
    file.write_bytes(b"\xef\xbb\xbf" + GOOD.encode())
    assert load(file, signals=SIGNALS).id == "demo"


def test_the_place_in_a_file_does_not_change_the_version(tmp_path: Path) -> None:
    (tmp_path / "other").mkdir()
    first, second = write_policy(tmp_path), write_policy(tmp_path / "other")
    assert load(first).digest == load(second).digest


@pytest.mark.parametrize(
    "raw",
    [
        b"\xff\xfe\x00",
        b"a: \x00",
        b"a: [",
        b"- 1\n- 2",
        b"42",
        b"",
        b"a: 1\n---\nb: 2",
        b"\ta: 1",
        b"a: 0o9",
        b"\n\n? x\n",
    ],
)
def test_bad_files_are_faults(tmp_path: Path, raw: bytes) -> None:
    file = tmp_path / "bad.yaml"
    file.write_bytes(raw)
    with pytest.raises(PolicyFaults) as caught:
        load(file, signals=SIGNALS)
    assert caught.value.faults[0].line >= 1
    assert caught.value.faults[0].cure


@given(st.text(max_size=200))
def test_no_text_crashes_the_reader(text: str) -> None:
    with pytest.raises(PolicyFaults) as caught:
        load(text, signals=SIGNALS)
    assert caught.value.faults


def test_a_file_of_another_encoding_names_the_line() -> None:
    document = read_bytes(b"a: 1\nb: caf\xe9\n", "f.yaml")
    assert document.faults[0].line == 2
    with pytest.raises(PolicyFaults):
        require(document)


def test_numbers_words_and_nothing_are_plain_values() -> None:
    document = read("a: 1\nb: 0.5\nc: true\nd: ~\ne: 2026-01-01\nf: yes\ng: 1_000", "f")
    assert document.value == {"a": 1, "b": 0.5, "c": True, "d": None, "e": "2026-01-01", "f": "yes", "g": 1000}
    assert read("a: 0x1F", "f").value == {"a": "0x1F"}


def test_every_value_knows_its_place() -> None:
    document = read("a:\n  - b: profanity > 0.5\n", "f")
    assert (document.place(("a", 0, "b")).line, document.place(("a", 0, "b")).column) == (2, 8)
    assert document.place(("a", 0, "nothing")).line == 2
    assert document.place(("a", 0, "b"), "absent") == document.place(("a", 0, "b"))


def test_policies_are_found_by_path_and_by_name(tmp_path: Path) -> None:
    file = write_policy(tmp_path)
    assert find(str(file)) == file
    assert find("demo", tmp_path) == file
    assert find("hmpps").name == "hmpps.yaml"
    with pytest.raises(FileNotFoundError, match="there is no policy 'nobody'"):
        find("nobody")

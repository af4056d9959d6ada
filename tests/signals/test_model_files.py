"""A model's files are used only as their manifest names them."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import pytest

from evenhand.signals.model_files import NAMES, OFF, SHIPPED, ModelFileError, chosen, open_files


def folder(path: Path, **changes: object) -> Path:
    files = {}
    for name in sorted(NAMES):
        (path / name).write_bytes(b"weights")
        files[name] = hashlib.sha256(b"weights").hexdigest()
    (path / "manifest.json").write_text(json.dumps({"format": 2, "files": files} | changes))
    return path


def test_a_file_with_the_digest_named_is_read(tmp_path: Path) -> None:
    assert open_files(folder(tmp_path)).content("linear.npz") == b"weights"


def test_a_changed_file_is_refused(tmp_path: Path) -> None:
    files = open_files(folder(tmp_path))
    (tmp_path / "linear.npz").write_bytes(b"weighty")
    with pytest.raises(ModelFileError, match="digest differs"):
        files.content("linear.npz")


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    files = open_files(folder(tmp_path))
    (tmp_path / "linear.npz").unlink()
    with pytest.raises(ModelFileError, match=r"linear\.npz cannot be read"):
        files.content("linear.npz")


def test_no_manifest_broken_manifest_other_format(tmp_path: Path) -> None:
    with pytest.raises(ModelFileError, match="cannot be read"):
        open_files(tmp_path)
    with pytest.raises(ModelFileError, match="format 2"):
        open_files(folder(tmp_path, format=1))
    (tmp_path / "manifest.json").write_text("{")
    with pytest.raises(ModelFileError, match="not JSON"):
        open_files(tmp_path)


def test_every_file_is_part_of_the_version(tmp_path: Path) -> None:
    before = open_files(folder(tmp_path)).version
    assert open_files(folder(tmp_path, files=dict.fromkeys(NAMES, "other"))).version != before


def test_a_folder_may_be_named_or_the_model_switched_off(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("EVENHAND_MODEL", OFF)
    assert chosen() is None
    monkeypatch.setenv("EVENHAND_MODEL", str(tmp_path))
    assert chosen() == tmp_path
    monkeypatch.delenv("EVENHAND_MODEL")
    assert chosen() == SHIPPED


def test_a_manifest_that_leaves_a_file_out_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ModelFileError, match=r"does not name encoder\.onnx"):
        open_files(folder(tmp_path, files={}))

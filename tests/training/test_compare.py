"""Two trainings of the same data and seed are compared: the linear stage to the byte, the figures to half a point."""

from __future__ import annotations

import hashlib
import json
import shutil
import sys
from pathlib import Path

import pytest
from training.compare import differing, digests, main
from training.items import Item, write

from evenhand.signals.model_files import SHIPPED, ModelFileError

SAME = {"linear.npz": "a", "encoder.onnx": "b"}


def test_the_same_digests_and_figures_are_no_difference() -> None:
    figures = {"test macro": 0.7, "test threat": 0.5}
    assert differing(SAME, SAME, figures, figures) == []


def test_a_linear_stage_of_another_digest_is_a_difference_and_an_encoder_of_another_none() -> None:
    figures = {"test macro": 0.7}
    assert differing(SAME, SAME | {"linear.npz": "c"}, figures, figures) == ["linear.npz: the digests differ"]
    assert differing(SAME, SAME | {"encoder.onnx": "c"}, figures, figures) == []


@pytest.mark.parametrize(("figure", "count"), [(0.7049, 0), (0.706, 1), (0.694, 1)])
def test_mean_figures_may_be_half_a_point_apart(figure: float, count: int) -> None:
    told = differing(SAME, SAME, {"test macro": 0.7, "test threat": 0.5}, {"test macro": figure, "test threat": 0.9})
    assert len(told) == count


def test_a_mean_that_only_one_has_is_a_difference() -> None:
    assert differing(SAME, SAME, {"test macro": 0.7}, {})


def test_the_command_ends_with_one_where_the_linear_stages_differ(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    other = tmp_path / "other"
    shutil.copytree(SHIPPED, other)
    weights = (SHIPPED / "linear.npz").read_bytes() + b" "
    (other / "linear.npz").write_bytes(weights)
    with pytest.raises(ModelFileError):
        digests(other)
    manifest = json.loads((other / "manifest.json").read_text(encoding="utf-8"))
    manifest["files"]["linear.npz"] = hashlib.sha256(weights).hexdigest()
    (other / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    about = {"guidelines": ["threat"], "intents": [], "kind": "comment", "post": ""}
    text = "I know where you park and I am going to smash your head in."
    write(tmp_path / "items.jsonl.gz", [Item("b:1", text, "", {}, "writer-b", "b:1", "test", about)] * 9)
    for second, status in ((SHIPPED, 0), (other, 1)):
        monkeypatch.setattr(sys, "argv", ["compare", str(SHIPPED), str(second), str(tmp_path)])
        with pytest.raises(SystemExit) as ended:
            main()
        assert ended.value.code == status
    said = capsys.readouterr().out
    assert "linear.npz: the digests differ" in said
    assert digests(SHIPPED)["linear.npz"][:16] in said

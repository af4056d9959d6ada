"""`evenhand assess`: the contract with other programs, from standard input to exit status."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from evenhand.cli.assess import assess

app = typer.Typer()
app.command()(assess)
runner = CliRunner()

TEXTS = [
    {"id": "a", "platform": "facebook", "kind": "comment", "post": "", "text": "You absolute moron"},
    {"id": 2, "platform": "facebook", "kind": "direct_message", "post": "", "text": "When do visits open?"},
    {
        "id": "c",
        "platform": "youtube",
        "kind": "comment",
        "post": "",
        "text": "\ud800 \u202e x\u0000 " + "long " * 20_000,
    },
]


def raw(*more: str) -> bytes:
    return "\n".join([*(json.dumps(text) for text in TEXTS), *more]).encode() + b"\n"


def test_texts_in_assessments_out_in_order() -> None:
    result = runner.invoke(app, [], input=raw())
    assert result.exit_code == 0, result.stderr
    lines = [json.loads(line) for line in result.stdout.splitlines()]
    assert [line["id"] for line in lines] == ["a", 2, "c"]
    assert lines[0]["outcome"] == "remove"
    assert lines[0]["guidelines"][0]["id"] == "harassment"
    assert lines[1]["intents"][0]["id"] == "question"
    assert lines[0]["policy"].startswith("hmpps@")


def test_a_bad_line_is_named_and_the_others_are_worked_on() -> None:
    result = runner.invoke(app, [], input=raw("nonsense", '{"id": 9, "text": "after"}'))
    assert result.exit_code == 1
    assert len(result.stdout.splitlines()) == 4
    assert "standard input:4: not assessed: it is not JSON" in result.stderr
    assert "1 line(s) were not valid" in result.stderr


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["no-such-file.jsonl"], "no-such-file.jsonl"),
        (["--policy", "no-such-policy"], "no policy 'no-such-policy'"),
        (["--format", "xml"], "none of"),
        (["--context", "no-such-folder"], "is no folder"),
    ],
)
def test_what_cannot_be_read_is_said_with_status_two(arguments: list[str], said: str) -> None:
    result = runner.invoke(app, arguments, input=b"")
    assert result.exit_code == 2
    assert said in result.stderr
    assert result.stdout == ""


def test_a_faulty_policy_is_said_with_status_two(tmp_path: Path) -> None:
    path = tmp_path / "broken.yaml"
    path.write_text("id: [", encoding="utf-8")
    result = runner.invoke(app, ["--policy", str(path)], input=raw())
    assert result.exit_code == 2
    assert "broken.yaml" in result.stderr


def test_a_csv_file_and_a_folder_of_context(tmp_path: Path) -> None:
    (tmp_path / "featured.txt").write_text("Priya\n", encoding="utf-8")
    file = tmp_path / "texts.csv"
    file.write_text("id,platform,text\n1,facebook,priya steals the petty cash\n", encoding="utf-8")
    result = runner.invoke(app, [str(file), "--context", str(tmp_path)])
    assert result.exit_code == 0, result.stderr
    assert json.loads(result.stdout)["guidelines"][0]["id"] == "defamation"


def test_a_reader_that_leaves_early_is_no_error(tmp_path: Path) -> None:
    file = tmp_path / "texts.jsonl"
    file.write_bytes(raw() * 50)
    command = [sys.executable, "-c", "from evenhand.cli.main import run; run()", "assess", str(file)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:  # noqa: S603 (our own command)
        assert process.stdout
        assert process.stderr
        process.stdout.close()
        said = process.stderr.read()
        assert process.wait(60) == 0, said
    assert said == b""

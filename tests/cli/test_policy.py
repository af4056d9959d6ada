"""`evenhand policy ...`: what is written where, and with which status it ends."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from tests.assess.test_examples import HATE, LANGUAGE, StandIn
from tests.policy.making import spoilt, write_policy
from typer.testing import CliRunner

from evenhand.cli import policy as command

SOUND = {**dict.fromkeys("abcde", LANGUAGE), **dict.fromkeys("klmno", HATE)}


@pytest.fixture
def cli(monkeypatch: pytest.MonkeyPatch) -> CliRunner:
    monkeypatch.setattr(command, "_assessor", lambda _: StandIn(SOUND))
    return CliRunner()


def test_a_sound_policy_is_said_to_be_sound(cli: CliRunner, tmp_path: Path) -> None:
    result = cli.invoke(command.app, ["check", str(write_policy(tmp_path))])
    assert result.exit_code == 0
    assert "2 guidelines, 20 examples, no faults" in result.stdout
    assert result.stderr == ""


def test_faults_of_all_files_go_to_standard_error(cli: CliRunner, tmp_path: Path) -> None:
    good = write_policy(tmp_path)
    bad = write_policy(tmp_path, spoilt(("profanity > 0.5", "profanty > 0.5")), "bad")
    wrong = write_policy(tmp_path, spoilt(("{text: a}", "{text: z}")), "wrong")
    result = cli.invoke(command.app, ["check", str(bad), str(good), str(wrong)])
    assert result.exit_code == 1
    assert "bad.yaml:23:16: no detector measures a signal 'profanty'" in result.stderr
    assert "wrong.yaml:21:21: this is given as a breach of 'language', and comes out as none" in result.stderr
    assert "2 faults found" in result.stderr
    assert result.stdout.count("no faults") == 1


def test_a_file_that_is_not_there_does_not_stop_the_others(cli: CliRunner, tmp_path: Path) -> None:
    result = cli.invoke(command.app, ["check", "nobody", str(write_policy(tmp_path))])
    assert result.exit_code == 2
    assert "there is no policy 'nobody'" in result.stderr
    assert "no faults" in result.stdout


def test_faults_as_json(cli: CliRunner, tmp_path: Path) -> None:
    bad = write_policy(tmp_path, spoilt(("id: hate", "id: language")))
    result = cli.invoke(command.app, ["check", "--no-examples", "--format", "json", str(bad)])
    assert result.exit_code == 1
    assert json.loads(result.stdout)["faults"][0]["line"] == 34


def test_claims_that_are_missing_or_faulty_are_named(cli: CliRunner, tmp_path: Path) -> None:
    file = write_policy(tmp_path, spoilt(("letters: letters", "letters: letters\nclaims: claims.yaml")))
    missing = cli.invoke(command.app, ["check", str(file)])
    assert missing.exit_code == 2
    assert "claims.yaml: No such file" in missing.stderr
    (tmp_path / "claims.yaml").write_text("policy: demo\nclaims: []\n", encoding="utf-8")
    faulty = cli.invoke(command.app, ["check", str(file)])
    assert faulty.exit_code == 1
    assert "claims.yaml:2:9: 'claims' is empty" in faulty.stderr


def test_show_as_text_and_as_json(cli: CliRunner, tmp_path: Path) -> None:
    file = str(write_policy(tmp_path))
    assert "How we moderate" in cli.invoke(command.app, ["show", file]).stdout
    shown = json.loads(cli.invoke(command.app, ["show", file, "--format", "json"]).stdout)
    assert shown["version"].startswith("demo@")
    assert shown["version"][5:] == shown["digest"][:12]


def test_show_names_the_faults_of_a_faulty_policy(cli: CliRunner, tmp_path: Path) -> None:
    result = cli.invoke(command.app, ["show", str(write_policy(tmp_path, spoilt(("id: hate", "id: language"))))])
    assert result.exit_code == 1
    assert result.stdout == ""
    assert "1 fault found" in result.stderr
    assert cli.invoke(command.app, ["show", "nobody"]).exit_code == 2


def test_diff_as_text_and_as_json(cli: CliRunner, tmp_path: Path) -> None:
    before = str(write_policy(tmp_path))
    after = str(write_policy(tmp_path, spoilt(("warning_months: 12", "warning_months: 6")), "after"))
    assert "warning_months: changed" in cli.invoke(command.app, ["diff", before, after]).stdout
    data = json.loads(cli.invoke(command.app, ["diff", before, after, "--format", "json"]).stdout)
    assert data["changes"] == [{"where": "", "field": "warning_months", "what": "changed", "before": 12, "after": 6}]


def test_signals_are_listed_with_what_the_machine_may_do(cli: CliRunner) -> None:
    lines = cli.invoke(command.app, ["signals"]).stdout.splitlines()
    assert any(line.startswith("profanity ") and "automatic" in line for line in lines)
    assert any(line.startswith("accusation ") and "people only" in line for line in lines)
    assert any(line.startswith("at_risk ") and "intent" in line for line in lines)


def test_policies_are_found_in_the_folder_that_the_environment_names(
    cli: CliRunner, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_policy(tmp_path)
    monkeypatch.setenv("EVENHAND_POLICIES", str(tmp_path))
    assert cli.invoke(command.app, ["check", "demo"]).exit_code == 0

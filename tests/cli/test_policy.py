"""`evenhand policy ...`: what is written where, and with which status it ends."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from tests.assess.test_examples import HATE, LANGUAGE, StandIn
from tests.policy.making import spoilt, write_policy
from typer.testing import CliRunner

from evenhand.cli import policy as command
from evenhand.policy import find

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


def another(folder: Path) -> Path:
    """The HMPPS policy in a folder of its own, with other warning months and no register of false claims."""
    hmpps = find("hmpps")
    content = hmpps.read_text("utf-8").replace("letters: letters", f"letters: {hmpps.parent.resolve()}/letters")
    file = folder / "another.yaml"
    content = content.replace("claims: hmpps-claims.yaml\n", "").replace("warning_months: 12", "warning_months: 6")
    file.write_text(content, "utf-8")
    return file


def test_diff_on_the_golden_set_tells_what_comes_out_otherwise(cli: CliRunner, tmp_path: Path) -> None:
    same = cli.invoke(command.app, ["diff", "hmpps", str(another(tmp_path)), "--golden"])
    assert "golden items come out the same" in same.stdout
    told = cli.invoke(command.app, ["diff", "hmpps", "council", "--golden"])
    assert told.exit_code == 0
    assert "golden items come out otherwise" in told.stdout
    assert "    - remove" in told.stdout
    data = json.loads(cli.invoke(command.app, ["diff", "hmpps", "council", "--golden", "--format", "json"]).stdout)
    assert data["golden"]["items"] > len(data["golden"]["flips"]) > 0
    for flip in data["golden"]["flips"]:
        assert flip["before"] != flip["after"]
        assert flip["text"]


@pytest.mark.parametrize(
    ("line", "says"),
    [('{"id": "a", "text": "y"}', "the id 'a' is given twice"), ('{"id": "b"}', "text: Field required"), ("{", "JSON")],
)
def test_a_faulty_golden_set_is_named_by_its_line(cli: CliRunner, tmp_path: Path, line: str, says: str) -> None:
    (tmp_path / "golden.jsonl").write_text(f'{{"id": "a", "text": "x"}}\n\n{line}\n', "utf-8")
    result = cli.invoke(command.app, ["diff", "--golden", "hmpps", str(another(tmp_path))])
    assert result.exit_code == 1
    assert "golden.jsonl:3: " in result.stderr
    assert says in result.stderr


@pytest.mark.django_db
def test_the_first_policy_is_activated_and_another_only_when_signed(cli: CliRunner) -> None:
    assert "hmpps@" in cli.invoke(command.app, ["activate", "hmpps"]).stdout
    assert cli.invoke(command.app, ["activate", "hmpps"]).exit_code == 0
    refused = cli.invoke(command.app, ["activate", "council"])
    assert refused.exit_code == 1
    assert "may not come into force yet" in refused.stderr
    begun = cli.invoke(command.app, ["compare", "council"])
    assert begun.exit_code == 0
    assert "a policy owner opens and signs it at /desk/policy/" in begun.stdout
    again = cli.invoke(command.app, ["compare", "hmpps"])
    assert again.exit_code == 1
    assert "There is no difference" in again.stderr

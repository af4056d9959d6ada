"""`evenhand answers`: checks the file, brings it in once, says what is wrong."""

from __future__ import annotations

from pathlib import Path

import pytest
from pytest_django import Settings
from typer.testing import CliRunner

from evenhand.cli.answers import app
from evenhand.support.models import Answer

runner = CliRunner()


@pytest.mark.django_db
def test_loading_brings_in_what_is_not_there() -> None:
    first, again = runner.invoke(app, ["load", "hmpps"]), runner.invoke(app, ["load", "hmpps"])
    assert (first.exit_code, again.exit_code) == (0, 0)
    assert "17 of 17" in first.output
    assert "0 of 17" in again.output
    assert Answer.objects.count() == 17


def test_faults_and_a_wrong_name_are_told(tmp_path: Path, settings: Settings) -> None:
    assert runner.invoke(app, ["check", "hmpps"]).exit_code == 0
    assert runner.invoke(app, ["check", "nobody"]).exit_code == 2
    settings.POLICIES = tmp_path
    (tmp_path / "bad-answers.yaml").write_text("policy: bad\nanswers: []\n", encoding="utf-8")
    assert runner.invoke(app, ["check", "bad"]).exit_code == 1

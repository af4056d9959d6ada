"""docs/platforms.md is what the tables say: it cannot fall behind the code."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner

from evenhand.cli.platforms import app
from evenhand.platforms import overview
from evenhand.platforms.capabilities import Support, capability, table
from evenhand.platforms.interface import Operation, Platform
from evenhand.platforms.names import NAMES

DOCS = Path(__file__).resolve().parents[2] / "docs" / "platforms.md"


def test_the_page_in_the_docs_is_what_the_tables_say() -> None:
    assert DOCS.read_text("utf-8") == overview.page(), "run `evenhand platforms table --write`"


@pytest.mark.parametrize("platform", Platform)
def test_every_cell_limit_and_rule_is_on_the_page(platform: Platform) -> None:
    section = overview.page().split(f"## {NAMES[platform]}\n")[1].split("\n## ")[0]
    for operation in Operation:
        row = next(
            line for line in section.splitlines() if line.startswith(f"| {operation.value.replace('_', ' ')} | ")
        )
        cell = capability(platform, operation)
        assert overview.WAYS[cell.supported] in row
        assert ("untested" in row) == (cell.supported is not Support.NONE)
    for limit in table(platform).limits:
        assert limit.what in section
        assert limit.note in section
    for rule, _ in overview.RULES:
        assert f"(`{rule}`)" in overview.page()


def test_what_was_tried_for_real_reads_otherwise(monkeypatch: pytest.MonkeyPatch) -> None:
    real = table(Platform.X)
    tried = {one: cell.model_copy(update={"tested": True}) for one, cell in real.operations.items()}
    stored = real.storage.model_copy(update={"tested": frozenset({"store_text_hours"})})
    changed = real.model_copy(update={"operations": tried, "storage": stored})
    monkeypatch.setattr(overview, "table", lambda platform: changed if platform is Platform.X else table(platform))
    section = overview.page().split("## X\n")[1].split("\n## ")[0]
    assert "All of it was seen to work with real credentials." in section
    assert "untested" not in section
    assert "| 720 hours | 48 hours, untested |" in overview.page()


def test_the_command_writes_checks_and_prints(tmp_path: Path) -> None:
    file = tmp_path / "page.md"
    asked = ["table", "--file", str(file)]
    missing = CliRunner().invoke(app, [*asked, "--check"])
    assert missing.exit_code == 1
    assert "evenhand platforms table --write" in missing.output
    assert CliRunner().invoke(app, [*asked, "--write"]).exit_code == 0
    assert CliRunner().invoke(app, [*asked, "--check"]).exit_code == 0
    file.write_text(file.read_text("utf-8").replace("by hand", "by API", 1), "utf-8")
    assert CliRunner().invoke(app, [*asked, "--check"]).exit_code == 1
    assert CliRunner().invoke(app, ["table"]).output == overview.page()

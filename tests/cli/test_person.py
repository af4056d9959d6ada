"""People from the command line: added with their roles, and the other names they go by."""

from __future__ import annotations

import pytest
from typer.testing import CliRunner

from evenhand.cli import person as command
from evenhand.people.models import User
from evenhand.people.services import also_called

pytestmark = pytest.mark.django_db
cli = CliRunner()
ADD = ["add", "kel", "--role", "approver", "--name", "K Ash", "--password", "a long enough passphrase"]


def test_somebody_is_added_and_called_by_other_names() -> None:
    assert cli.invoke(command.app, ADD).exit_code == 0
    said = cli.invoke(command.app, ["called", "kel", "--also", "Kelly", "--also", "Ms  Ash"])
    assert (said.exit_code, said.stdout) == (0, "kel: Kelly, Ms Ash\n")
    assert also_called(User.objects.get()) == ["Kelly", "Ms Ash"]
    assert cli.invoke(command.app, ["called", "kel"]).stdout == "kel: no other name\n"


def test_what_is_wrong_is_said() -> None:
    nobody = cli.invoke(command.app, ["called", "nobody", "--also", "Kelly"])
    assert nobody.exit_code == 1
    assert "Nobody signs in as 'nobody'" in nobody.output
    cli.invoke(command.app, ADD)
    short = cli.invoke(command.app, ["called", "kel", "--also", "K"])
    assert short.exit_code == 1
    assert "too short" in short.output
    assert also_called(User.objects.get()) == []

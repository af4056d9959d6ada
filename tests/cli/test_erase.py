"""`evenhand erase` and `evenhand hold`: two people, exit codes, nothing personal printed."""

from __future__ import annotations

from pathlib import Path

import pytest
from pytest_django import Settings
from tests import factories as make
from typer.testing import CliRunner, Result

from evenhand.cli import erase, hold
from evenhand.intake.models import Author
from evenhand.rights.models import Erasure
from evenhand.rights.scrub import Scrubbed

pytestmark = pytest.mark.django_db


@pytest.fixture
def person(settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Author:
    """Somebody who wrote once; nothing about them is open."""
    settings.ERASURE_LOG = tmp_path / "erasures.jsonl"
    monkeypatch.setattr(erase, "clean", lambda: Scrubbed(clean=True))
    row = make.contribution("Zanzibarquux.")
    assert row.author is not None
    return row.author


def run(app: object, *words: object) -> Result:
    return CliRunner().invoke(app, [str(one) for one in words])  # type: ignore[arg-type]  # a typer app


def test_it_is_looked_at_asked_for_and_confirmed_by_another(person: Author) -> None:
    ann, bob = make.person("approver"), make.person("information_officer")
    where = ("--channel", person.channel_id, person.external_id)
    told = run(erase.app, "preview", *where)
    assert told.exit_code == 0
    assert "1  intake.Version" in told.output
    asked = run(erase.app, "ask", *where, "--by", ann.username, "--why", "request", "--reference", "DP-1")
    assert asked.exit_code == 0, asked.output
    key = Erasure.objects.get().pk
    alone = run(erase.app, "confirm", key, "--by", ann.username)
    assert (alone.exit_code, "Another person" in alone.output) == (1, True)
    done = run(erase.app, "confirm", key, "--by", bob.username)
    assert (done.exit_code, "files are clean" in done.output) == (0, True)
    assert run(erase.app, "list").output.startswith(f"{key}  done ")
    assert "Zanzibarquux" not in told.output + asked.output + done.output


def test_what_is_wrong_is_said(person: Author) -> None:
    for words, says in (
        (("preview", "--channel", 999, "x"), "no channel 999"),
        (("preview", "--channel", person.channel_id, "nobody"), "Nobody with this id"),
        (("ask", "--channel", person.channel_id, person.external_id, "--by", "who", "--why", "request"), "Nobody here"),
        (("confirm", "11111111-2222-3333-4444-555555555555", "--by", make.person("approver").username), "no erasure"),
    ):
        done = run(erase.app, *words)
        assert (done.exit_code, says in done.output) == (1, True), done.output


def test_what_is_left_to_clean_is_said(person: Author, monkeypatch: pytest.MonkeyPatch) -> None:
    assert person.pk
    monkeypatch.setattr(erase, "clean", lambda: Scrubbed(clean=False, left=("Stop the workers.",)))
    done = run(erase.app, "scrub")
    assert (done.exit_code, "Stop the workers." in done.output) == (1, True)


def test_a_hold_is_set_seen_and_lifted(person: Author) -> None:
    ann = make.person("approver").username
    where = ("--channel", person.channel_id, "--author", person.external_id)
    assert run(hold.app, "set", *where, "--by", ann, "--why", "A claim.").exit_code == 0
    assert f"author {person.pk}" in run(hold.app, "list").output
    told = run(erase.app, "preview", "--channel", person.channel_id, person.external_id)
    assert (told.exit_code, "beats erasure" in told.output) == (1, True)
    key = run(hold.app, "list").output.split()[0]
    assert run(hold.app, "lift", key, "--by", ann, "--why", "Settled.").exit_code == 0
    assert run(hold.app, "list").output == ""
    assert run(hold.app, "lift", 99, "--by", ann, "--why", "Settled.").exit_code == 1
    assert run(hold.app, "set", "--by", ann, "--why", "A claim.").exit_code == 1

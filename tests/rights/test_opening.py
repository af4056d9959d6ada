"""A restored backup forgets again before it opens; a log that does not fit the database keeps the house shut."""

from __future__ import annotations

from pathlib import Path

import pytest
import typer
from tests import factories as make
from tests.house import House
from tests.rights import stories
from tests.rights.stories import TRACES, in_tables

from evenhand import records
from evenhand.actions.models import Action
from evenhand.cases.models import Case
from evenhand.cli import ready
from evenhand.intake import erased
from evenhand.intake.models import Author, Contribution
from evenhand.records.models import Entry
from evenhand.rights import holds, log, opening, relog
from evenhand.rights.models import Erasure
from evenhand.rights.scrub import Scrubbed
from evenhand.sanctions import same_person
from evenhand.sanctions.same_person import Said
from evenhand.work.models import Task


@pytest.fixture(autouse=True)
def scrubbed(monkeypatch: pytest.MonkeyPatch) -> list[Scrubbed]:
    """Cleaning the store's files needs them to itself: test_files does it. Here, what it says."""
    says = [Scrubbed(clean=True)]
    monkeypatch.setattr(opening, "scrub", lambda: says[0])
    return says


@pytest.fixture
def person(house: House) -> Author:
    return stories.lived(house)


def a_line(author: Author, **more: object) -> log.Line:
    """What the log says of an erasure that this database does not know."""
    fields: dict[str, object] = {
        "id": "11111111-2222-3333-4444-555555555555",
        "at": "2030-01-01T00:00:00+00:00",
        "channel": author.channel_id,
        "digest": erased.keyed(author.external_id),
        "contributions": (erased.keyed("came after the backup"),),
        "why": "request",
        "reference": "DP-1",
    }
    return log.Line(**{**fields, **more})  # type: ignore[arg-type]  # the fields of a line


def test_what_the_log_tells_of_is_erased_again_once(person: Author) -> None:
    log.append(a_line(person))
    assert opening.make_ready() == 1
    assert in_tables(*TRACES) == []
    row = Erasure.objects.get()
    assert (row.state, row.replayed, row.counts["intake.Version"]) == ("done", True, 2)
    assert opening.make_ready() == 0
    records.seal()
    assert records.verify_live().ok


def test_what_came_after_the_backup_is_known_as_erased(person: Author) -> None:
    log.append(a_line(person))
    opening.make_ready()
    assert erased.is_erased(person.channel, ["came after the backup"])


def test_open_work_and_a_hold_of_the_backup_do_not_stand_in_its_way(house: House) -> None:
    row = house.write(f"You pathetic waste of space {stories.SECRET}, Kelly.", by="wil", run=False)
    house.run()
    case = Case.objects.filter(contribution=row, state="open").first()
    author = row.author
    assert author is not None
    assert case is not None
    house.decide(case, "harassment", ("hide", "warn"), facts=stories.SECRET, run=False)
    holds.set_hold(author, make.person("approver"), "A claim.")
    before = house.effects()
    log.append(a_line(author))
    assert opening.make_ready() == 1
    assert in_tables(stories.SECRET) == []
    assert not Case.objects.filter(state="open").exists()
    assert not Action.objects.exclude(state__in=["done", "moot", "failed"]).exists()
    house.run()
    assert not Task.objects.filter(state__in=["ready", "leased", "dead"], lane=f"author:{author.pk}").exists()
    assert house.effects() == before  # nothing is said to them any more


def test_a_hold_on_their_other_account_does_not_keep_the_house_shut(house: House) -> None:
    mine, elsewhere = house.write("I was at the open day.", by="wil"), house.write("Me too.", on="instagram", by="w.o")
    assert mine.author is not None
    assert elsewhere.author is not None
    same = same_person.say(mine.author, elsewhere.channel, Said("w.o", "told_us", "She rang."), house.moderator)
    holds.set_hold(elsewhere.author, make.person("approver"), "A claim.")
    log.append(a_line(mine.author))
    assert opening.make_ready() == 1
    same.refresh_from_db()
    assert same.evidence == "She rang."
    assert Entry.objects.get(kind="erasure.done").facts["kept_for_a_hold"] == [same.pk]
    assert holds.standing().count() == 1


def test_somebody_the_backup_does_not_know_is_noted(person: Author) -> None:
    log.append(a_line(person, digest="f" * 64))
    assert opening.make_ready() == 1
    assert "intake_version.text" in in_tables(stories.SECRET)
    assert Erasure.objects.get().author is None


def test_an_asked_erasure_of_the_backup_becomes_the_done_one(person: Author) -> None:
    from evenhand.rights import erasing  # noqa: PLC0415 (beside its one use)

    asked = erasing.ask(person, make.person("approver"), "request")
    log.append(a_line(person, id=str(asked.pk)))
    assert opening.make_ready() == 1
    asked.refresh_from_db()
    assert (asked.state, asked.replayed) == ("done", True)


def test_a_log_that_lacks_an_erasure_keeps_the_house_shut(person: Author, erasure_log: Path) -> None:
    stories.erased(person)
    erasure_log.unlink()
    with pytest.raises(opening.NotReadyError, match="1 erasures that the erasure log does not tell of"):
        opening.make_ready()
    with pytest.raises(typer.Exit):
        ready.make_ready()
    assert relog.write_missing() == 1
    assert opening.make_ready() == 0


def test_a_damaged_log_keeps_the_house_shut_and_a_line_cut_off_does_not(person: Author, erasure_log: Path) -> None:
    stories.erased(person)
    whole = erasure_log.read_text()
    erasure_log.write_text(whole + '{"id": "half a li')
    assert opening.make_ready() == 0
    erasure_log.write_text("what is this\n")
    with pytest.raises(log.ErasureLogError, match=r"Line 1 .* is damaged"):
        opening.make_ready()


def test_where_the_files_cannot_be_cleaned_the_house_stays_shut(person: Author, scrubbed: list[Scrubbed]) -> None:
    scrubbed[0] = Scrubbed(clean=False, left=("Stop the workers.",))
    log.append(a_line(person))
    with pytest.raises(opening.NotReadyError, match="Stop the workers"):
        opening.make_ready()


def test_nothing_was_ever_erased(house: House) -> None:
    house.write("I liked the open day very much.")
    assert opening.make_ready() == 0
    assert Contribution.objects.exists()

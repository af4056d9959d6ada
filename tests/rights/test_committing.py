"""An erasure whose commit failed did not happen: not then, and not when the house opens again."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from django.db import OperationalError
from tests import factories as make
from tests.house import House
from tests.rights import stories
from tests.rights.stories import in_tables

from evenhand.cases.errors import ChangedError, RefusedError
from evenhand.intake import erased
from evenhand.intake.models import Author
from evenhand.rights import erasing, holds, log, opening
from evenhand.rights.models import Erasure
from evenhand.rights.scrub import Scrubbed


@pytest.fixture
def person(house: House, monkeypatch: pytest.MonkeyPatch) -> Author:
    monkeypatch.setattr(opening, "scrub", lambda: Scrubbed(clean=True))
    return stories.lived(house)


def asked(author: Author) -> Erasure:
    return erasing.ask(author, make.person("information_officer"), "request", "DP-2026/14")


def begun(erasure: Erasure) -> log.Line:
    """What the log says once an erasure was written down and nothing is known of its end."""
    key, at = str(erasure.pk), "2030-01-01T00:00:00+00:00"
    return log.Line(key, at, erasure.channel_id, erasure.digest, (), "request", "DP-2026/14", sure=False)


def test_where_the_commit_fails_nothing_is_erased_then_or_at_the_next_opening(
    person: Author, monkeypatch: pytest.MonkeyPatch
) -> None:
    waiting, real = asked(person), erasing.carry_out

    def and_then_fails(*given: object) -> list[str]:
        real(*given)  # type: ignore[arg-type]  # as it was called
        raise OperationalError("the disk is full")

    monkeypatch.setattr(erasing, "carry_out", and_then_fails)
    with pytest.raises(OperationalError, match="disk is full"):
        erasing.confirm(waiting, make.person("approver"))
    assert log.read() == []
    holds.set_hold(person, make.person("approver"), "A claim came in since.")
    assert opening.make_ready() == 0
    waiting.refresh_from_db()
    assert waiting.state == "asked"
    assert "intake_version.text" in in_tables(stories.SECRET)


def test_killed_before_the_commit_it_waits_for_its_second_person_again(person: Author) -> None:
    waiting = asked(person)
    log.append(begun(waiting))
    assert opening.make_ready() == 0
    assert "intake_version.text" in in_tables(stories.SECRET)
    done = erasing.confirm(waiting, make.person("approver"))
    assert done.erasure.state == "done"
    assert [line.sure for line in log.read()] == [True]
    assert in_tables(stories.SECRET) == []


def test_killed_after_the_commit_the_next_opening_says_so_in_the_log(
    person: Author, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as killed:
        killed.setattr(log, "finish", lambda _: None)
        stories.erased(person)
    assert [line.sure for line in log.read()] == [False]
    assert opening.make_ready() == 0
    assert [line.sure for line in log.read()] == [True]


def test_a_backup_from_before_it_was_asked_for_forgets_all_the_same(person: Author) -> None:
    unknown = Erasure(channel=person.channel, digest=erased.keyed(person.external_id))  # no row in this database
    log.append(begun(unknown))
    assert opening.make_ready() == 1
    assert in_tables(stories.SECRET) == []


def test_who_is_refused_calls_off_nothing_that_somebody_else_began(
    person: Author, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as killed:
        killed.setattr(log, "finish", lambda _: None)
        done = stories.erased(person)
    with pytest.raises(ChangedError):
        erasing.confirm(done, make.person("approver"))
    assert [line.sure for line in log.read()] == [False]
    assert opening.make_ready() == 0
    assert [line.sure for line in log.read()] == [True]


def test_whoever_asked_cannot_call_it_off_by_confirming(person: Author) -> None:
    asker = make.person("approver")
    waiting = erasing.ask(person, asker, "request")
    log.append(begun(waiting))
    with pytest.raises(RefusedError, match="Another person"):
        erasing.confirm(waiting, asker)
    assert [line.id for line in log.read()] == [str(waiting.pk)]


def test_a_failure_before_it_is_ones_own_calls_off_nothing(person: Author, monkeypatch: pytest.MonkeyPatch) -> None:
    waiting = asked(person)
    log.append(begun(waiting))

    def held_by_another(_: str) -> None:
        raise OperationalError("the lane is held")

    monkeypatch.setattr(erasing, "lock_lane", held_by_another)
    with pytest.raises(OperationalError):
        erasing.confirm(waiting, make.person("approver"))
    assert [line.id for line in log.read()] == [str(waiting.pk)]


def test_done_weighs_more_than_a_calling_off_in_between(person: Author) -> None:
    line = begun(asked(person))
    log.append(line)
    log.call_off(line.id)
    assert (log.read(), log.called_off()) == ([], {line.id})
    log.finish(line.id)
    assert [(one.id, one.sure) for one in log.read()] == [(line.id, True)]
    assert log.called_off() == set()


def test_a_commit_that_only_seemed_to_fail_is_told_of_at_the_next_opening(person: Author) -> None:
    done = stories.erased(person)
    log.append(begun(done))
    log.call_off(str(done.pk))
    assert opening.make_ready() == 0
    assert [line.sure for line in log.read()] == [True]


def test_what_was_taken_back_after_it_was_cut_off_is_not_carried_out(person: Author) -> None:
    waiting = asked(person)
    log.append(begun(waiting))
    erasing.withdraw(waiting, make.person("approver"))
    assert log.read() == []
    assert opening.make_ready() == 0
    assert "intake_version.text" in in_tables(stories.SECRET)


def test_nor_where_the_log_was_not_told_of_the_taking_back(person: Author) -> None:
    waiting = asked(person)
    log.append(begun(waiting))
    Erasure.objects.filter(pk=waiting.pk).update(state="withdrawn")
    assert opening.make_ready() == 0
    assert "intake_version.text" in in_tables(stories.SECRET)


def test_lines_of_before_there_were_two_steps_count_as_done(person: Author, erasure_log: Path) -> None:
    log.append(replace(begun(asked(person)), sure=True))
    assert "sure" not in erasure_log.read_text()
    assert [line.sure for line in log.read()] == [True]

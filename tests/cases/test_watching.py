"""What names a watched court case goes to legal; what only looks like it does not."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from tests import house as h
from tests.house import House, refused

from evenhand.cases import watching
from evenhand.cases.models import Case, WatchedCase
from evenhand.cases.watching import Watched, named_in

pytestmark = pytest.mark.django_db
FIRE = Watched(
    "The Thornmere fire trial",
    ("Dylan  O'Shea", "T20261234", "Thornmere fire"),
    "Leeds Crown Court",
    "Charged.",
    date(2027, 3, 1),
)


def watch(house: House, told: Watched = FIRE) -> WatchedCase:
    made = watching.watch(house.approver, told)
    house.run()
    return made


@pytest.mark.parametrize(
    "text",
    [
        "That Dylan O’Shea did it, everyone knows.",
        "dylan oshea is guilty",
        "Case t20261234 is a farce.",
        "The THORNMERE   FIRE was no accident",
    ],
)
def test_a_comment_that_names_it_goes_to_legal(house: House, text: str) -> None:
    assert house.policy
    watch(house)
    written = house.write(text)
    case = house.case(written, "legal")
    assert case.priority == 2
    assert case.why == ["It may name the court case ‘The Thornmere fire trial’, which is watched until 01/03/2027."]
    assert house.stands(written) == "waiting"
    assert house.seen(written), "nothing is hidden for it by itself"


@pytest.mark.parametrize("text", ["There was a fire in Thornmere.", "Dylan is great.", h.CRITICISM, "T202612345"])
def test_what_does_not_name_it_is_left(house: House, text: str) -> None:
    assert house.policy
    watch(house)
    assert "legal" not in house.cases(house.write(text))


def test_a_message_is_published_to_nobody(house: House) -> None:
    assert house.policy
    watch(house)
    assert "legal" not in house.cases(house.message("Is Dylan O'Shea in your prison?"))


def test_what_was_written_before_is_looked_through_once(house: House) -> None:
    early, other = house.write("Dylan O'Shea did it."), house.write("Somebody else did it.")
    gone = house.write("O'Shea, Dylan O'Shea!")
    house.take_back(gone)
    watch(house)
    assert house.cases(early) == {"legal"}
    assert house.cases(other) == set()
    assert house.cases(gone) == set()


@pytest.mark.parametrize("text", ["Dylan O’Shea did it.", "dylan oshea", "DÝLAN OSHEA", "Dylan  Óshea"])
def test_looking_back_knows_accents_and_apostrophes_as_looking_at_new_ones_does(house: House, text: str) -> None:
    early = house.write(text)
    watch(house)
    assert house.cases(early) == {"legal"}


def test_looking_back_leaves_nothing_out(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(watching, "PIECE", 2)
    early = [house.write(f"Dylan O'Shea did it, {n}.", by=f"author-{n}") for n in range(3)]
    house.write(h.KIND)
    house.write(h.CRITICISM)
    watch(house)
    assert [house.cases(one) for one in early] == [{"legal"}] * 3


def test_it_ends_by_itself_and_by_a_person(house: House) -> None:
    made = watch(house)
    assert watching.active() == [made]
    watching.end(made, house.approver)
    watching.end(made, house.approver)
    assert watching.active() == []
    assert "legal" not in house.cases(house.write("Dylan O'Shea did it."))
    assert [entry.actor for entry in house.entries("watch_list.ended")] == [f"person:{house.approver.pk}"]
    watch(house, replace(FIRE, until=house.now.date()))
    assert len(watching.active()) == 1
    house.wait(60 * 24)
    assert watching.active() == []


def test_the_case_is_decided_without_a_complainant(house: House) -> None:
    assert house.policy
    watch(house)
    written = house.write("Dylan O'Shea did it.")
    house.decide(house.case(written, "legal"), "none")
    assert house.stands(written) == "kept"
    assert Case.objects.filter(kind="legal", state="closed").count() == 1


@pytest.mark.parametrize(
    ("change", "field", "says"),
    [
        ({"title": " "}, "title", "which court case"),
        ({"names": ("", " ")}, "names", "at least one name"),
        ({"names": ("Al B",)}, "names", "‘Al B’ would be found in many comments"),
        ({"names": tuple(f"Name {n:03}" for n in range(41))}, "names", "at most 40"),
        ({"why": ""}, "why", "why it is watched"),
        ({"until": date(2020, 1, 1)}, "until", "has passed"),
    ],
)
def test_what_is_wrong_is_said(house: House, change: dict[str, object], field: str, says: str) -> None:
    refused(lambda: watching.watch(house.approver, replace(FIRE, **change)), field=field, says=says)  # type: ignore[arg-type]  # parts of a Watched
    assert not WatchedCase.objects.exists()


def test_only_its_keepers_keep_it(house: House) -> None:
    refused(lambda: watching.watch(house.moderator, FIRE), says="Ask an approver")
    made = watch(house)
    refused(lambda: watching.end(made, house.moderator), says="Ask an approver")


def test_names_are_whole_words() -> None:
    one = WatchedCase(title="t", names=["Ann-Marie", "???"], why="w")
    assert named_in("It was ann marie.", [one]) == [one]
    assert named_in("Joann Marieson ???", [one]) == []

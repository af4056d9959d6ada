"""Bundles: gathered in pieces, third parties taken out, read by a person before they go out, on the law's clocks."""

from __future__ import annotations

import csv
import hashlib
import io
import re
import tracemalloc
from datetime import date, timedelta
from itertools import pairwise

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st
from tests import factories as make
from tests.house import INSULT, House
from tests.rights import stories
from tests.rights.stories import erased

from evenhand.cases.errors import ChangedError, RefusedError
from evenhand.cases.models import Case
from evenhand.people.models import User
from evenhand.records.models import Entry
from evenhand.rights import bundles, redaction
from evenhand.rights.bundles import Asked
from evenhand.rights.models import Request, RequestItem

DAY = date(2026, 11, 23)
PERIOD = Asked("FOI-1", DAY, since=DAY, until=DAY)


@pytest.fixture
def officer(house: House) -> User:
    return house.person("olwen", "information_officer")


def told(request: Request) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO("".join(bundles.lines(request)))))


def released(request: Request, officer: User) -> list[dict[str, str]]:
    for item in request.items.filter(read_by=None):
        bundles.read(item, officer, withheld=item.withheld)
    return told(bundles.release(request, officer))


def gathered(house: House, officer: User, asked: Asked) -> Request:
    made = bundles.receive(officer, asked)
    house.run()
    made.refresh_from_db()
    return made


def test_a_subject_gets_what_they_wrote_without_anybody_else(house: House, officer: User) -> None:
    mine = house.write("Ask Kelly Barnes, her number is 07700 900123, about the open day.", by="wil")
    house.message("When does the visitor centre open on Sundays?", by="wil")
    house.write("I liked the open day.", by="kim")
    made = gathered(house, officer, Asked("DP-1", DAY, author=mine.author))
    assert (made.state, made.total, made.due_on) == ("review", 2, date(2026, 12, 23))
    rows = released(made, officer)
    assert [one["by"] for one in rows] == ["you", "you"]
    assert rows[0]["words"] == "Ask [taken out], her number is [taken out], about the open day."
    assert "liked" not in str(rows)


def test_a_subject_gets_what_they_wrote_before_they_changed_it_too(house: House, officer: User) -> None:
    row = house.write("Ask Kelly Barnes about the open day.", by="wil")
    house.edit(row, "Ask somebody about the open day.")
    rows = released(gathered(house, officer, Asked("DP-2", DAY, author=row.author)), officer)
    assert [(one["text"], one["words"]) for one in rows] == [
        ("earlier", "Ask [taken out] about the open day."),
        ("latest", "Ask somebody about the open day."),
    ]
    period = released(gathered(house, officer, PERIOD), officer)
    assert [one["words"] for one in period] == ["Ask somebody about the open day."]


def test_a_released_bundle_is_made_again_as_it_went_out(house: House, officer: User) -> None:
    row = house.write(INSULT, by="wil")
    made = gathered(house, officer, PERIOD)
    before = released(made, officer)
    made.refresh_from_db()
    assert before[0]["outcome"] == "Breaches the guideline"  # so the machine hid it
    house.wait(1)
    house.decide(row, "none")
    assert told(made) == before
    assert bundles.digest_of(made) == made.digest
    assert row.author is not None
    for case in list(stories.house_cases(row.author)):
        stories.end(house, case)
    erased(row.author)
    assert bundles.digest_of(made) != made.digest
    assert told(made)[0]["words"] == "[no longer kept]"


@pytest.mark.parametrize("measures", ["reply", "message", "block"])
def test_words_sent_or_a_block_that_follows_another_are_no_outcome(house: House, officer: User, measures: str) -> None:
    row = house.write(INSULT, by="wil")
    house.decide(row, "harassment", ("hide",))
    make.decision(row, house.policy, "none", verdict="no_breach", measures=measures)
    made = gathered(house, officer, PERIOD)
    assert [one["outcome"] for one in released(made, officer)] == ["Breaches the guideline"]
    house.wait(1)
    make.decision(row, house.policy, "none", verdict="no_breach", measures=measures)
    made.refresh_from_db()
    assert bundles.digest_of(made) == made.digest


def test_a_period_is_public_writing_by_numbers_in_place_of_people(house: House, officer: User) -> None:
    house.write("I liked the open day.", by="kim")
    house.write("It was cold on the day.", by="kim")
    house.write("@kim.lowe is right about the car park.", by="wil")
    house.message("When does the visitor centre open on Sundays?", by="wil")
    house.wait(2 * 24 * 60)
    house.write("This was after the period.", by="kim")
    made = gathered(house, officer, PERIOD)
    rows = released(made, officer)
    assert [one["words"] for one in rows] == [
        "I liked the open day.",
        "It was cold on the day.",
        "[taken out] is right about the car park.",
    ]
    first, second, third = (one["by"] for one in rows)
    assert first == second != third
    assert "kim" not in str(rows).lower()
    assert made.due_on == date(2026, 12, 22)


def test_what_somebody_at_risk_wrote_is_withheld_until_a_person_says_otherwise(house: House, officer: User) -> None:
    house.write("I just can't do this any more, I don't want to be here tomorrow.", by="wil")
    made = gathered(house, officer, PERIOD)
    (row,) = released(made, officer)
    assert row["words"] == "[withheld: about somebody at risk]"
    assert row["guideline"] == ""


def test_nothing_is_released_before_somebody_has_read_each_item(house: House, officer: User) -> None:
    house.write("I liked the open day.", by="kim")
    made = gathered(house, officer, PERIOD)
    with pytest.raises(RefusedError, match="1 of 1 items were read by nobody"):
        bundles.release(made, officer)
    with pytest.raises(RefusedError, match="role"):
        bundles.read(made.items.get(), make.person("moderator"))
    with pytest.raises(IntegrityError), transaction.atomic():
        Request.objects.filter(pk=made.pk).update(state="released", ended_by=officer, ended_at=timezone.now())
    released(made, officer)
    with pytest.raises(ChangedError, match="released already"):
        bundles.read(made.items.get(), officer)


def test_a_reader_takes_out_gives_back_and_withholds(house: House, officer: User) -> None:
    house.write("The tall man at the gate, Kelly Barnes, was kind. The tall man waved.", by="kim")
    item = gathered(house, officer, PERIOD).items.get()
    bundles.read(item, officer, take_out="the tall man")
    item.refresh_from_db()
    assert bundles.outgoing(item) == "[taken out] at the gate, [taken out], was kind. [taken out] waved."
    item = bundles.read(item, officer, give_back=True)
    assert bundles.outgoing(item).startswith("The tall man at the gate, Kelly")
    with pytest.raises(RefusedError, match="not in it"):
        bundles.read(item, officer, take_out="the short man")
    item = bundles.read(item, officer, withheld="legal")
    assert bundles.outgoing(item) == "[withheld: legal advice or a claim]"


def test_what_a_person_saw_as_risk_is_withheld_as_well(house: House, officer: User) -> None:
    row = house.write("I liked the open day.", by="wil")
    make.case(row, "safeguarding")
    (out,) = released(gathered(house, officer, PERIOD), officer)
    assert out["words"] == "[withheld: about somebody at risk]"


def test_a_risk_seen_after_gathering_is_withheld_and_read_again(house: House, officer: User) -> None:
    row = house.write("I liked the open day.", by="wil")
    made = gathered(house, officer, PERIOD)
    bundles.read(made.items.get(), officer)
    make.case(row, "safeguarding")
    with pytest.raises(RefusedError, match="1 of 1 items turned out to be of somebody at risk"):
        bundles.release(made, officer)
    made.refresh_from_db()
    item = made.items.get()
    assert (made.state, item.withheld, item.read_by) == ("review", "at_risk", None)
    bundles.read(item, officer)  # a person says otherwise, knowing it
    assert [one["words"] for one in told(bundles.release(made, officer))] == ["I liked the open day."]


def test_a_reading_waits_for_a_release_under_way(house: House, officer: User) -> None:
    house.write("I liked the open day.", by="kim")
    item = gathered(house, officer, PERIOD).items.get()
    with CaptureQueriesContext(connection) as asked:
        bundles.read(item, officer)
    tables = [m[1] for one in asked if (m := re.search(r'FROM "(rights_\w+)"', one["sql"]))]
    assert tables[:2] == ["rights_request", "rights_requestitem"]
    if connection.vendor == "postgresql":
        assert all("FOR UPDATE" in one["sql"] for one in asked if 'FROM "rights_' in one["sql"])


def test_what_goes_out_is_on_record_by_its_digest(house: House, officer: User) -> None:
    house.write("I liked the open day.", by="kim")
    made = gathered(house, officer, PERIOD)
    released(made, officer)
    made.refresh_from_db()
    assert made.digest == hashlib.sha256("".join(bundles.lines(made)).encode()).hexdigest()
    entry = Entry.objects.get(kind="request.released")
    assert (entry.facts["digest"], entry.facts["items"], entry.actor) == (made.digest, 1, f"person:{officer.pk}")


def test_an_erasure_reaches_a_bundle_that_nobody_has_released(house: House, officer: User) -> None:
    row = house.write("I liked the open day very much, Kelly Barnes.", by="wil")
    made = gathered(house, officer, PERIOD)
    for case in Case.objects.filter(state="open"):
        house.decide(case, "none")
    assert row.author is not None
    erased(row.author)
    assert made.items.get().redactions == []
    (out,) = released(made, officer)
    assert out["words"] == "[no longer kept]"


def test_what_begins_like_a_formula_is_text_in_a_spreadsheet(house: House, officer: User) -> None:
    house.write('=HYPERLINK("https://evil.example","click")', by="wil")
    (row,) = released(gathered(house, officer, PERIOD), officer)
    assert row["words"].startswith("'=")


def test_a_request_is_refused_with_a_reason(house: House, officer: User) -> None:
    made = gathered(house, officer, PERIOD)
    with pytest.raises(RefusedError, match="why it is refused"):
        bundles.refuse(made, officer, " ")
    bundles.refuse(made, officer, "Published already.")
    with pytest.raises(ChangedError, match="refused already"):
        bundles.refuse(made, officer, "Again.")
    with pytest.raises(ChangedError):
        bundles.release(made, officer)


@pytest.mark.parametrize(
    ("asked", "field"),
    [
        (Asked("Kim Lowe's", DAY, since=DAY, until=DAY), "reference"),
        (Asked("FOI-1", timezone.localdate() + timedelta(days=900), since=DAY, until=DAY), "received_on"),
        (Asked("FOI-1", DAY, since=DAY, until=DAY - timedelta(days=1)), "since"),
        (Asked("FOI-1", DAY), "since"),
    ],
)
def test_what_lacks_is_said(house: House, officer: User, asked: Asked, field: str) -> None:
    assert house.now
    with pytest.raises(RefusedError) as refused:
        bundles.receive(officer, asked)
    assert refused.value.field == field


def test_it_is_gathered_in_pieces_that_a_crash_does_not_double(
    house: House, officer: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bundles, "PIECE", 2)
    for number in range(5):
        house.write(f"I liked day {number}.", by=f"w{number}")
    made = bundles.receive(officer, PERIOD)
    with pytest.raises(RefusedError, match="0 of 5"):
        bundles.release(made, officer)
    bundles.gather(made.pk)
    made.refresh_from_db()
    assert (made.state, made.gathered, made.items.count()) == ("gathering", 2, 2)
    Request.objects.filter(pk=made.pk).update(reached=0, gathered=0)  # as after a backup of a moment before
    house.run()
    made.refresh_from_db()
    assert (made.state, made.gathered, made.total, RequestItem.objects.count()) == ("review", 5, 5, 5)


def test_it_is_streamed_in_bounded_memory(house: House, officer: User) -> None:
    writer = make.author()
    rows = [make.contribution("word " * 400, by=writer) for _ in range(600)]
    made = gathered(house, officer, Asked("DP-2", DAY, author=writer))
    assert made.total == len(rows)
    tracemalloc.start()
    size = sum(len(line) for line in bundles.lines(made))
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert size > 600 * 2000
    assert most < 12_000_000


@given(st.text(max_size=60), st.lists(st.tuples(st.integers(0, 70), st.integers(0, 70)), max_size=6))
def test_what_is_taken_out_is_gone_and_the_rest_stays(text: str, spans: list[tuple[int, int]]) -> None:
    kept = "".join(one for at, one in enumerate(text) if not any(start <= at < end for start, end in spans))
    assert redaction.redacted(text, spans).replace(redaction.TAKEN_OUT, "") == kept.replace(redaction.TAKEN_OUT, "")
    made = redaction.merged(spans)
    assert made == redaction.merged(made)
    assert all(one[1] < two[0] for one, two in pairwise(made))


@pytest.mark.parametrize(
    ("text", "gone"),
    [
        ("Write to kelly.barnes@example.com.", "kelly.barnes@example.com"),
        ("Dr Singh said so.", "Singh"),
        ("She lives at 3 Beck Lane.", "3 Beck Lane"),
        ("His number is A1234BC.", "A1234BC"),
        ("\N{GRINNING FACE} ask @kim.lowe", "@kim.lowe"),
    ],
)
def test_names_and_details_are_proposed(text: str, gone: str) -> None:
    assert gone not in redaction.redacted(text, redaction.propose(text))

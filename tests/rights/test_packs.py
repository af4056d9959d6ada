"""Evidence packs: whole, checkable without us, on record, without whoever reported; and who read what is sensitive."""

from __future__ import annotations

import hashlib
import json
from typing import Any

import pytest
from reportlab.platypus import Paragraph
from tests import factories as make
from tests.house import House

from evenhand.cases.errors import RefusedError
from evenhand.cases.models import Case
from evenhand.people.models import User
from evenhand.records.canonical import content_digest, entries_hash, entry_hash, head_hash
from evenhand.records.keys import signed_by
from evenhand.records.models import Entry, SealedEntry
from evenhand.rights import access, holds, packs, paper

THREAT = "I know where you live and I am going to stab you tonight."


@pytest.fixture
def officer(house: House) -> User:
    return house.person("olwen", "information_officer")


@pytest.fixture
def case(house: House) -> Case:
    row = house.write(THREAT, by="wil")
    house.decide(row, "threat", ("hide",), facts="He names a place and a time.")
    return Case.objects.filter(contribution=row).earliest("pk")


def made(case: Case, officer: User) -> tuple[packs.Pack, dict[str, Any]]:
    pack = packs.make(case, officer, "police", "CR 4711/26")
    return pack, json.loads(pack.data)


def test_it_holds_the_words_the_decision_and_what_was_done(case: Case, officer: User) -> None:
    pack, told = made(case, officer)
    assert told["versions"][0]["text"] == THREAT
    assert told["versions"][0]["sha256"] == hashlib.sha256(THREAT.encode()).hexdigest()
    assert told["decisions"][-1]["facts"] == "He names a place and a time."
    assert told["actions"][0]["operation"] == "Hide"
    assert told["made"]["for"] == "For the police"
    assert pack.data_digest == hashlib.sha256(pack.data).hexdigest()
    assert pack.pdf_digest == hashlib.sha256(pack.pdf).hexdigest()
    assert pack.pdf.startswith(b"%PDF-")


def test_its_chain_of_custody_can_be_checked_without_us(case: Case, officer: User) -> None:
    _, told = made(case, officer)
    custody = told["custody"]
    assert {"contribution.seen", "evidence.captured", "pack.made"} <= {one["entry"]["kind"] for one in custody}
    for one in custody:
        assert entry_hash(one["entry"]) == one["seal"]["hash"]
        if one["content"]:
            salt = bytes.fromhex(one["content"]["salt"])
            assert content_digest(salt, one["content"]["body"]) == one["entry"]["content_digest"]
        batch = one["seal"]["batch"]
        assert signed_by(batch["key"], batch["head"], batch["signature"])
        rows = SealedEntry.objects.filter(batch=batch["number"]).order_by("seq")
        assert (
            head_hash(batch, entries_hash(batch["first_seq"], rows.values_list("entry_id", "entry_hash")))
            == batch["head"]
        )


def test_that_it_was_made_and_for_whom_is_on_record(case: Case, officer: User) -> None:
    pack, _ = made(case, officer)
    first, second = Entry.objects.filter(kind__startswith="pack.").order_by("pk")
    assert (first.actor, first.facts["purpose"]) == (f"person:{officer.pk}", "police")
    assert first.content.body == {"reference": "CR 4711/26"}
    assert (second.facts["json"], second.facts["pdf"]) == (pack.data_digest, pack.pdf_digest)
    _, again = made(case, officer)
    assert [one["what"] for one in again["access"]] == ["pack.made", "pack.handed_over", "pack.made"]


def test_whoever_reported_it_stands_nowhere(house: House, officer: User) -> None:
    row = house.write("I was at the open day on Tuesday and it was awful.", by="vic")
    house.message(f"I want to report this, it is horrible: {row.permalink}", by="rae")
    case = Case.objects.get(contribution=row, kind="member_report")
    pack, told = made(case, officer)
    assert told["contribution"]["author"]["handle"] == "vic" or "vic" in json.dumps(told["contribution"])
    assert b'"rae"' not in pack.data
    assert b"Rae" not in pack.data


def test_it_needs_a_role_a_purpose_and_a_reference(case: Case, officer: User) -> None:
    with pytest.raises(RefusedError, match="role"):
        packs.make(case, make.person("moderator"), "police", "CR 1")
    with pytest.raises(RefusedError, match="for whom"):
        packs.make(case, officer, "the press", "CR 1")
    with pytest.raises(RefusedError, match="crime reference"):
        packs.make(case, officer, "police", "")
    assert not Entry.objects.filter(kind__startswith="pack.").exists()


def texts(told: dict[str, Any]) -> str:
    story = [one for key in ("versions", "decisions", "access") for one in paper._value(told[key])]
    return "\n".join(one.getPlainText() for one in story if isinstance(one, Paragraph))


def test_the_paper_says_the_same_and_spells_what_its_fonts_lack(case: Case, officer: User) -> None:
    _, told = made(case, officer)
    told["versions"][0]["text"] = "<b>Stab \N{PILE OF POO}</b> & " + "long " * 2000
    said = texts(told)
    assert "<b>Stab [U+1F4A9]</b> & long" in said
    assert "He names a place and a time." in said
    assert paper.paper(told, "0" * 64) == paper.paper(told, "0" * 64)


def test_reading_a_sensitive_case_is_on_record_once_in_ten_minutes(case: Case, officer: User) -> None:
    assert access.note_read(case, officer)
    assert not access.note_read(case, officer)
    assert access.note_read(case, make.person("approver"))
    _, told = made(case, officer)
    assert told["access"][0]["by"] == "Olwen"
    assert [one["what"] for one in told["access"]][:2] == ["case.read", "case.read"]


def test_an_ordinary_case_is_read_without_a_word_until_a_hold_stands_on_it(house: House, officer: User) -> None:
    row = house.write("I was at the open day on Tuesday and it was awful.", by="vic")
    ordinary = make.case(row)
    assert not access.note_read(ordinary, officer)
    holds.set_hold(ordinary, officer, "A claim.")
    assert access.note_read(ordinary, officer)

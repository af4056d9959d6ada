"""What the demo's check says of promises 10 and 11, over rows of the house: kept as it is, broken where it leaks."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse
from tests import house as h
from tests import signing
from tests.house import House, house

from evenhand.cases.models import Case
from evenhand.demo import sabotage
from evenhand.demo.promises_reporters import reporters
from evenhand.demo.promises_signed import signed
from evenhand.demo.scenes import REPORTED, TELLS, Scene
from evenhand.demo.verdicts import Verdict
from evenhand.demo.witness import Entry, Witness
from evenhand.judgement.models import Assessment

__all__ = ["house"]
TELLING = f'I want to report the comment "turned up at the open day for the free biscuits". {TELLS}'


@dataclass
class Ledger(Witness):
    """The sandbox's ledger and people, from the platform in memory."""

    url: str = ""
    house: House | None = None
    replies: list[str] = field(default_factory=list)

    def get(self, path: str, **_params: str) -> Any:  # noqa: ANN401 (as the witness)
        assert self.house is not None
        _, platform, author = path.split("/")
        return {"handle": author, "name": author, "inbox": self.house.on(platform).inbox.get(author, [])}

    def effects(self, *_operations: str) -> Iterator[Entry]:
        for number, text in enumerate(self.replies):
            yield Entry(
                n=number,
                at=h.MONDAY_NOON,
                platform="facebook",
                event="api.write",
                id="1",
                author="",
                operation="reply",
                effect=True,
                detail={"text": text},
            )


def played(house: House) -> list[Scene]:
    """A comment is reported, looked at by who may not know who did, and decided with a warning."""
    about = house.write(REPORTED, by="vic")
    message = house.message(TELLING, by="rowan-quill")
    case = house.case(about, "member_report")
    browser = Client()
    browser.force_login(house.person("robin", "auditor"), backend="django.contrib.auth.backends.ModelBackend")
    answer = browser.get(reverse("desk:case", args=[case.pk]))
    assert answer.status_code == 200
    house.decide(case, "disrespect", ("hide", "warn"))
    return [
        Scene("reported", "facebook", about.external_id, "vic", more={"pages": answer.content.decode()}),
        Scene("report", "facebook", message.external_id, "rowan-quill", more={"tells": TELLS}),
    ]


def said(witness: Witness, scenes: list[Scene]) -> Verdict:
    verdict = Verdict(10)
    reporters(witness, scenes, verdict)
    return verdict


def test_a_report_that_nobody_learns_of_keeps_promise_10(house: House) -> None:
    scenes = played(house)
    verdict = said(Ledger(house=house), scenes)
    assert verdict.broken == []
    assert verdict.checks > 5


def test_where_no_page_was_opened_it_is_not_kept(house: House) -> None:
    scenes = played(house)
    scenes[0].more.clear()
    assert any("no page was opened" in one for one in said(Ledger(house=house), scenes).broken)


@pytest.mark.parametrize("told", ["rowan-quill told us about this.", TELLS])
def test_a_reply_or_a_reason_that_tells_breaks_it(house: House, told: str) -> None:
    scenes = played(house)
    assert said(Ledger(house=house, replies=[told]), scenes).broken
    Case.objects.filter(contribution__external_id=scenes[0].id).update(why=[told])
    assert said(Ledger(house=house), scenes).broken


def test_what_was_signed_keeps_promise_11_and_the_way_back_unsigned_breaks_it(house: House) -> None:
    house.write(h.KIND)
    verdict = Verdict(11)
    signed(Ledger(house=house), [], verdict)
    assert (verdict.broken, verdict.checks > 0) == ([], True)
    if connection.vendor == "sqlite":  # PostgreSQL alters no table in the middle of a test's transaction
        sabotage.FAULTS[11](Ledger(house=house), [])
        verdict = Verdict(11)
        signed(Ledger(house=house), [], verdict)
        assert any("nobody signed it" in one for one in verdict.broken)


def test_an_assessment_under_what_was_never_in_force_breaks_it(house: House) -> None:
    written = house.write(h.KIND)
    other = signing.assessor()
    Assessment.objects.filter(version__contribution=written).update(policy_version=other.policy_version)
    verdict = Verdict(11)
    signed(Ledger(house=house), [], verdict)
    assert any("was not in force" in one for one in verdict.broken)

"""The page of holds and evidence, and that reading a sensitive case at the desk goes on record."""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from pathlib import Path

import pytest
from django.urls import reverse
from pytest_django import Settings
from tests.desk import stories
from tests.desk.conftest import SignIn

from evenhand.cases.models import Case
from evenhand.intake.models import Contribution
from evenhand.people.models import User
from evenhand.records.models import Entry
from evenhand.rights import access
from evenhand.rights.models import Hold

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _seal_key(settings: Settings, tmp_path: Path) -> None:
    settings.SEAL_KEY_FILE = tmp_path / "seal-key.pem"


@pytest.mark.parametrize("on", ["case", "author"])
def test_a_hold_is_set_shown_and_lifted(approver: User, signed_in: SignIn, on: str) -> None:
    case, browser = stories.case("Officer Pryce takes bribes."), signed_in(approver)
    assert reverse("desk:kept", args=[case.pk]) in browser.get(reverse("desk:case", args=[case.pk])).content.decode()
    empty = browser.post(reverse("desk:hold", args=[case.pk]), {"on": on, "why": ""})
    assert (empty.status_code, "Say why it is held." in empty.content.decode()) == (422, True)
    told = browser.post(reverse("desk:hold", args=[case.pk]), {"on": on, "why": "A claim."}, follow=True)
    row = Hold.objects.get()
    assert (row.case_id is not None, row.author_id is not None) == (on == "case", on == "author")
    assert "A claim." in told.content.decode()
    again = browser.post(reverse("desk:hold", args=[case.pk]), {"on": on, "why": "Another."})
    assert "stands on it already" in again.content.decode()
    lifting = reverse("desk:lift_hold", args=[case.pk, row.pk])
    assert browser.post(lifting, {"lifted_why": ""}).status_code == 422
    assert "None stands" in browser.post(lifting, {"lifted_why": "Settled."}, follow=True).content.decode()


def test_a_pack_is_made_and_handed_over(approver: User, signed_in: SignIn) -> None:
    case, browser = stories.case("Officer Pryce takes bribes."), signed_in(approver)
    address = reverse("desk:pack", args=[case.pk])
    assert browser.post(address, {"purpose": "police", "reference": ""}).status_code == 422
    wrong = browser.post(address, {"purpose": "police", "reference": "<script>"})
    assert (wrong.status_code, "crime reference" in wrong.content.decode()) == (422, True)
    answer = browser.post(address, {"purpose": "police", "reference": "CR 4711/26"})
    assert answer["Content-Type"] == "application/zip"
    with zipfile.ZipFile(io.BytesIO(answer.content)) as file:
        data, pdf, sums = sorted(file.namelist(), key=lambda name: (name == "SHA256SUMS", name))
        told = json.loads(file.read(data))
        for line in file.read(sums).decode().splitlines():
            digest, name = line.split("  ")
            assert hashlib.sha256(file.read(name)).hexdigest() == digest
        assert file.read(pdf).startswith(b"%PDF")
    assert told["versions"][0]["text"] == "Officer Pryce takes bribes."
    assert Entry.objects.filter(kind="pack.made", actor=f"person:{approver.pk}").count() == 1


def test_reading_a_sensitive_case_goes_on_record_and_an_ordinary_one_does_not(
    approver: User, signed_in: SignIn
) -> None:
    ordinary = stories.case("I was at the open day on Tuesday.")
    sensitive = stories.case("I just can't do this any more.", kind=Case.Kind.SAFEGUARDING, at_risk=True)
    browser = signed_in(approver)
    for case in (ordinary, sensitive, sensitive):
        browser.get(reverse("desk:case", args=[case.pk]))
    read = Entry.objects.get(kind="case.read")
    assert (read.subject, read.actor) == (f"contribution:{sensitive.contribution_id}", f"person:{approver.pk}")


def test_a_hold_of_another_case_is_not_lifted_from_here(approver: User, signed_in: SignIn) -> None:
    case, other = stories.case("One."), stories.case("Two.", by=stories.author(stories.channel(), "Kim Lowe"))
    row = Hold.objects.create(case=other, why="A claim.", set_by=approver)
    answer = signed_in(approver).post(reverse("desk:lift_hold", args=[case.pk, row.pk]), {"lifted_why": "x"})
    assert answer.status_code == 404


def test_an_author_whom_nobody_knows_is_not_held(approver: User, signed_in: SignIn) -> None:
    case, browser = stories.case("Officer Pryce takes bribes."), signed_in(approver)
    Contribution.objects.filter(pk=case.contribution_id).update(author=None)
    told = browser.post(reverse("desk:hold", args=[case.pk]), {"on": "author", "why": "A claim."})
    assert (told.status_code, "does not say who wrote this" in told.content.decode()) == (422, True)
    assert not Hold.objects.exists()


def test_reading_what_a_whistleblower_said_goes_on_record(approver: User) -> None:
    case = stories.case("Officer Pryce takes bribes.")
    case.kind = Case.Kind.WHISTLEBLOWING
    case.assessment = None
    assert access.note_read(case, approver)

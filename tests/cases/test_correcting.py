"""False claims: the register with its sources and approvals, how far a claim went, corrected first, hidden last."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from types import SimpleNamespace
from typing import cast

import pytest
from django.db import IntegrityError, transaction
from tests import house as h
from tests.house import House, refused

from evenhand.assess import Assessment as Judged
from evenhand.cases import claims, correcting
from evenhand.cases.claims import Draft
from evenhand.cases.models import Case, Correction, Decision
from evenhand.cases.queue import open_case
from evenhand.intake.models import Contribution
from evenhand.judgement import policies, spread
from evenhand.judgement.models import FalseClaim
from evenhand.policy import load_claims
from evenhand.signals.detectors.claims import MATCH
from evenhand.signals.interface import Signal

pytestmark = pytest.mark.django_db
FALSE = "Don't bother applying, you need a university degree to become a prison officer."
ASKED = "Do I need a university degree to become a prison officer?"
DRAFT = Draft(
    claim="Officers have to buy their own uniform.",
    wordings=("you pay for the uniform yourself", ""),
    correction="The uniform is given to you, free.",
    source="https://prisonandprobationjobs.gov.uk/roles/",
    owner="recruitment",
    expires_on=date(2027, 6, 1),
)


def f1(house: House, *, approved: bool = True) -> FalseClaim:
    assert house.policy
    row = FalseClaim.objects.get(code="F1")
    return claims.approve(row, house.person("owner", "policy_owner")) if approved else row


def correct(house: House, of: Contribution, key: str = "k" * 32, words: str = "") -> Decision:
    said = words or correcting.words_of(FalseClaim.objects.get(code="F1"))
    made = correcting.correct(house.case(of), house.moderator, "F1", said, key=key)
    house.run()
    return made


def test_a_correction_is_a_public_reply_with_its_source_and_the_comment_stays(house: House) -> None:
    claim = f1(house)
    written = house.write(FALSE)
    assert correcting.stated_in(written) == [claim]
    decision = correct(house, written)
    ((_, said),) = house.item(written).replies
    assert said == f"{claim.correction}\n\n{claim.source}"
    assert house.seen(written)
    assert "review" not in house.cases(written)
    assert house.action(decision, "reply").state == "done"
    assert Correction.objects.get().changed is False
    assert house.entries("claim.corrected")[0].facts["claim"] == "F1"
    assert correcting.correct(house.case_closed(written), house.moderator, "F1", said, key="k" * 32) == decision


def test_a_person_may_change_the_words_but_not_drop_the_source(house: House) -> None:
    claim = f1(house)
    written = house.write(FALSE)
    refused(lambda: correct(house, written, words="You need none."), field="words", says="Keep the source (")
    correct(house, written, words=f"Hello! You need none. {claim.source}")
    assert Correction.objects.get().changed


def test_nothing_is_corrected_that_is_not_approved_or_past_its_day(house: House) -> None:
    claim = f1(house, approved=False)
    written = house.write(FALSE)
    refused(lambda: correct(house, written), field="claim", says="Nobody has approved")
    f1(house)
    FalseClaim.objects.filter(pk=claim.pk).update(expires_on=date(2020, 1, 1))
    refused(lambda: correct(house, written), field="claim", says="It has expired")
    assert correcting.stated_in(written) == []


def test_nothing_is_corrected_before_it_was_read_against_the_policy(house: House) -> None:
    f1(house)
    written = house.write(FALSE, run=False)
    open_case(written, Case.Kind.REVIEW, priority=3, why=("Somebody reported it.",))
    refused(lambda: correct(house, written), says="has not been read against the policy yet")


def test_it_is_hidden_only_where_it_does_harm_or_comes_again(house: House) -> None:
    f1(house)
    first = house.write(FALSE)
    refused(
        lambda: house.decide(first, "misinformation", ("hide",), false_claim="F1"),
        field="harm",
        says="Correct it first",
    )
    correct(house, first)
    again = house.write(FALSE + " Believe me.")
    house.decide(again, "misinformation", ("hide",), false_claim="F1")
    assert not house.seen(again)
    other = house.write(FALSE, by="bob")
    decision = house.decide(other, "misinformation", ("hide",), false_claim="F1", harm="Applicants stay away.")
    assert decision.facts.endswith("Applicants stay away.")
    assert not house.seen(other)


def test_how_far_a_claim_went(house: House) -> None:
    claim = f1(house)
    house.write(FALSE)
    house.write(FALSE, by="bob", on="instagram")
    house.write(FALSE + " Really.", by="ann")
    house.write(ASKED, by="cat")
    found = spread.spread_of(claim)
    assert (found.texts, found.authors, found.channels) == (3, 2, 2)
    assert found.since == house.now


def test_a_claim_that_only_the_model_found_is_told_and_counted_too(house: House) -> None:
    claim, written = f1(house), house.write("So they only want people with letters after their name.")
    assert correcting.stated_in(written) == []
    found = Signal("judged_misinformation", 0.8, (), f"{MATCH}F1: likely", "learned")
    doubtful = Signal("judged_misinformation", 0.4, (), f"{MATCH}F8: doubtful", "learned")
    spread.note(written, cast("Judged", SimpleNamespace(signals=(found, doubtful))))
    assert correcting.stated_in(written) == [claim]
    assert spread.spread_of(claim).texts == 1


def test_the_register_is_kept_at_the_desk_and_approved_by_another(house: House) -> None:
    assert house.policy
    owner, lead = house.person("owner", "policy_owner"), house.person("lead", "responder_lead")
    made = claims.keep(owner, DRAFT)
    assert (made.code, claims.wordings(made)) == ("D1", (DRAFT.claim, ("you pay for the uniform yourself",)))
    refused(lambda: claims.approve(made, owner), says="You wrote it yourself")
    assert claims.approve(made, lead).approved_by == lead
    written = house.write("Officers have to buy their own uniform, it is a disgrace.")
    assert [one.code for one in correcting.stated_in(written)] == ["D1"]
    changed = claims.keep(lead, replace(DRAFT, correction="It is free."), made)
    assert (changed.approved_by, changed.code) == (None, "D1")
    assert claims.keep(owner, DRAFT).code == "D2"
    assert [entry.kind for entry in house.entries_of("claim:D1")] == ["claim.added", "claim.approved", "claim.changed"]
    with pytest.raises(IntegrityError), transaction.atomic():
        FalseClaim.objects.filter(code="D1").update(approved_by=lead, approved_at=house.now)
    with pytest.raises(IntegrityError), transaction.atomic():
        FalseClaim.objects.filter(code="D1").update(source="")


def test_the_file_does_not_put_back_what_was_changed_at_the_desk(house: House) -> None:
    first, owner = f1(house), house.person("owner", "policy_owner")
    second = claims.keep(owner, DRAFT, FalseClaim.objects.get(code="F2"))
    policies.store_claims(load_claims(policies.policy_file("hmpps").with_name("hmpps-claims.yaml")))
    second.refresh_from_db()
    first.refresh_from_db()
    assert second.correction == DRAFT.correction
    assert first.approved_by == owner, "what did not change stays approved"


@pytest.mark.parametrize(
    ("change", "field", "says"),
    [
        ({"claim": " "}, "claim", "as people say it"),
        ({"correction": ""}, "correction", "what is true"),
        ({"source": ""}, "source", "A claim without a source cannot be used"),
        ({"source": "http://example.org"}, "source", "begins with https://"),
        ({"owner": ""}, "owner", "who keeps it"),
        ({"claim": "x" * 301}, "claim", "at most 300"),
        ({"expires_on": date(2020, 1, 1)}, "expires_on", "in the future"),
    ],
)
def test_what_is_wrong_is_said(house: House, change: dict[str, object], field: str, says: str) -> None:
    owner = house.person("owner", "policy_owner")
    refused(lambda: claims.keep(owner, replace(DRAFT, **change)), field=field, says=says)  # type: ignore[arg-type]  # parts of a Draft
    assert not FalseClaim.objects.filter(code__startswith="D").exists()


def test_only_its_keepers_keep_it_and_only_comments_are_corrected(house: House) -> None:
    claim = f1(house)
    refused(lambda: claims.keep(house.moderator, DRAFT), says="policy owner or a responder lead")
    refused(lambda: claims.approve(claim, house.moderator), says="policy owner or a responder lead")
    written = house.write(h.MILD)
    case, auditor = house.case(written), house.person("auditor", "auditor")
    refused(lambda: correcting.correct(case, auditor, "F1", "x", key="k"), says="Ask a moderator")
    refused(lambda: correcting.correct(case, house.moderator, "F99", "x", key="k"), field="claim", says="Choose")
    message = house.message(h.QUESTION)
    question = house.case(message, "question")
    refused(lambda: correcting.correct(question, house.moderator, "F1", "x", key="k"), says="in public")

"""Clause 15: misinformation is corrected from a register with official sources; without one nothing is false."""

from __future__ import annotations

import pytest
from tests.cases.test_correcting import FALSE, correct, f1
from tests.house import House, refused

from evenhand.cases import correcting

pytestmark = pytest.mark.django_db


@pytest.mark.clause(15)
def test_a_matching_claim_offers_its_official_source_and_a_draft_that_a_person_sends(house: House) -> None:
    claim = f1(house)
    written = house.write(FALSE)
    (offered,) = correcting.stated_in(written)
    assert offered.source == claim.source
    correct(house, written, words=correcting.words_of(offered))
    ((_, said),) = house.item(written).replies
    assert claim.source in said
    assert house.seen(written)


@pytest.mark.clause(15)
def test_without_a_source_of_the_register_it_cannot_be_called_false(house: House) -> None:
    f1(house)
    written = house.write(FALSE)
    harm = "Applicants stay away."
    refused(lambda: house.decide(written, "misinformation", ("hide",), harm=harm), field="false_claim")
    refused(
        lambda: house.decide(written, "misinformation", ("hide",), false_claim="F99", harm=harm), field="false_claim"
    )
    house.decide(written, "misinformation", ("hide",), false_claim="F1", harm=harm)
    assert not house.seen(written)

"""Every example of every shipped policy comes out as its file says, with the real detectors."""

from __future__ import annotations

import pytest

from evenhand.assess import Assessor
from evenhand.assess.examples import count, wrong_examples
from evenhand.policy import find, load, load_claims
from evenhand.signals.catalogue import CATALOGUE


@pytest.mark.parametrize(("name", "least"), [("hmpps", 160), ("council", 40)])
def test_every_example_comes_out_as_the_file_says(name: str, least: int) -> None:
    file = find(name)
    policy = load(file, signals=CATALOGUE)
    claims = load_claims(file.with_name(policy.claims)).claims if policy.claims else ()
    wrong = [
        f"{example.guideline_id}: {example.text!r}: {example.cause}"
        for example in wrong_examples(policy, Assessor(policy), claims)
    ]
    assert wrong == []
    assert count(policy) >= least

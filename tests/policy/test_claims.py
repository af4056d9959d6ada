"""The register of false claims: read whole, or every fault named."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from evenhand.policy import PolicyFaults, load_claims

SECOND = "  - {id: A1, claim: c, correction: d, source: 'https://b.example', owner: o, expires: 2027-01-01}"
ONE = """\
policy: demo
claims:
  - {id: A1, claim: It is false., correction: It is true., source: 'https://a.example', owner: us, expires: 2027-01-31}
"""


def _write(folder: Path, text: str) -> Path:
    file = folder / "claims.yaml"
    file.write_text(text, encoding="utf-8")
    return file


def test_a_register_is_read(tmp_path: Path) -> None:
    register = load_claims(_write(tmp_path, ONE))
    assert register.claims[0].expires == date(2027, 1, 31)
    assert register.claims[0].source == "https://a.example"


def test_other_wordings_stand_beside_the_claim(tmp_path: Path) -> None:
    register = load_claims(
        _write(tmp_path, ONE.replace("correction:", "wordings: [So they say., They say so.], correction:"))
    )
    assert register.claims[0].stated == "It is false. | So they say. | They say so."


@pytest.mark.parametrize(
    ("old", "new", "cause"),
    [
        (" source: 'https://a.example',", "", "'source' is missing"),
        ("https://a.example", "a.example", "'source' cannot be 'a.example'"),
        ("2027-01-31", "soon", "'expires' cannot be 'soon'"),
        ("owner: us", "owner: ''", "'owner' is empty"),
        ("claims:\n", f"claims:\n{SECOND}\n", "two claims have the id 'A1'"),
        ("policy: demo", "policy: demo\npolicy: demo", "'policy' is given twice"),
    ],
)  # fmt: skip  # a table of cases
def test_a_fault_of_the_register_is_named(tmp_path: Path, old: str, new: str, cause: str) -> None:
    assert old in ONE
    with pytest.raises(PolicyFaults) as caught:
        load_claims(_write(tmp_path, ONE.replace(old, new, 1)))
    assert cause in str(caught.value)

"""The page on adding a guideline stays true: what it shows is put together and loaded."""

from __future__ import annotations

import re
from pathlib import Path

from tests.policy.making import spoilt

from evenhand.policy import LETTERS, find, load
from evenhand.policy.schema import Guideline
from evenhand.signals.catalogue import CATALOGUE

PAGE = (Path(__file__).parents[2] / "docs" / "howto" / "add-a-guideline.md").read_text(encoding="utf-8")


def test_the_guideline_of_the_page_loads_once_it_has_enough_examples() -> None:
    parts = "".join(re.findall(r"```yaml\n(.*?)```", PAGE, flags=re.DOTALL))
    more = "".join(f"      - text: another {number}\n" for number in range(4))
    entry = re.sub(r"(    (?:no_)?breach:\n)", rf"\1{more}", parts)
    policy = load(spoilt(("intents:\n", f"{entry}intents:\n")), signals=CATALOGUE)
    assert policy.guidelines[-1].id == "parking"
    assert policy.guidelines[-1].letter in LETTERS


def test_every_key_of_a_guideline_is_on_the_page() -> None:
    for key in Guideline.model_fields:
        assert f"`{key}`" in PAGE or f"{key}:" in PAGE, f"docs/howto/add-a-guideline.md does not speak of '{key}'"


def test_the_policies_that_the_page_names_are_there() -> None:
    assert find("hmpps").exists()

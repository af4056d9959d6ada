"""A version is its content: the same rules bear the same name, other rules another."""

from __future__ import annotations

import re

import pytest
from ruamel.yaml import YAML
from tests.policy.making import GOOD, SIGNALS, good, spoilt

from evenhand.policy import Policy, load


def test_the_version_names_the_policy_and_its_content() -> None:
    policy = good()
    assert re.fullmatch(r"[0-9a-f]{64}", policy.digest)
    assert policy.version == f"demo@{policy.digest[:12]}"


def test_comments_layout_and_the_order_of_keys_do_not_count() -> None:
    data = YAML(typ="safe", pure=True).load(GOOD)
    lines = ["# a comment", ""]
    for key in sorted(data, reverse=True):
        lines += [f"{key}: {_flow(data[key])}  # another"]
    assert load("\n".join(lines), signals=SIGNALS).digest == good().digest


def test_a_folded_text_is_the_same_text() -> None:
    assert good(("published: Be kind.", "published: >-\n  Be\n  kind.")).digest == good().digest


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("profanity > 0.5", "profanity > 0.6"),
        ("Do not swear.", "Do not curse."),
        ("{text: a}", "{text: aa}"),
        ("warning_months: 12", "warning_months: 6"),
        ("facebook: hide", "facebook: none"),
    ],
)
def test_any_change_of_content_is_another_version(old: str, new: str) -> None:
    assert good((old, new)).digest != good().digest


def test_a_policy_comes_back_from_its_content() -> None:
    policy = good()
    again = Policy.model_validate_json(policy.content)
    assert again == policy
    assert again.digest == policy.digest


def test_a_broken_character_in_a_text_does_not_stop_the_digest() -> None:
    policy = good().model_copy(update={"name": "broken \ud800"})
    fresh = Policy.model_construct(**{name: getattr(policy, name) for name in Policy.model_fields})
    assert len(fresh.digest) == 64


def _flow(value: object) -> str:
    import json  # noqa: PLC0415  # JSON is YAML's flow style

    return json.dumps(value)


def test_the_spoilt_policy_is_the_good_one_when_nothing_is_spoilt() -> None:
    assert spoilt() == GOOD

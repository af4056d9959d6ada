"""Bounds that a policy's own harmless example just passes are raised; the others stay."""

from __future__ import annotations

from training.examples import raised


def test_only_the_bounds_that_were_passed_are_raised_and_never_to_one() -> None:
    manifest = {"heads": ["threat", "spam"], "full": {"bounds": [0.5, 0.94]}, "claims": {"full": {"bound": 0.5}}}
    raised(manifest, {"spam", "misinformation"})
    assert manifest == {
        "heads": ["threat", "spam"],
        "full": {"bounds": [0.5, 0.95]},
        "claims": {"full": {"bound": 0.575}},
    }

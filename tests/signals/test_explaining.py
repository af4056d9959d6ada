"""Explanations are whole words of the text, the ones that added most, and never a word that says nothing."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from evenhand.signals import linear
from evenhand.signals.encoder import Pieces
from evenhand.signals.explaining import moving
from evenhand.signals.spelling import spelled


def cut(text: str) -> Pieces:
    """A text cut at each space, and each word after its fourth letter, as a tokenizer might."""
    offsets: list[tuple[int, int]] = []
    at = 0
    for word in spelled(text).split(" "):
        offsets += [(at + start, at + min(start + 4, len(word))) for start in range(0, len(word), 4)]
        at += len(word) + 1
    return Pieces(list(range(len(offsets))), offsets)


def shown(text: str, added: dict[str, float]) -> list[str]:
    """What is shown of a text whose pieces add what `added` says of them."""
    pieces = cut(text)
    plain = spelled(text)
    parts = np.array([added.get(plain[start:end], 0.0) for start, end in pieces.offsets], dtype=np.float32)
    return [text[span.start : span.end] for span in moving(text, pieces, parts)]


def test_a_piece_is_shown_as_its_whole_word() -> None:
    assert shown("he is a scoundrel today", {"scou": 0.1, "drel": 2.0}) == ["scoundrel"]


def test_neighbours_are_one_stretch_over_a_small_word() -> None:
    assert shown("I know where you live mate", {"know": 1.0, "wher": 0.9, "live": 1.0}) == ["know where you live"]


def test_small_words_and_marks_explain_nothing() -> None:
    assert shown("the , a fool .", {"the": 9.0, ",": 8.0, "a": 7.0, ".": 6.0, "fool": 0.5}) == ["fool"]


def test_words_that_speak_against_are_not_shown() -> None:
    assert shown("kind fool", {"kind": -3.0, "fool": 1.0}) == ["fool"]


def test_an_emoji_is_shown_as_it_was_written() -> None:
    text = "look 🐷 there"
    assert shown(text, {"pig ": 0.0, "face": 1.0, "pig": 1.0}) == ["🐷"]


@given(st.text(max_size=60), st.integers(0, 2**32 - 1))
def test_stretches_lie_in_the_text_in_order(text: str, seed: int) -> None:
    pieces = cut(text)
    parts = np.random.default_rng(seed).normal(size=len(pieces.offsets)).astype(np.float32)
    spans = moving(text, pieces, parts)
    assert all(0 <= span.start < span.end <= len(text) for span in spans)
    assert all(one.end <= other.start for one, other in pairwise(spans))


def test_the_linear_stage_s_parts_add_up_to_its_logit() -> None:
    weights = np.random.default_rng(1).normal(size=(linear.FEATURES, 2)).astype(np.float32)
    ids = [5, 9, 200, 7]  # no piece and no pair twice, so that the sum is the features' sum
    features = linear.features(ids)
    whole = linear.logits(weights, np.zeros(2, dtype=np.float32), features)[1] * np.sqrt(len(features))
    assert np.isclose(linear.parts(weights[:, 1], ids).sum(), whole, rtol=1e-4)

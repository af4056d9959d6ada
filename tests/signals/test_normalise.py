# ruff: noqa: RUF001 (disguises are written as people write them)
"""The normalised view: what it folds, and that every offset maps back into the original, whatever the text."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evenhand.signals.fold import fold
from evenhand.signals.normalise import normalise

# Every code point, lone surrogates included, and many of those that change length or vanish.
odd = st.sampled_from("\u200b\u200f\u202e\u0301ﬀﷺ½’'\ud800\udfff\x00İßⓕ🅵ｆ𝐟🏳\ufe0f\u200d🌈fuck .\n")
texts = st.text(st.one_of(st.characters(codec=None), odd), max_size=80)


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("Ｆｕｃｋ", "fuck"),
        ("𝐟𝐮𝐜𝐤", "fuck"),
        ("🅵🆄🅲🅺", "fuck"),
        ("Ⓢⓗⓘⓣ", "shit"),
        ("f\u200bu\u200dc\u2060k", "fuck"),
        ("ƒùçkíñg", "fucking"),
        ("рrісk", "prick"),  # Cyrillic look-alikes
        ("I don’t", "i dont"),
        ("Straße", "strasse"),
        ("a\u00a0b\tc\x00d", "a b cd"),
        ("\u202egnirts\u202c", "gnirts"),
    ],
)
def test_what_is_folded(written: str, read: str) -> None:
    assert normalise(written).plain == read


def test_a_span_covers_what_was_written() -> None:
    text = "you f\u200bu\u0301ck\u0301 off"
    view = normalise(text)
    at = view.plain.index("fuck")
    span = view.span(at, at + 4)
    assert text[span.start : span.end] == "f\u200bu\u0301ck\u0301"


@given(texts)
def test_any_text_is_folded_without_lone_surrogates(text: str) -> None:
    normalise(text).plain.encode("utf-8")


@given(texts, st.integers(-5, 400), st.integers(-5, 400))
def test_every_span_is_inside_the_text(text: str, start: int, end: int) -> None:
    span = normalise(text).span(start, end)
    assert 0 <= span.start <= span.end <= len(text)


@given(texts)
def test_each_character_maps_to_the_one_it_came_from(text: str) -> None:
    view = normalise(text)
    for index, char in enumerate(view.plain):
        span = view.span(index, index + 1)
        assert char in fold(text[span.start])


@given(texts)
def test_positions_and_spans_are_each_others_inverse(text: str) -> None:
    view = normalise(text)
    for original in range(len(text)):
        position = view.position(original)
        assert 0 <= position <= len(view.plain)
        if position < len(view.plain):
            assert view.span(position, position + 1).start >= original


@given(texts)
def test_words_stand_where_they_are_said_to(text: str) -> None:
    view = normalise(text)
    for word, starts in view.places.items():
        assert all(view.plain.startswith(word, start) for start in starts)


@given(texts, st.integers(0, 100), st.integers(0, 100))
def test_a_sentence_holds_what_it_was_asked_for(text: str, start: int, end: int) -> None:
    view = normalise(text)
    start, end = sorted((min(start, len(view.plain)), min(end, len(view.plain))))
    begin, stop = view.sentence(start, end)
    assert begin <= start
    assert stop >= end


def test_sentences_end_at_their_marks() -> None:
    view = normalise("One here. Two there! Three")
    begin, stop = view.sentence(11, 14)
    assert view.plain[begin:stop].strip() == "two there!"

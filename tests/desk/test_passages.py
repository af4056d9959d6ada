"""Texts are cut so that evidence is marked where it stands and masked detail never reaches a page."""

from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from evenhand.desk.passages import MASK, Evidence, evidence_of, must_mask_whole, passages, shorten

TEXT = "I have counted out the tablets and I will do it tonight"
METHOD = {
    "guideline_id": "self_harm_detail",
    "evidence": [{"start": 7, "end": 30, "signal": "self_harm_method", "detail": "Names means."}],
}
spans = st.lists(st.tuples(st.integers(0, 60), st.integers(0, 60), st.booleans()), max_size=6)


def made_of(pieces: list[tuple[int, int, bool]], length: int) -> list[Evidence]:
    fit = [(min(a, b, length), min(max(a, b), length), masked) for a, b, masked in pieces]
    return [
        Evidence(number, start, end, "threat", "", masked)
        for number, (start, end, masked) in enumerate(fit, start=1)
        if start < end
    ]


@given(st.text(max_size=60), spans)
def test_unmasked_passages_are_the_whole_text(text: str, pieces: list[tuple[int, int, bool]]) -> None:
    made = passages(text, made_of(pieces, len(text)), mask=False)
    assert "".join(one.text for one in made) == text


@given(st.text(alphabet="abc 😀é", min_size=1, max_size=60), spans)
def test_masked_characters_never_come_out(text: str, pieces: list[tuple[int, int, bool]]) -> None:
    evidence = made_of(pieces, len(text))
    hidden = {place for item in evidence if item.masked for place in range(item.start, item.end)}
    shown = [one.text for one in passages(text, evidence, mask=True) if not one.masked]
    assert bool(hidden) != ("".join(shown) == text)
    assert not hidden or "".join(shown) in {text[: min(hidden)], text[max(hidden) + 1 :], ""}


@given(st.lists(st.sampled_from(["One thing. ", "So it is! ", "Why? ", "x\n", "2.5 grams, "]), min_size=1), spans)
def test_what_is_masked_is_whole_sentences(parts: list[str], pieces: list[tuple[int, int, bool]]) -> None:
    text = "".join(parts)
    evidence = made_of(pieces, len(text))
    masked = [item for item in evidence if item.masked]
    made = passages(text, evidence, mask=True)
    places = [number for number, one in enumerate(made) if one.masked]
    assert len(places) == bool(masked)
    if masked:
        before, after = (
            "".join(one.text for one in made[part]) for part in (slice(places[0]), slice(places[0] + 1, None))
        )
        assert text.startswith(before)
        assert text.endswith(after)
        assert len(before) <= min(item.start for item in masked)
        assert len(text) - len(after) >= max(item.end for item in masked)
        assert before.strip()[-1:] in {"", ".", "!", "?", "x"}
        assert after[:1] in {"", " "} or text[len(text) - len(after) - 1] == "\n"


def test_each_mark_carries_its_number_where_it_ends() -> None:
    evidence = [Evidence(1, 0, 6, "a", ""), Evidence(2, 2, 6, "b", "")]
    made = passages("abcdefgh", evidence, mask=False)
    assert [(one.text, one.numbers, one.ends) for one in made] == [
        ("ab", (1,), ()),
        ("cdef", (1, 2), (1, 2)),
        ("gh", (), ()),
    ]


def test_a_method_is_masked_with_the_sentences_around_it_left() -> None:
    text = TEXT.replace(" and I will", ", all of them, at last. I will")
    made = passages(text, evidence_of([METHOD], len(text)), mask=True)
    assert [one.text for one in made] == [MASK, " I will do it tonight"]


def test_evidence_outside_the_text_or_garbled_is_left_out() -> None:
    rows: list[dict[str, Any]] = [
        {"guideline_id": "threat", "evidence": [{"start": 50, "end": 60, "signal": "threat", "detail": ""}]},
        {"guideline_id": "threat", "evidence": [{"start": 3, "end": 3, "signal": "threat", "detail": ""}]},
        {"guideline_id": "threat", "evidence": [{"start": "x", "end": None, "signal": "threat"}, 7]},
        {"guideline_id": "threat", "evidence": "nothing"},
        {"guideline_id": "threat"},
    ]
    assert evidence_of(rows, 10) == []


def test_the_same_stretch_is_numbered_once_and_masked_if_any_says_so() -> None:
    row = {"start": 0, "end": 4, "signal": "self_harm_encouragement", "detail": "Urges."}
    found = evidence_of(
        [
            {"guideline_id": "threat", "evidence": [row]},
            {"guideline_id": "self_harm_detail", "evidence": [{**row, "detail": ""}]},
        ],
        10,
    )
    assert found == [Evidence(1, 0, 4, "self_harm_encouragement", "Urges.", masked=True)]


def test_a_method_without_a_place_masks_the_whole() -> None:
    finding = {"guideline_id": "self_harm_detail", "evidence": []}
    assert must_mask_whole([finding], [])
    assert not must_mask_whole([METHOD], evidence_of([METHOD], len(TEXT)))
    assert not must_mask_whole([{"guideline_id": "threat"}], [])


@given(st.text(min_size=1, max_size=60), st.integers(1, 80))
def test_a_shortened_text_is_a_beginning(text: str, limit: int) -> None:
    short = "".join(one.text for one in shorten(passages(text, [], mask=True), limit))
    if len(text) <= limit:
        assert short == text
    else:
        assert short.endswith("…")
        assert text.startswith(short[:-1])

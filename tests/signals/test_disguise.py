# ruff: noqa: RUF001 (disguises are written as people write them)
"""Disguises of severe words, family by family, and innocent words that only look like them."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evenhand.signals.detectors.terms import Terms
from evenhand.signals.interface import Context, Signal
from evenhand.signals.normalise import normalise

SEVERE = ("fuck", "cunt", "shit", "wanker", "bastard", "bollocks", "prick", "arsehole", "faggot", "nigger", "fucking")
LEET = str.maketrans("aeiost", "431057")
CYRILLIC = str.maketrans("aceiopxy", "асеіорху")
FULL_WIDTH = {ord(c): ord(c) + 0xFEE0 for c in "abcdefghijklmnopqrstuvwxyz"}
BOLD = {ord(c): 0x1D41A + ord(c) - ord("a") for c in "abcdefghijklmnopqrstuvwxyz"}

FAMILIES: dict[str, Callable[[str], str]] = {
    "plain": lambda word: word,
    "capitals": str.upper,
    "leet": lambda word: word.translate(LEET),
    "look-alikes": lambda word: word.translate(CYRILLIC),
    "full width": lambda word: word.translate(FULL_WIDTH),
    "bold": lambda word: word.translate(BOLD),
    "zero width": "\u200b".join,
    "right-to-left marks": "\u200f".join,
    "spaced": " ".join,
    "dotted": ".".join,
    "dashed": "-".join,
    "underscored": "_".join,
    "emoji between": "😀".join,
    "accents": lambda word: "".join(letter + "\u0301" for letter in word),
    "repeats": lambda word: word[:1] + word[1] * 4 + word[2:],
    "masked": lambda word: word[0] + "*" + word[2:],
    "masked at length": lambda word: word[:1] + "*" * (len(word) - 2) + word[-1],
}


def found(text: str) -> dict[str, Signal]:
    return {signal.name: signal for signal in Terms().detect(normalise(text), Context(), {})}


def worst(text: str) -> float:
    signals = found(text)
    return max((signals[name].score for name in ("profanity", "slur", "sexual_term") if name in signals), default=0.0)


@pytest.mark.clause(38)
@pytest.mark.parametrize("family", FAMILIES)
@pytest.mark.parametrize("word", SEVERE)
def test_a_severe_word_is_read_through_its_disguise(family: str, word: str) -> None:
    if family == "leet" and word.translate(LEET) == word:
        pytest.skip("nothing to swap")
    written = FAMILIES[family](word)
    text = f"what a {written} mate"
    assert worst(text) >= 0.8, text
    spans = [span for signal in found(text).values() for span in signal.spans]
    assert any(text[span.start : span.end].strip() == written.strip() for span in spans), spans


@given(
    st.sampled_from(SEVERE), st.sampled_from(sorted(FAMILIES)), st.text(st.sampled_from("abc de.,!?\n🙂"), max_size=30)
)
def test_words_around_do_not_hide_it(word: str, family: str, around: str) -> None:
    assert worst(f"{around} so {FAMILIES[family](word)} there {around}") >= 0.8


INNOCENT = """
I live in Scunthorpe.
Penistone has a band.
My dad was at Cookham Wood.
Arsenal won again.
We are moving to Essex.
Sussex and Middlesex.
Is Dick Turner in today?
Mr Dick signed it.
My uncle Dick had spotted dick.
A cocktail after work.
Your assessment is at nine.
I will assess the class.
There are blue tits by the gate.
Great tits nest here.
A coal tit, I think.
The wing was spick and span.
There is a chink of light.
It is a chink in the armour.
My friends in Pakistan say hello.
Pakistani food night was lovely.
The raccoon is loose.
A Maine coon lives here.
Fire retardant paint.
Shuttlecocks in the gym.
Offa's Dyke is near.
Faggots and peas on Thursday.
A bit of tit for tat.
A knob of butter.
Pass the screwdriver.
Cockermouth is wet.
We visited Clitheroe.
He sniggered at the joke.
It niggles me.
The peacock shouted.
She is a therapist.
A psychotherapist in Lightwater.
Titchmarsh on the telly.
The bum bag is a crime.
Toss the salad.
He tossed and turned.
The slag heap is green now.
Hancock's half hour.
A small prick in the arm.
Moby Dick is long.
The grass is long.
Swansea, Swanage.
Analysis of the data.
It was a cock-up.
Dickens wrote it.
Mass is at ten.
Bass guitar lessons.
Grape juice.
The cocker spaniel found it.
A finger prick test.
""".strip().splitlines()


@pytest.mark.clause(38)
@pytest.mark.parametrize("text", INNOCENT)
def test_innocent_words_and_names_are_let_be(text: str) -> None:
    assert worst(text) < 0.5, found(text)


def test_a_slur_of_ones_own_group_weighs_little() -> None:
    assert found("Us dykes on the dog unit salute you")["slur"].score < 0.5
    assert found("get these dykes out")["slur"].score > 0.8


def test_a_strong_word_that_is_quoted_weighs_little() -> None:
    assert found('he called her a "slag" on your page')["profanity"].score < 0.5
    assert found("she is a slag")["profanity"].score > 0.8


@pytest.mark.parametrize(
    "text",
    [
        "Meet at 4pm, £20, call 0800 111",
        "grade A* in maths",
        "https://a.example/f*ck",
        "me@f4ct.example.org",
        "1st 2nd 3rd",
    ],
)
def test_figures_links_and_addresses_are_not_decoded(text: str) -> None:
    assert worst(text) < 0.5

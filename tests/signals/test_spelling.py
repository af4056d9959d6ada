"""A text as the model reads it, and where each of its letters came from."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from evenhand.signals.spelling import LONGEST, places, spelled


def test_emoji_are_spelled_out_and_a_row_of_one_is_cut_short() -> None:
    assert spelled("nice 🍆🍆🍆🍆🍆") == "nice aubergine aubergine aubergine"
    assert spelled("👮🏿 go") == "police officer dark skin go"
    assert spelled("🇬🇧") == "flag g flag b"
    assert spelled("❤️❤️❤️❤️❤️ lovely") == "heavy black heart " * 3 + "lovely"
    assert spelled("\U0001faf7 back off") == "leftwards pushing hand back off"  # on every Python


def test_look_alike_letters_are_plain_and_invisible_marks_are_gone() -> None:
    assert spelled("\uff46\uff55\uff4c\uff4c wi\u200bdth\u00a0text") == "full width text"


@given(st.text())
def test_every_letter_has_its_place_in_the_original(text: str) -> None:
    plain, origins = spelled(text), places(text)
    assert len(plain) == len(origins)
    assert origins == sorted(origins)
    assert all(0 <= origin < len(text) for origin in origins)


@given(st.text(min_size=LONGEST, max_size=LONGEST + 100))
def test_a_long_text_is_cut(text: str) -> None:
    assert spelled(text + "more") == spelled(text)


def test_words_keep_their_places() -> None:
    text = "so  🍆 you"
    assert [text[places(text)[at]] for at in (0, 1, spelled(text).index("you"))] == ["s", "o", "y"]

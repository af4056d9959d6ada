"""Look-alikes: exact and near copies are counted, strangers are not, and the memory stays bounded."""

from __future__ import annotations

from hashlib import sha256

from hypothesis import given
from hypothesis import strategies as st

from evenhand.signals.lookalikes import LookAlikes, Seen

PITCH = "I turned five hundred pounds into six thousand in one week, ask Mrs Denholm how she did it"


def test_exact_and_near_copies_are_one_group() -> None:
    memory = LookAlikes()
    seen = [memory.see(text) for text in (PITCH, PITCH.upper(), PITCH.replace("five", "four") + "!!", PITCH)]
    assert [each.count for each in seen] == [0, 1, 2, 3]


def test_authors_are_counted_apart() -> None:
    memory = LookAlikes()
    for author in ("a", "b", "a"):
        memory.see(PITCH, author)
    assert memory.see(PITCH, "c") == Seen(3, 2)


def test_strangers_are_not_alike() -> None:
    memory = LookAlikes()
    memory.see(PITCH)
    assert memory.see("The visits hall was cold and my children waited for an hour in the rain").count == 0


def test_short_texts_only_match_exactly() -> None:
    memory = LookAlikes()
    memory.see("well done")
    assert memory.see("well done!").count == 1
    assert memory.see("well dane").count == 0


def test_texts_without_letters_are_never_alike() -> None:
    memory = LookAlikes()
    assert [memory.see("👏👏").count for _ in range(3)] == [0, 0, 0]


def test_what_is_long_gone_is_forgotten() -> None:
    memory = LookAlikes(capacity=5)
    memory.see(PITCH)
    for number in range(20):
        memory.see(sha256(str(number).encode()).hexdigest())
    assert memory.see(PITCH).count == 0


@given(
    st.lists(
        st.sampled_from([PITCH, PITCH + "!", "another text of some length altogether", "hi", "\ud800", ""]), max_size=20
    )
)
def test_the_same_order_gives_the_same_counts(texts: list[str]) -> None:
    one, two = LookAlikes(), LookAlikes()
    assert [one.see(text) for text in texts] == [two.see(text) for text in texts]

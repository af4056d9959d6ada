"""No text, and no text like it, stands on two sides of a split."""

from __future__ import annotations

from pathlib import Path

import pytest
from training.items import Item, key, read, write
from training.prepare import DOMAIN, prepare
from training.splits import HELD_OUT, TESTED_WRITERS, alike, share, split_domain, without_overlap, written_down

from training import claims, domain

SHARE = 0.823255844763  # of "a group"; were it to change, every split would


def item(name: str, text: str, group: str = "", split: str = "train") -> Item:
    return Item(name, text, "", {}, "test", group or name, split)


@pytest.fixture(scope="module")
def ours() -> list[Item]:
    items = list(domain.read(DOMAIN))
    split_domain(items, written_down())
    return items


def test_a_pair_stands_on_one_side(ours: list[Item]) -> None:
    sides: dict[str, set[str]] = {}
    pairs = {one.id: one.group for one in domain.read(DOMAIN)}  # as their writers marked them
    for one in ours:
        if one.source not in HELD_OUT:
            sides.setdefault(pairs[one.id], set()).add(one.split)
    assert len(sides) > 1000
    assert all(len(found) == 1 for found in sides.values())


def test_hardly_a_campaign_was_parted_by_texts_that_came_later(ours: list[Item]) -> None:
    """What was parted is dropped from the lessons where it is like an evaluated text (`without_overlap`)."""
    sides: dict[str, set[str]] = {}
    for one in ours:
        if one.source not in HELD_OUT:
            sides.setdefault(one.group, set()).add(one.split)
    assert sum(len(found) > 1 for found in sides.values()) < len(sides) / 500


def test_the_held_out_writer_teaches_nothing(ours: list[Item]) -> None:
    assert {one.source: one.split for one in ours if one.source in HELD_OUT} == HELD_OUT
    assert not [one for one in ours if one.source not in HELD_OUT and one.split in HELD_OUT.values()]


def test_every_split_is_there_and_of_its_size(ours: list[Item]) -> None:
    rest = [one for one in ours if one.source not in HELD_OUT and one.source[-1] in TESTED_WRITERS]
    for split, least, most in (("test", 0.08, 0.12), ("validation", 0.12, 0.18), ("train", 0.7, 0.8)):
        assert least < sum(one.split == split for one in rest) / len(rest) < most


def test_later_writers_teach_and_choose_and_leave_the_test_split_as_it_was(ours: list[Item]) -> None:
    later = {one.split for one in ours if one.source[-1] not in TESTED_WRITERS and one.source not in HELD_OUT}
    assert later == {"train", "validation"}


def test_texts_that_share_most_of_their_words_are_found_alike() -> None:
    one = item("a", "You need a degree to become a prison officer these days")
    other = item("b", "you need a degree to become a prison officer THESE days!!")
    assert [
        (left.id, right.id) for left, right in alike([one], [other, item("c", "Something else altogether here")])
    ] == [("a", "b")]


def test_a_training_text_like_an_evaluated_one_is_dropped() -> None:
    kept, dropped = without_overlap(
        [item("a", "The queue was very long this morning again"), item("b", "A wholly different remark about lunch")],
        [item("t", "the queue was very long this morning again", split="test")],
    )
    assert ([one.id for one in kept], dropped) == (["b"], 1)


def test_a_claim_is_learned_on_one_side_only() -> None:
    sides: dict[str, set[str]] = {}
    for pair in claims.written(DOMAIN / "claim-pairs.jsonl"):
        sides.setdefault(pair.about["claim"], set()).add(pair.split)
    assert len(sides) == 90
    assert all(len(found) == 1 for found in sides.values())


def test_every_text_stands_where_it_was_written_down(ours: list[Item]) -> None:
    fixed = written_down()
    assert {one.id: one.split for one in ours if one.source not in HELD_OUT} == fixed


def test_a_new_text_goes_where_its_group_stands_and_nothing_old_moves() -> None:
    old = item("old", "The queue was very long this morning again", split="")
    new = item("new", "the queue was very long this morning AGAIN!!", split="")
    other = item("other", "A wholly different remark about lunch", split="")
    split_domain([old, new, other], {"old": "validation"})
    assert (old.split, new.split) == ("validation", "validation")
    assert other.split in {"train", "validation", "test"}
    split_domain([old, new], {"old": "train", "new": "test"})
    assert (old.split, new.split) == ("train", "test")


def test_the_same_text_has_the_same_share_for_ever() -> None:
    assert share("domain", "a group") == pytest.approx(SHARE)


def test_prepared_items_come_back_as_they_were(tmp_path: Path) -> None:
    items = [item("a", "naïve 🙂 text"), item("b", "two\nlines\u2028here")]
    write(tmp_path / "items.jsonl.gz", items)
    assert list(read(tmp_path / "items.jsonl.gz")) == items


def test_preparing_without_the_public_sets_says_which_are_missing(tmp_path: Path) -> None:
    counts = prepare(tmp_path / "nothing", tmp_path / "out")
    assert isinstance(counts["missing"], list)
    assert "davidson" in counts["missing"]
    kept = list(read(tmp_path / "out" / "items.jsonl.gz"))
    texts = {key(one.text) for one in kept if one.split in {"test", *HELD_OUT.values()}} - {""}
    assert not [
        one for one in kept if one.split == "train" and one.source.startswith("writer-") and key(one.text) in texts
    ]

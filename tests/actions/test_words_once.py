"""Words of ours are said once: who looks for them goes by the id that the platform named, and not too soon."""

from __future__ import annotations

from tests import house as h
from tests.actions.test_performing import now, raising, replied
from tests.fake_platform import FakeAdapter
from tests.house import House, tries

from evenhand.actions.models import Action, ManualTask
from evenhand.actions.performing import MOST_TRIES
from evenhand.actions.planning import LOOK_FIRST
from evenhand.platforms import errors
from evenhand.platforms.interface import Operation, ReadBack, Receipt, Target


def test_words_that_may_still_arrive_are_waited_for_before_anybody_looks(house: House) -> None:
    written = house.write(h.QUESTION)
    real = FakeAdapter.reply
    raising(house, errors.OutcomeUnknown("the answer was lost"))
    action = house.action(house.answer(written), "reply")
    house.patch.setattr(FakeAdapter, "reply", real)
    house.wait(0.5)
    house.run()
    assert tries(action) == ["unknown"], "who looks now finds nothing, and sends again"
    house.item(written).replies.append(("late", action.text))  # the request of the lost answer arrives
    house.wait(0.5)
    house.run()
    assert (now(action).state, tries(action)) == ("done", ["unknown", "seen"])
    assert len(house.item(written).replies) == 1


def test_what_the_platform_named_is_looked_for_by_its_id(house: House) -> None:
    """A platform may write our words in another way than we did; the id that it gave is the same."""
    written = house.write(h.QUESTION)
    looks: list[str] = []

    async def read(
        _self: FakeAdapter, _operation: Operation, _target: Target, receipt: Receipt | None, _text: str = ""
    ) -> ReadBack:
        looks.append(receipt.external_id if receipt else "by our words")
        if len(looks) == 1:
            raise errors.Throttled("slow", resume_at=house.now, code="32")
        return ReadBack.SHOWN if receipt else ReadBack.NOT_SHOWN

    house.patch.setattr(FakeAdapter, "read_back", read)
    action = house.action(house.answer(written), "reply")
    ((made, _),) = house.item(written).replies
    assert now(action).result_external_id == made
    house.wait(1)
    house.run()
    assert (now(action).state, now(action).result_external_id) == ("done", made)
    assert looks == [made, made]
    assert house.effects() == ["reply"]


def test_what_is_not_there_by_its_id_may_be_there_from_another_try(house: House) -> None:
    """The first try is said to have made something and did not; the answer to the second is lost."""
    action = replied(house, "no_effect", "lost_answer")
    Action.objects.filter(pk=action.pk).update(result_external_id="never-made")

    async def read(
        _self: FakeAdapter, _operation: Operation, target: Target, receipt: Receipt | None, text: str = ""
    ) -> ReadBack:
        there = house.on("facebook").items[target.external_id].replies
        found = any(made == receipt.external_id if receipt else words == text for made, words in there)
        return ReadBack.SHOWN if found else ReadBack.NOT_SHOWN

    house.patch.setattr(FakeAdapter, "read_back", read)
    for _ in range(2):
        house.wait(1)
        house.run()
    assert (now(action).state, tries(action)) == ("done", ["accepted", "unknown", "seen"])
    assert now(action).result_external_id == "", "by which name the platform knows it was not told"
    assert house.effects() == ["reply"]


def test_who_is_to_say_what_may_have_arrived_is_told_to_look_first(house: House) -> None:
    action = replied(house, *["no_effect"] * MOST_TRIES)
    house.keep_running(60)
    told = ManualTask.objects.get(action=action).steps
    assert told[0] == LOOK_FIRST
    assert len(told) > 1


def test_who_is_to_say_what_never_went_out_is_not(house: House) -> None:
    action = replied(house, "refused")
    assert now(action).state == "manual"
    assert LOOK_FIRST not in ManualTask.objects.get(action=action).steps

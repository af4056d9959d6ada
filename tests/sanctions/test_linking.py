"""Clause 22: blocked on the other channels too, only where two people say that the account is the same person's."""

from __future__ import annotations

import re

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from tests import factories as make
from tests import house as h
from tests.house import House, refused

from evenhand.actions import manual
from evenhand.actions.models import Action, ManualTask
from evenhand.cases.errors import ChangedError, ConflictError
from evenhand.judgement import services as judged
from evenhand.people.models import User
from evenhand.records.models import Content
from evenhand.sanctions import (
    blocks,
    discrimination,
    linking,
    overturning,
    reviewing,
    same_person,
    threats,
)
from evenhand.sanctions.appeals import receiving
from evenhand.sanctions.appeals.against import number_of
from evenhand.sanctions.appeals.taking_part import part_of
from evenhand.sanctions.models import Block, LadderGround, LinkedGround, SamePerson
from evenhand.sanctions.same_person import Said
from evenhand.work import enqueueing
from evenhand.work.enqueueing import lock_lane
from evenhand.work.models import Lane

AGAIN = "lol imagine actually believing that again. Embarrassing."
SHE_SAID = "She wrote on her page: ‘I am anna_w on Instagram too.’"


def blocked(house: House, *, on: str = "facebook", by: str = "ann") -> Block:
    """Warned, breached again and blocked on the platform."""
    house.warned(on=on, by=by)
    house.wait(30)
    house.decide(house.write(AGAIN, on=on, by=by), "harassment", ("platform_report",))
    block = blocks.approve(LadderGround.objects.order_by("-pk")[0], house.approver)
    house.run()
    block.refresh_from_db()
    return block


def said(house: House, block: Block, by: User | None = None, changes: dict[str, str] | None = None) -> SamePerson:
    """The moderator says that the account `anna_w` on Instagram is the same person's, which has written there."""
    if "instagram" not in house.channels:
        house.write(h.KIND, on="instagram", by="anna_w")
    told = {"account": "anna_w", "how": "said_publicly", "evidence": SHE_SAID, **(changes or {})}
    return same_person.say(block.author, house.channels["instagram"], Said(**told), by or house.moderator)


def linked(house: House, block: Block | None = None) -> Block:
    """Blocked on Facebook and then on Instagram too."""
    origin = block or blocked(house)
    made = linking.approve(said(house, origin), origin, house.person("pat", "approver"))
    house.run()
    made.refresh_from_db()
    return made


def test_two_people_block_the_same_persons_account_on_another_channel(house: House) -> None:
    origin = blocked(house)
    same = said(house, origin)
    house.run()
    assert house.on("instagram").blocked == set()
    assert [(one.channel.platform, one.state) for one in linking.elsewhere(origin)] == [("instagram", "said")]
    assert linking.waiting() == [(same, origin)]
    made = linking.approve(same, origin, house.person("pat", "approver"))
    house.run()
    made.refresh_from_db()
    assert (made.ground, made.author.external_id) == ("linked", "anna_w")
    assert made.review_on == origin.review_on
    assert [one.pk for one in made.decisions()] == [one.pk for one in origin.decisions()]
    [there] = linking.elsewhere(origin)
    assert there.state == "in_force"
    assert house.on("instagram").blocked == {"anna_w"}
    assert linking.waiting() == []
    noted = house.entries("block.approved")[-1].facts
    assert (noted["follows"], noted["same_person"]) == (str(origin.pk), same.pk)
    assert {entry.kind for entry in (*house.entries("same_person.said"), *house.entries("same_person.confirmed"))}


def test_where_the_platform_has_no_way_a_person_is_asked(house: House) -> None:
    origin = blocked(house)
    house.write(h.KIND, on="linkedin", by="anna-w")
    told = Said("anna-w", "told_us", SHE_SAID)
    same = same_person.say(origin.author, house.channels["linkedin"], told, house.moderator)
    made = linking.approve(same, origin, house.person("pat", "approver"))
    house.run()
    assert [(one.channel.platform, one.state) for one in linking.elsewhere(origin)] == [("linkedin", "manual")]
    task = ManualTask.objects.get(action__authority=made.pk)
    manual.confirm(task, house.moderator, done=True, note="Done.")
    house.run()
    made.refresh_from_db()
    assert (made.state, task.action.contribution.author_id) == ("in_force", made.author_id)


def test_whoever_has_the_account_is_told_first_and_learns_no_name(house: House) -> None:
    made = linked(house)
    told = Action.objects.get(contribution=made.follows_from.contribution, operation="message")
    assert house.effects("instagram") == ["private_reply", "block"]  # in the order in which the platform saw them
    assert "both are the same person's" in told.text
    assert number_of(made.decisions()[0]) in told.text
    assert "ann" not in re.findall(r"\w+", told.text.lower())
    assert house.on("instagram").blocked == {"anna_w"}


def test_one_person_alone_is_not_enough(house: House) -> None:
    origin = blocked(house)
    same = said(house, origin, by=house.approver)
    with pytest.raises(ConflictError, match="second person"):
        linking.approve(same, origin, house.approver)
    refused(lambda: linking.approve(same, origin, house.moderator), says="Only an approver")
    assert not Block.objects.filter(ground="linked").exists()


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"account": "nobody_there"}, "account"),
        ({"account": " "}, "account"),
        ({"how": "writes_alike"}, "how"),
        ({"evidence": " "}, "evidence"),
        ({"evidence": "x" * 50_000}, "evidence"),
    ],
)
def test_what_is_said_has_to_be_exact_open_and_shown(house: House, changes: dict[str, str], field: str) -> None:
    origin = blocked(house)
    refused(lambda: said(house, origin, changes=changes), field=field)
    assert not SamePerson.objects.exists()


def test_it_is_said_once_and_of_another_channel(house: House) -> None:
    origin = blocked(house)
    said(house, origin)
    refused(lambda: said(house, origin), field="account", says="already")
    told = Said("ann", "told_us", SHE_SAID)
    refused(lambda: same_person.say(origin.author, origin.channel, told, house.moderator), field="channel")


def test_a_name_that_several_have_names_nobody(house: House) -> None:
    origin = blocked(house)
    one, other = (house.write(h.KIND, on="instagram", by=name).author for name in ("x1", "x2"))
    assert one is not None
    assert other is not None
    type(one).objects.filter(pk__in=[one.pk, other.pk]).update(display_name="Anna", handle="")
    refused(lambda: said(house, origin, changes={"account": "Anna"}), field="account", says="Several accounts")


def test_lifted_with_the_one_that_it_follows(house: House) -> None:
    made = linked(house)
    assert made.linked is not None
    origin = made.linked.origin
    blocks.lift(origin, origin.follows_from, "Half a year without another.", house.approver)
    house.run()
    made.refresh_from_db()
    assert made.state == "lifted"
    assert house.on("facebook").blocked == set()


def test_a_breach_found_to_be_none_lifts_both(house: House) -> None:
    made = linked(house)
    breach = made.decisions()[0]
    receiving.by_hand(breach, house.moderator, "She rang.")
    case = house.case(breach.contribution, "appeal")
    kept = make.decision(breach.contribution, breach.policy_version, "none", verdict="no_breach", measures="")
    overturning.undo(kept)
    house.run()
    made.refresh_from_db()
    assert made.lifted_at is not None
    assert case.state == "open"


def test_two_persons_after_all_lifts_the_linked_one_alone(house: House) -> None:
    made = linked(house)
    assert made.linked is not None
    refused(lambda: linking.end(made.linked.same_person, house.moderator, " "), field="reason")  # type: ignore[union-attr]  # looked at above
    linking.end(made.linked.same_person, house.moderator, "She rang: it is her sister's.")
    house.run()
    made.refresh_from_db()
    origin = made.linked.origin
    origin.refresh_from_db()
    assert (made.state, origin.state) == ("lifted", "in_force")
    with pytest.raises(ChangedError):
        linking.approve(made.linked.same_person, origin, house.person("pat"))
    assert house.content("same_person.ended") == {"words": "She rang: it is her sister's."}


def test_nothing_follows_from_a_block_that_does_not_stand(house: House) -> None:
    origin = blocked(house)
    same = said(house, origin)
    blocks.lift(origin, origin.follows_from, "A test.", house.approver)
    with pytest.raises(ChangedError):
        linking.approve(same, origin, house.person("pat", "approver"))
    house.run()
    with pytest.raises(ChangedError):
        linking.approve(same, origin, house.person("pat"))


def test_no_chain_of_linked_blocks(house: House) -> None:
    made = linked(house)
    house.write(h.KIND, on="youtube", by="annw")
    told = Said("annw", "told_us", SHE_SAID)
    third = same_person.say(made.author, house.channels["youtube"], told, house.moderator)
    refused(lambda: linking.approve(third, made, house.person("pat")), says="follows another one")


def test_an_emergency_block_is_confirmed_first(house: House) -> None:
    threat = house.decide(house.write(h.THREAT), "threat", ("hide",))
    origin = threats.block_for_threat(threat, house.approver, "He names her street.")
    house.run()
    same = said(house, origin)
    refused(lambda: linking.approve(same, origin, house.person("pat", "approver")), says="confirmed by a second person")
    assert origin.threat is not None
    threats.confirm_threat(origin.threat, house.person("pat"))
    assert linking.approve(same, Block.objects.get(pk=origin.pk), house.person("pat")).ground == "linked"


def test_an_account_that_is_blocked_already_is_not_blocked_again(house: House) -> None:
    origin = blocked(house)
    hateful = house.decide(house.write(h.DEMEANING, on="instagram", by="anna_w"), "discrimination")
    for who in (house.moderator, house.approver):
        discrimination.confirm(hateful, who, "sex", "It demeans women.")
    same = said(house, origin)
    refused(lambda: linking.approve(same, origin, house.person("pat", "approver")), says="already")


def test_it_is_looked_at_with_the_first_and_counts_in_no_budget(house: House) -> None:
    made = linked(house)
    assert reviewing.budget(house.now).count == 1
    Block.objects.update(review_on=house.now.date())
    assert reviewing.ask_what_is_due() == 1
    assert made.linked is not None
    case = house.case(made.linked.origin.follows_from.contribution, "block_review")
    kept = reviewing.keep(case, house.person("pat"), "It went on elsewhere.")
    made.refresh_from_db()
    assert made.review_on == kept.review_on
    refused(lambda: said(house, kept), field="account")


def test_who_had_a_part_in_it_does_not_decide_the_appeal(house: House) -> None:
    made = linked(house)
    breach = made.decisions()[0]
    assert "another channel" in part_of(house.person("pat"), breach)
    assert part_of(house.person("lee", "moderator"), breach) == ""


def test_the_table_takes_no_ground_on_one_persons_word(house: House) -> None:
    made = linked(house)
    ground = made.linked
    assert ground is not None
    row = {field.attname: getattr(ground, field.attname) for field in LinkedGround._meta.concrete_fields}
    row.pop("id")
    forged: dict[str, dict[str, object]] = {
        "confirmed by who said it": {"confirmed_by_id": ground.said_by_id},
        "approved by who said it": {"approved_by_id": ground.said_by_id},
        "of another account": {"author_id": ground.origin_author_id},
        "of nobody's word": {"same_person_id": ground.same_person_id + 1},
        "on a block with another ground": {"origin_ground": "threat"},
        "on a linked block": {"origin_id": made.pk, "origin_author_id": made.author_id, "origin_ground": "linked"},
    }
    for changes in forged.values():
        other = make.decision(
            ground.contribution,
            ground.decision.policy_version,
            "none",
            by=ground.approved_by,
            verdict="no_breach",
            measures="block",
        )
        with pytest.raises(IntegrityError), transaction.atomic():
            LinkedGround.objects.create(**{**row, "decision_id": other.pk, **changes})


def test_why_a_block_ended_is_said_of_its_author_alone(house: House) -> None:
    made = linked(house)
    assert made.linked is not None
    origin = made.linked.origin
    blocks.lift(origin, origin.follows_from, "She promised not to.", house.approver)
    house.run()
    said_of = {one.subject: Content.objects.get(entry=one).body for one in house.entries("block.to_be_lifted")}
    assert said_of[f"author:{origin.author_id}"] == {"reason": "She promised not to."}
    assert said_of[f"author:{made.author_id}"] == {"reason": blocks.ENDED_WITH}


def test_two_accounts_on_one_channel_are_both_shown(house: House) -> None:
    origin = blocked(house)
    first = said(house, origin)
    house.write(h.KIND, on="instagram", by="anna_too")
    second = said(house, origin, changes={"account": "anna_too"})
    assert [(one.channel.platform, one.same) for one in linking.elsewhere(origin)] == [
        ("instagram", first),
        ("instagram", second),
    ]
    browser = Client()
    browser.force_login(house.approver, backend="django.contrib.auth.backends.ModelBackend")
    page = browser.get(reverse("desk:block_page", args=[origin.pk])).content.decode()
    assert "anna_w" in page
    assert "anna_too" in page


@pytest.mark.parametrize("earlier", [True, False])
def test_lanes_are_held_in_the_order_of_everybody(
    house: House, monkeypatch: pytest.MonkeyPatch, *, earlier: bool
) -> None:
    """Whoever hides in bulk holds lanes by name: in another order, two people would wait for each other."""
    if earlier:
        house.write(h.KIND, on="instagram", by="anna_w")
    origin = blocked(house)
    same = said(house, origin)
    held: list[str] = []

    def lock(name: str) -> Lane:
        held.append(name)
        return lock_lane(name)

    def order() -> list[str]:
        told = list(dict.fromkeys(name for name in held if name.startswith("author:")))
        held.clear()
        return told

    monkeypatch.setattr(judged, "lock_lane", lock)
    linking.approve(same, origin, house.person("pat", "approver"))
    both = sorted(f"author:{one}" for one in (same.first_id, same.second_id))
    assert order() == both
    house.run()
    Block.objects.update(review_on=house.now.date())
    reviewing.ask_what_is_due()
    order()
    case = house.case(origin.follows_from.contribution, "block_review")
    blocks.lift_after_review(case, house.approver, "It is long ago.")
    assert order() == [f"author:{origin.author_id}"], "who holds one lane takes no other one"
    house.run()
    assert order() == [f"author:{same.other(origin.author_id).pk}"]
    assert Block.objects.filter(lifted_at=None).count() == 0


def test_a_worker_takes_no_second_lane(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    made = linked(house)
    breach = made.decisions()[0]
    kept = make.decision(breach.contribution, breach.policy_version, "none", verdict="no_breach", measures="")
    held: list[str] = []

    def lock(name: str) -> Lane:
        held.append(name)
        return lock_lane(name)

    with monkeypatch.context() as patch:
        for module in (judged, enqueueing):
            patch.setattr(module, "lock_lane", lock)
        overturning.undo(kept)
    assert f"author:{made.author_id}" not in held
    house.run()
    made.refresh_from_db()
    assert made.lifted_at is not None

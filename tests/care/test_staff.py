"""People featured: looked after first, their contact told in no words of the attack, digs counted into one case."""

from __future__ import annotations

from datetime import date

import pytest
from django.core import mail
from django.db import IntegrityError, transaction
from tests import house as h
from tests.care import staff as s
from tests.house import House, refused

from evenhand.care import register
from evenhand.care.models import Aimed, Featured, Hounding, Welfare
from evenhand.cases.models import Case
from evenhand.cases.queue import open_cases
from evenhand.intake.models import Post

SATURDAY = h.MONDAY_NOON.replace(day=21, hour=3)
ATTACK = "she's a disgusting ugly cow, who would take orders from that"
BELOW = "Nobody cares what Priya thinks, sit down love"


@pytest.fixture
def posts(house: House) -> tuple[Post, ...]:
    return s.three_posts(house)


@pytest.fixture
def priya(house: House, posts: tuple[Post, ...]) -> Featured:
    return s.priya(house, *posts)


# The register


def test_the_posts_say_whom_they_feature_and_stop_when_they_do_not(
    house: House, posts: tuple[Post, ...], priya: Featured
) -> None:
    assert Post.objects.get(pk=posts[0].pk).featured == ["Priya Shah", "Pri S"]
    register.keep(house.person("saf"), s.ENTRY, posts[1:], priya)
    assert Post.objects.get(pk=posts[0].pk).featured == []
    assert [entry.kind for entry in house.entries("staff.changed")] == ["staff.changed"]
    assert "Priya" not in str(house.entries("staff.added")[-1].facts)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"shown_until": date(2026, 8, 1)}, "shown_until"),
        ({"withdrawn_on": date(2026, 8, 1)}, "withdrawn_on"),
        ({"aliases": ("P",)}, "aliases"),
    ],
)
def test_what_cannot_be_is_refused_at_its_field(house: House, changes: dict[str, object], field: str) -> None:
    refused(lambda: s.priya(house, **changes), field=field)
    assert not Featured.objects.exists()


def test_the_tables_refuse_it_too(priya: Featured) -> None:
    for wrong in (
        {"name": ""},
        {"contact_email": ""},
        {"shown_until": date(2026, 8, 1)},
        {"withdrawn_on": date(2026, 8, 1)},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            Featured.objects.filter(pk=priya.pk).update(**wrong)


def test_only_some_keep_it(house: House) -> None:
    refused(lambda: register.keep(house.moderator, s.ENTRY, ()), says="approvers and safeguarding leads")


# What is aimed at them


@pytest.mark.parametrize("platform", ["facebook", "instagram", "x", "youtube"])
def test_an_attack_at_night_is_hidden_first_in_the_queue_and_their_contact_is_told(house: House, platform: str) -> None:
    house.now = SATURDAY
    house.on(platform)
    priya = s.priya(house, s.post(house.channels[platform]))
    house.write(h.SLURRED, on=platform, by="bob")
    written = house.write(ATTACK, on=platform, by="zoe-quist")
    assert not house.seen(written)
    case = house.case(written)
    assert (case.priority, case.why[-1]) == (1, "It is aimed at Priya Shah, whom our posts feature.")
    assert Aimed.objects.get(contribution=written).kind == "attack"
    (told,) = mail.outbox
    assert told.to == ["noor.aziz@example.gov.uk"]
    assert told.subject == "Evenhand: please look after Priya Shah"
    for secret in (*ATTACK.split(",", maxsplit=1)[0].split()[-2:], "zoe-quist", str(written.permalink)):
        assert secret not in told.body
    assert Welfare.objects.get(featured=priya, case=case).state == "sent"


@pytest.mark.usefixtures("priya")
def test_one_that_the_machine_leaves_alone_comes_before_other_work(house: House) -> None:
    house.write(h.MILD, by="bob", post="elsewhere")
    written = house.write(BELOW, post="post-0")
    assert house.seen(written)
    first = open_cases().filter(kind="review").first()
    assert first is not None
    assert (first.contribution, first.priority) == (written, 1)


@pytest.mark.usefixtures("priya")
@pytest.mark.parametrize(
    "text",
    [
        "Well done Priya, what a star",
        "How does Priya deal with night shifts?",
        "HMPPS is a shambles run by people who have never set foot on a wing.",
        "I wouldn't last five minutes on a wing myself",
        "Cheap designer watches, 70% off, order today at www.watches-for-you.shop",
    ],
)
def test_praise_questions_and_criticism_are_aimed_at_nobody(house: House, text: str) -> None:
    house.write(text, post="post-0")
    assert not Aimed.objects.exists()
    assert mail.outbox == []


@pytest.mark.usefixtures("priya")
def test_in_another_place_only_a_whole_name_counts(house: House) -> None:
    house.write("Priya hasn't got a clue", post="elsewhere", by="a")
    house.write("She hasn't got a clue", post="elsewhere", by="b")
    house.write("Priyanka Shahid hasn't got a clue", post="elsewhere", by="c")
    assert not Aimed.objects.exists()
    house.write("Priya  SHAH hasn't got a clue", post="elsewhere", by="d")
    house.write("pri s hasn't got a clue", post="elsewhere", by="e")
    assert Aimed.objects.count() == 2


def test_under_a_post_with_two_people_a_pronoun_is_nobodys(house: House, posts: tuple[Post, ...]) -> None:
    s.priya(house, *posts)
    dan = s.priya(house, posts[0], name="Dan Hall", aliases=())
    house.write("She hasn't got a clue", post="post-0", by="a")
    house.write("Dan hasn't got a clue", post="post-0", by="b")
    assert [one.featured for one in Aimed.objects.all()] == [dan]


@pytest.mark.parametrize("changes", [{"shown_until": date(2026, 11, 1)}, {"shown_from": date(2026, 12, 1)}])
def test_outside_their_period_nothing_is_looked_for(
    house: House, posts: tuple[Post, ...], changes: dict[str, object]
) -> None:
    s.priya(house, *posts, **changes)
    house.write(ATTACK, post="post-0")
    assert not Aimed.objects.exists()


# Counting


def dig(house: House, number: int, **more: str) -> None:
    house.write(s.DIGS[number % 6], post=f"post-{number % 3}", by=more.get("by", f"author-{number}"))
    house.wait(7)


def test_four_digs_are_nothing_and_five_are_one_case(house: House, priya: Featured) -> None:
    for number in range(4):
        dig(house, number)
    assert not Case.objects.exists()
    assert mail.outbox == []
    dig(house, 4)
    hounding = Hounding.objects.get()
    assert (hounding.featured, hounding.case.priority, hounding.case.kind) == (priya, 1, "review")
    assert Case.objects.count() == len(mail.outbox) == 1
    assert "again and again" in mail.outbox[0].body
    dig(house, 5)
    dig(house, 0, by="one-more")
    assert Case.objects.count() == len(mail.outbox) == 1


@pytest.mark.usefixtures("priya")
def test_the_case_of_many_outlives_the_comment_that_opened_it(house: House) -> None:
    for number in range(5):
        dig(house, number)
    case = Hounding.objects.get().case
    house.take_back(case.contribution)
    case.refresh_from_db()
    assert (case.state, house.stands(case.contribution)) == ("open", "gone")
    dig(house, 5)
    assert Hounding.objects.count() == 1
    house.decide(case, "none")
    case.refresh_from_db()
    assert case.state == "closed"


def test_two_who_are_hounded_in_one_comment_both_are(house: House, posts: tuple[Post, ...], priya: Featured) -> None:
    dan = s.priya(house, *posts, name="Dan Hall", aliases=())
    for number in range(5):
        house.write("Priya hasn't got a clue, Dan hasn't got a clue", post="post-0", by=f"author-{number}")
    first, second = Hounding.objects.order_by("featured")
    assert (first.featured, second.featured, first.case) == (priya, dan, second.case)
    assert len(mail.outbox) == len((priya, dan))
    assert all("again and again" in one.body for one in mail.outbox)
    with pytest.raises(IntegrityError), transaction.atomic():
        Hounding.objects.create(featured=dan, case=first.case, since=first.since)


def test_one_account_that_does_it_five_times_counts_too(house: House, priya: Featured) -> None:
    for number in range(5):
        dig(house, number, by="ann")
    assert Hounding.objects.get().featured == priya


@pytest.mark.usefixtures("priya")
def test_what_is_long_past_does_not_count(house: House) -> None:
    for number in range(4):
        dig(house, number)
    house.wait(31 * 24 * 60)
    dig(house, 4)
    assert not Case.objects.exists()


def test_after_a_case_was_decided_five_more_make_another(house: House, priya: Featured) -> None:
    for number in range(5):
        dig(house, number)
    house.decide(Hounding.objects.get().case, "harassment", ("hide",))
    for number in range(4):
        dig(house, number, by=f"later-{number}")
    assert Hounding.objects.count() == 1
    dig(house, 4, by="later-4")
    assert Hounding.objects.filter(featured=priya).count() == 2


@pytest.mark.usefixtures("priya")
def test_the_same_text_read_twice_counts_once(house: House) -> None:
    for number in range(4):
        dig(house, number)
    written = Aimed.objects.order_by("pk")[0].contribution
    house.edit(written, s.DIGS[1])
    assert Aimed.objects.count() == 4
    assert not Hounding.objects.exists()


def test_a_mail_that_does_not_go_out_is_tried_again_and_given_up(
    house: House, priya: Featured, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object, **__: object) -> int:
        raise OSError

    monkeypatch.setattr("django.core.mail.EmailMessage.send", refuse)
    house.write(ATTACK, post="post-0")
    house.keep_running(60)
    welfare = Welfare.objects.get(featured=priya)
    assert (welfare.state, welfare.code) == ("failed", "OSError")
    assert len(house.entries("welfare.failed")) == 1

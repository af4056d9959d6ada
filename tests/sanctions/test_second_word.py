"""A claim that two accounts are one person's waits for a second person, who finds it in the queue."""

from __future__ import annotations

from django.db import transaction
from django.test import Client
from django.urls import reverse
from tests import house as h
from tests.house import House
from tests.sanctions.test_linking import SHE_SAID, blocked

from evenhand import work
from evenhand.cases import queue
from evenhand.cases.models import Case
from evenhand.sanctions import blocks, discrimination, linking, second_word
from evenhand.sanctions.models import Block, SamePerson
from evenhand.sanctions.same_person import Said

TOLD = Said("anna_w", "said_publicly", SHE_SAID)


def said_at_the_desk(house: House, origin: Block) -> Case:
    """The moderator says it on the block's page; the case that it opens."""
    house.write(h.KIND, on="instagram", by="anna_w")
    browser = Client()
    browser.force_login(house.moderator, backend="django.contrib.auth.backends.ModelBackend")
    form = {"channel": house.channels["instagram"].pk, "account": TOLD.account, "how": TOLD.how, "evidence": SHE_SAID}
    assert browser.post(reverse("desk:block_same", args=[origin.pk]), form).status_code == 302
    return house.case(origin.follows_from.contribution, "block_approval")


def test_the_second_person_finds_it_in_the_queue(house: House) -> None:
    origin = blocked(house)
    case = said_at_the_desk(house, origin)
    assert case.why == [second_word.ASKS]
    assert house.stands(origin.follows_from.contribution) == "waiting"
    browser = Client()
    browser.force_login(house.approver, backend="django.contrib.auth.backends.ModelBackend")
    assert reverse("desk:case", args=[case.pk]) in browser.get(reverse("desk:queue")).content.decode()
    page = browser.get(reverse("desk:case", args=[case.pk])).content.decode()
    assert reverse("desk:block_page", args=[origin.pk]) in page
    assert 'action="' + reverse("desk:block", args=[case.pk]) not in page
    linking.approve(SamePerson.objects.get(), origin, house.person("pat", "approver"))
    case.refresh_from_db()
    assert (case.state, case.outcome) == ("closed", "blocked")
    assert house.stands(origin.follows_from.contribution) != "waiting"


def test_the_case_ends_with_the_claim_or_with_the_block(house: House) -> None:
    origin = blocked(house)
    case = said_at_the_desk(house, origin)
    linking.end(SamePerson.objects.get(), house.approver, "It is her sister's.")
    case.refresh_from_db()
    assert (case.state, case.outcome) == ("closed", "not_blocked")
    linking.say(origin, house.channels["instagram"], TOLD, house.moderator)
    case = house.case(origin.follows_from.contribution, "block_approval")
    blocks.lift(origin, origin.follows_from, "It is long ago.", house.approver)
    house.run()
    case.refresh_from_db()
    assert (case.state, case.outcome) == ("closed", "unblocked")


def test_it_stays_while_another_account_waits(house: House) -> None:
    origin = blocked(house)
    case = said_at_the_desk(house, origin)
    house.write(h.KIND, on="youtube", by="annw")
    linking.say(origin, house.channels["youtube"], Said("annw", "told_us", SHE_SAID), house.moderator)
    first, second = SamePerson.objects.order_by("pk")
    linking.end(first, house.approver, "Nobody can tell.")
    case.refresh_from_db()
    assert case.state == "open"
    linking.end(second, house.approver, "Nobody can tell.")
    case.refresh_from_db()
    assert case.state == "closed"


def test_nobody_is_asked_where_no_block_could_follow(house: House) -> None:
    origin = blocked(house)
    hateful = house.decide(house.write(h.DEMEANING, on="instagram", by="anna_w"), "discrimination")
    for who in (house.moderator, house.approver):
        discrimination.confirm(hateful, who, "sex", "It demeans women.")
    linking.say(origin, house.channels["instagram"], TOLD, house.moderator)
    assert "block_approval" not in house.cases(origin.follows_from.contribution)


def test_it_ends_once_the_other_account_is_blocked_on_a_ground_of_its_own(house: House) -> None:
    origin = blocked(house)
    case = said_at_the_desk(house, origin)
    hateful = house.decide(house.write(h.DEMEANING, on="instagram", by="anna_w"), "discrimination")
    for who in (house.moderator, house.approver):
        discrimination.confirm(hateful, who, "sex", "It demeans women.")
    house.run()
    case.refresh_from_db()
    assert (case.state, case.outcome) == ("closed", "already_blocked")
    assert house.stands(origin.follows_from.contribution) != "waiting"


def test_where_nothing_is_left_to_answer_no_form_is_shown_and_it_closes_by_itself(house: House) -> None:
    origin = blocked(house)
    about = origin.follows_from.contribution
    with transaction.atomic():
        case = queue.open_case(about, Case.Kind.BLOCK_APPROVAL, priority=3, why=(second_word.ASKS,))
    browser = Client()
    browser.force_login(house.approver, backend="django.contrib.auth.backends.ModelBackend")
    page = browser.get(reverse("desk:case", args=[case.pk])).content.decode()
    assert 'action="' + reverse("desk:block", args=[case.pk]) not in page
    assert "Nothing is left to answer here" in page
    work.testing.run_sweep("sanctions.review_blocks", now=house.now)
    case.refresh_from_db()
    assert (case.state, case.outcome) == ("closed", "already_blocked")

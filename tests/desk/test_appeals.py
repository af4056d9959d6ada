"""Appeals at the desk: the case as it was, the letter first, who may not decide, and what changed meanwhile."""

from __future__ import annotations

import csv
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from tests import factories as make
from tests import house as h
from tests.desk import stories
from tests.house import House

from evenhand.cases.deciding import Choice, decide
from evenhand.cases.models import Assignment, Case, Decision
from evenhand.desk.passages import MASK
from evenhand.intake.models import Contribution
from evenhand.people.models import User
from evenhand.people.services import call_also
from evenhand.sanctions.appeals import against, deciding, figures, receiving
from evenhand.sanctions.models import Appeal
from evenhand.support import masks

pytestmark = pytest.mark.django_db
SignIn = Callable[[User], Client]
INSULT = ("harassment", [("You clown", "insult_at_person", "An insult aimed at a person.")])
MASKED = f'<em class="eh-masked">{MASK}</em>'
WHY = "It is a joke among friends."


def decided(by: User, text: str = "You clown, when does it open?") -> Decision:
    """A comment that somebody here found to be a breach."""
    case = stories.case(text, INSULT)
    choice = Choice("breach", "harassment", "It calls her a clown.", f"key-{case.pk}", measures=("hide",))
    return decide(case, by, choice)


def judged(appeal: Appeal) -> Appeal:
    """With nothing in it to mask, as the worker would have found."""
    appeal.masks = {"words": [], "link": []}
    appeal.save(update_fields=["masks"])
    return appeal


def appealed(by: User) -> Appeal:
    return judged(receiving.by_hand(decided(by), by, "She rang: it was a joke."))


def message(author: Contribution, text: str = "I want to appeal.") -> Case:
    """The case of a direct message that appeals to something."""
    return stories.case(text, kind=Case.Kind.APPEAL, by=author.author, on=author.channel)


def text_of(answer: Any) -> str:  # noqa: ANN401 (the test client's own response)
    return " ".join(answer.content.decode().split())


def page(browser: Client, appeal: Appeal) -> str:
    return text_of(browser.get(reverse("desk:case", args=[appeal.case_id])))


def send(browser: Client, appeal: Appeal, **data: str) -> Any:  # noqa: ANN401 (as above)
    return browser.post(reverse("desk:appeal", args=[appeal.case_id]), data)


def test_the_page_shows_the_case_as_it_was(signed_in: SignIn, moderator: User, approver: User) -> None:
    appeal = appealed(moderator)
    assert appeal.contribution is not None
    stories.version(appeal.contribution, "Something else by now", change="edited")
    shown = page(signed_in(approver), appeal)
    for part in (
        appeal.reference,
        "She rang: it was a joke.",
        "As it was when it was decided",
        "it has changed since",
        "You clown",
        "It calls her a clown.",
        "Mo Lee",
        "Hide it from others",
        f"hmpps@{stories.policy().digest[:12]}",
        "An insult aimed at a person.",
    ):
        assert part in shown, part
    assert reverse("guidelines_version", args=[stories.policy().digest[:12]]) in shown


def test_who_decided_first_is_told_that_somebody_else_does(signed_in: SignIn, moderator: User) -> None:
    appeal = appealed(moderator)
    shown = page(signed_in(moderator), appeal)
    assert "Somebody else decides this appeal" in shown
    assert "You found this to be a breach" in shown
    answer = send(signed_in(moderator), appeal, ended="upheld", reasons=WHY)
    assert answer.status_code == 422
    assert "so somebody else must decide the appeal" in text_of(answer)
    assert Appeal.objects.get().state == "open"


def test_a_case_that_somebody_may_not_decide_is_handed_on(signed_in: SignIn, moderator: User, approver: User) -> None:
    call_also(approver, ["You clown"])
    case = stories.case("You clown, when does it open?", INSULT)
    browser = signed_in(approver)
    shown = text_of(browser.get(reverse("desk:case", args=[case.pk])))
    assert "It names you, so it is not yours to decide." in shown
    assert 'id="decide"' not in shown
    assert "Take this case" not in shown
    assert 'id="decide"' in text_of(signed_in(moderator).get(reverse("desk:case", args=[case.pk])))
    browser = signed_in(approver)
    browser.post(reverse("desk:take", args=[case.pk]))
    assert Assignment.objects.filter(case=case, released_at__isnull=True).exists()
    form = {"guideline": "harassment", "facts": "It calls her a clown.", "measures": ["hide"], "key": "0" * 32}
    answer = browser.post(reverse("desk:decide", args=[case.pk]), form)
    assert answer.status_code == 422
    assert "This comment names you, so somebody else must decide it. The case is handed on." in text_of(answer)
    assert not Assignment.objects.filter(case=case, released_at__isnull=True).exists()
    appeal = appealed(moderator)
    assert "The case is handed on." in text_of(send(signed_in(moderator), appeal, ended="upheld", reasons=WHY))


def test_the_letter_can_be_read_before_it_is_sent(signed_in: SignIn, moderator: User, approver: User) -> None:
    appeal = appealed(moderator)
    answer = send(signed_in(approver), appeal, ended="upheld", reasons=WHY, preview="1")
    assert answer.status_code == 200
    assert "What they would read" in text_of(answer)
    assert "We are sorry" in text_of(answer)
    assert WHY in text_of(answer)
    assert Appeal.objects.get().state == "open"
    gap = send(signed_in(approver), appeal, ended="upheld", reasons=" ", preview="1")
    assert gap.status_code == 422
    assert "Give the reasons" in text_of(gap)


@pytest.mark.parametrize(("ended", "says"), [("upheld", "The appeal was upheld"), ("withdrawn", "taken back")])
def test_it_is_ended_from_the_page(signed_in: SignIn, moderator: User, approver: User, ended: str, says: str) -> None:
    appeal = appealed(moderator)
    answer = send(signed_in(approver), appeal, ended=ended, reasons=WHY)
    assert answer.status_code == 302
    appeal.refresh_from_db()
    assert (appeal.state, appeal.reasons) == (ended, WHY)
    shown = page(signed_in(approver), appeal)
    assert says in shown
    assert WHY in shown


def test_a_repeated_one_offers_the_earlier_outcome(signed_in: SignIn, moderator: User, approver: User) -> None:
    first = appealed(moderator)
    assert "It brings nothing new" not in page(signed_in(approver), first)
    deciding.decide(first, approver, "turned_down", WHY)
    assert first.decision is not None
    again = receiving.by_hand(first.decision, moderator, "She rang again.")
    shown = page(signed_in(approver), again)
    assert "It brings nothing new: the earlier outcome stays" in shown
    assert f"{first.reference}, was turned down by Ann Bevan" in shown
    assert "You turned down an earlier appeal against this" in shown
    assert "It was right: the decision stays" not in shown
    preview = send(signed_in(approver), again, ended="repeated", reasons="The same as then.", preview="1")
    assert first.reference in text_of(preview)
    assert send(signed_in(approver), again, ended="repeated", reasons="The same as then.").status_code == 302
    assert "Nothing new: the earlier outcome stays" in page(signed_in(approver), again)


def test_which_of_several_was_taken_back_is_said(signed_in: SignIn, moderator: User, approver: User) -> None:
    first = appealed(moderator)
    assert first.decision is not None
    assert "Which one they took back" not in page(signed_in(approver), first)
    second = receiving.by_hand(first.decision, moderator, "He wrote a letter.")
    assert "Which one they took back" in page(signed_in(approver), first)
    form = {"ended": "withdrawn", "reasons": "He wrote again.", "which": str(second.pk)}
    assert send(signed_in(approver), first, **form).status_code == 302
    states = [Appeal.objects.get(pk=one.pk).state for one in (first, second)]
    assert states == ["open", "withdrawn"]
    assert "Nothing was sent." in page(signed_in(approver), first)


def test_who_comes_second_hears_what_changed(signed_in: SignIn, moderator: User, approver: User) -> None:
    appeal = appealed(moderator)
    deciding.decide(appeal, stories.user("kim", "approver", shown="Kim Roe"), "turned_down", WHY)
    answer = send(signed_in(approver), appeal, ended="upheld", reasons=WHY)
    assert answer.status_code == 409
    assert "ended already by Kim Roe: turned down" in text_of(answer)


def test_two_who_decide_one_case_at_once_are_told_too(signed_in: SignIn, moderator: User, approver: User) -> None:
    case = decided(approver).case
    assert case is not None
    form = {"guideline": "none", "facts": "A joke.", "key": "0" * 32}
    answer = signed_in(moderator).post(reverse("desk:decide", args=[case.pk]), form)
    assert answer.status_code == 409
    assert "Ann Bevan decided this case already" in text_of(answer)
    assert "it breaches ‘Harassment and personal abuse’" in text_of(answer)


def test_an_appeal_is_not_decided_anew_through_the_other_form(signed_in: SignIn, moderator: User) -> None:
    appeal = appealed(moderator)
    form = {"guideline": "none", "facts": "A joke.", "key": "0" * 32}
    answer = signed_in(moderator).post(reverse("desk:decide", args=[appeal.case_id]), form)
    assert answer.status_code == 422
    assert "upheld or turned down, not decided anew" in text_of(answer)


def test_it_is_written_down_from_the_closed_case(signed_in: SignIn, moderator: User) -> None:
    decision = decided(moderator)
    assert decision.case is not None
    address = reverse("desk:case", args=[decision.case.pk])
    assert "Its author asks in another way" in text_of(signed_in(moderator).get(address))
    by_hand = reverse("desk:by_hand", args=[decision.case.pk])
    assert "Write down what they said" in text_of(signed_in(moderator).post(by_hand, {"words": ""}))
    assert signed_in(moderator).post(by_hand, {"words": "She rang."}).status_code == 302
    appeal = Appeal.objects.get()
    assert (appeal.way, appeal.decision, appeal.words) == ("hand", decision, "She rang.")


def test_a_message_whose_decision_nobody_found_offers_what_stands_against_its_author(
    signed_in: SignIn, moderator: User
) -> None:
    first, second = decided(moderator), decided(moderator, "You clown, again?")
    asks = message(first.contribution)
    address = reverse("desk:case", args=[asks.pk])
    shown = text_of(signed_in(moderator).get(address))
    assert "Which decision is it against?" in shown
    assert "You clown, when does it open?" in shown
    assert "You clown, again?" in shown
    find = reverse("desk:find", args=[asks.pk])
    assert "Choose the decision, or enter" in text_of(signed_in(moderator).post(find, {}))
    assert "No decision of ours" in text_of(signed_in(moderator).post(find, {"where": "A7K3-M9QX-HT2C"}))
    assert signed_in(moderator).post(find, {"decision": str(second.pk)}).status_code == 302
    appeal = Appeal.objects.get()
    assert (appeal.decision, appeal.how, appeal.message) == (second, "person", asks.contribution)
    assert Case.objects.get(pk=asks.pk).outcome == "merged"


def test_answering_a_message_that_appeals_to_nothing_ends_its_appeal(signed_in: SignIn, moderator: User) -> None:
    asks = stories.case("I want to appeal.", kind=Case.Kind.APPEAL)
    appeal = receiving.by_message(asks.contribution)
    form = {"outcome": "closed", "reason": "We hid nothing of theirs.", "key": "0" * 32}
    assert signed_in(moderator).post(reverse("desk:answer", args=[asks.pk]), form).status_code == 302
    appeal.refresh_from_db()
    assert (appeal.state, appeal.reasons) == ("closed", "We hid nothing of theirs.")


def test_the_list_leads_to_the_case_of_the_message_while_nobody_has_found_its_decision(
    signed_in: SignIn, moderator: User
) -> None:
    asks = stories.case("I want to appeal.", kind=Case.Kind.APPEAL)
    appeal = receiving.by_message(asks.contribution)
    answer = signed_in(moderator).get(reverse("desk:appeal_to_find", args=[appeal.pk]))
    assert answer.headers["Location"] == reverse("desk:case", args=[asks.pk])


def test_what_an_author_also_reported_is_not_shown_to_who_may_not_know_reporters(
    signed_in: SignIn, moderator: User
) -> None:
    decision = decided(moderator)
    asks = message(decision.contribution, "I want to appeal, and Vic called me names.")
    stories.case("", of=asks.contribution, kind=Case.Kind.MEMBER_REPORT)
    appeal = receiving.found(receiving.by_message(asks.contribution), decision, Appeal.How.PERSON, moderator)
    assert "Vic called me names" in page(signed_in(moderator), appeal)
    shown = page(signed_in(stories.user("aud", "auditor")), appeal)
    assert "Vic called me names" not in shown
    assert "Not shown to your role" in shown


def test_the_list_has_what_is_to_be_found_first(signed_in: SignIn, moderator: User) -> None:
    appealed(moderator)
    late = receiving.by_form(stories.channel(), "Sam", "It was a joke.", "https://example.com/c/9")
    shown = text_of(signed_in(moderator).get(reverse("desk:appeals")))
    assert shown.index(late.reference) < shown.index("against a decision under ‘Harassment and personal abuse’")
    assert "Find its decision" in shown
    assert "No appeal has ended yet" in text_of(signed_in(moderator).get(reverse("desk:appeals") + "?show=ended"))


def test_an_appeal_by_the_form_is_found_or_closed_by_hand(signed_in: SignIn, moderator: User) -> None:
    decision = decided(moderator)
    browser = signed_in(moderator)
    late = judged(receiving.by_form(stories.channel(), "@Sam.Whitlow", "It was a <b>joke</b>."))
    shown = text_of(browser.get(reverse("desk:appeal_to_find", args=[late.pk])))
    assert "You clown, when does it open?" in shown  # what stands against that name, to choose from
    assert "It was a &lt;b&gt;joke&lt;/b&gt;." in shown
    number = against.number_of(decision)
    answer = browser.post(reverse("desk:appeal_found", args=[late.pk]), {"where": number})
    late.refresh_from_db()
    assert answer.headers["Location"] == reverse("desk:case", args=[late.case_id])
    again = browser.get(reverse("desk:appeal_to_find", args=[late.pk]))
    assert again.headers["Location"] == reverse("desk:case", args=[late.case_id])
    other = receiving.by_form(stories.channel(), "Nobody", "It was a joke.")
    close = reverse("desk:appeal_closed", args=[other.pk])
    assert browser.post(close, {"reasons": ""}).status_code == 422
    assert browser.post(close, {"reasons": "We hid nothing."}).headers["Location"] == reverse("desk:appeals")
    assert browser.post(close, {"reasons": "Again."}).status_code == 409


def test_detail_of_a_method_is_masked_in_what_they_ask(house: House, signed_in: SignIn) -> None:
    decision = house.decide(house.write(h.MILD))
    late = receiving.by_form(house.channels["facebook"], "Somebody", f"You hid this. {h.METHOD} Why?", h.METHOD)
    with transaction.atomic():
        masks.judge(masks.standing(masks.where(late)))
    browser = signed_in(house.moderator)
    alone = text_of(browser.get(reverse("desk:appeal_to_find", args=[late.pk])))
    receiving.found(late, decision, Appeal.How.PERSON, house.moderator)
    for shown in (alone, page(browser, Appeal.objects.get())):
        assert f"You hid this. {MASKED} Why?" in shown
        assert "noose" not in shown


def test_a_link_and_a_name_only_fill_the_list_of_candidates(signed_in: SignIn, moderator: User) -> None:
    first, second = decided(moderator), decided(moderator, "You clown, again?")
    Contribution.objects.filter(pk=second.contribution_id).update(permalink="https://www.facebook.com/9/posts/8765432")
    late = receiving.by_form(
        stories.channel(), "@Sam.Whitlow", "It was a joke.", "https://www.facebook.com/9/posts/8765432"
    )
    shown = text_of(signed_in(moderator).get(reverse("desk:appeal_to_find", args=[late.pk])))
    assert shown.index("by their link") < shown.index("You clown, again?") < shown.index("by their name")
    assert shown.count("You clown, again?") == 1
    assert "Our answer goes to the author of the comment" in shown
    assert 'rel="noreferrer noopener external">https://www.facebook.com/9/posts/8765432' in shown
    form = {"decision": str(first.pk)}
    assert signed_in(moderator).post(reverse("desk:appeal_found", args=[late.pk]), form).status_code == 302
    late.refresh_from_db()
    assert "The author of the comment is told privately" in page(signed_in(moderator), late)


def test_the_right_link_leads_to_the_decision_beside_the_wrong_channel(house: House, signed_in: SignIn) -> None:
    house.on("instagram")
    decision = house.decide(house.write(h.MILD, on="facebook"))
    link = decision.contribution.permalink
    late = receiving.by_form(house.channels["instagram"], "ann", "It was a joke.", link)
    browser = signed_in(house.moderator)
    shown = text_of(browser.get(reverse("desk:appeal_to_find", args=[late.pk])))
    assert "by their link" in shown
    assert h.MILD in shown
    assert browser.post(reverse("desk:appeal_found", args=[late.pk]), {"where": link}).status_code == 302
    late.refresh_from_db()
    assert late.decision == decision


def test_the_page_says_where_nobody_can_be_written_to(signed_in: SignIn, moderator: User) -> None:
    case = stories.case("You clown, when does it open?", INSULT, on=stories.channel("youtube"))
    choice = Choice("breach", "harassment", "It calls her a clown.", "key-youtube", measures=("hide",))
    decision = decide(case, moderator, choice)
    late = receiving.by_form(decision.contribution.channel, "Sam", "It was a joke.")
    found = receiving.found(late, decision, Appeal.How.PERSON, moderator)
    shown = page(signed_in(moderator), found)
    assert "Nobody can be written to privately here" in shown
    assert "look it up" not in shown


def test_figures_by_guideline(signed_in: SignIn, moderator: User) -> None:
    policy, start = make.policy_version(), timezone.now() - timedelta(days=10)
    for code, state, days in [
        ("harassment", "upheld", 1),
        ("harassment", "turned_down", 2),
        ("harassment", "turned_down", 6),
        ("obscenity", "", 0),
    ]:
        made = make.appeal(make.decision(make.contribution(), policy, code), received_at=start)
        if state:
            make.ended(made, state, moderator, ended_at=start + timedelta(days=days))
    receiving.by_form(stories.channel(), "Sam", "It was a joke.")
    lines, every = figures.by_guideline(figures.received(start - timedelta(days=1), timezone.now()))
    found = {line.code: line for line in lines}
    first = found["harassment"]
    assert (first.received, first.upheld, first.turned_down, first.open, first.days) == (3, 1, 2, 0, 2.0)
    assert (found["obscenity"].open, found["obscenity"].days, found[""].open) == (1, None, 1)
    assert (every.received, every.days) == (5, 2.0)
    shown = text_of(signed_in(moderator).get(reverse("desk:appeal_figures")))
    assert "Median days" in shown
    answer = signed_in(moderator).get(reverse("desk:appeal_figures_csv") + "?period=all")
    table = list(csv.DictReader(answer.content.decode().splitlines()))
    assert [row["guideline"] for row in table] == ["harassment", "not_found", "obscenity", "all"]
    assert table[0]["median_days"] == "2.0"


def test_without_appeals_the_figures_say_so(signed_in: SignIn, moderator: User) -> None:
    assert "No appeal came in" in text_of(signed_in(moderator).get(reverse("desk:appeal_figures") + "?period=nonsense"))


def test_an_auditor_reads_and_decides_nothing(signed_in: SignIn, moderator: User) -> None:
    appeal = appealed(moderator)
    browser = signed_in(stories.user("aud", "auditor"))
    assert "Your roles do not let you decide it" in page(browser, appeal)
    late = receiving.by_form(stories.channel(), "Sam", "It was a joke.")
    assert "You can read this appeal" in text_of(browser.get(reverse("desk:appeal_to_find", args=[late.pk])))

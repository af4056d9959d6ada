"""The queue: most urgent first, narrowed down, paged, taken and given back, in few queries."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.http import QueryDict
from django.test import Client
from django.urls import reverse
from pytest_django.fixtures import DjangoAssertNumQueries
from tests.desk import stories

from evenhand.cases.models import Case
from evenhand.desk import listing
from evenhand.people.models import User

pytestmark = pytest.mark.django_db
SignIn = Callable[[User], Client]
INSULT = ("harassment", [("You clown", "insult_at_person", "An insult aimed at a person.")])
ADVERT = ("advert", [("cheap phones", "commercial_offer", "Offers goods for money.")])


def page(browser: Client, query: str = "") -> str:
    answer = browser.get(reverse("desk:queue") + query)
    assert answer.status_code == 200
    return answer.content.decode()


def test_the_most_urgent_comes_first_and_says_why(signed_in: SignIn, moderator: User) -> None:
    stories.case("later please", priority=4, why=["The author asks a question."])
    stories.case("I will find you", priority=1, why=["It may be a credible threat."])
    shown = page(signed_in(moderator))
    assert shown.index("I will find you") < shown.index("later please")
    assert "It may be a credible threat." in shown
    assert "2 cases, most urgent first." in shown


def test_evidence_is_marked_and_what_the_public_wrote_is_never_markup(signed_in: SignIn, moderator: User) -> None:
    stories.case("<script>alert(1)</script> You clown", INSULT)
    shown = page(signed_in(moderator))
    assert '<mark class="eh-evidence">You clown</mark>' in shown
    assert "<script>alert(1)" not in shown
    assert "&lt;script&gt;alert(1)" in shown


@pytest.mark.parametrize(
    ("query", "seen", "unseen"),
    [
        ("?kind=question", "She wants", "clown"),
        ("?platform=youtube", "phones", "clown"),
        ("?guideline=harassment", "clown", "phones"),
        ("?guideline=harassment&guideline=advert&platform=facebook", "clown", "phones"),
        ("?who=free", "clown", "She wants"),
        ("?who=mine", "She wants", "clown"),
        ("?kind=&platform=&unknown=1", "clown", "nothing of this kind"),
    ],
)
def test_the_filter(signed_in: SignIn, moderator: User, query: str, seen: str, unseen: str) -> None:
    stories.case("You clown", INSULT)
    stories.case("cheap phones", ADVERT, on=stories.channel("youtube"))
    mine = stories.case("She wants to know", kind=Case.Kind.QUESTION)
    browser = signed_in(moderator)
    browser.post(reverse("desk:take", args=[mine.pk]))
    shown = page(browser, query)
    assert seen in shown
    assert unseen not in shown


def test_a_chosen_filter_can_be_taken_off_again(signed_in: SignIn, moderator: User) -> None:
    stories.policy()
    shown = page(signed_in(moderator), "?kind=question&platform=x")
    assert 'href="/desk/queue/?kind=question"' in shown
    assert 'href="/desk/queue/?platform=x"' in shown
    assert "Nothing fits these filters" in shown


def test_an_empty_queue_says_so(signed_in: SignIn, moderator: User) -> None:
    assert "Nothing is waiting" in page(signed_in(moderator))


def test_it_is_paged_and_a_wild_page_number_is_the_last_one(signed_in: SignIn, moderator: User) -> None:
    for number in range(listing.PAGE + 1):
        stories.case(f"remark {number}.")
    browser = signed_in(moderator)
    assert "remark 20." not in page(browser)
    assert "remark 20." in page(browser, "?page=2")
    assert "remark 20." in page(browser, "?page=999999")
    assert "remark 0." in page(browser, "?page=nonsense")


def test_a_longer_list_takes_no_more_queries(
    moderator: User, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(12):
        stories.case(f"remark {number}")
    with django_assert_max_num_queries(9):
        listing.page_of(listing.narrowed(moderator, listing.chosen(QueryDict(""))), "1")


def test_taking_opens_the_case_and_a_colleague_is_told(signed_in: SignIn, moderator: User, approver: User) -> None:
    case = stories.case("You clown", INSULT)
    answer = signed_in(moderator).post(reverse("desk:take", args=[case.pk]))
    assert answer.headers["Location"] == reverse("desk:case", args=[case.pk])
    other = signed_in(approver)
    assert "Taken by Mo Lee" in page(other)
    told = other.post(reverse("desk:take", args=[case.pk]), follow=True).content.decode()
    assert "Mo Lee has this case" in told
    assert case.assignments.get(released_at=None).person == moderator


def test_giving_back(signed_in: SignIn, moderator: User) -> None:
    case = stories.case("You clown", INSULT)
    browser = signed_in(moderator)
    browser.post(reverse("desk:take", args=[case.pk]))
    told = browser.post(reverse("desk:release", args=[case.pk]), follow=True).content.decode()
    assert "The case is back in the queue." in told
    assert not case.assignments.filter(released_at=None).exists()


def test_counts_are_of_what_one_may_see(moderator: User, safeguarder: User) -> None:
    stories.case("You clown", INSULT)
    stories.case("I cannot go on", kind=Case.Kind.SAFEGUARDING, priority=1, at_risk=True)
    assert (listing.counts(moderator).waiting, listing.counts(moderator).urgent) == (1, 0)
    assert (listing.counts(safeguarder).waiting, listing.counts(safeguarder).urgent) == (2, 1)


def test_a_removed_comment_is_shown_as_it_last_read(signed_in: SignIn, moderator: User) -> None:
    case = stories.case("You clown", INSULT)
    stories.version(case.contribution, "", change="removed")
    shown = page(signed_in(moderator))
    assert "Removed by its author" in shown
    assert "You clown" in shown


@pytest.mark.parametrize("text", ["\x00 nul", "\u202eright to left", "a" * 100_000, "\U0001f4a9" * 500, "", "  \n\n "])
def test_wild_texts_never_break_the_page(signed_in: SignIn, moderator: User, text: str) -> None:
    if "\x00" in text:
        text = text.replace("\x00", "\x01")  # PostgreSQL stores no NUL; intake cleans it
    stories.case(text)
    assert len(page(signed_in(moderator))) < 60_000

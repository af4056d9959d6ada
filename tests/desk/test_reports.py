"""A reported comment at the desk: decided like any other, with a count of reporters and nothing of who they are."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse
from tests.desk import stories
from tests.house import House

from evenhand.cases.models import Case
from evenhand.desk.visible import visible, visible_contributions
from evenhand.intake.models import Contribution
from evenhand.people.models import User
from evenhand.support import form_reports
from evenhand.support.models import MemberReport

pytestmark = pytest.mark.django_db
SignIn = Callable[[User], Client]


def reported() -> tuple[Case, Contribution]:
    """A comment that Rae Holt reported by message, and the message."""
    case = stories.case("Some words.", kind=Case.Kind.MEMBER_REPORT, why=["1 person reported this comment."])
    channel = case.contribution.channel
    rae = stories.author(channel, "Rae Holt")
    message = stories.contribution("Please remove what Sam wrote.", kind="direct_message", by=rae)
    stories.assess(message)
    parts = {"author": rae, "channel": channel, "found": case.contribution, "how": "link", "score": 1.0}
    MemberReport.objects.create(message=message, state="found", case=case, **parts)
    return case, message


def page(browser: Client, case: Case) -> str:
    return browser.get(reverse("desk:case", args=[case.pk])).content.decode()


@pytest.mark.parametrize("role", ["moderator", "approver", "policy_owner", "auditor"])
def test_the_page_of_the_reported_comment_says_how_many_and_not_who(signed_in: SignIn, role: str) -> None:
    case, message = reported()
    browser = signed_in(stories.user("somebody", role))
    for shown in (page(browser, case), browser.get(reverse("desk:queue")).content.decode()):
        assert "1 person reported this comment." in shown
        assert "Rae" not in shown
        assert "rae.holt" not in shown
        assert f"contribution:{message.pk}" not in shown


def test_it_is_decided_like_any_other(signed_in: SignIn, moderator: User) -> None:
    case, _ = reported()
    browser = signed_in(moderator)
    assert reverse("desk:decide", args=[case.pk]) in page(browser, case)
    answer = browser.post(
        reverse("desk:decide", args=[case.pk]),
        {"guideline": "disrespect", "facts": "It mocks her.", "measures": ["hide"], "key": "1" * 32},
    )
    assert answer.status_code == 302
    case.refresh_from_db()
    assert (case.state, case.outcome) == ("closed", "breach")


@pytest.mark.parametrize("role", ["policy_owner", "auditor"])
def test_the_message_that_reports_is_for_those_who_may_know_its_author(signed_in: SignIn, role: str) -> None:
    _, message = reported()
    own = stories.case("", of=message, kind=Case.Kind.MEMBER_REPORT)
    browser = signed_in(stories.user("somebody", role))
    assert browser.get(reverse("desk:case", args=[own.pk])).status_code == 404
    other = stories.case("Something else.", by=message.author)
    assert "Please remove what Sam wrote." not in page(browser, other)


def test_a_message_whose_comment_is_not_found_is_answered(signed_in: SignIn, moderator: User) -> None:
    own = stories.case("Please remove that comment.", kind=Case.Kind.MEMBER_REPORT)
    assert reverse("desk:answer", args=[own.pk]) in page(signed_in(moderator), own)


@pytest.mark.parametrize("by", ["form", "message"])
def test_a_comment_that_reports_another_stays_unseen_when_somebody_reports_it_in_turn(
    house: House, signed_in: SignIn, by: str
) -> None:
    written = house.write("I want to report that comment by Sam. My sister Oonagh works there.", by="rae")
    if by == "form":
        form_reports.receive(written.channel, "", written.permalink)
    else:
        house.message(f"I want to report this comment {written.permalink}", by="bob")
    house.run()
    own = house.case(written, "member_report")
    assert own.form_reports.exists() or own.reports.exists()
    auditor = house.person("auditor")
    browser = signed_in(auditor)
    assert browser.get(reverse("desk:case", args=[own.pk])).status_code == 404
    assert "Oonagh" not in browser.get(reverse("desk:queue")).content.decode()
    assert not visible(auditor, Case.objects.all()).exists()
    assert not visible_contributions(auditor, Contribution.objects.filter(pk=written.pk)).exists()
    assert own in visible(house.moderator, Case.objects.all())

"""Where a second person is needed, and where a person's hands are: confirmations, blocks, tasks, stuck work."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from html import unescape

import pytest
from django.db import transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import Settings
from tests.desk import stories
from tests.desk.test_case import breach, errors, page, send

from evenhand.actions.models import Action, ManualTask
from evenhand.actions.outcome import finish as finish_action
from evenhand.cases.models import Case, Decision
from evenhand.channels.models import Health
from evenhand.intake.models import Delivery, Refusal
from evenhand.people.models import User
from evenhand.sanctions import endings, strikes, warnings
from evenhand.sanctions.models import Block, LadderGround, Strike, ThreatGround
from evenhand.work.models import Lane, Task

pytestmark = pytest.mark.django_db
SignIn = Callable[[User], Client]
SLUR = ("discrimination", [("do not belong here", "group_demeaned", "Says a group does not belong.")])
THREAT = ("threat", [("I will find you", "threat_credible", "Says what they will do.")])
INSULT = ("harassment", [("You clown", "insult_at_person", "An insult aimed at a person.")])


def get(browser: Client, name: str) -> str:
    answer = browser.get(reverse(f"desk:{name}"))
    assert answer.status_code == 200
    return answer.content.decode()


# Discrimination


@pytest.fixture
def waiting(signed_in: SignIn, moderator: User) -> Case:
    """A confirmation case after the first person's word."""
    case = stories.case("Those people do not belong here", SLUR)
    fields = breach(guideline="discrimination", characteristic="race", facts="Says a group does not belong.")
    assert send(signed_in(moderator), "decide", case, **fields).status_code == 302
    return Case.objects.get(kind=Case.Kind.CONFIRMATION)


def test_the_second_person_sees_who_spoke_first_and_the_block_follows(
    signed_in: SignIn, approver: User, waiting: Case
) -> None:
    browser = signed_in(approver)
    assert "Mo Lee confirmed it" in get(browser, "confirmations")
    assert "Mo Lee" in page(browser, waiting)
    assert send(browser, "confirm", waiting, characteristic="race", reason="It excludes a group.").status_code == 302
    block = Block.objects.get()
    assert (block.ground, block.approved_by) == ("discrimination", approver)
    assert "Nothing waits for a second person" in get(browser, "confirmations")
    assert "Discriminatory, confirmed by two people" in get(browser, "blocks")


def test_the_first_person_cannot_be_the_second(signed_in: SignIn, moderator: User, waiting: Case) -> None:
    browser = signed_in(moderator)
    assert "You confirmed it; it waits for somebody else." in get(browser, "confirmations")
    answer = send(browser, "confirm", waiting, characteristic="race", reason="Again.")
    assert any("A different person must be the second" in one for one in errors(answer))
    assert not Block.objects.exists()


def test_two_people_agree_on_the_characteristic(signed_in: SignIn, approver: User, waiting: Case) -> None:
    answer = send(signed_in(approver), "confirm", waiting, characteristic="age", reason="It mocks the old.")
    assert any("Agree on one together" in one for one in errors(answer))
    assert not Block.objects.exists()


def test_a_confirmation_needs_both_fields(signed_in: SignIn, approver: User, waiting: Case) -> None:
    said = errors(send(signed_in(approver), "confirm", waiting))
    assert said == ["Choose the protected characteristic.", "Say why it is discriminatory."]


# Blocks


@pytest.fixture
def proposed(moderator: User) -> Case:
    """The approval case of a block: warned, then breached again."""
    by = stories.author(stories.channel(), "Sam Whitlow")
    first = _decided("You clown", moderator, by)
    with transaction.atomic():
        warning = warnings.issue(first.decision, first)
        action = warning.action
        assert action is not None
        hours_ago = timezone.now() - timedelta(hours=3)
        Action.objects.filter(pk=action.pk).update(state="done", seen="receipt", done_at=hours_ago)
        action.refresh_from_db()
        warnings.settle(action, author_sees=True)
    _decided("You clown, again", moderator, by)
    return Case.objects.get(kind=Case.Kind.BLOCK_APPROVAL)


def _decided(text: str, person: User, by: object) -> Strike:
    case = stories.case(text, INSULT, by=by)
    browser = Client()
    browser.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    assert send(browser, "decide", case, **breach(measures=["hide", "warn"])).status_code == 302
    decision = Decision.objects.get(contribution=case.contribution)
    with transaction.atomic():
        strike = strikes.count(decision)
    assert strike is not None
    return strike


def test_an_approver_blocks(signed_in: SignIn, approver: User, proposed: Case) -> None:
    browser = signed_in(approver)
    assert f'href="{reverse("desk:case", args=[proposed.pk])}"' in get(browser, "blocks")
    assert "Is the author blocked?" in page(browser, proposed)
    assert send(browser, "block", proposed, answer="approve").status_code == 302
    assert Block.objects.get().ladder == LadderGround.objects.get()
    shown = get(browser, "blocks")
    assert "No block waits for approval" in shown
    assert "Warned, then breached again" in shown


def test_an_approver_says_no_and_why(signed_in: SignIn, approver: User, proposed: Case) -> None:
    browser = signed_in(approver)
    assert "Say why the author is not blocked." in errors(send(browser, "block", proposed, answer="refuse"))
    send(browser, "block", proposed, answer="refuse", reason="They apologised.")
    proposed.refresh_from_db()
    assert (proposed.outcome, Block.objects.count()) == ("not_blocked", 0)


def test_more_blocks_than_expected_are_shown_and_looked_at_by_another_approver(
    signed_in: SignIn, approver: User, proposed: Case, settings: Settings
) -> None:
    browser = signed_in(approver)
    assert "0 blocks in the last 30 days; at most 5 are expected." in get(browser, "blocks")
    settings.BLOCK_BUDGET = 0
    assert send(browser, "block", proposed, answer="approve").status_code == 302
    shown = get(browser, "blocks")
    assert "1 block in the last 30 days; at most 0 are expected." in shown
    assert "rare occasions" in shown
    case = Case.objects.get(kind=Case.Kind.BLOCK_REVIEW)
    assert f'href="{reverse("desk:case", args=[case.pk])}"' in shown
    assert "Is the block still needed?" in page(browser, case)
    assert "Choose whether the block is still needed." in errors(send(browser, "block_review", case, reason="So."))
    (mine,) = errors(send(browser, "block_review", case, answer="keep", reason="It went on."))
    assert mine.startswith("You approved this block, so another approver says whether it stays.")
    other = signed_in(stories.user("pat", "approver", shown="Pat Roe"))
    assert send(other, "block_review", case, answer="keep", reason="It went on.").status_code == 302
    assert "The block stays" in page(other, case)
    late = send(other, "block_review", case, answer="lift", reason="Enough.")
    assert late.status_code == 409


def test_a_block_is_lifted_from_its_review(
    signed_in: SignIn, approver: User, proposed: Case, settings: Settings
) -> None:
    settings.BLOCK_BUDGET = 0
    browser = signed_in(approver)
    send(browser, "block", proposed, answer="approve")
    case = Case.objects.get(kind=Case.Kind.BLOCK_REVIEW)
    assert send(browser, "block_review", case, answer="lift", reason="They apologised.").status_code == 302
    assert Block.objects.get().lifted_at is not None
    assert "Its author is unblocked" in page(browser, case)
    assert "Nobody is blocked." in get(browser, "blocks")


def test_a_block_that_could_not_be_done_is_answered_with_the_same_form(
    signed_in: SignIn, approver: User, proposed: Case
) -> None:
    browser = signed_in(approver)
    assert send(browser, "block", proposed, answer="approve").status_code == 302
    action = Action.objects.get(operation="block")
    with transaction.atomic():
        endings.settle(finish_action(action, Action.State.FAILED, reason="There is no such button."))
    case = Case.objects.get(kind=Case.Kind.BLOCK_APPROVAL, state="open")
    shown = unescape(page(browser, case))
    assert "The block could not be done: There is no such button. Decide whether to try it again." in shown
    assert "was warned on this channel" not in shown
    assert "Could not be done" in get(browser, "blocks")
    assert send(browser, "block", case, answer="refuse").status_code == 422
    assert send(browser, "block", case, answer="approve").status_code == 302
    assert Block.objects.get().state == "planned"
    assert Action.objects.filter(operation="block").count() == 2


def test_a_block_needs_an_answer(signed_in: SignIn, approver: User, proposed: Case) -> None:
    assert errors(send(signed_in(approver), "block", proposed)) == ["Choose whether to block the author."]


def test_a_senior_blocks_for_a_threat_and_another_confirms(signed_in: SignIn, approver: User) -> None:
    case = stories.case("I will find you", THREAT, outcome="escalate", priority=1)
    first, second = signed_in(approver), signed_in(stories.user("bea", "approver", shown="Bea Cole"))
    send(first, "decide", case, **breach(guideline="threat"))
    assert "Block for a credible threat" in page(first, case)
    assert errors(send(first, "emergency", case)) == ["Give the reason."]
    assert send(first, "emergency", case, reason="It names a place and a time.").status_code == 302
    assert "Block for a credible threat" not in page(first, case)
    ground = ThreatGround.objects.get()
    address = reverse("desk:threat", args=[ground.pk])
    assert "You ordered it" in get(first, "blocks")
    assert "A second person must confirm it." in first.post(address, follow=True).content.decode()
    assert "Confirm the block" in get(second, "blocks")
    assert "The emergency block is confirmed." in second.post(address, follow=True).content.decode()
    ground.refresh_from_db()
    assert ground.confirmed_by is not None


def test_no_threat_no_emergency(signed_in: SignIn, approver: User) -> None:
    case = stories.case("You clown", INSULT)
    browser = signed_in(approver)
    assert "Block for a credible threat" not in page(browser, case)
    answer = send(browser, "emergency", case, reason="I am cross.")
    assert any("Decide first that it breaches" in one for one in errors(answer))
    assert not Block.objects.exists()


# Manual tasks


@pytest.fixture
def task(signed_in: SignIn, moderator: User) -> ManualTask:
    """A deletion that LinkedIn leaves to a person, or a report that every platform does."""
    case = stories.case("You clown", INSULT)
    send(signed_in(moderator), "decide", case, **breach(measures=["platform_report"]))
    stories.planned()
    return ManualTask.objects.get()


def finish(browser: Client, task: ManualTask, **fields: str) -> HttpResponse:
    return browser.post(reverse("desk:task", args=[task.pk]), fields)  # type: ignore[return-value]  # Django's own wrapper


def test_a_task_shows_its_link_and_steps_and_ends(signed_in: SignIn, moderator: User, task: ManualTask) -> None:
    browser = signed_in(moderator)
    shown = get(browser, "tasks")
    assert "Facebook: report it to the platform" in shown
    assert task.steps
    words = re.sub(r"</?a\b[^>]*>", "", unescape(shown))
    assert all(step in words for step in task.steps)
    assert 'href="https://transparency.meta.com/policies/community-standards/' in shown
    assert 'rel="noreferrer noopener external"' in shown
    assert finish(browser, task, ended="done").status_code == 302
    task.refresh_from_db()
    assert (task.state, task.person, task.action.state) == ("done", moderator, "done")
    assert "No manual tasks" in get(browser, "tasks")


def test_a_task_that_could_not_be_done_says_why(signed_in: SignIn, moderator: User, task: ManualTask) -> None:
    browser = signed_in(moderator)
    assert errors(finish(browser, task)) == ["Choose whether you did it."]
    assert errors(finish(browser, task, ended="could_not")) == ["Say why it could not be done."]
    finish(browser, task, ended="could_not", note="The page is gone.")
    assert errors(finish(browser, task, ended="done")) == ["Somebody has finished this task already."]
    task.refresh_from_db()
    assert (task.state, task.action.state) == ("could_not", "failed")


# Stuck work, channels


@pytest.fixture
def stuck(db: None) -> Task:  # noqa: ARG001  (the database must be there)
    lane = Lane.objects.create(name="author:12")
    made = Task.objects.create(
        lane=lane,
        name="actions.perform",
        payload={},
        key="k",
        run_at=timezone.now(),
        state="dead",
        last_error="HTTP 500",
        attempts=8,
        failures=8,
    )
    Lane.objects.update(head=made.pk)
    return made


def test_only_an_administrator_decides_on_stuck_work(signed_in: SignIn, moderator: User, stuck: Task) -> None:
    shown = get(signed_in(moderator), "dead_letters")
    assert "HTTP 500" in shown
    assert "Pass over it" not in shown
    browser = signed_in(stories.user("adm", "administrator"))
    assert "Pass over it" in get(browser, "dead_letters")
    told = browser.post(reverse("desk:skip", args=[stuck.pk]), follow=True).content.decode()
    assert "is passed over" in told
    assert "Nothing is stuck" in told
    again = browser.post(reverse("desk:skip", args=[stuck.pk]), follow=True).content.decode()
    assert "not a dead letter" in again


def test_stuck_work_can_be_tried_again(signed_in: SignIn, stuck: Task) -> None:
    browser = signed_in(stories.user("adm", "administrator"))
    assert "is tried again now" in browser.post(reverse("desk:retry", args=[stuck.pk]), follow=True).content.decode()
    stuck.refresh_from_db()
    assert (stuck.state, stuck.failures) == ("ready", 0)
    assert "There is no task 999" in browser.post(reverse("desk:retry", args=[999]), follow=True).content.decode()


def test_channels_show_their_health_and_what_was_refused(signed_in: SignIn) -> None:
    browser = signed_in(stories.user("adm", "administrator"))
    assert "No channel is connected" in get(browser, "channels")
    channel = stories.channel("youtube")
    Health.objects.create(channel=channel, operation="hide", state="missing")
    Refusal.objects.create(platform="facebook", day=timezone.localdate(), count=3)
    Delivery.objects.create(
        platform="x", digest="d", body=b'{"odd": "\xff<b>"}', state="not_understood", reason="No list in it."
    )
    shown = get(browser, "channels")
    assert "Missing" in shown
    assert "1 payload came in that nobody understood" in shown
    unread = get(browser, "not_understood")
    assert "No list in it." in unread
    assert "&lt;b&gt;" in unread

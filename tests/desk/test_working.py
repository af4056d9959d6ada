"""Working on a case together: the inbox, notes, hand-over, putting off, merging, another kind, who writes."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from tests import clock_in_hand
from tests import factories as make
from tests.desk import stories
from tests.desk.test_appeals import text_of

from evenhand.cases.models import Assignment, Case, Snooze
from evenhand.cases.queue import open_case
from evenhand.cases.rights import INDIVIDUAL
from evenhand.desk.listing import counts
from evenhand.desk.working_forms import UNTIL, moment_of, offered
from evenhand.intake.models import Contribution
from evenhand.people.models import User
from evenhand.support.models import Note

pytestmark = pytest.mark.django_db
SignIn = Callable[[User], Client]
WHY = ["The author asks a question."]


def asked(text: str = "How do I book a visit?", kind: Case.Kind = Case.Kind.QUESTION, **more: Any) -> Case:  # noqa: ANN401 (parts of a story)
    stories.policy()
    return stories.case(text, kind=kind, why=more.pop("why", WHY), **more)


def post(browser: Client, name: str, case: Case, **data: object) -> Any:  # noqa: ANN401 (the test client's own response)
    return browser.post(reverse(f"desk:{name}", args=[case.pk]), data)


def page(browser: Client, case: Case) -> str:
    return text_of(browser.get(reverse("desk:case", args=[case.pk])))


def box(browser: Client, name: str) -> str:
    return text_of(browser.get(reverse("desk:inbox") + f"?box={name}"))


def test_the_inbox_says_who_has_it_and_how_it_stands(signed_in: SignIn, moderator: User, approver: User) -> None:
    browser = signed_in(moderator)
    assert "Everybody has been answered" in box(browser, "open")
    assert "Nothing is with you" in box(browser, "mine")
    case = asked()
    assert "How do I book a visit?" in box(browser, "new")
    post(browser, "take", case)
    assert "How do I book a visit?" in box(browser, "mine")
    assert "Nothing is new" in box(browser, "new")
    assert "With Mo Lee" in box(signed_in(approver), "open")
    post(browser, "pause", case, reason="Which prison?")
    assert "Waiting for them" in box(browser, "waiting")
    assert "How do I book a visit?" in box(browser, "waiting")
    post(browser, "resume", case)
    post(browser, "snooze", case, until="week", why="After the move.")
    assert "How do I book a visit?" in box(browser, "off")
    assert "Everybody has been answered" in box(browser, "open")
    assert "Nothing fits" in text_of(browser.get(reverse("desk:queue") + "?kind=question"))
    post(browser, "answer", case, key="0" * 32, outcome="redirected", reason="To the booking line.")
    ended = box(browser, "closed")
    assert "Sent to somebody else" in ended
    assert "How do I book a visit?" in box(browser, "unheard of") or "Everybody" in box(browser, "unheard of")


def test_a_note_is_read_by_colleagues_and_needs_words(signed_in: SignIn, moderator: User, approver: User) -> None:
    case, browser = asked(), signed_in(moderator)
    assert post(browser, "note", case, note=" ").status_code == 422
    assert post(browser, "note", case, note="She rang <b>twice</b>.").status_code == 302
    shown = page(signed_in(approver), case)
    assert "She rang &lt;b&gt;twice&lt;/b&gt;." in shown
    assert "Notes for colleagues" in shown


def test_it_is_handed_to_a_colleague_who_may_see_it(signed_in: SignIn, moderator: User, approver: User) -> None:
    case, browser = asked(), signed_in(moderator)
    auditor = stories.user("rob", "auditor", shown="Rob Hale")
    shown = page(browser, case)
    assert "Ann Bevan</option>" in shown
    assert "Rob Hale</option>" not in shown
    assert post(browser, "hand_over", case, to=auditor.pk, note="x").status_code == 422
    assert post(browser, "hand_over", case, to="nobody", note="x").status_code == 422
    assert post(browser, "hand_over", case, to=approver.pk, note="You know them.").status_code == 302
    assert Assignment.objects.get().person == approver
    assert "Mo Lee handed it to Ann Bevan" in page(browser, case)


def test_whom_a_complaint_names_is_offered_no_answer_and_nobody_hands_it_to_them(
    signed_in: SignIn, moderator: User, approver: User
) -> None:
    case = asked("I complain of Ann Bevan, who lost my form.", kind=Case.Kind.COMPLAINT)
    theirs = page(signed_in(approver), case)
    assert "It names you, so it is not yours to decide." in theirs
    assert 'name="answer"' not in signed_in(approver).get(reverse("desk:case", args=[case.pk])).content.decode()
    browser = signed_in(moderator)
    assert "Ann Bevan</option>" not in page(browser, case)
    assert post(browser, "hand_over", case, to=approver.pk, note="Yours.").status_code == 422
    post(signed_in(approver), "answer", case, key="3" * 32, outcome="closed", reason="No.")
    assert Case.objects.get(pk=case.pk).state == "open"


def test_it_is_put_off_and_brought_back(signed_in: SignIn, moderator: User) -> None:
    case, browser = asked(), signed_in(moderator)
    assert post(browser, "snooze", case).status_code == 422
    assert post(browser, "snooze", case, until="hour").status_code == 302
    assert "This case is put off" in page(browser, case)
    assert post(browser, "wake", case).status_code == 302
    assert Snooze.objects.get().ended_at is not None
    assert "This case is put off" not in page(browser, case)


@pytest.mark.parametrize("choice", list(UNTIL))
def test_each_choice_is_a_time(choice: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monday = timezone.make_aware(timezone.datetime(2026, 11, 23, 10, 0))  # type: ignore[attr-defined]  # Django re-exports it
    monkeypatch.setattr(timezone, "localtime", lambda: monday)
    assert timedelta() < moment_of(choice) - monday <= timedelta(days=7)


@pytest.mark.parametrize(("hour", "there"), [(10, True), (14, False), (16, False)])
def test_only_times_ahead_are_offered(hour: int, there: bool, monkeypatch: pytest.MonkeyPatch) -> None:  # noqa: FBT001 (parametrized)
    clock_in_hand.hold(monkeypatch, lambda: datetime(2026, 11, 23, hour, 0, tzinfo=ZoneInfo("Europe/London")))
    assert ("afternoon" in offered()) is there
    assert {"hour", "tomorrow", "monday", "week"} <= set(offered())


def test_what_is_put_off_is_counted_apart(signed_in: SignIn, moderator: User) -> None:
    case, browser = asked(), signed_in(moderator)
    assert (counts(moderator).waiting, counts(moderator).off) == (1, 0)
    post(browser, "snooze", case, until="hour")
    assert (counts(moderator).waiting, counts(moderator).off) == (0, 1)
    assert "?who=off" in text_of(browser.get(reverse("desk:queue")))


def test_two_of_one_person_are_merged_and_the_first_says_where_it_went(signed_in: SignIn, moderator: User) -> None:
    first, second, browser = asked(), asked("And what about Sundays?"), signed_in(moderator)
    other = asked("Mine?", by=stories.author(stories.channel(), "Kit Marsh"))
    shown = page(browser, first)
    assert f"Question {second.pk}" in shown
    assert f"Question {other.pk}," not in shown
    assert post(browser, "merge", first, into=other.pk).status_code == 422
    assert post(browser, "merge", first, into=second.pk).status_code == 302
    assert f"It goes on in case {second.pk}." in page(browser, first)
    shown = page(browser, second)
    assert f"Case {first.pk} goes on here." in shown
    assert "They also asked" in shown
    assert "How do I book a visit?" in shown
    assert reverse("desk:case", args=[first.pk]) in shown
    assert shown.index("How do I book a visit?") < shown.index("Your answer")
    assert "They also asked" not in page(browser, first)


def test_it_is_said_to_be_something_else(signed_in: SignIn, moderator: User) -> None:
    case, browser = asked("What did the new logo cost?"), signed_in(moderator)
    assert post(browser, "reroute", case, kind="review").status_code == 422
    moved = post(browser, "reroute", case, kind="foi")
    made = Case.objects.get(kind="foi")
    assert (moved.status_code, moved["Location"]) == (302, reverse("desk:case", args=[made.pk]))
    assert "FOI request" in page(browser, made)
    assert f"It goes on as case {made.pk}." in page(browser, case)


def test_who_else_writes_and_what_is_too_long_is_said_while_one_types(
    signed_in: SignIn, moderator: User, approver: User
) -> None:
    case = asked(on=stories.channel("x"))
    mine, theirs = signed_in(moderator), signed_in(approver)
    assert "is writing" not in text_of(post(theirs, "writing", case, answer="Hello"))
    said = text_of(post(mine, "writing", case, answer="x" * 300))
    assert "<strong>Ann Bevan</strong> is writing in this case now." in said
    assert "It is 20 over." in said
    names = text_of(theirs.get(reverse("desk:others_writing", args=[case.pk])))
    assert "Mo Lee" in names
    assert "status" not in names
    assert "<strong>Ann Bevan</strong> is writing" in page(mine, case)


def test_the_conversation_is_in_order_and_shows_ours_and_theirs(signed_in: SignIn, moderator: User) -> None:
    case = asked()
    browser = signed_in(moderator)
    post(browser, "answer", case, key="1" * 32, outcome="answered", answer="Online.", reason="")
    stories.planned()
    shown = text_of(browser.get(reverse("desk:thread", args=[case.contribution.author_id])))
    assert shown.index("How do I book a visit?") < shown.index("Online.")
    assert "Answered" in shown
    assert f"Question {case.pk}" in shown


def test_a_concern_from_inside_is_seen_by_few(signed_in: SignIn, moderator: User) -> None:
    case = asked("Night checks are signed that nobody did.", kind=Case.Kind.WHISTLEBLOWING)
    auditor, policy_owner = stories.user("rob", "auditor"), stories.user("pat", "policy_owner")
    thread = reverse("desk:thread", args=[case.contribution.author_id])
    for user in (auditor, policy_owner):
        browser = signed_in(user)
        assert browser.get(reverse("desk:case", args=[case.pk])).status_code == 404
        assert browser.get(thread).status_code == 404
        for address in ("desk:inbox", "desk:questions", "desk:queue"):
            assert "Night checks" not in text_of(browser.get(reverse(address)))
    assert "Night checks" in box(signed_in(moderator), "open")
    assert signed_in(moderator).get(thread).status_code == 200


def test_one_persons_case_is_answered_privately_unless_a_person_says_otherwise(
    signed_in: SignIn, moderator: User
) -> None:
    browser = signed_in(moderator)
    shown = browser.get(reverse("desk:case", args=[asked(why=[*WHY, INDIVIDUAL]).pk])).content.decode()
    assert INDIVIDUAL in shown
    assert 'name="answer_privately" type="checkbox" value="on" checked' in " ".join(shown.split())
    other = browser.get(reverse("desk:case", args=[asked("When?").pk])).content.decode()
    assert 'value="on" checked' not in " ".join(other.split())


def test_what_was_taken_back_and_a_window_that_closed_have_a_clear_end(signed_in: SignIn, moderator: User) -> None:
    case, browser = asked(), signed_in(moderator)
    stories.version(case.contribution, "", change="removed")
    Contribution.objects.filter(pk=case.contribution_id).update(platform_state="gone")
    shown = page(browser, case)
    assert "Its author took it back, so no answer to it can arrive." in shown
    assert "Its author took it back before we answered." in shown
    old = asked("Hello?", at=timezone.now() - timedelta(days=8))
    assert "becomes a manual task" in page(browser, old)


def test_nothing_of_it_is_offered_once_a_case_is_closed(signed_in: SignIn, moderator: User) -> None:
    case, browser = asked(), signed_in(moderator)
    post(browser, "answer", case, key="2" * 32, outcome="closed", reason="Asked before.")
    shown = page(browser, case)
    assert "Hand it over" not in shown
    assert "Leave a note" in shown
    assert post(browser, "hand_over", case, to=make.person("moderator").pk, note="x").status_code == 409
    assert post(browser, "snooze", case, until="hour").status_code == 409
    assert not Note.objects.exists()


def test_no_other_case_of_a_concern_tells_who_raised_it(signed_in: SignIn, moderator: User) -> None:
    concern = asked("Night checks are signed that nobody did.", kind=Case.Kind.WHISTLEBLOWING)
    beside = open_case(concern.contribution, Case.Kind.FOI, priority=3, why=WHY)
    was = asked("They are signed still, how do I tell?")
    browser = signed_in(moderator)
    post(browser, "pause", was, reason="Which night?")
    post(browser, "reroute", was, kind="whistleblowing")
    post(browser, "answer", beside, key="4" * 32, outcome="redirected", reason="To the line for night checks.")
    reply = stories.case("Same here.", kind=Case.Kind.REVIEW, parent=concern.contribution)
    for user in (stories.user("rob", "auditor"), stories.user("pat", "policy_owner")):
        theirs = signed_in(user)
        for case in (concern, beside, was):
            assert theirs.get(reverse("desk:case", args=[case.pk])).status_code == 404
        pages = [box(theirs, one) for one in ("open", "closed", "waiting")]
        pages += [text_of(theirs.get(reverse(name))) for name in ("desk:queue", "desk:questions")]
        pages.append(page(theirs, reply))
        for shown in pages:
            assert "ight checks" not in shown
            assert "signed still" not in shown
        assert f"Concern raised from inside {concern.pk}" in pages[-2]
        assert "Not shown to your role" in pages[-2]
    assert "signed still" in box(signed_in(moderator), "closed")
    assert "Night checks" in page(signed_in(moderator), reply)

"""Every desk page has a permission, asks to sign in, and refuses the wrong role without doing anything."""

from __future__ import annotations

from uuid import UUID

import pytest
from django.test import Client
from django.urls import URLPattern, reverse
from tests.desk import stories

from evenhand.cases.models import Case
from evenhand.desk import urls
from evenhand.people.permissions import Permission, holders
from evenhand.people.roles import Role

pytestmark = pytest.mark.django_db

POSTS = {
    *("take", "release", "decide", "answer", "pause", "resume", "confirm", "block", "block_review"),
    *("emergency", "threat", "block_same", "block_second", "block_end", "alike_hide", "together_undo", "second_answer"),
    *("appeal", "find", "by_hand", "appeal_found", "appeal_closed", "statement_keep"),
    *("reveal", "care", "raise", "aimed_case"),
    *("note", "hand_over", "snooze", "wake", "merge", "reroute", "writing"),
    *("use_answer", "answer_make", "answer_edit", "answer_retire"),
    *("hold", "lift_hold", "pack", "take_in", "request_item", "request_release", "request_refuse"),
    *("erasure_look", "erasure_ask", "erasure_confirm", "erasure_withdraw"),
    *("close_comments", "closing_answer", "closing_open", "closing_done", "watch_end"),
    *("claim_approve", "correct", "incident_end"),
    *("channel_check", "report_meant", "report_closed"),
    *("task", "retry", "skip", "sign", "comparison_in_force"),
}
OPEN = {"home"}
GUARDED = [pattern for pattern in urls.urlpatterns if pattern.name not in OPEN]


def permission_of(pattern: URLPattern) -> Permission:
    view = pattern.callback
    while not hasattr(view, "permission") and hasattr(view, "__wrapped__"):
        view = view.__wrapped__
    found: Permission = view.permission  # type: ignore[attr-defined]  # `needs` puts it there
    return found


def address(pattern: URLPattern) -> str:
    uuids = {"block_id", "erasure_id"}
    kwargs = {name: UUID(int=987654) if name in uuids else 987654 for name in pattern.pattern.converters}
    return reverse(f"desk:{pattern.name}", kwargs=kwargs)


def ask(browser: Client, pattern: URLPattern) -> int:
    send = browser.post if pattern.name in POSTS else browser.get
    return send(address(pattern)).status_code


@pytest.mark.parametrize("pattern", GUARDED, ids=lambda one: str(one.name))
def test_signed_out_people_are_asked_to_sign_in(pattern: URLPattern) -> None:
    browser = Client()
    send = browser.post if pattern.name in POSTS else browser.get
    answer = send(address(pattern))
    assert answer.status_code == 302
    assert answer.headers["Location"].startswith("/accounts/login/?next=/desk/")


@pytest.mark.parametrize("pattern", GUARDED, ids=lambda one: str(one.name))
def test_each_page_opens_to_exactly_the_roles_of_its_permission(pattern: URLPattern) -> None:
    allowed = holders(permission_of(pattern))
    for role in Role:
        browser = Client()
        browser.force_login(stories.user(role.value, role), backend="django.contrib.auth.backends.ModelBackend")
        status = ask(browser, pattern)
        assert (status == 403) == (role not in allowed), f"{role}: {status}"


@pytest.mark.parametrize("pattern", [one for one in GUARDED if one.name in POSTS], ids=lambda one: str(one.name))
def test_what_changes_something_is_never_a_get(pattern: URLPattern) -> None:
    browser = Client()
    browser.force_login(
        stories.user("all", *(role.value for role in Role)), backend="django.contrib.auth.backends.ModelBackend"
    )
    assert browser.get(address(pattern)).status_code == 405


def test_forms_need_their_token() -> None:
    case = stories.case("You clown", why=["Look."])
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(stories.user("mo", "moderator"), backend="django.contrib.auth.backends.ModelBackend")
    answer = browser.post(reverse("desk:take", args=[case.pk]))
    assert answer.status_code == 403
    assert "open for too long" in answer.content.decode()
    assert not case.assignments.exists()


def test_htmx_is_told_to_sign_in_again_and_not_given_a_page() -> None:
    answer = Client(headers={"HX-Request": "true"}).get(reverse("desk:queue"))
    assert answer.status_code == 401
    assert answer.headers["HX-Refresh"] == "true"


@pytest.mark.parametrize(
    ("roles", "place"),
    [(["moderator"], "/desk/queue/"), (["administrator"], "/desk/channels/"), (["auditor"], "/desk/queue/")],
)
def test_home_leads_where_the_roles_lead(roles: list[str], place: str) -> None:
    browser = Client()
    browser.force_login(stories.user("somebody", *roles), backend="django.contrib.auth.backends.ModelBackend")
    assert browser.get("/desk/").headers["Location"] == place


def test_a_person_without_a_role_is_told_whom_to_ask() -> None:
    browser = Client()
    browser.force_login(stories.user("nobody"), backend="django.contrib.auth.backends.ModelBackend")
    assert "Ask an administrator" in browser.get("/desk/").content.decode()


@pytest.mark.parametrize(
    ("kind", "role"),
    [(Case.Kind.SAFEGUARDING, "moderator"), (Case.Kind.SAFEGUARDING, "auditor"), (Case.Kind.MEMBER_REPORT, "auditor")],
)
def test_a_case_one_may_not_see_is_not_there_at_all(kind: Case.Kind, role: str) -> None:
    case = stories.case("I saw something that worries me", kind=kind, why=["Someone may be at risk."])
    browser = Client()
    browser.force_login(stories.user("somebody", role), backend="django.contrib.auth.backends.ModelBackend")
    assert browser.get(reverse("desk:case", args=[case.pk])).status_code == 404
    assert browser.get(reverse("desk:progress", args=[case.pk])).status_code == 404
    assert "worries me" not in browser.get(reverse("desk:queue")).content.decode()


def test_pages_are_not_kept_by_the_browser() -> None:
    browser = Client()
    browser.force_login(stories.user("mo", "moderator"), backend="django.contrib.auth.backends.ModelBackend")
    answer = browser.get(reverse("desk:queue"))
    assert answer.headers["Cache-Control"] == "no-store"
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
    assert "unsafe" not in answer.headers["Content-Security-Policy"]

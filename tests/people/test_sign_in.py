"""Signing in: closed to strangers, slow for guessers, out with the browser, with a second factor for who wants it."""

from __future__ import annotations

import re

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from tests.desk import stories

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _no_tries_yet(settings: pytest.FixtureRequest) -> None:
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # type: ignore[attr-defined]  # Django's settings
    cache.clear()


def sign_in(browser: Client, password: str = stories.PASSWORD, login: str = "mo") -> int:
    return browser.post(reverse("account_login"), {"login": login, "password": password}).status_code


def test_the_right_password_opens_the_desk_until_the_browser_closes() -> None:
    stories.user("mo", "moderator")
    browser = Client()
    assert sign_in(browser) == 302
    assert browser.get("/desk/queue/").status_code == 200
    assert browser.session.get_expire_at_browser_close()


def test_a_wrong_name_and_a_wrong_password_are_told_alike() -> None:
    stories.user("mo", "moderator")
    said = [
        re.findall(r"<li>\s*([^<]+?)\s*</li>", Client().post(reverse("account_login"), data).content.decode())[:1]
        for data in ({"login": "mo", "password": "x"}, {"login": "nobody", "password": "x"})
    ]
    assert said[0] == said[1]
    assert "not correct" in said[0][0]


def test_guessing_is_slowed_down_even_for_the_right_password() -> None:
    stories.user("mo", "moderator")
    browser = Client()
    for _ in range(5):
        assert sign_in(browser, "a wrong guess") == 200
    answer = browser.post(reverse("account_login"), {"login": "mo", "password": stories.PASSWORD})
    assert answer.status_code == 200
    assert "Too many" in answer.content.decode()


def test_an_account_that_was_switched_off_stays_out() -> None:
    user = stories.user("mo", "moderator")
    user.is_active = False
    user.save()
    browser = Client()
    sign_in(browser)
    assert browser.get("/desk/queue/").status_code == 302


@pytest.mark.parametrize(
    "path", ["signup/", "email/", "password/reset/", "password/set/", "login/code/", "confirm-email/x/"]
)
def test_what_an_administrator_does_is_closed_to_visitors(path: str) -> None:
    answer = Client().get(f"/accounts/{path}")
    assert answer.status_code == 404
    assert "Ask an administrator" in answer.content.decode()


def test_signing_out_takes_a_click_not_a_link() -> None:
    stories.user("mo", "moderator")
    browser = Client()
    sign_in(browser)
    browser.get(reverse("account_logout"))
    assert browser.get("/desk/queue/").status_code == 200
    browser.post(reverse("account_logout"))
    assert browser.get("/desk/queue/").status_code == 302


def test_a_new_password_is_long_and_not_a_common_one() -> None:
    stories.user("mo", "moderator")
    browser = Client()
    sign_in(browser)
    change = {"oldpassword": stories.PASSWORD, "password1": "password123", "password2": "password123"}
    shown = browser.post(reverse("account_change_password"), change).content.decode()
    assert "at least 12 characters" in shown
    assert "too common" in shown


def test_an_authenticator_app_is_asked_for_from_then_on() -> None:
    user = stories.user("mo", "moderator")
    browser = Client()
    sign_in(browser)
    assert "reauthenticate" in browser.get(reverse("mfa_activate_totp")).headers["Location"]
    browser.post(reverse("account_reauthenticate"), {"password": stories.PASSWORD})
    shown = browser.get(reverse("mfa_activate_totp")).content.decode()
    assert "<svg" in shown
    assert "data:image" not in shown
    secret = re.search(r'Key: <span class="eh-code">([A-Z2-7]+)', shown)
    assert secret is not None
    assert browser.post(reverse("mfa_activate_totp"), {"code": _code(secret[1])}).status_code == 302
    assert "In use" in browser.get(reverse("mfa_index")).content.decode()
    assert "Your recovery codes" in browser.get(reverse("mfa_view_recovery_codes")).content.decode()
    other = Client()
    assert sign_in(other) == 302
    assert other.get("/desk/queue/").status_code == 302
    assert "Enter your sign-in code" in other.get(reverse("mfa_authenticate")).content.decode()
    assert Authenticator.objects.filter(user=user).count() == 2  # the app and the recovery codes


def _code(secret: str) -> str:
    return str(format_hotp_value(hotp_value(secret, next(yield_hotp_counters_from_time()))))

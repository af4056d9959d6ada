"""A real Chromium against a live server, with everything that went wrong in the page kept for the test."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright
from pytest_django.live_server_helper import LiveServer
from tests.desk.stories import PASSWORD

from evenhand.people.models import User

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-background-networking"]
Open = Callable[..., Page]


@pytest.fixture(autouse=True)
def _settings(settings: pytest.FixtureRequest) -> None:
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # type: ignore[attr-defined]  # Django's settings
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.dummy.DummyCache"}}  # type: ignore[attr-defined]  # no rate limits between tests


@pytest.fixture(scope="module")
def chromium(django_db_setup: None) -> Iterator[Browser]:  # noqa: ARG001  (made before the event loop runs)
    """One browser for the module; each test has a context of its own.

    Playwright keeps an event loop in the test's thread, where Django refuses the database: allowed while it runs.
    """
    if CHROMIUM is None:
        pytest.skip("Chromium is not installed here")
    with pytest.MonkeyPatch.context() as environment, sync_playwright() as playwright:
        environment.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture
def open_page(chromium: Browser, live_server: LiveServer) -> Iterator[Open]:
    """Opens pages of the live server; at the end, nothing may have been refused or gone wrong in them."""
    contexts: list[BrowserContext] = []
    troubles: list[str] = []

    def make(*, width: int = 1280, scripts: bool = True) -> Page:
        context = chromium.new_context(
            base_url=live_server.url, viewport={"width": width, "height": 900}, java_script_enabled=scripts
        )
        context.set_default_timeout(60_000)  # a busy machine is no failure
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: troubles.append(str(error)))
        page.on("console", lambda message: troubles.append(message.text) if _is_trouble(message.text) else None)
        return page

    yield make
    for context in contexts:
        context.close()
    assert troubles == []


def _is_trouble(text: str) -> bool:
    """What the browser says of refused scripts and styles; a 403 or 422 on purpose is none."""
    return "Content Security Policy" in text or "Refused to" in text or "Uncaught" in text


@pytest.fixture
def sign_in(open_page: Open) -> Callable[..., Page]:
    """Signs a person in through the form itself."""

    def make(user: User, *, width: int = 1280, scripts: bool = True) -> Page:
        page = open_page(width=width, scripts=scripts)
        page.goto("/accounts/login/")
        page.fill("#id_login", user.username)
        page.fill("#id_password", PASSWORD)
        page.click("main button[type=submit]")
        page.wait_for_load_state()
        return page

    return make

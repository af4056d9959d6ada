"""People of the check: they sign in and post the desk's own forms over HTTP, as a browser would."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from html import unescape
from typing import Any

import httpx

PASSPHRASE = "for the demo on this machine only"  # noqa: S105 (guards nothing but a demo that is thrown away)
TEAM = {
    "morgan": ("Morgan Ellis", ["moderator"]),
    "sam": ("Sam Okafor", ["moderator", "responder_lead"]),
    "alex": ("Alex Price", ["approver"]),
    "jo": ("Jo Whitfield", ["safeguarding_lead"]),
    "robin": ("Robin Hale", ["auditor"]),
    "chris": ("Chris Adeyemi", ["administrator", "policy_owner"]),
}
_TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')
_KEY = re.compile(r'name="key"[^>]*value="([0-9a-f]{32})"|value="([0-9a-f]{32})"[^>]*name="key"')
_FAULTS = re.compile(r'class="govuk-error-summary".*?</ul>', re.DOTALL)


class FormRefusedError(RuntimeError):
    """The desk refused a form or a page; the message holds what the page said."""


@dataclass(slots=True)
class Person:
    """One signed-in person."""

    service: str
    name: str
    browser: httpx.Client = field(init=False)

    def __post_init__(self) -> None:
        self.browser = httpx.Client(base_url=self.service, follow_redirects=True, timeout=60)

    def sign_in(self) -> Person:
        """Sign in on the page that everybody uses."""
        page = self.browser.get("/accounts/login/")
        answer = self.browser.post(
            "/accounts/login/",
            data={"csrfmiddlewaretoken": _token(page.text), "login": self.name, "password": PASSPHRASE},
            headers={"Referer": f"{self.service}/accounts/login/"},
        )
        if "/accounts/login/" in str(answer.url):
            raise FormRefusedError(f"{self.name} could not sign in: {_said(answer.text)}")
        return self

    def read(self, path: str) -> str:
        """A page of the desk as this person sees it. Raises FormRefusedError where it is not shown."""
        answer = self.browser.get(path)
        if not answer.is_success:
            raise FormRefusedError(f"{path} answered {self.name} with {answer.status_code}")
        return answer.text

    def post(self, path: str, page_path: str, **fields: Any) -> httpx.Response:  # noqa: ANN401 (form fields are texts or lists)
        """Open `page_path`, then post the form at `path` with its own token and key. Raises FormRefusedError."""
        page = self.browser.get(page_path)
        page.raise_for_status()
        key = _KEY.search(page.text)
        data = {
            "csrfmiddlewaretoken": _token(page.text),
            **({"key": key.group(1) or key.group(2)} if key else {}),
            **fields,
        }
        answer = self.browser.post(path, data=data, headers={"Referer": f"{self.service}{page_path}"})
        if not answer.is_success:
            raise FormRefusedError(f"{path} answered {answer.status_code}: {_said(answer.text)}")
        return answer

    def on_case(self, case_id: int, step: str, **fields: Any) -> httpx.Response:  # noqa: ANN401 (as above)
        """Post one of the forms of a case: decide, answer, confirm, block."""
        return self.post(f"/desk/cases/{case_id}/{step}/", f"/desk/cases/{case_id}/", **fields)

    def finish_task(self, task_id: int, *, done: bool, note: str = "") -> httpx.Response:
        """Say how a manual task ended."""
        ended = "done" if done else "could_not"
        return self.post(f"/desk/tasks/{task_id}/", "/desk/tasks/", ended=ended, note=note)


def _token(page: str) -> str:
    found = _TOKEN.search(page)
    if found is None:
        raise FormRefusedError("The page has no form with a token.")
    return unescape(found.group(1))


def _said(page: str) -> str:
    found = _FAULTS.search(page)
    text = re.sub(r"<[^>]+>", " ", found.group(0) if found else page[:500])
    return re.sub(r"\s+", " ", unescape(text)).strip()

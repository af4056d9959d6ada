"""A shift of the demo: what the desk refuses or cannot show is noted, and ends nothing."""

from __future__ import annotations

import httpx
import pytest

from evenhand.demo import new_version
from evenhand.demo.people import FormRefusedError, Person
from evenhand.demo.shift import Shift

pytestmark = pytest.mark.django_db


def refuse(_owner: Person) -> bool:
    raise FormRefusedError("It was read by nobody.")


@pytest.fixture
def person() -> Person:
    """Somebody whose desk answers every page with an error but the queue."""

    def answer(request: httpx.Request) -> httpx.Response:
        return httpx.Response(200 if request.url.path == "/desk/" else 500, text=f"A page: {request.url.path}")

    made = Person("http://desk.test", "robin")
    made.browser = httpx.Client(base_url="http://desk.test", transport=httpx.MockTransport(answer))
    return made


def test_an_error_page_is_no_page(person: Person) -> None:
    assert person.read("/desk/") == "A page: /desk/"
    with pytest.raises(FormRefusedError, match="/desk/cases/1/ answered robin with 500"):
        person.read("/desk/cases/1/")


def test_a_signature_that_is_refused_is_noted(person: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Person, "sign_in", lambda self: self)
    monkeypatch.setattr(new_version, "try_unsigned", lambda _owner: None)
    monkeypatch.setattr(new_version, "is_ready", lambda: True)
    monkeypatch.setattr(new_version, "sign", refuse)
    shift = Shift(person.service, None, 0.0)  # type: ignore[arg-type]  # nothing here asks the sandbox
    assert shift.work([]) == []
    assert shift.notes == ["It was read by nobody."]

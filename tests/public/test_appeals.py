"""The public form of appeals: taken, limited, never leaking, and what it refuses is refused in words."""

from __future__ import annotations

import re
from io import BytesIO
from typing import Any
from urllib.parse import urlencode

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.urls import reverse
from pytest_django import Settings
from structlog.testing import capture_logs
from tests import factories as make

from evenhand.people.models import Visit
from evenhand.public import appeals as views
from evenhand.public.middleware import MOST, FormsTakeNoFiles
from evenhand.sanctions import references
from evenhand.sanctions.appeals import deciding
from evenhand.sanctions.models import Appeal

pytestmark = pytest.mark.django_db
PLAIN = "application/x-www-form-urlencoded"
FORM, OUTCOME = "/appeal/", "/appeal/outcome/"


def fields(**changes: object) -> dict[str, object]:
    """A form filled in; the channel is made where there is none."""
    channel = changes.pop("on", None) or make.channel()
    return {"channel": channel.pk, "handle": "ann", "words": "It was a joke.", **changes}  # type: ignore[attr-defined]  # a Channel


def send(data: dict[str, object], address: str = FORM, browser: Client | None = None) -> Any:  # noqa: ANN401 (the test client's own response)
    return (browser or Client()).post(address, urlencode(data), content_type=PLAIN)


def ask(number: str, handle: str) -> Any:  # noqa: ANN401 (as above)
    return send({"number": number, "handle": handle}, OUTCOME)


def said(answer: Any) -> str:  # noqa: ANN401 (as above)
    return re.sub(r"\s+", " ", answer.content.decode())


def test_it_is_taken_without_an_account_and_gives_a_number_to_keep() -> None:
    decided = make.decision(make.contribution(), make.policy_version())
    number = make.reference(decided).number
    answer = send(fields(on=decided.contribution.channel, handle="whoever", number=number))
    appeal = Appeal.objects.get()
    assert answer.headers["Location"] == reverse("appeal_sent", args=[appeal.reference])
    assert (appeal.way, appeal.words, appeal.decision) == ("form", "It was a joke.", decided)
    page = Client().get(answer.headers["Location"])
    assert appeal.reference in said(page)
    assert "no-store" in page.headers["Cache-Control"]


def test_the_page_with_the_number_says_nothing_of_whether_it_exists() -> None:
    number = references.new()
    assert number in said(Client().get(reverse("appeal_sent", args=[number])))
    assert Client().get(reverse("appeal_sent", args=["A7K3-M9QX-0000"])).status_code == 404


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"channel": ""}, "Choose the channel"),
        ({"channel": "999999"}, "Choose one of our channels"),
        ({"channel": "facebook"}, "Choose one of our channels"),
        ({"handle": " "}, "Enter the name that you have"),
        ({"handle": "a" * 101}, "at most 100 characters"),
        ({"words": " "}, "Say why you think"),
        ({"words": "a" * 50_000}, "This has 50,000 characters. Shorten it to 5,000"),
        ({"words": "\N{PILE OF POO}" * 50_000}, "This has 50,000 characters. Shorten it to 5,000"),
        ({"words": "a\x00b"}, "Null characters are not allowed"),
        ({"number": "A7K3-M9QX-HT2D"}, "This is not one of our numbers"),
        ({"number": "a" * 41}, "It has 12 letters and digits"),
        ({"link": "a" * 1_001}, "Enter only the link"),
        ({"website": "https://spam.example"}, "We could not tell you from a program"),
    ],
)
def test_a_mistake_is_named_and_nothing_is_taken(change: dict[str, object], says: str) -> None:
    answer = send(fields(**change))
    assert answer.status_code == 422
    assert says in said(answer)
    assert "There is a problem" in said(answer)
    assert not Appeal.objects.exists()


def test_without_a_channel_the_form_asks_for_none() -> None:
    page = said(Client().get(FORM))
    assert "None of our channels is on this form yet." in page
    assert "Which of our channels" not in page
    assert send({"channel": "", "handle": "ann", "words": "It was a joke."}).status_code == 422


def test_what_was_written_is_still_there_after_a_mistake() -> None:
    answer = send(fields(handle="", words="<script>It was a joke.</script>"))
    assert "&lt;script&gt;It was a joke.&lt;/script&gt;" in said(answer)


def test_the_field_for_programs_is_empty_again_so_that_a_person_loses_nothing() -> None:
    answer = send(fields(website="x"))
    assert 'name="website" type="text" tabindex="-1" autocomplete="off" value=""' in said(answer)


def test_too_many_from_one_address_are_refused_in_words(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(views, "APPEALS_AN_HOUR", 1)
    data = fields()
    assert send(data).status_code == 302
    answer = send(data)
    assert answer.status_code == 429
    assert "Nothing was taken this time" in said(answer)
    assert Appeal.objects.count() == 1
    assert "127.0.0.1" not in str(list(Visit.objects.values_list()))


@pytest.mark.parametrize(
    ("proxies", "headers"),
    [(0, {"REMOTE_ADDR": ""}), (2, {"HTTP_X_FORWARDED_FOR": "203.0.113.9"})],
    ids=["unix socket", "fewer proxies than were said"],
)
@pytest.mark.parametrize("address", [FORM, OUTCOME])
def test_where_nobody_can_tell_which_address_asks_the_page_says_so(
    settings: Settings, proxies: int, headers: dict[str, str], address: str
) -> None:
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = proxies
    with capture_logs() as logs:
        answer = Client().post(address, urlencode(fields()), content_type=PLAIN, **headers)  # type: ignore[arg-type]  # WSGI's own names
    assert answer.status_code == 503
    assert "does not work just now" in said(answer)
    assert not Appeal.objects.exists()
    assert [line["event"] for line in logs] == ["public.address_unknown"]
    assert "203.0.113.9" not in str(logs)


def test_behind_a_proxy_that_is_counted_each_address_has_its_own_limit(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    monkeypatch.setattr(views, "APPEALS_AN_HOUR", 1)
    data = urlencode(fields())
    statuses = [
        Client().post(FORM, data, content_type=PLAIN, headers={"X-Forwarded-For": address}).status_code
        for address in ("203.0.113.9", "203.0.113.10", "203.0.113.9")
    ]
    assert statuses == [302, 302, 429]


def test_it_needs_its_token() -> None:
    answer = send(fields(), browser=Client(enforce_csrf_checks=True))
    assert answer.status_code == 403
    assert not Appeal.objects.exists()


class Bomb:
    """What was sent, which nobody may read."""

    def read(self, *_: object) -> bytes:
        raise AssertionError("the attachment was read")


def bomb(size: int, content_type: str) -> HttpRequest:
    request = HttpRequest()
    request.method, request.path_info = "POST", FORM
    request.META = {"CONTENT_LENGTH": str(size), "CONTENT_TYPE": content_type, "wsgi.input": Bomb()}
    request._set_content_type_params(request.META)  # type: ignore[attr-defined]
    return request


def refuse_all(_request: HttpRequest) -> HttpResponse:
    raise AssertionError("the rest of the house was asked")


@pytest.mark.parametrize(
    ("size", "content_type", "status"),
    [
        (10_000_000_000, "multipart/form-data; boundary=x", 413),
        (MOST + 1, PLAIN, 413),
        (500, "multipart/form-data; boundary=x", 400),
        (500, "application/json", 400),
        (500, "", 400),
    ],
)
def test_files_and_bombs_are_refused_before_anything_reads_them(size: int, content_type: str, status: int) -> None:
    answer = FormsTakeNoFiles(refuse_all)(bomb(size, content_type))
    assert answer.status_code == status
    assert "nothing of it was read" in said(answer)


def test_a_length_that_is_no_number_is_too_long() -> None:
    request = bomb(0, PLAIN)
    request.META["CONTENT_LENGTH"] = "lots"
    assert FormsTakeNoFiles(refuse_all)(request).status_code == 413


def test_the_other_pages_are_not_its_business() -> None:
    request = bomb(500, "multipart/form-data; boundary=x")
    request.path_info = "/desk/"
    assert FormsTakeNoFiles(lambda _request: HttpResponse("on it goes"))(request).content == b"on it goes"


def test_a_file_sent_to_the_form_is_refused_through_the_whole_house() -> None:
    answer = Client().post(FORM, {**fields(), "file": BytesIO(b"x" * 5_000)})
    assert answer.status_code == 400
    assert not Appeal.objects.exists()


def by_number(**changes: object) -> Appeal:
    """An appeal through the form, with the number of our own letter."""
    return make.appeal(**{"way": "form", "how": "number", **changes})  # type: ignore[arg-type]  # fields of any kind


def test_the_outcome_is_for_who_knows_both_number_and_name() -> None:
    appeal = make.ended(by_number(handle="Ann Lee"), "turned_down", make.person("moderator"))
    for name in ("ann lee", "@Ann  Lee"):
        answer = ask(appeal.reference.lower(), name)
        assert answer.status_code == 200
        assert "We looked again." in said(answer)
        assert "The decision stays" in said(answer)


def test_the_author_of_the_comment_is_known_by_their_name_too() -> None:
    appeal = by_number()
    assert appeal.contribution is not None
    assert appeal.contribution.author is not None
    answer = ask(appeal.reference, appeal.contribution.author.display_name)
    assert "We are looking at it" in said(answer)


def neutral(appeal: Appeal) -> str:
    """What the page for everyone says of an appeal, without what its maker chose or was given."""
    page = said(ask(appeal.reference, appeal.handle)).replace(appeal.reference, "N").replace(appeal.handle, "H")
    return re.sub(r'(name="csrfmiddlewaretoken" value=")\w+', r"\1", page)


def test_who_sends_the_form_without_our_number_learns_nothing_of_anybody() -> None:
    """Anybody can type another person's name or paste a link to their comment."""
    sanctioned = make.decision(make.contribution(), make.policy_version())
    author = sanctioned.contribution.author
    assert author is not None
    send(fields(on=sanctioned.contribution.channel, handle=author.display_name))
    send(fields(on=sanctioned.contribution.channel, handle="nobody", link=sanctioned.contribution.permalink))
    send(fields(handle="Zed"))
    mod, found = make.person("moderator"), {"way": "form", "handle": "Ann Lee"}
    upheld = make.ended(make.appeal(**found), "upheld", mod)  # type: ignore[arg-type]  # as above
    turned_down = make.ended(make.appeal(**found), "turned_down", mod)  # type: ignore[arg-type]  # as above
    open_one = make.appeal(**found)  # type: ignore[arg-type]  # as above
    nothing = Appeal.objects.get(handle="nobody")
    deciding.close(nothing, mod, "We hid nothing of theirs.")
    pages = {neutral(one) for one in (*Appeal.objects.filter(way="form"), upheld, turned_down, open_one)}
    assert len(pages) == 1
    page = pages.pop()
    assert "goes privately to the account that wrote the comment" in page
    for told in ("We looked again", "The decision stays", "We were wrong", "We hid nothing", "We are looking at it"):
        assert told not in page


def test_nobody_learns_whether_a_number_exists() -> None:
    appeal = by_number(handle="Ann Lee")
    pages = {
        said(ask(number, name)).replace(number, "N").replace(name, "H")
        for number, name in [
            (appeal.reference, "somebody"),
            (references.new(), "somebody"),
            (references.new(), "Ann Lee"),
            ("A7K3-M9QX-HT2D", "somebody"),
        ]
    }
    pages = {re.sub(r'(name="csrfmiddlewaretoken" value=")\w+', r"\1", page) for page in pages}
    assert len(pages) == 1
    assert "We know no appeal with this number and this name" in pages.pop()


def test_an_empty_name_opens_nothing() -> None:
    appeal = make.appeal(way="form", handle="")
    for name in ("", " ", "@"):
        assert ask(appeal.reference, name).status_code == 422


def test_guessing_is_limited(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(views, "LOOKS_AN_HOUR", 2)
    tries = [ask(references.new(), "ann").status_code for _ in range(3)]
    assert tries == [422, 422, 429]


def test_what_was_joined_shows_the_outcome_of_the_first() -> None:
    first = by_number(handle="ann")
    joined = by_number(of=first.decision, handle="bo", case=first.case, state="joined", joined_to=first)
    assert "We are looking at it" in said(ask(joined.reference, "bo"))
    make.ended(first, "turned_down", make.person("moderator"))
    Appeal.objects.filter(pk=joined.pk).update(letter="We looked again, for you too.")
    assert "We looked again, for you too." in said(ask(joined.reference, "bo"))

"""The webhook endpoint: one row and 200 for what is signed, nothing kept of the rest, never a fault."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from collections.abc import Iterator

import pytest
from django.db import DatabaseError
from django.test import Client, RequestFactory
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase as HypothesisCase
from tests import factories as make

from evenhand.api import hooks
from evenhand.api.middleware import HooksFirst
from evenhand.channels import doors
from evenhand.channels import services as channels
from evenhand.channels.credentials import Credentials
from evenhand.channels.models import Channel
from evenhand.channels.services import NewChannel
from evenhand.intake.models import Contribution, Delivery, Refusal
from evenhand.records.models import Entry

pytestmark = pytest.mark.django_db

SECRET = "a secret for tests"
BODY = b'{"object":"page","entry":[{"id":"1","changes":[{"value":{"message":"caf\\u00e9 \\ud83d\\ude42"}}]}]}'


@pytest.fixture(autouse=True)
def _fresh_doors() -> Iterator[None]:
    doors.forget()
    yield
    doors.forget()


def connect(platform: str = "facebook", *secrets: str) -> Channel:
    keys = Credentials("token", secrets or (SECRET,), "verify me")
    plan = make.plan() if platform == "x" else None
    return channels.add_channel(NewChannel(platform, f"{platform}:1", "Ours", plan=plan), keys)


def mac(body: bytes, secret: str = SECRET) -> bytes:
    return hmac.new(secret.encode(), body, hashlib.sha256).digest()


def meta(body: bytes, secret: str = SECRET) -> dict[str, str]:
    return {"HTTP_X_HUB_SIGNATURE_256": f"sha256={mac(body, secret).hex()}"}


def post(client: Client, body: bytes, headers: dict[str, str], path: str = "/hooks/facebook/facebook:1/") -> int:
    return client.generic("POST", path, body, "application/json", **headers).status_code  # type: ignore[arg-type]  # WSGI's own table


def test_a_signed_delivery_is_one_row_and_nothing_else(client: Client) -> None:
    channel = connect()
    before = Entry.objects.count()
    assert post(client, BODY, meta(BODY)) == 200
    row = Delivery.objects.get()
    assert bytes(row.body) == BODY
    assert (row.channel_id, row.platform, row.source, row.state) == (channel.pk, "facebook", "webhook", "stored")
    assert not Contribution.objects.exists()
    assert Entry.objects.count() == before


def test_a_replay_is_answered_and_not_stored_again(client: Client) -> None:
    connect()
    assert [post(client, BODY, meta(BODY)) for _ in range(3)] == [200, 200, 200]
    assert Delivery.objects.count() == 1


def test_a_wrong_signature_is_refused_counted_and_nothing_is_kept(client: Client) -> None:
    connect()
    assert post(client, BODY, meta(BODY, "wrong")) == 401
    assert post(client, BODY, {}) == 401
    assert post(client, BODY, {"HTTP_X_HUB_SIGNATURE_256": "sha256=é\x00"}) == 401
    assert not Delivery.objects.exists()
    assert Refusal.objects.get().count == 3


def test_the_bytes_are_checked_as_they_came(client: Client) -> None:
    connect()
    rewritten = json.dumps(json.loads(BODY), ensure_ascii=False).encode()
    assert post(client, BODY, meta(rewritten)) == 401


def test_a_secret_being_changed_is_live_beside_the_old_one(client: Client) -> None:
    connect("facebook", "the new one", SECRET)
    assert post(client, BODY, meta(BODY)) == 200
    assert post(client, BODY + b" ", meta(BODY + b" ", "the new one")) == 200


def test_a_secret_changed_a_moment_ago_is_found(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    connect()
    assert post(client, BODY, meta(BODY)) == 200
    monkeypatch.setattr(hooks, "LOOK_AGAIN", 0.0)
    connect("facebook", "changed")
    assert post(client, BODY + b" ", meta(BODY + b" ", "changed")) == 200
    assert not Refusal.objects.exists()


@pytest.mark.parametrize(
    ("platform", "name", "sign"),
    [
        ("instagram", "HTTP_X_HUB_SIGNATURE_256", lambda body: f"sha256={mac(body).hex()}"),
        ("x", "HTTP_X_TWITTER_WEBHOOKS_SIGNATURE", lambda body: f"sha256={base64.b64encode(mac(body)).decode()}"),
        ("linkedin", "HTTP_X_LI_SIGNATURE", lambda body: mac(b"hmacsha256=" + body).hex()),
    ],
)
def test_each_platform_signs_in_its_own_way(client: Client, platform: str, name: str, sign: object) -> None:
    connect(platform)
    assert callable(sign)
    assert post(client, BODY, {name: sign(BODY)}, f"/hooks/{platform}/{platform}:1/") == 200
    assert post(client, BODY, {name: sign(BODY + b" ")}, f"/hooks/{platform}/{platform}:1/") == 401


@pytest.mark.parametrize(
    "path",
    ["/hooks/facebook/nobody/", "/hooks/youtube/youtube:1/", "/hooks/myspace/1/", f"/hooks/facebook/{'9' * 40}/"],
)
def test_where_nobody_listens_nothing_is_kept(client: Client, path: str) -> None:
    connect()
    connect("youtube")
    assert post(client, BODY, meta(BODY), path) == 404
    assert not Delivery.objects.exists()


def test_our_own_number_of_a_channel_is_an_address_too(client: Client) -> None:
    channel = connect()
    assert post(client, BODY, meta(BODY), f"/hooks/facebook/{channel.pk}/") == 200


def test_a_channel_that_is_off_does_not_listen(client: Client) -> None:
    connect()
    Channel.objects.update(mode=Channel.Mode.OFF)
    assert post(client, BODY, meta(BODY)) == 404


def test_five_mebibytes_and_no_more(client: Client) -> None:
    connect()
    most = b"x" * hooks.LARGEST
    assert post(client, most, meta(most)) == 200
    assert post(client, most + b"x", meta(most + b"x")) == 413
    assert post(client, b"x", meta(b"x") | {"CONTENT_LENGTH": "9" * 30}) == 413


def test_other_methods_are_refused(client: Client) -> None:
    connect()
    assert client.put("/hooks/facebook/facebook:1/").status_code == 405


def test_what_cannot_be_stored_is_asked_for_again(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    connect()

    def broken(*_: object) -> bool:
        raise DatabaseError

    monkeypatch.setattr(hooks, "store_delivery", broken)
    assert post(client, BODY, meta(BODY)) == 503


def test_credentials_that_cannot_be_opened_answer_503(client: Client) -> None:
    connect()
    Channel.objects.update(credentials=b"rubbish")
    assert post(client, BODY, meta(BODY)) == 503


def test_meta_shakes_hands(client: Client) -> None:
    connect()
    path = "/hooks/facebook/facebook:1/?hub.mode=subscribe&hub.challenge=42&hub.verify_token="
    answer = client.get(f"{path}verify%20me")
    assert (answer.status_code, answer.content, answer["Content-Type"]) == (200, b"42", "text/plain; charset=utf-8")
    assert client.get(f"{path}wrong").status_code == 403


def test_x_shakes_hands(client: Client) -> None:
    connect("x")
    answer = client.get("/hooks/x/x:1/?crc_token=abc")
    assert answer["Content-Type"] == "application/json"
    assert answer.json() == {"response_token": f"sha256={base64.b64encode(mac(b'abc')).decode()}"}
    assert client.get("/hooks/x/nobody/?crc_token=abc").status_code == 404


def test_it_is_answered_before_everything_else() -> None:
    connect()

    def rest(_: object) -> None:
        raise AssertionError("the rest of the middleware was asked")

    request = RequestFactory().generic("POST", "/hooks/facebook/facebook:1/", BODY, **meta(BODY))  # type: ignore[arg-type]  # as above
    assert HooksFirst(rest)(request).status_code == 200  # type: ignore[arg-type]  # never called


class AnyBytes(HypothesisCase):
    """No bytes, signed or not, end in a fault."""

    @settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow])
    @given(
        body=st.binary(max_size=400) | st.text().map(lambda text: text.encode("utf-8", "surrogatepass")),
        right=st.booleans(),
    )
    def test_any_bytes_are_answered(self, body: bytes, right: bool) -> None:  # noqa: FBT001 (drawn)
        doors.forget()
        connect()
        status = post(Client(raise_request_exception=False), body, meta(body, SECRET if right else "wrong"))
        assert status == (200 if right else 401)
        assert Delivery.objects.count() == int(right)

    @settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow])
    @given(
        platform=st.sampled_from(["facebook", "x", "linkedin"]),
        ref=st.text(min_size=1),
        query=st.text(),
        value=st.text(),
    )
    def test_any_address_and_header_is_answered(self, platform: str, ref: str, query: str, value: str) -> None:
        doors.forget()
        connect("facebook")
        factory = RequestFactory()
        for method in ("GET", "POST"):
            request = factory.generic(
                method,
                "/hooks/",
                b"{}",
                HTTP_X_HUB_SIGNATURE_256=value,
                QUERY_STRING=query.encode("utf-8", "replace").decode("latin-1"),
            )
            answer = hooks.hook(request, platform, ref)
            assert answer.status_code in {200, 401, 403, 404}

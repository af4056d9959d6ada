"""Signatures over the raw bytes: vectors computed here from an invented secret, and how each goes wrong."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evenhand.platforms.interface import Platform, Webhook
from evenhand.platforms.registry import webhook_for
from evenhand.platforms.signatures import equal, signed

SECRET = "evenhand-test-secret"
# What Meta sends: every letter beyond ASCII escaped, slashes escaped too.
ESCAPED = (
    rb'{"object":"page","entry":[{"changes":[{"field":"feed","value":{"message":"na\u00efve \ud83d\ude80 a\/b"}}]}]}'
)
RESERIALISED = json.dumps(json.loads(ESCAPED), separators=(",", ":"), ensure_ascii=False).encode()
# Fixed once with openssl's dgst -hmac, so that a mistake in our own use of hmac would show.
FIXED = {
    Platform.FACEBOOK: "sha256=9526ba9dea6bcc691d13d9e1d9ecd3fc958d259d368992765155b2244312477c",
    Platform.INSTAGRAM: "sha256=9526ba9dea6bcc691d13d9e1d9ecd3fc958d259d368992765155b2244312477c",
    Platform.X: "sha256=lSa6neprzGkdE9nh2ezT/JWNJZ02iZJ2UVWyJEMSR3w=",
    Platform.LINKEDIN: "2e45663e2483fdfaaa88962d8312e07c600d8fc6fb4c9f49ad3ed50986c48a96",
}
HEADER = {
    Platform.FACEBOOK: "x-hub-signature-256",
    Platform.INSTAGRAM: "x-hub-signature-256",
    Platform.X: "x-twitter-webhooks-signature",
    Platform.LINKEDIN: "x-li-signature",
}
SIGN: dict[Platform, Callable[[bytes, str], str]] = {
    Platform.FACEBOOK: lambda raw, secret: f"sha256={_hmac(raw, secret).hex()}",
    Platform.INSTAGRAM: lambda raw, secret: f"sha256={_hmac(raw, secret).hex()}",
    Platform.X: lambda raw, secret: f"sha256={base64.b64encode(_hmac(raw, secret)).decode()}",
    Platform.LINKEDIN: lambda raw, secret: _hmac(b"hmacsha256=" + raw, secret).hex(),
}
SIGNED = list(HEADER)


def _hmac(raw: bytes, secret: str) -> bytes:
    return hmac.new(secret.encode(), raw, hashlib.sha256).digest()


def _webhook(platform: Platform) -> Webhook:
    webhook = webhook_for(platform)
    assert webhook is not None
    return webhook


@pytest.mark.parametrize("platform", SIGNED)
def test_the_fixed_vector_holds(platform: Platform) -> None:
    assert SIGN[platform](ESCAPED, SECRET) == FIXED[platform]
    assert _webhook(platform).verify({HEADER[platform]: FIXED[platform]}, ESCAPED, [SECRET])


@pytest.mark.parametrize("platform", SIGNED)
def test_the_bytes_count_and_not_what_they_say(platform: Platform) -> None:
    assert json.loads(RESERIALISED) == json.loads(ESCAPED)
    assert RESERIALISED != ESCAPED
    assert not _webhook(platform).verify({HEADER[platform]: FIXED[platform]}, RESERIALISED, [SECRET])


@pytest.mark.parametrize("platform", SIGNED)
def test_any_live_secret_will_do_while_one_is_being_replaced(platform: Platform) -> None:
    headers, webhook = {HEADER[platform]: FIXED[platform]}, _webhook(platform)
    assert webhook.verify(headers, ESCAPED, ["newer", SECRET])
    assert webhook.verify(headers, ESCAPED, [SECRET, "newer"])
    assert not webhook.verify(headers, ESCAPED, ["newer", "newest"])
    assert not webhook.verify(headers, ESCAPED, [])


@pytest.mark.parametrize("platform", SIGNED)
def test_an_empty_secret_never_counts(platform: Platform) -> None:
    headers = {HEADER[platform]: SIGN[platform](ESCAPED, "")}
    assert not _webhook(platform).verify(headers, ESCAPED, [""])
    assert not _webhook(platform).verify({}, ESCAPED, ["", SECRET])


@pytest.mark.parametrize("platform", SIGNED)
@given(given_header=st.text(), raw=st.binary())
def test_no_made_up_signature_passes_or_breaks(platform: Platform, given_header: str, raw: bytes) -> None:
    assert not _webhook(platform).verify({HEADER[platform]: given_header}, raw, [SECRET, "\ud800"])


@given(raw=st.binary(), secret=st.text(st.characters(codec="utf-8"), min_size=1))
def test_what_is_signed_with_a_live_secret_passes(raw: bytes, secret: str) -> None:
    for platform in SIGNED:
        assert _webhook(platform).verify({HEADER[platform]: SIGN[platform](raw, secret)}, raw, [secret])


def test_linkedins_value_may_carry_its_prefix() -> None:
    headers = {"x-li-signature": f"hmacsha256={FIXED[Platform.LINKEDIN]}"}
    assert _webhook(Platform.LINKEDIN).verify(headers, ESCAPED, [SECRET])
    bare = {"x-li-signature": _hmac(ESCAPED, SECRET).hex()}  # over the body without the prefix
    assert not _webhook(Platform.LINKEDIN).verify(bare, ESCAPED, [SECRET])


def test_metas_older_sha1_header_is_not_enough() -> None:
    old = hmac.new(SECRET.encode(), ESCAPED, hashlib.sha1).hexdigest()
    assert not _webhook(Platform.FACEBOOK).verify({"x-hub-signature": f"sha1={old}"}, ESCAPED, [SECRET])


def test_every_secret_is_tried_whatever_the_first_says() -> None:
    tried: list[bytes] = []

    def write(digest: bytes) -> str:
        tried.append(digest)
        return digest.hex()

    assert signed(_hmac(b"x", "a").hex(), b"x", ["a", "b", "c"], write)
    assert len(tried) == 3
    assert equal("é\ud800", "é\ud800")
    assert not equal("é", "e")


class TestHandshakes:
    def test_metas_challenge_is_given_back_for_our_token_alone(self) -> None:
        for platform in (Platform.FACEBOOK, Platform.INSTAGRAM):
            webhook = _webhook(platform)
            query = {"hub.mode": "subscribe", "hub.verify_token": "ours", "hub.challenge": "1158201444"}
            assert webhook.handshake(query, [SECRET], "ours") == "1158201444"
            for wrong in (
                query | {"hub.verify_token": "theirs"},
                query | {"hub.mode": "unsubscribe"},
                query | {"hub.challenge": "<script>"},
                query | {"hub.challenge": ""},
                {},
            ):
                assert webhook.handshake(wrong, [SECRET], "ours") is None
            assert webhook.handshake(query | {"hub.verify_token": ""}, [SECRET], "") is None

    def test_xs_crc_is_answered_with_the_newest_secret(self) -> None:
        answer = _webhook(Platform.X).handshake({"crc_token": "a-token"}, [SECRET, "older"], "")
        assert answer is not None
        token = base64.b64encode(_hmac(b"a-token", SECRET)).decode()
        assert json.loads(answer) == {"response_token": f"sha256={token}"}
        for query, secrets in (({}, [SECRET]), ({"crc_token": "a"}, []), ({"crc_token": "a" * 501}, [SECRET])):
            assert _webhook(Platform.X).handshake(query, secrets, "") is None

    def test_linkedins_code_comes_back_with_its_answer(self) -> None:
        answer = _webhook(Platform.LINKEDIN).handshake({"challengeCode": "c0de"}, [SECRET], "")
        assert answer is not None
        assert json.loads(answer) == {"challengeCode": "c0de", "challengeResponse": _hmac(b"c0de", SECRET).hex()}
        for query, secrets in (
            ({}, [SECRET]),
            ({"challengeCode": "a"}, [""]),
            ({"challengeCode": "a" * 501}, [SECRET]),
        ):
            assert _webhook(Platform.LINKEDIN).handshake(query, secrets, "") is None

    @pytest.mark.parametrize(
        ("platform", "name", "before"),
        [(Platform.X, "crc_token", ""), (Platform.LINKEDIN, "challengeCode", "hmacsha256=")],
    )
    def test_nobody_is_handed_the_signature_of_a_delivery(self, platform: Platform, name: str, before: str) -> None:
        """Challenge and delivery are signed with one secret, and anybody may send a challenge."""
        webhook = _webhook(platform)
        for body in ('{"data":{"event_type":"x"}}', "[]", '"a"', "{}", " {}", "a b", "\ud800"):
            assert webhook.handshake({name: f"{before}{body}"}, [SECRET], "") is None
        for code in ("890e4665-4dfe-4ab1-b689-ed553bceeed0", "MTZjOTQ4+/_Yg=="):
            assert webhook.handshake({name: code}, [SECRET], "") is not None


def test_youtube_has_no_webhook() -> None:
    assert webhook_for(Platform.YOUTUBE) is None

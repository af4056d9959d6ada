"""Webhooks: handshakes, signatures over the raw bytes, payloads, retries, and the faults of delivery."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import time
from collections.abc import Iterator

import pytest
from tests.sandbox.helpers import Json, Listener, Sandbox, listening

from evenhand.sandbox.webhooks.signing import body, headers

SECRETS = {name: f"sandbox-{name}-secret" for name in ("facebook", "instagram", "x", "linkedin")}


def digest(platform: str, message: bytes) -> bytes:
    return hmac.new(SECRETS[platform].encode(), message, hashlib.sha256).digest()


def shake(query: dict[str, str]) -> str:
    """Answers all three handshakes rightly."""
    if "crc_token" in query:
        signed = base64.b64encode(digest("x", query["crc_token"].encode())).decode()
        return json.dumps({"response_token": f"sha256={signed}"})
    if "challengeCode" in query:
        code = query["challengeCode"]
        return json.dumps({"challengeCode": code, "challengeResponse": digest("linkedin", code.encode()).hex()})
    right = query.get("hub.verify_token", "").endswith("-verify") and query.get("hub.mode") == "subscribe"
    return query["hub.challenge"] if right else "no"


@pytest.fixture
def listener() -> Iterator[Listener]:
    with listening(shake) as found:
        yield found


def register(sandbox: Sandbox, listener: Listener, *platforms: str) -> None:
    for platform in platforms:
        told = sandbox.control("webhooks", platform=platform, url=listener.url, retry_seconds=0.02)
        assert told["delivers"] is True


def payloads(listener: Listener, count: int) -> list[Json]:
    return [json.loads(raw) for _, raw in listener.wait(count)]


def test_meta_signs_the_bytes_with_their_escapes(sandbox: Sandbox, listener: Listener) -> None:
    register(sandbox, listener, "facebook")
    made = sandbox.publish("facebook", "café 🙂 a/b")
    told, raw = listener.wait(1)[0]
    assert told["x-hub-signature-256"] == f"sha256={digest('facebook', raw).hex()}"
    assert b"caf\\u00e9 \\ud83d\\ude42 a\\/b" in raw
    entry = json.loads(raw)["entry"][0]
    value = entry["changes"][0]["value"]
    assert (entry["id"], entry["changes"][0]["field"]) == (sandbox.channels["facebook"]["external_id"], "feed")
    assert (value["item"], value["verb"], value["comment_id"]) == ("comment", "add", made)
    assert value["parent_id"] == value["post_id"] == sandbox.post_of("facebook")
    assert value["message"] == "café 🙂 a/b"


def test_facebook_tells_of_edits_removals_hiding_and_own_replies(sandbox: Sandbox, listener: Listener) -> None:
    made = sandbox.publish("facebook")
    register(sandbox, listener, "facebook")
    sandbox.control("edit", platform="facebook", id=made, text="changed")
    sandbox.call("facebook", "POST", made, data={"is_hidden": "true"})
    sandbox.call("facebook", "POST", made, data={"is_hidden": "false"})
    sandbox.call("facebook", "POST", f"{made}/comments", data={"message": "Hello"})
    sandbox.control("remove", platform="facebook", id=made)
    values = [each["entry"][0]["changes"][0]["value"] for each in payloads(listener, 5)]
    by_verb = {value["verb"]: value for value in values}
    assert set(by_verb) == {"edited", "hide", "unhide", "add", "remove"}
    assert by_verb["edited"]["message"] == "changed"
    assert by_verb["add"]["from"]["id"] == sandbox.channels["facebook"]["external_id"]
    assert by_verb["add"]["parent_id"] == made
    assert "message" not in by_verb["remove"]
    assert "created_time" not in by_verb["remove"]


def test_messages_come_in_milliseconds_with_echoes_edits_and_withdrawals(sandbox: Sandbox, listener: Listener) -> None:
    register(sandbox, listener, "facebook")
    made = sandbox.publish("facebook", "Hello", kind="direct_message", author="Lil Marsh")
    listener.wait(1)
    form = {"recipient": json.dumps({"id": sandbox.author_of("facebook", made)}), "message": '{"text": "Hi"}'}
    sandbox.call("facebook", "POST", "me/messages", data=form)
    listener.wait(2)
    sandbox.control("edit", platform="facebook", id=made, text="Hello again")
    listener.wait(3)
    sandbox.control("remove", platform="facebook", id=made)
    events = [each["entry"][0]["messaging"][0] for each in payloads(listener, 4)]
    assert events[0]["message"] == {"mid": made, "text": "Hello"}
    assert events[0]["timestamp"] > 1_700_000_000_000
    assert events[1]["message"]["is_echo"] is True
    assert (events[2]["message_edit"]["text"], events[2]["message_edit"]["num_edit"]) == ("Hello again", "1")
    assert events[3]["message"] == {"mid": made, "is_deleted": True}


def test_instagram_tells_of_new_comments_only(sandbox: Sandbox, listener: Listener) -> None:
    register(sandbox, listener, "instagram")
    made = sandbox.publish("instagram", "first", author="Bo Lake")
    listener.wait(1)
    sandbox.control("edit", platform="instagram", id=made, text="changed")
    sandbox.call("instagram", "POST", made, data={"hide": "true"})
    sandbox.call("instagram", "POST", f"{made}/replies", data={"message": "Hello"})
    sandbox.control("remove", platform="instagram", id=made)
    message = sandbox.publish("instagram", kind="direct_message")
    told = payloads(listener, 3)
    time.sleep(0.05)
    assert len(listener.got) == 3
    values = [each["entry"][0]["changes"][0]["value"] for each in told if "changes" in each["entry"][0]]
    assert {value["text"] for value in values} == {"first", "Hello"}
    assert values[0]["from"]["username"] == "bolake"
    messages = [each["entry"][0]["messaging"][0] for each in told if "messaging" in each["entry"][0]]
    assert messages[0]["message"]["mid"] == message
    assert all(each["object"] == "instagram" for each in told)


def test_x_tells_of_direct_replies_mentions_and_messages(sandbox: Sandbox, listener: Listener) -> None:
    register(sandbox, listener, "x")
    top = sandbox.publish("x", "a reply", author="Gus Hart")
    sandbox.publish("x", "further down", parent=top)  # silent: neither direct nor by name
    called = sandbox.publish("x", "@HMPPS_sandbox help", parent=top)
    mention = sandbox.publish("x", "look at @HMPPS_sandbox", kind="mention")
    message = sandbox.publish("x", "private", kind="direct_message")
    new = str(sandbox.control("edit", platform="x", id=top, text="edited")["id"])
    sandbox.control("remove", platform="x", id=new)
    told = payloads(listener, 4)
    time.sleep(0.05)
    assert len(listener.got) == 4
    signed, raw = listener.got[0]
    wanted = base64.b64encode(digest("x", raw)).decode()
    assert signed["x-twitter-webhooks-signature"] == f"sha256={wanted}"
    kinds = {each["data"]["event_type"]: each["data"]["payload"] for each in told}
    assert kinds["post.reply.create"]["id"] == top
    assert kinds["post.reply.create"]["in_reply_to_tweet_id"] == sandbox.post_of("x")
    assert kinds["dm.received"]["direct_message_events"][0]["id"] == message
    mentioned = {each["data"]["payload"]["id"] for each in told if each["data"]["event_type"] == "post.mention.create"}
    assert mentioned == {called, mention}


def test_linkedin_signs_with_its_prefix_and_sends_batches(sandbox: Sandbox, listener: Listener) -> None:
    register(sandbox, listener, "linkedin")
    made = sandbox.publish("linkedin", "Ydy'r swydd ar agor? 🙂")
    listener.wait(1)
    signed, raw = listener.got[0]
    assert signed["x-li-signature"] == digest("linkedin", b"hmacsha256=" + raw).hex()
    assert "🙂".encode() in raw
    sandbox.control("edit", platform="linkedin", id=made, text="changed")
    sandbox.control("remove", platform="linkedin", id=made)
    sandbox.control("traffic", state="step", steps=60, seed=3)
    end = time.monotonic() + 5
    while len(sandbox.ledger(event="webhook.sent", platform="linkedin")) < 5 and time.monotonic() < end:
        time.sleep(0.02)
    found = [note for _, each in listener.got for note in json.loads(each)["notifications"]]
    assert max(len(json.loads(each)["notifications"]) for _, each in listener.got) in range(2, 11)
    mine = {note["action"] for note in found if note["decoratedGeneratedActivity"]["comment"]["entity"] == made}
    assert mine == {"COMMENT", "COMMENT_EDIT", "COMMENT_DELETE"}
    assert found[0]["generatedActivity"] == made.replace("(urn:li:", "(")
    assert found[0]["decoratedSourcePost"]["entity"] == sandbox.post_of("linkedin")
    assert len({note["notificationId"] for note in found}) == len(found)


def test_youtube_has_none(sandbox: Sandbox, listener: Listener) -> None:
    told = sandbox.control("webhooks", platform="youtube", url=listener.url)
    assert told["delivers"] is False
    assert sandbox.look("webhooks") == {"webhooks": []}


@pytest.mark.parametrize("platform", ["facebook", "instagram", "x", "linkedin"])
def test_a_wrong_handshake_registers_nothing(sandbox: Sandbox, platform: str) -> None:
    with listening(lambda _: "{}") as wrong:
        answer = sandbox.http.post("/_sandbox/webhooks", json={"platform": platform, "url": wrong.url})
        assert answer.status_code == 400
        assert "wrongly" in answer.json()["error"]
    gone = sandbox.http.post("/_sandbox/webhooks", json={"platform": platform, "url": "http://127.0.0.1:9/"})
    assert "could not be asked" in gone.json()["error"]
    assert sandbox.look("webhooks") == {"webhooks": []}


def test_a_later_check_takes_a_wrong_address_off(sandbox: Sandbox, listener: Listener) -> None:
    register(sandbox, listener, "x")
    assert sandbox.control("webhooks/check", platform="x")["valid"] is True
    listener.shake = lambda _: "{}"
    assert sandbox.control("webhooks/check", platform="x")["valid"] is False
    assert sandbox.look("webhooks") == {"webhooks": []}
    assert sandbox.http.post("/_sandbox/webhooks/check", json={"platform": "x"}).status_code == 400


def test_a_failed_delivery_is_tried_again_and_every_try_is_told(sandbox: Sandbox, listener: Listener) -> None:
    register(sandbox, listener, "facebook")
    listener.statuses = [500, 202]  # Meta wants 200 and nothing else
    made = sandbox.publish("facebook")
    got = listener.wait(3)
    assert len({raw for _, raw in got}) == 1
    entries = _sent(sandbox, made, 3)
    assert [(each["detail"]["status"], each["effect"]) for each in entries] == [(500, False), (202, False), (200, True)]
    assert entries[0]["detail"]["digest"] == hashlib.sha256(got[0][1]).hexdigest()


def _sent(sandbox: Sandbox, made: str, count: int) -> list[Json]:
    end = time.monotonic() + 5
    while len(found := sandbox.ledger(event="webhook.sent", id=made)) < count and time.monotonic() < end:
        time.sleep(0.01)
    return found


NO_ADDRESS = "http://127.0.0.1:99999/"


def test_an_address_that_is_none_is_told_of_each_try_and_stops_no_other_challenge(
    sandbox: Sandbox, listener: Listener
) -> None:
    sandbox.control("webhooks", platform="x", url=NO_ADDRESS, skip_handshake=True)
    sandbox.control("webhooks", platform="linkedin", url=listener.url)
    assert _sent(sandbox, sandbox.publish("x"), 1)[0]["effect"] is False
    before = sandbox.ledger()[-1]["n"]
    sandbox.control("clock", offset_seconds=4 * 3600)
    wanted = {("webhook.challenge_failed", "x"), ("webhook.validated", "linkedin")}
    end = time.monotonic() + 10
    while not wanted <= (seen := _told(sandbox, before)) and time.monotonic() < end:
        time.sleep(0.05)
    assert wanted <= seen


def _told(sandbox: Sandbox, after: int) -> set[tuple[str, str]]:
    return {(one["event"], one["platform"]) for one in sandbox.ledger() if one["n"] > after}


def test_meta_stops_telling_after_an_hour_of_failures(sandbox: Sandbox, listener: Listener) -> None:
    register(sandbox, listener, "instagram")
    listener.statuses = [500] * 50
    _sent(sandbox, sandbox.publish("instagram"), 1)
    sandbox.control("clock", offset_seconds=4000)
    sandbox.publish("instagram")
    end = time.monotonic() + 5
    while sandbox.look("webhooks")["webhooks"] and time.monotonic() < end:
        time.sleep(0.01)
    assert sandbox.ledger(event="webhook.unsubscribed", platform="instagram")


@pytest.mark.parametrize("fault", ["webhook_duplicate", "webhook_replay"])
def test_the_same_bytes_twice(sandbox: Sandbox, listener: Listener, fault: str) -> None:
    register(sandbox, listener, "facebook")
    sandbox.fault("facebook", fault, params={"seconds": 0.05})
    sandbox.publish("facebook")
    first, second = listener.wait(2)
    assert first == second


def test_lost_late_and_out_of_order(sandbox: Sandbox, listener: Listener) -> None:
    register(sandbox, listener, "facebook")
    sandbox.fault("facebook", "webhook_lost")
    lost = sandbox.publish("facebook", "lost")
    sandbox.fault("facebook", "webhook_out_of_order", params={"seconds": 5})
    sandbox.publish("facebook", "first")
    sandbox.publish("facebook", "second")
    listener.wait(2)
    sandbox.fault("facebook", "webhook_late", params={"seconds": 0.15})
    sandbox.publish("facebook", "late")
    sandbox.publish("facebook", "on time")
    texts = [each["entry"][0]["changes"][0]["value"]["message"] for each in payloads(listener, 4)]
    assert texts == ["second", "first", "on time", "late"]
    assert sandbox.ledger(event="webhook.lost")[0]["id"] == lost


def test_one_held_back_goes_alone_when_nothing_follows(sandbox: Sandbox, listener: Listener) -> None:
    register(sandbox, listener, "facebook")
    sandbox.fault("facebook", "webhook_out_of_order", params={"seconds": 0.05})
    sandbox.publish("facebook", "alone")
    assert listener.wait(1)


def test_bad_signature_truncated_and_without_author(sandbox: Sandbox, listener: Listener) -> None:
    register(sandbox, listener, "facebook")
    for count, fault in enumerate(("webhook_bad_signature", "webhook_truncated", "webhook_no_author"), 1):
        sandbox.fault("facebook", fault)
        sandbox.publish("facebook", fault)
        listener.wait(count)
    (bad, raw), (_, cut), (_, nameless) = listener.got
    assert bad["x-hub-signature-256"] != f"sha256={digest('facebook', raw).hex()}"
    with pytest.raises(ValueError, match=r"Unterminated|Expecting"):
        json.loads(cut)
    assert "from" not in json.loads(nameless)["entry"][0]["changes"][0]["value"]


def test_a_lone_surrogate_can_be_sent_on_every_platform() -> None:
    for platform, secret in SECRETS.items():
        raw = body(platform, {"text": "\ud800"})
        assert headers(platform, secret, raw)
        json.loads(raw)

"""The control API: publishing, the ledger, the clock, deeds by hand, and plain words for wrong requests."""

from __future__ import annotations

import time
from datetime import UTC, datetime

import pytest
from tests.sandbox.helpers import Sandbox


def test_config_has_all_that_a_channel_needs(sandbox: Sandbox) -> None:
    assert set(sandbox.channels) == {"facebook", "instagram", "x", "linkedin", "youtube"}
    for channel in sandbox.channels.values():
        assert {"external_id", "page_id", "name", "token", "app_secret", "verify_token", "api_version"} <= set(channel)


def test_ids_are_the_same_each_time(sandbox: Sandbox) -> None:
    assert sandbox.post_of("facebook") == "108200300400500_900000000001507"


def test_everything_is_in_the_ledger_once_and_in_order(sandbox: Sandbox) -> None:
    made = sandbox.publish("linkedin", "first", author="Hal Low")
    sandbox.control("edit", platform="linkedin", id=made, text="second")
    sandbox.control("remove", platform="linkedin", id=made)
    found = sandbox.ledger(id=made)
    assert [each["event"] for each in found] == [
        "contribution.published",
        "contribution.edited",
        "contribution.removed",
    ]
    assert [each["n"] for each in sandbox.ledger()] == list(range(1, len(sandbox.ledger()) + 1))
    assert found[0]["detail"]["text"] == "first"
    assert found[1]["detail"]["previous_text"] == "first"
    datetime.fromisoformat(found[0]["at"])


def test_the_ledger_is_read_on_from_any_place(sandbox: Sandbox) -> None:
    for _ in range(3):
        sandbox.publish("x")
    whole = sandbox.look("ledger")
    half = sandbox.look("ledger", after="2", limit="1")
    assert half["entries"] == [whole["entries"][2]]
    assert half["next"] == 3
    end = sandbox.look("ledger", after=str(whole["next"]))
    assert end == {"entries": [], "next": whole["next"]}


def test_an_author_is_found_again_by_id_handle_or_name(sandbox: Sandbox) -> None:
    first = sandbox.author_of("youtube", sandbox.publish("youtube", author="Peg Amis"))
    assert sandbox.author_of("youtube", sandbox.publish("youtube", author=first)) == first
    assert sandbox.author_of("youtube", sandbox.publish("youtube", author="PEG AMIS")) == first
    assert sandbox.author_of("youtube", sandbox.publish("youtube", author="pegamis")) == first
    assert sandbox.author_of("youtube", sandbox.publish("youtube")) != first


def test_a_comment_can_be_dated_back(sandbox: Sandbox) -> None:
    made = sandbox.publish("facebook", at="2026-02-03T10:00:00+01:00")
    assert sandbox.item("facebook", made)["published_at"] == "2026-02-03T09:00:00.000Z"


def test_the_clock_moves_everything(sandbox: Sandbox) -> None:
    now = datetime.fromisoformat(sandbox.control("clock", offset_seconds=86_400)["now"])
    assert 86_390 < (now - datetime.now(UTC)).total_seconds() < 86_410
    made = sandbox.publish("x")
    assert sandbox.item("x", made)["published_at"][:10] == now.date().isoformat()


def test_the_clock_can_run_faster_and_goes_on_from_where_it_is(sandbox: Sandbox) -> None:
    before = sandbox.control("clock", offset_seconds=3600, rate=1000)
    time.sleep(0.05)
    later = sandbox.look("clock")
    passed = datetime.fromisoformat(later["now"]) - datetime.fromisoformat(before["now"])
    assert passed.total_seconds() >= 50  # a thousand times 0.05 seconds
    slow = sandbox.control("clock", rate=1)
    assert slow["offset_seconds"] >= later["offset_seconds"]  # nothing of it is lost
    assert sandbox.control("clock", offset_seconds=0)["rate"] == 1


@pytest.mark.parametrize(
    ("platform", "operation", "state"),
    [
        ("facebook", "hide", "hidden"),
        ("instagram", "delete", "deleted"),
        ("x", "hide", "hidden"),
        ("linkedin", "delete", "deleted"),
        ("youtube", "delete", "rejected"),
    ],
)
def test_a_person_does_it_by_hand(sandbox: Sandbox, platform: str, operation: str, state: str) -> None:
    made = sandbox.publish(platform)
    assert sandbox.control("by_hand", platform=platform, operation=operation, id=made)["effect"] is True
    assert sandbox.item(platform, made)["state"] == state
    entry = sandbox.ledger(event="by_hand", id=made)[0]
    assert (entry["operation"], entry["effect"]) == (operation, True)
    assert not sandbox.ledger(event="api.write", id=made)


def test_by_hand_replies_and_blocks(sandbox: Sandbox) -> None:
    made = sandbox.publish("x", "quiet")
    answered = sandbox.control("by_hand", platform="x", operation="reply", id=made, text="Hello")["made"]
    assert sandbox.see("x", made)["replies"][0]["id"] == answered
    sandbox.control("by_hand", platform="x", operation="block", id=made)
    assert sandbox.look(f"authors/x/{sandbox.author_of('x', made)}")["blocked"] is True
    assert sandbox.control("by_hand", platform="x", operation="message", id=made, text="Please read")["made"]
    assert sandbox.look(f"authors/x/{sandbox.author_of('x', made)}")["inbox"][0]["text"] == "Please read"
    assert sandbox.control("by_hand", platform="x", operation="platform_report", id=made)["effect"] is True


def test_the_platform_hides_by_itself(sandbox: Sandbox) -> None:
    made = sandbox.publish("facebook")
    assert sandbox.control("filter", platform="facebook", id=made)["state"] == "hidden"
    assert sandbox.get("facebook", made, fields="is_hidden")["is_hidden"] is True


def test_private_messages_are_seen_by_two(sandbox: Sandbox) -> None:
    made = sandbox.publish("x", "between us", kind="direct_message")
    assert sandbox.sights("x", made) == {"author": True, "friend": False, "stranger": False, "moderator": True}
    sandbox.call("x", "POST", f"dm_conversations/with/{sandbox.author_of('x', made)}/messages", json={"text": "Yes"})
    assert [each["text"] for each in sandbox.see("x", made, "author")["replies"]] == ["Yes"]


def test_replies_under_a_hidden_comment_go_with_it(sandbox: Sandbox) -> None:
    top = sandbox.publish("facebook", author="Top Person")
    below = sandbox.publish("facebook", parent=top, author="Other Person")
    sandbox.call("facebook", "POST", top, data={"is_hidden": "true"})
    assert sandbox.sights("facebook", below) == {"author": False, "friend": False, "stranger": False, "moderator": True}
    assert [each["id"] for each in sandbox.see("facebook", top, "author")["replies"]] == [below]


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("publish", {"platform": "myspace", "text": "x"}),
        ("publish", {"platform": "x"}),
        ("publish", {"platform": "x", "text": 7}),
        ("publish", {"platform": "x", "text": "x", "kind": "review"}),
        ("publish", {"platform": "x", "text": "x", "post": "none"}),
        ("publish", {"platform": "x", "text": "x", "parent": "none"}),
        ("publish", {"platform": "x", "text": "x", "at": "yesterday"}),
        ("edit", {"platform": "x", "id": "none", "text": "x"}),
        ("remove", {"platform": "x", "id": "none"}),
        ("filter", {"platform": "x", "id": "none"}),
        ("by_hand", {"platform": "linkedin", "operation": "hide", "id": "none"}),
        ("by_hand", {"platform": "x", "operation": "block", "id": "none"}),
        ("by_hand", {"platform": "youtube", "operation": "message", "id": "none"}),
        ("by_hand", {"platform": "x", "operation": "hide", "id": "none"}),
        ("authors", {"platform": "myspace", "name": "x"}),
        ("clock", {"offset_seconds": 1e15}),
        ("clock", {"offset_seconds": "soon"}),
        ("clock", {"rate": 0}),
        ("clock", {"rate": "fast"}),
        ("limits", {"platform": "myspace", "scale": 1}),
        ("limits", {"platform": "x", "scale": 0}),
        ("traffic", {"state": "flood"}),
        ("traffic", {"state": "start", "per_second": 0}),
        ("webhooks", {"platform": "myspace", "url": "http://127.0.0.1/"}),
        ("webhooks", {"platform": "x"}),
    ],
)
def test_wrong_requests_say_what_to_do(sandbox: Sandbox, path: str, body: dict[str, object]) -> None:
    answer = sandbox.http.post(f"/_sandbox/{path}", json=body)
    assert answer.status_code == 400
    assert answer.json()["error"].endswith(".")


@pytest.mark.parametrize("raw", [b"{", b"[]", b"\xff\xfe", b'"text"'])
def test_a_body_that_is_no_object(sandbox: Sandbox, raw: bytes) -> None:
    answer = sandbox.http.post("/_sandbox/publish", content=raw)
    assert (answer.status_code, answer.json()["error"]) == (400, "The body is not a JSON object.")


def test_wrong_looks(sandbox: Sandbox) -> None:
    made = sandbox.publish("x")
    for path in (f"view?platform=x&id={made}&as=cat", "view?platform=x&id=none", "authors/x/none", "ledger?after=z"):
        assert sandbox.http.get(f"/_sandbox/{path}").status_code == 400

"""Every fault strikes as it says, on every platform, and the ledger shows what really happened."""

from __future__ import annotations

import time
from urllib.parse import quote

import httpx
import pytest
from tests.sandbox.helpers import Sandbox

from evenhand.sandbox.state.model import PLATFORMS
from evenhand.sandbox.wire.faults import KNOWN, Faults


def act(sandbox: Sandbox, platform: str, made: str) -> httpx.Response:
    """The write that each platform has: hide, or on LinkedIn a reply."""
    if platform == "youtube":
        query = {"id": made, "moderationStatus": "heldForReview"}
        return sandbox.call("youtube", "POST", "comments/setModerationStatus", params=query)
    if platform == "x":
        return sandbox.call("x", "PUT", f"tweets/{made}/hidden", json={"hidden": True})
    if platform == "linkedin":
        actor = sandbox.channels["linkedin"]["external_id"]
        body = {"actor": actor, "message": {"text": "Hello"}, "parentComment": made}
        return sandbox.call("linkedin", "POST", f"socialActions/{quote(made, safe='')}/comments", json=body)
    return sandbox.call(platform, "POST", made, data={"is_hidden": "true", "hide": "true"})


def last(sandbox: Sandbox, made: str) -> tuple[bool, list[str]]:
    entry = sandbox.ledger(event="api.write", id=made)[-1]
    return entry["effect"], entry["detail"].get("faults", [])


THROTTLED = {"facebook": 400, "instagram": 400, "x": 429, "linkedin": 429, "youtube": 403}
DEAD = {"facebook": 400, "instagram": 400, "x": 401, "linkedin": 401, "youtube": 401}
FAILED = {"facebook": 500, "instagram": 500, "x": 503, "linkedin": 500, "youtube": 500}


@pytest.mark.parametrize("platform", PLATFORMS)
@pytest.mark.parametrize(
    ("fault", "statuses"), [("throttle", THROTTLED), ("token_dead", DEAD), ("server_error", FAILED)]
)
def test_no_before_any_effect(sandbox: Sandbox, platform: str, fault: str, statuses: dict[str, int]) -> None:
    made = sandbox.publish(platform)
    sandbox.fault(platform, fault)
    assert act(sandbox, platform, made).status_code == statuses[platform]
    assert last(sandbox, made) == (False, [fault])
    assert act(sandbox, platform, made).status_code < 300
    assert last(sandbox, made) == (True, [])


@pytest.mark.parametrize("platform", PLATFORMS)
def test_a_lost_response_after_the_effect(sandbox: Sandbox, platform: str) -> None:
    made = sandbox.publish(platform)
    sandbox.fault(platform, "lost_response")
    with pytest.raises(httpx.RemoteProtocolError):
        act(sandbox, platform, made)
    assert last(sandbox, made) == (True, ["lost_response"])
    if platform != "linkedin":
        assert sandbox.item(platform, made)["state"] in {"hidden", "held"}


@pytest.mark.parametrize("platform", PLATFORMS)
def test_success_is_said_and_nothing_happened(sandbox: Sandbox, platform: str) -> None:
    made = sandbox.publish(platform)
    sandbox.fault(platform, "no_effect_ok")
    assert act(sandbox, platform, made).status_code < 300
    assert last(sandbox, made) == (False, ["no_effect_ok"])
    assert sandbox.item(platform, made)["state"] == "visible"
    assert sandbox.see(platform, made)["replies"] == []


@pytest.mark.parametrize("platform", PLATFORMS)
def test_the_author_was_faster(sandbox: Sandbox, platform: str) -> None:
    made = sandbox.publish(platform)
    sandbox.fault(platform, "author_deletes_first")
    assert act(sandbox, platform, made).status_code in {400, 404}
    assert last(sandbox, made) == (False, ["author_deletes_first"])
    assert sandbox.ledger(event="contribution.removed", id=made)


@pytest.mark.parametrize("platform", PLATFORMS)
def test_refused(sandbox: Sandbox, platform: str) -> None:
    made = sandbox.publish(platform)
    sandbox.fault(platform, "refused")
    assert act(sandbox, platform, made).status_code == 403
    assert last(sandbox, made) == (False, ["refused"])


def test_answers_that_cannot_be_read(sandbox: Sandbox) -> None:
    made = sandbox.publish("facebook")
    sandbox.fault("facebook", "truncated")
    with pytest.raises(ValueError, match=r"Unterminated|Expecting"):
        act(sandbox, "facebook", made).json()
    assert last(sandbox, made) == (True, ["truncated"])
    sandbox.fault("facebook", "wrong_content_type")
    answer = sandbox.call("facebook", "GET", made)
    assert (answer.status_code, answer.headers["content-type"]) == (200, "text/html; charset=utf-8")


def test_slow_holds_nobody_else_up(sandbox: Sandbox) -> None:
    made = sandbox.publish("facebook")
    sandbox.fault("facebook", "slow", params={"seconds": 0.3})
    begun = time.monotonic()
    with (
        httpx.Client(base_url=sandbox.url, timeout=0.1, trust_env=False) as impatient,
        pytest.raises(httpx.ReadTimeout),
    ):
        impatient.get(f"/facebook/v26.0/{made}")
    sandbox.look("clock")
    assert time.monotonic() - begun < 0.3


def test_meta_throttles_with_its_codes_and_the_minutes_to_wait(sandbox: Sandbox) -> None:
    for code in (4, 32, 80001):
        sandbox.fault("facebook", "throttle", params={"code": code, "minutes": 7})
        answer = sandbox.call("facebook", "GET", "me")
        assert (answer.status_code, answer.json()["error"]["code"]) == (400, code)
        assert '"estimated_time_to_regain_access": 7' in answer.headers["x-business-use-case-usage"]
    calm = sandbox.call("facebook", "GET", "me")
    assert '"call_count": 1' in calm.headers["x-app-usage"]


def test_the_codes_of_the_other_refusals(sandbox: Sandbox) -> None:
    sandbox.fault("facebook", "token_dead")
    error = sandbox.call("facebook", "GET", "me").json()["error"]
    assert (error["code"], error["error_subcode"]) == (190, 460)
    for code in (10, 200, 368):
        sandbox.fault("facebook", "refused", params={"code": code})
        assert sandbox.call("facebook", "GET", "me").json()["error"]["code"] == code
    sandbox.fault("x", "refused", params={"status": 402})
    assert sandbox.call("x", "GET", "users/me").status_code == 402
    sandbox.fault("youtube", "throttle", params={"reason": "rateLimitExceeded"})
    errors = sandbox.call("youtube", "GET", "channels").json()["error"]["errors"]
    assert errors[0]["reason"] == "rateLimitExceeded"
    sandbox.fault("linkedin", "throttle")
    assert sandbox.call("linkedin", "GET", "posts").json()["serviceErrorCode"] == 101


@pytest.mark.parametrize(("platform", "subcode"), [("facebook", 2018278), ("instagram", 2534022)])
def test_a_message_window_closed_by_a_fault(sandbox: Sandbox, platform: str, subcode: int) -> None:
    made = sandbox.publish(platform, kind="direct_message")
    form = {"recipient": f'{{"id": "{sandbox.author_of(platform, made)}"}}', "message": '{"text": "Hi"}'}
    sandbox.fault(platform, "dm_window_closed")
    sandbox.call(platform, "GET", "me")  # a reading leaves the fault for the message
    answer = sandbox.call(platform, "POST", "me/messages", data=form)
    assert answer.json()["error"]["error_subcode"] == subcode
    assert "message_id" in sandbox.call(platform, "POST", "me/messages", data=form).json()


@pytest.mark.parametrize(("platform", "state"), [("facebook", "hidden"), ("instagram", "hidden"), ("youtube", "held")])
def test_the_platform_s_own_filter(sandbox: Sandbox, platform: str, state: str) -> None:
    sandbox.fault(platform, "platform_filter")
    made, other = sandbox.publish(platform), sandbox.publish(platform)
    assert (sandbox.item(platform, made)["state"], sandbox.item(platform, other)["state"]) == (state, "visible")
    assert [each["id"] for each in sandbox.ledger(event="platform.filtered", platform=platform)] == [made]
    if platform == "youtube":
        query = {"part": "snippet", "videoId": sandbox.post_of("youtube"), "moderationStatus": "likelySpam"}
        assert sandbox.get("youtube", "commentThreads", **query)["items"][0]["id"] == made


def test_a_fault_can_be_for_one_operation_for_writes_or_for_a_share(sandbox: Sandbox) -> None:
    made = sandbox.publish("facebook")
    sandbox.fault("*", "server_error", params={"operation": "delete"})
    assert act(sandbox, "facebook", made).status_code == 200
    assert sandbox.call("facebook", "DELETE", made).status_code == 500
    sandbox.fault("facebook", "throttle", params={"only": "write"})
    assert sandbox.call("facebook", "GET", made).status_code == 200
    assert sandbox.call("facebook", "DELETE", made).status_code == 400
    sandbox.fault("facebook", "server_error", times=None, share=0.5)
    statuses = [sandbox.call("facebook", "GET", made).status_code for _ in range(60)]
    assert 15 < statuses.count(500) < 45


def test_faults_are_listed_and_switched_off(sandbox: Sandbox) -> None:
    first = sandbox.fault("x", "throttle")
    sandbox.fault("x", "slow")
    sandbox.fault("x", "slow")
    assert [each["fault"] for each in sandbox.look("faults")["faults"]] == ["throttle", "slow", "slow"]
    sandbox.http.request("DELETE", "/_sandbox/faults", params={"id": first["id"]})
    assert len(sandbox.look("faults")["faults"]) == 2
    sandbox.http.request("DELETE", "/_sandbox/faults", params={"fault": "slow"})
    assert sandbox.look("faults") == {"faults": []}


@pytest.mark.parametrize(
    "body",
    [
        {"platform": "myspace", "fault": "slow"},
        {"fault": "gremlin"},
        {"fault": "slow", "share": 2},
        {"fault": "slow", "times": "many"},
        {"fault": "slow", "params": "fast"},
        {},
    ],
)
def test_wrong_faults_are_told(sandbox: Sandbox, body: dict[str, object]) -> None:
    answer = sandbox.http.post("/_sandbox/faults", json=body)
    assert answer.status_code == 400
    assert answer.json()["error"].endswith(".")


def test_the_same_calls_meet_the_same_faults() -> None:
    def struck() -> list[bool]:
        faults = Faults(seed=5)
        faults.add("*", "server_error", None, 0.3, {})
        return [faults.take("x", KNOWN) is not None for _ in range(50)]

    assert struck() == struck()
    assert 5 < sum(struck()) < 25


@pytest.mark.parametrize("platform", PLATFORMS)
def test_a_body_that_is_no_json(sandbox: Sandbox, platform: str) -> None:
    path = {"x": "tweets", "youtube": "comments"}.get(platform, f"{sandbox.post_of(platform)}/comments")
    if platform == "linkedin":
        path = f"socialActions/{quote(sandbox.post_of(platform), safe='')}/comments"
    headers = {"content-type": "application/json"}
    for raw in (b"{", b"[]", b"\xff", b"[" * 100_000):
        answer = sandbox.call(platform, "POST", path, content=raw, headers=headers)
        assert answer.status_code == 400

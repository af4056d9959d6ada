"""The simulated LinkedIn page does what the versioned REST API does, and no more."""

from __future__ import annotations

from urllib.parse import quote

import httpx
import pytest
from tests.sandbox.helpers import Json, Sandbox


def comments(sandbox: Sandbox, urn: str, **query: str) -> Json:
    return sandbox.get("linkedin", f"socialActions/{quote(urn, safe='')}/comments", **query)


def bare(urn: str) -> str:
    return urn.rstrip(")").rsplit(",", 1)[-1]


def write(sandbox: Sandbox, urn: str, **body: object) -> httpx.Response:
    given = {"actor": sandbox.channels["linkedin"]["external_id"], "message": {"text": "Thank you"}, **body}
    return sandbox.call("linkedin", "POST", f"socialActions/{quote(urn, safe='')}/comments", json=given)


def test_posts_by_author_and_offset(sandbox: Sandbox) -> None:
    query = {"q": "author", "author": sandbox.channels["linkedin"]["external_id"], "count": "5"}
    first = sandbox.get("linkedin", "posts", **query)
    second = sandbox.get("linkedin", "posts", **query, start="5")
    assert first["paging"]["total"] == len(first["elements"] + second["elements"]) == 8
    assert first["elements"][0]["id"] == sandbox.post_of("linkedin")
    assert "commentary" in first["elements"][0]
    one = sandbox.get("linkedin", f"posts/{quote(sandbox.post_of('linkedin'))}")
    assert one["lifecycleState"] == "PUBLISHED"


def test_comments_have_urns_and_no_names(sandbox: Sandbox) -> None:
    made = sandbox.publish("linkedin", "Is it remote?", author="Ursula Finch")
    reply = sandbox.publish("linkedin", "No", parent=made)
    found = comments(sandbox, sandbox.post_of("linkedin"), count="100")
    top = next(each for each in found["elements"] if each["commentUrn"] == made)
    assert "Ursula" not in str(found)
    assert top["actor"] == sandbox.author_of("linkedin", made)
    assert top["object"].startswith("urn:li:activity:")
    assert top["commentsSummary"]["aggregatedTotalComments"] == 1
    below = comments(sandbox, made)["elements"]
    assert [(each["commentUrn"], each["parentComment"]) for each in below] == [(reply, made)]
    path = f"socialActions/{quote(sandbox.post_of('linkedin'), safe='')}/comments/{bare(made)}"
    assert sandbox.get("linkedin", path)["commentUrn"] == made
    assert comments(sandbox, top["object"])["paging"]["total"] == found["paging"]["total"]


def test_reply_as_the_organisation(sandbox: Sandbox) -> None:
    made = sandbox.publish("linkedin")
    answer = write(sandbox, made, parentComment=made)
    assert (answer.status_code, answer.headers["x-restli-id"]) == (201, answer.json()["id"])
    assert answer.json()["parentComment"] == made
    assert sandbox.see("linkedin", made)["replies"][0]["text"] == "Thank you"
    assert write(sandbox, made, actor="urn:li:organization:1").status_code == 403
    assert write(sandbox, made, content=[{"entity": {}}]).status_code == 403
    assert write(sandbox, made, message={"text": ""}).status_code == 400
    effects = [each["effect"] for each in sandbox.ledger(event="api.write", id=made)]
    assert effects == [True, False, False, False]


def test_members_comments_cannot_be_deleted_one_s_own_can(sandbox: Sandbox) -> None:
    made = sandbox.publish("linkedin")
    own = write(sandbox, made, parentComment=made).json()["id"]
    base = f"socialActions/{quote(sandbox.post_of('linkedin'), safe='')}/comments"
    actor = {"actor": sandbox.channels["linkedin"]["external_id"]}
    refused = sandbox.call("linkedin", "DELETE", f"{base}/{bare(made)}", params=actor)
    assert (refused.status_code, refused.json()["code"]) == (403, "ACCESS_DENIED")
    assert sandbox.see("linkedin", made)["visible"] is True
    assert sandbox.call("linkedin", "DELETE", f"{base}/{own}", params=actor).status_code == 204
    assert sandbox.call("linkedin", "DELETE", f"{base}/{own}", params=actor).json()["status"] == 404


def test_there_is_no_hiding_no_block_and_no_message(sandbox: Sandbox) -> None:
    made = sandbox.publish("linkedin")
    for kind in ("direct_message", "mention", "visitor_post"):
        body = {"platform": "linkedin", "text": "x", "kind": kind}
        assert sandbox.http.post("/_sandbox/publish", json=body).status_code == 400
    path = f"socialActions/{quote(made, safe='')}/hide"
    assert sandbox.call("linkedin", "POST", path, json={}).json()["code"] == "ILLEGAL_ARGUMENT"
    sandbox.control("by_hand", platform="linkedin", operation="delete", id=made)
    assert not any(sandbox.sights("linkedin", made).values())


@pytest.mark.parametrize(
    ("headers", "status", "code"),
    [
        ({"linkedin-version": ""}, 400, "VERSION_MISSING"),
        ({"linkedin-version": "202401"}, 426, "NONEXISTENT_VERSION"),
        ({"linkedin-version": "209901"}, 426, "NONEXISTENT_VERSION"),
        ({"linkedin-version": "next"}, 426, "NONEXISTENT_VERSION"),
        ({"authorization": "Bearer wrong"}, 401, "INVALID_ACCESS_TOKEN"),
    ],
)
def test_headers_are_needed(sandbox: Sandbox, headers: dict[str, str], status: int, code: str) -> None:
    answer = sandbox.call("linkedin", "GET", "posts", headers=headers)
    assert (answer.status_code, answer.json()["status"], answer.json()["code"]) == (status, status, code)


def test_a_version_dies_after_twelve_months(sandbox: Sandbox) -> None:
    query = {"q": "author", "author": sandbox.channels["linkedin"]["external_id"]}
    assert sandbox.call("linkedin", "GET", "posts", params=query).status_code == 200
    sandbox.control("clock", offset_seconds=400 * 86_400)
    assert sandbox.call("linkedin", "GET", "posts", params=query).status_code == 426

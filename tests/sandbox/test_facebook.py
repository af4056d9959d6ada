"""The simulated Facebook Page does what Graph v26.0 does, traps included."""

from __future__ import annotations

import json

import pytest
from tests.sandbox.helpers import Sandbox

DAY = 86_400


def page(sandbox: Sandbox) -> str:
    return str(sandbox.channels["facebook"]["external_id"])


def send(sandbox: Sandbox, recipient: dict[str, str], text: str = "Hello", **more: str) -> dict[str, object]:
    form = {"recipient": json.dumps(recipient), "message": json.dumps({"text": text}), **more}
    found: dict[str, object] = sandbox.call("facebook", "POST", f"{page(sandbox)}/messages", data=form).json()
    return found


def test_posts_are_listed_newest_first_with_cursors(sandbox: Sandbox) -> None:
    first = sandbox.get("facebook", f"{page(sandbox)}/published_posts", limit="5", fields="id,created_time")
    after = first["paging"]["cursors"]["after"]
    assert "next" in first["paging"]
    second = sandbox.get("facebook", f"{page(sandbox)}/published_posts", limit="100", after=after)
    dates = [each["created_time"] for each in first["data"] + second["data"]]
    assert dates == sorted(dates, reverse=True)
    assert len(dates) == 12
    assert "next" not in second["paging"]


def test_visitor_posts_stand_in_the_feed_and_by_themselves(sandbox: Sandbox) -> None:
    made = sandbox.publish("facebook", "Lovely page", kind="visitor_post")
    feed = sandbox.get("facebook", f"{page(sandbox)}/feed")["data"]
    visitors = sandbox.get("facebook", f"{page(sandbox)}/visitor_posts", fields="id,message,from")["data"]
    assert feed[0]["id"] == made == visitors[0]["id"]
    assert visitors[0]["from"]["id"] == sandbox.author_of("facebook", made)
    answered = sandbox.call("facebook", "POST", f"{made}/comments", data={"message": "Thank you"}).json()["id"]
    assert sandbox.get("facebook", f"{made}/comments")["data"][0]["id"] == answered
    assert sandbox.see("facebook", made)["replies"][0]["by_organisation"] is True


def test_stream_gives_replies_too_in_either_order_and_since(sandbox: Sandbox) -> None:
    post = sandbox.post_of("facebook")
    top = sandbox.publish("facebook", "first", post=post, at="2026-01-05T09:00:00Z")
    reply = sandbox.publish("facebook", "second", parent=top)
    fields = "id,message,created_time,from,parent{id},is_hidden,can_hide,can_reply_privately,comment_count"
    oldest = sandbox.get("facebook", f"{post}/comments", filter="stream", order="chronological", fields=fields)["data"]
    ids = [each["id"] for each in oldest]
    assert ids.index(top) < ids.index(reply)
    assert next(each for each in oldest if each["id"] == reply)["parent"]["id"] == top
    assert next(each for each in oldest if each["id"] == top)["comment_count"] == 1
    newest = sandbox.get("facebook", f"{post}/comments", filter="stream", order="reverse_chronological")["data"]
    assert [each["id"] for each in newest] == ids[::-1]
    top_level = sandbox.get("facebook", f"{post}/comments")["data"]
    assert reply not in [each["id"] for each in top_level]
    since = sandbox.get("facebook", f"{post}/comments", filter="stream", since="1767690000")["data"]
    assert top not in [each["id"] for each in since]
    assert sandbox.get("facebook", f"{top}/comments")["data"][0]["id"] == reply


def test_a_page_of_comments_stays_right_while_new_ones_arrive(sandbox: Sandbox) -> None:
    post = sandbox.look("posts", platform="facebook")["posts"][3]["id"]
    made = [sandbox.publish("facebook", f"comment {n}", post=post) for n in range(5)]
    query = {"order": "reverse_chronological", "limit": "2"}
    first = sandbox.get("facebook", f"{post}/comments", **query)
    sandbox.publish("facebook", "one more", post=post)
    second = sandbox.get("facebook", f"{post}/comments", **query, after=first["paging"]["cursors"]["after"])
    assert [each["id"] for each in first["data"] + second["data"]] == made[:0:-1]


def test_a_user_token_is_answered_with_an_empty_list(sandbox: Sandbox) -> None:
    post = sandbox.post_of("facebook")
    sandbox.publish("facebook", post=post)
    user = {"authorization": f"Bearer {sandbox.look('config')['facebook_user_token']}"}
    answer = sandbox.call("facebook", "GET", f"{post}/comments", headers=user)
    assert (answer.status_code, answer.json()) == (200, {"data": []})
    assert sandbox.call("facebook", "GET", "me", headers=user).json()["id"] != page(sandbox)
    assert sandbox.get("facebook", "me")["id"] == page(sandbox)


def test_hide_is_seen_by_author_and_friends_only_and_can_be_undone(sandbox: Sandbox) -> None:
    made = sandbox.publish("facebook")
    answer = sandbox.call("facebook", "POST", made, data={"is_hidden": "true"})
    assert answer.json() == {"success": True}
    assert sandbox.sights("facebook", made) == {"author": True, "friend": True, "stranger": False, "moderator": True}
    assert sandbox.get("facebook", made, fields="id,is_hidden")["is_hidden"] is True
    sandbox.call("facebook", "POST", made, data={"is_hidden": "true"})
    sandbox.call("facebook", "POST", made, data={"is_hidden": "false"})
    assert all(sandbox.sights("facebook", made).values())
    writes = sandbox.ledger(event="api.write", id=made)
    assert [(each["operation"], each["effect"]) for each in writes] == [
        ("hide", True),
        ("hide", False),
        ("unhide", True),
    ]


def test_posting_to_a_comment_edits_it_and_others_comments_are_refused(sandbox: Sandbox) -> None:
    made = sandbox.publish("facebook", "mine")
    refused = sandbox.call("facebook", "POST", made, data={"message": "a reply, I thought"})
    assert (refused.status_code, refused.json()["error"]["code"]) == (403, 200)
    assert sandbox.item("facebook", made)["text"] == "mine"
    own = sandbox.call("facebook", "POST", f"{made}/comments", data={"message": "Hello"}).json()["id"]
    assert sandbox.call("facebook", "POST", own, data={"message": "Good morning"}).json() == {"success": True}
    assert sandbox.item("facebook", own)["text"] == "Good morning"
    assert sandbox.ledger(event="api.write", operation="edit")[-1]["effect"] is True


def test_two_replies_with_the_same_text_are_two_effects(sandbox: Sandbox) -> None:
    made = sandbox.publish("facebook")
    ids = {sandbox.call("facebook", "POST", f"{made}/comments", data={"message": "Same"}).json()["id"] for _ in "ab"}
    writes = sandbox.ledger(event="api.write", operation="reply", id=made, effect=True)
    assert {each["detail"]["made"] for each in writes} == ids
    assert len(ids) == 2
    assert [each["id"] for each in sandbox.see("facebook", made)["replies"]] == sorted(ids)


def test_a_reply_to_a_reply_goes_under_the_first_comment(sandbox: Sandbox) -> None:
    top = sandbox.publish("facebook")
    reply = sandbox.publish("facebook", parent=top)
    made = sandbox.call("facebook", "POST", f"{reply}/comments", data={"message": "Hello"}).json()["id"]
    assert sandbox.get("facebook", made, fields="parent{id}")["parent"]["id"] == top
    assert made in [each["id"] for each in sandbox.see("facebook", reply, "author")["replies"]]


def test_delete_takes_the_replies_too_and_then_it_is_gone(sandbox: Sandbox) -> None:
    top = sandbox.publish("facebook")
    reply = sandbox.publish("facebook", parent=top)
    assert sandbox.call("facebook", "DELETE", top).json() == {"success": True}
    for each in (top, reply):
        answer = sandbox.call("facebook", "GET", each)
        error = answer.json()["error"]
        assert (answer.status_code, error["code"], error["error_subcode"]) == (400, 100, 33)
        assert not any(sandbox.sights("facebook", each).values())
    assert sandbox.item("facebook", reply)["state"] == "deleted"
    again = sandbox.call("facebook", "DELETE", top)
    assert again.status_code == 400
    assert [each["effect"] for each in sandbox.ledger(operation="delete", id=top)] == [True, False]


def test_one_private_reply_to_a_comment_within_seven_days(sandbox: Sandbox) -> None:
    made = sandbox.publish("facebook", author="Nell Pargeter")
    assert sandbox.get("facebook", made, fields="can_reply_privately")["can_reply_privately"] is True
    answer = send(sandbox, {"comment_id": made}, "Please read our guidelines")
    author = sandbox.author_of("facebook", made)
    assert answer["recipient_id"] == author
    assert sandbox.get("facebook", made, fields="can_reply_privately")["can_reply_privately"] is False
    again = send(sandbox, {"comment_id": made})
    assert again["error"]["code"] == 10900  # type: ignore[index]  # JSON
    inbox = sandbox.look(f"authors/facebook/{author}")["inbox"]
    assert [each["text"] for each in inbox] == ["Please read our guidelines"]
    old = sandbox.publish("facebook")
    sandbox.control("clock", offset_seconds=8 * DAY)
    assert send(sandbox, {"comment_id": old})["error"]["code"] == 10903  # type: ignore[index]  # JSON


def test_the_window_of_a_conversation(sandbox: Sandbox) -> None:
    message = sandbox.publish("facebook", "Hello?", kind="direct_message", author="Odd Petersen")
    person = {"id": sandbox.author_of("facebook", message)}
    assert "message_id" in send(sandbox, person, messaging_type="RESPONSE")
    sandbox.control("clock", offset_seconds=2 * DAY)
    closed = send(sandbox, person, messaging_type="RESPONSE")["error"]
    assert (closed["code"], closed["error_subcode"]) == (10, 2018278)  # type: ignore[index]  # JSON
    tagged = {"messaging_type": "MESSAGE_TAG", "tag": "HUMAN_AGENT"}
    assert "message_id" in send(sandbox, person, **tagged)
    other = {"messaging_type": "MESSAGE_TAG", "tag": "CONFIRMED_EVENT_UPDATE"}
    assert send(sandbox, person, **other)["error"]["code"] == 100  # type: ignore[index]  # JSON
    sandbox.control("clock", offset_seconds=8 * DAY)
    assert send(sandbox, person, **tagged)["error"]["code"] == 10  # type: ignore[index]  # JSON


def test_conversations_and_their_messages(sandbox: Sandbox) -> None:
    made = [sandbox.publish("facebook", f"message {n}", kind="direct_message", author="Una Voss") for n in range(3)]
    fields = "id,updated_time,messages.limit(2){id,message,from,to,created_time}"
    asked = {"platform": "messenger", "user_id": sandbox.author_of("facebook", made[0]), "fields": fields}
    thread = sandbox.get("facebook", f"{page(sandbox)}/conversations", **asked)["data"][0]
    part = thread["messages"]
    assert [each["id"] for each in part["data"]] == [made[2], made[1]]
    rest = sandbox.get("facebook", f"{thread['id']}/messages", after=part["paging"]["cursors"]["after"], fields="id")
    assert [each["id"] for each in rest["data"]] == [made[0]]
    assert sandbox.get("facebook", made[0], fields="id,message")["message"] == "message 0"
    assert sandbox.get("facebook", f"{page(sandbox)}/conversations", platform="instagram") == {"data": []}


def test_block_list_and_unblock(sandbox: Sandbox) -> None:
    person = sandbox.author_of("facebook", sandbox.publish("facebook", author="Rex Mudd"))
    edge = f"{page(sandbox)}/blocked"
    assert sandbox.call("facebook", "POST", edge, data={"user": person}).json() == {person: True}
    assert sandbox.get("facebook", edge, user=person)["data"][0]["id"] == person
    assert sandbox.look(f"authors/facebook/{person}")["blocked"] is True
    refused = sandbox.http.post(
        "/_sandbox/publish", json={"platform": "facebook", "text": "me again", "author": person}
    )
    assert refused.status_code == 400
    assert sandbox.ledger(event="contribution.refused")[-1]["author"] == person
    assert sandbox.call("facebook", "DELETE", edge, params={"user": person}).json() == {"success": True}
    assert sandbox.get("facebook", edge, user=person)["data"] == []
    assert sandbox.call("facebook", "POST", edge, data={"user": "1"}).status_code == 400


def test_blocking_by_conversation_answers_success_as_a_string(sandbox: Sandbox) -> None:
    message = sandbox.publish("facebook", kind="direct_message", author="Pat Lowe")
    person = sandbox.author_of("facebook", message)
    form = {"user_ids": json.dumps([{"id": person}]), "actions": json.dumps(["block_user"])}
    answer = sandbox.call("facebook", "POST", f"{page(sandbox)}/moderate_conversations", data=form)
    assert answer.json() == {"success": "true"}
    assert sandbox.look(f"authors/facebook/{person}")["blocked"] is True


def test_the_app_can_be_subscribed_and_taken_off(sandbox: Sandbox) -> None:
    edge = f"{page(sandbox)}/subscribed_apps"
    assert sandbox.call("facebook", "POST", edge, data={"subscribed_fields": "feed"}).json() == {"success": True}
    assert sandbox.get("facebook", edge)["data"][0]["subscribed_fields"] == ["feed"]
    sandbox.call("facebook", "DELETE", edge)
    assert sandbox.get("facebook", edge)["data"] == []


@pytest.mark.parametrize(
    ("path", "query", "code"),
    [
        ("{post}/comments", {"fields": "id,colour"}, 100),
        ("{post}/comments", {"after": "not a cursor"}, 100),
        ("{post}/comments", {"order": "sideways"}, 100),
        ("{page}/published_posts", {"limit": "101"}, 100),
        ("{page}/photos", {}, 100),
        ("1_2", {}, 100),
        ("", {}, 2500),
    ],
)
def test_wrong_questions_are_refused_as_graph_refuses_them(
    sandbox: Sandbox, path: str, query: dict[str, str], code: int
) -> None:
    asked = path.format(post=sandbox.post_of("facebook"), page=page(sandbox))
    answer = sandbox.call("facebook", "GET", asked, params=query)
    assert (answer.status_code, answer.json()["error"]["code"]) == (400, code)


@pytest.mark.parametrize("text", ["\ud800 alone", "nul \x00 here", "\u202eright to left", "x" * 100_000, "café 🙂"])
def test_any_text_comes_back_as_it_was_written(sandbox: Sandbox, text: str) -> None:
    answer = sandbox.http.post(
        "/_sandbox/publish",
        content=json.dumps({"platform": "facebook", "text": text}),
        headers={"content-type": "application/json"},
    )
    made = answer.json()["id"]
    raw = sandbox.call("facebook", "GET", made, params={"fields": "message"})
    assert json.loads(raw.content)["message"] == text
    assert sandbox.http.get("/").status_code == 200

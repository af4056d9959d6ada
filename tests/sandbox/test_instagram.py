"""The simulated Instagram account does what Graph v26.0 does there."""

from __future__ import annotations

import json

from tests.sandbox.helpers import Sandbox

FIELDS = "id,text,timestamp,from{id,username},hidden,parent_id,media,replies.limit(2){id,text,hidden}"


def account(sandbox: Sandbox) -> str:
    return str(sandbox.channels["instagram"]["external_id"])


def test_media_by_date(sandbox: Sandbox) -> None:
    everything = sandbox.get("instagram", f"{account(sandbox)}/media", fields="id,caption,timestamp")["data"]
    since = sandbox.look("posts", platform="instagram")["posts"][2]["published_at"]
    newer = sandbox.get("instagram", f"{account(sandbox)}/media", since=since, fields="id")["data"]
    assert [each["id"] for each in newer] == [each["id"] for each in everything[:3]]


def test_comments_are_top_level_newest_first_with_replies_inside(sandbox: Sandbox) -> None:
    media = sandbox.post_of("instagram")
    first = sandbox.publish("instagram", "first", author="Ann Orr")
    replies = [sandbox.publish("instagram", f"reply {n}", parent=first) for n in range(3)]
    second = sandbox.publish("instagram", "second")
    found = sandbox.get("instagram", f"{media}/comments", fields=FIELDS, limit="100")["data"]
    assert [each["id"] for each in found] == [second, first]
    assert found[1]["from"]["username"] == "annorr"
    assert [each["id"] for each in found[1]["replies"]["data"]] == replies[:2]
    listed = sandbox.get("instagram", f"{first}/replies", fields="id,parent_id")["data"]
    assert [each["id"] for each in listed] == replies
    assert listed[0]["parent_id"] == first


def test_fifty_comments_a_page_at_most(sandbox: Sandbox) -> None:
    media = sandbox.look("posts", platform="instagram")["posts"][4]["id"]
    made = [sandbox.publish("instagram", f"comment {n}", post=media) for n in range(52)]
    first = sandbox.get("instagram", f"{media}/comments", limit="100")
    assert len(first["data"]) == 50
    second = sandbox.get("instagram", f"{media}/comments", after=first["paging"]["cursors"]["after"])
    assert [each["id"] for each in first["data"] + second["data"]] == made[::-1]


def test_hide_is_seen_by_the_author_alone(sandbox: Sandbox) -> None:
    made = sandbox.publish("instagram")
    assert sandbox.call("instagram", "POST", made, data={"hide": "true"}).json() == {"success": True}
    assert sandbox.sights("instagram", made) == {"author": True, "friend": False, "stranger": False, "moderator": True}
    assert sandbox.get("instagram", made, fields="hidden")["hidden"] is True
    sandbox.call("instagram", "POST", made, data={"hide": "false"})
    assert all(sandbox.sights("instagram", made).values())
    assert sandbox.call("instagram", "POST", made, data={"hide": "perhaps"}).status_code == 400


def test_hidden_comments_may_be_missing_from_the_list(sandbox: Sandbox) -> None:
    made = sandbox.publish("instagram")
    sandbox.call("instagram", "POST", made, data={"hide": "true"})
    edge = f"{sandbox.post_of('instagram')}/comments"
    assert made in [each["id"] for each in sandbox.get("instagram", edge)["data"]]
    sandbox.fault("instagram", "hidden_absent")
    assert made not in [each["id"] for each in sandbox.get("instagram", edge)["data"]]


def test_delete_and_then_it_is_gone(sandbox: Sandbox) -> None:
    made = sandbox.publish("instagram")
    assert sandbox.call("instagram", "DELETE", made).json() == {"success": True}
    answer = sandbox.call("instagram", "GET", made)
    assert (answer.json()["error"]["code"], answer.json()["error"]["error_subcode"]) == (100, 33)


def test_replies_go_under_top_level_comments_only(sandbox: Sandbox) -> None:
    top = sandbox.publish("instagram")
    reply = sandbox.publish("instagram", parent=top)
    made = sandbox.call("instagram", "POST", f"{top}/replies", data={"message": "Hello"}).json()["id"]
    assert made in [each["id"] for each in sandbox.see("instagram", top)["replies"]]
    assert sandbox.call("instagram", "POST", f"{reply}/replies", data={"message": "Hello"}).status_code == 400
    assert [each["effect"] for each in sandbox.ledger(event="api.write", operation="reply")] == [True, False]
    under = sandbox.call("instagram", "POST", f"{sandbox.post_of('instagram')}/comments", data={"message": "Hi"})
    assert "id" in under.json()


def test_messages_and_the_closed_window(sandbox: Sandbox) -> None:
    message = sandbox.publish("instagram", "Hello", kind="direct_message", author="Kit Ray")
    person = sandbox.author_of("instagram", message)
    form = {"recipient": json.dumps({"id": person}), "message": json.dumps({"text": "Hello Kit"})}
    sent = sandbox.call("instagram", "POST", f"{account(sandbox)}/messages", data=form).json()
    fields = "id,participants,messages{id,message,from}"
    page = sandbox.channels["instagram"]["page_id"]
    threads = sandbox.get("instagram", f"{page}/conversations", platform="instagram", fields=fields)
    messages = threads["data"][0]["messages"]["data"]
    assert [each["id"] for each in messages] == [sent["message_id"], message]
    assert messages[1]["from"] == {"username": "kitray", "id": person}
    sandbox.control("clock", offset_seconds=90_000)
    answer = sandbox.call("instagram", "POST", f"{account(sandbox)}/messages", data=form)
    assert (answer.status_code, answer.json()["error"]["error_subcode"]) == (403, 2534022)


def test_a_block_needs_a_conversation(sandbox: Sandbox) -> None:
    person = sandbox.author_of("instagram", sandbox.publish("instagram", author="Zed Cole"))
    form = {"user_ids": json.dumps([{"id": person}]), "actions": json.dumps(["block_user"])}
    edge = f"{sandbox.channels['instagram']['page_id']}/moderate_conversations"
    refused = sandbox.call("instagram", "POST", edge, data=form)
    assert (refused.status_code, refused.json()["error"]["code"]) == (400, 100)
    assert sandbox.ledger(operation="block", id=person)[-1]["effect"] is False
    sandbox.publish("instagram", kind="direct_message", author="Zed Cole")
    assert sandbox.call("instagram", "POST", edge, data=form).json() == {"success": "true"}
    assert sandbox.look(f"authors/instagram/{person}")["blocked"] is True


def test_wrong_questions(sandbox: Sandbox) -> None:
    assert sandbox.call("instagram", "GET", "1/insights").status_code == 400
    assert sandbox.call("instagram", "GET", "nobody").json()["error"]["error_subcode"] == 33
    assert sandbox.call("instagram", "GET", "me", headers={"authorization": ""}).json()["error"]["code"] == 2500
    assert sandbox.call("instagram", "GET", "me", headers={"authorization": "Bearer x"}).json()["error"]["code"] == 190
    assert sandbox.get("instagram", "me", fields="username")["username"] == sandbox.channels["instagram"]["handle"]

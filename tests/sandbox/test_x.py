"""The simulated X account does what API v2 does on a plan that is not Enterprise."""

from __future__ import annotations

import pytest
from tests.sandbox.helpers import Json, Sandbox

FIELDS = {
    "tweet.fields": "created_at,conversation_id,referenced_tweets,author_id,entities,in_reply_to_user_id,note_tweet",
    "expansions": "author_id",
    "user.fields": "username,name",
}


def me(sandbox: Sandbox) -> str:
    return str(sandbox.channels["x"]["external_id"])


def mentions(sandbox: Sandbox, **more: str) -> Json:
    return sandbox.get("x", f"users/{me(sandbox)}/mentions", **{"max_results": "100", **FIELDS, **more})


def reply(sandbox: Sandbox, to: str, text: str = "Hello") -> tuple[int, Json]:
    answer = sandbox.call("x", "POST", "tweets", json={"text": text, "reply": {"in_reply_to_tweet_id": to}})
    return answer.status_code, answer.json()


def test_own_posts_with_and_without_replies(sandbox: Sandbox) -> None:
    made = sandbox.publish("x", "@HMPPS_sandbox when?")
    answered = reply(sandbox, made)[1]["data"]["id"]
    path = f"users/{me(sandbox)}/tweets"
    everything = sandbox.get("x", path, max_results="100")
    assert answered in [each["id"] for each in everything["data"]]
    without = sandbox.get("x", path, max_results="5", exclude="replies,retweets")
    following = sandbox.get("x", path, exclude="replies", pagination_token=without["meta"]["next_token"])
    ids = [int(each["id"]) for each in without["data"] + following["data"]]
    assert len(ids) == len(sandbox.look("posts", platform="x")["posts"])
    assert ids == sorted(ids, reverse=True)
    assert sandbox.get("x", "users/me")["data"]["id"] == me(sandbox)


def test_mentions_since_an_id_page_by_page(sandbox: Sandbox) -> None:
    before = sandbox.publish("x", "the one before")
    made = [sandbox.publish("x", f"number {n}", author="Ida Moss") for n in range(7)]
    first = mentions(sandbox, max_results="5", since_id=before)
    second = mentions(sandbox, max_results="5", since_id=before, pagination_token=first["meta"]["next_token"])
    assert [each["id"] for each in first["data"] + second["data"]] == made[::-1]
    assert first["includes"]["users"][0]["username"] == "idamoss"
    assert "next_token" not in second["meta"]
    assert mentions(sandbox, since_id=made[-1]) == {"meta": {"result_count": 0}}


def test_a_reply_carries_the_handle_that_x_puts_there(sandbox: Sandbox) -> None:
    made = sandbox.publish("x", "fish & <chips> https://www.gov.uk/apply")
    found = sandbox.get("x", f"tweets/{made}", **FIELDS)["data"]
    assert found["text"].startswith("@HMPPS_sandbox fish &amp; &lt;chips&gt; https://t.co/")
    assert found["entities"]["urls"][0]["expanded_url"] == "https://www.gov.uk/apply"
    assert found["entities"]["mentions"][0]["id"] == me(sandbox)
    assert found["referenced_tweets"] == [{"type": "replied_to", "id": sandbox.post_of("x")}]
    assert found["conversation_id"] == sandbox.post_of("x")
    assert sandbox.see("x", made)["text"] == "fish & <chips> https://www.gov.uk/apply"


def test_a_long_text_is_cut_with_the_whole_beside_it(sandbox: Sandbox) -> None:
    made = sandbox.publish("x", "long " * 100)
    found = sandbox.get("x", f"tweets/{made}", **FIELDS)["data"]
    assert len(found["text"]) == 280
    assert found["note_tweet"]["text"].endswith("long ")


def test_a_long_message_is_shown_whole(sandbox: Sandbox) -> None:
    words = "long " * 100 + "https://www.gov.uk/apply"
    made = sandbox.publish("x", words, kind="direct_message")
    found = sandbox.get("x", f"dm_events/{made}", **{"dm_event.fields": "text,entities"})["data"]
    assert found["text"].startswith("long " * 100 + "https://t.co/")
    assert found["entities"]["urls"][0]["expanded_url"] == "https://www.gov.uk/apply"


def test_a_conversation_by_search_for_seven_days(sandbox: Sandbox) -> None:
    post = sandbox.look("posts", platform="x")["posts"][1]["id"]
    top = sandbox.publish("x", "top", post=post)
    below = sandbox.publish("x", "below", parent=top)
    query = {"query": f"conversation_id:{post} is:reply", "max_results": "100"}
    assert [each["id"] for each in sandbox.get("x", "tweets/search/recent", **query)["data"]] == [below, top]
    query["query"] = f"conversation_id:{post} -from:HMPPS_sandbox to:HMPPS_sandbox"
    assert len(sandbox.get("x", "tweets/search/recent", **query)["data"]) == 2
    sandbox.control("clock", offset_seconds=8 * 86_400)
    assert sandbox.get("x", "tweets/search/recent", **query) == {"meta": {"result_count": 0}}


def test_hidden_replies_open_with_a_click_and_cannot_be_read_back(sandbox: Sandbox) -> None:
    made = sandbox.publish("x")
    answer = sandbox.call("x", "PUT", f"tweets/{made}/hidden", json={"hidden": True})
    assert answer.json() == {"data": {"hidden": True}}
    for viewer in ("author", "friend", "stranger"):
        seen = sandbox.see("x", made, viewer)
        assert (seen["visible"], seen["click_through"], bool(seen["text"])) == (False, True, True)
    assert "hidden" not in str(sandbox.get("x", f"tweets/{made}", **FIELDS))
    sandbox.call("x", "PUT", f"tweets/{made}/hidden", json={"hidden": False})
    assert all(sandbox.sights("x", made).values())


def test_only_replies_in_own_conversations_can_be_hidden(sandbox: Sandbox) -> None:
    made = sandbox.publish("x", "@HMPPS_sandbox hello", kind="mention")
    answer = sandbox.call("x", "PUT", f"tweets/{made}/hidden", json={"hidden": True})
    assert (answer.status_code, answer.headers["content-type"]) == (403, "application/problem+json")
    assert sandbox.call("x", "PUT", "tweets/99/hidden", json={"hidden": True}).status_code == 404
    assert sandbox.call("x", "PUT", f"tweets/{made}/hidden", json={"hidden": "yes"}).status_code == 400


def test_a_reply_is_refused_unless_its_author_called_on_the_account(sandbox: Sandbox) -> None:
    quiet, calling = sandbox.publish("x", "quiet"), sandbox.publish("x", "@hmpps_SANDBOX are you there?")
    assert reply(sandbox, quiet)[0] == 403
    status, body = reply(sandbox, calling, "We are")
    assert status == 201
    assert sandbox.see("x", calling)["replies"][0]["id"] == body["data"]["id"]
    effects = [each["effect"] for each in sandbox.ledger(event="api.write", operation="reply")][-2:]
    assert effects == [False, True]


def test_an_edit_gives_a_new_id_and_keeps_the_history(sandbox: Sandbox) -> None:
    old = sandbox.publish("x", "before")
    new = str(sandbox.control("edit", platform="x", id=old, text="after")["id"])
    assert new != old
    found = sandbox.get("x", f"tweets/{new}")["data"]
    assert found["edit_history_tweet_ids"] == [old, new]
    assert sandbox.get("x", f"tweets/{old}")["data"]["text"] == "@HMPPS_sandbox before"
    listed = [each["id"] for each in mentions(sandbox)["data"]]
    assert new in listed
    assert old not in listed
    assert sandbox.item("x", new)["previous_ids"] == [old]
    assert sandbox.ledger(event="contribution.edited", id=new)[0]["detail"]["previous_id"] == old


def test_what_is_gone_is_answered_with_200_and_errors(sandbox: Sandbox) -> None:
    made, other = sandbox.publish("x"), sandbox.publish("x")
    sandbox.control("remove", platform="x", id=made)
    body = sandbox.get("x", f"tweets/{made}")
    assert "data" not in body
    assert body["errors"][0]["type"].endswith("resource-not-found")
    both = sandbox.get("x", "tweets", ids=f"{made},{other}")
    assert ([each["id"] for each in both["data"]], len(both["errors"])) == ([other], 1)


def test_messages_where_the_person_lets_them_through(sandbox: Sandbox) -> None:
    sandbox.control("authors", platform="x", name="Shut Tight", dm_open=False)
    person = sandbox.author_of("x", sandbox.publish("x", author="Shut Tight"))
    path = f"dm_conversations/with/{person}/messages"
    assert sandbox.call("x", "POST", path, json={"text": "Hello"}).status_code == 403
    theirs = sandbox.publish("x", "Hi", kind="direct_message", author="Shut Tight")
    sent = sandbox.call("x", "POST", path, json={"text": "Hello"})
    assert sent.status_code == 201
    events = sandbox.get("x", f"dm_conversations/with/{person}/dm_events", **{"dm_event.fields": "sender_id,text"})
    assert [each["id"] for each in events["data"]] == [sent.json()["data"]["dm_event_id"], theirs]
    everything = sandbox.get("x", "dm_events", max_results="1", expansions="sender_id")
    assert everything["meta"]["next_token"]
    assert everything["includes"]["users"][0]["id"] == me(sandbox)
    assert sandbox.get("x", f"dm_events/{theirs}")["data"]["text"] == "Hi"
    assert sandbox.look(f"authors/x/{person}")["inbox"][0]["text"] == "Hello"


def test_blocking_is_for_enterprise_but_the_list_can_be_read(sandbox: Sandbox) -> None:
    person = sandbox.author_of("x", sandbox.publish("x", author="Vic Dunn"))
    path = f"users/{me(sandbox)}/blocking"
    answer = sandbox.call("x", "POST", path, json={"target_user_id": person})
    assert (answer.status_code, answer.json()["reason"]) == (403, "client-not-enrolled")
    assert sandbox.ledger(operation="block", id=person)[-1]["effect"] is False
    sandbox.control("by_hand", platform="x", operation="block", id=person)
    assert sandbox.get("x", path)["data"][0]["id"] == person


def test_limits_are_told_and_kept(sandbox: Sandbox) -> None:
    sandbox.control("limits", platform="x", scale=0.02)  # one hide in 15 minutes
    try:
        made = sandbox.publish("x")
        sandbox.control("clock", offset_seconds=1_000_000)
        answers = [sandbox.call("x", "PUT", f"tweets/{made}/hidden", json={"hidden": True}) for _ in range(2)]
        assert [each.status_code for each in answers] == [200, 429]
        assert answers[1].headers["x-rate-limit-remaining"] == "0"
        sandbox.control("clock", offset_seconds=1_001_000)
        assert sandbox.call("x", "PUT", f"tweets/{made}/hidden", json={"hidden": False}).status_code == 200
    finally:
        sandbox.control("limits", platform="x", scale=1000)


@pytest.mark.parametrize(
    ("path", "query", "status"),
    [
        ("users/{me}/mentions", {"max_results": "4"}, 400),
        ("users/{me}/mentions", {"tweet.fields": "hidden"}, 400),
        ("users/{me}/mentions", {"pagination_token": "!!"}, 400),
        ("tweets/search/recent", {"query": "has:links"}, 400),
        ("tweets/search/recent", {}, 400),
        ("users/12/mentions", {}, 403),
        ("users/12", {}, 200),
        ("lists", {}, 404),
    ],
)
def test_wrong_questions(sandbox: Sandbox, path: str, query: dict[str, str], status: int) -> None:
    answer = sandbox.call("x", "GET", path.format(me=me(sandbox)), params=query)
    assert answer.status_code == status
    assert int(answer.headers["x-rate-limit-limit"]) > 0


def test_delete_is_for_one_s_own(sandbox: Sandbox) -> None:
    made = sandbox.publish("x", "@HMPPS_sandbox hi")
    own = reply(sandbox, made)[1]["data"]["id"]
    assert sandbox.call("x", "DELETE", f"tweets/{made}").status_code == 403
    assert sandbox.call("x", "DELETE", f"tweets/{own}").json() == {"data": {"deleted": True}}
    assert sandbox.call("x", "GET", "users/me", headers={"authorization": ""}).status_code == 401

"""X's own client (the XDK) against the sandbox. It reads every answer into its models, made from X's OpenAPI.

It speaks the newer names (`post.fields`, `referenced_posts`); the sandbox answers in the names it was asked in.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import requests
from tests.sandbox.helpers import Sandbox
from xdk import Client
from xdk.direct_messages.models import CreateByParticipantIdRequest
from xdk.posts.models import CreateRequest, HideReplyRequest

POST_FIELDS = ["author_id", "conversation_id", "created_at", "entities"]


@pytest.fixture
def x(sandbox: Sandbox) -> Iterator[Client]:
    client = Client(base_url=f"{sandbox.url}/x", access_token=sandbox.channels["x"]["token"])
    yield client
    client.session.close()


@pytest.fixture
def own(sandbox: Sandbox) -> str:
    return str(sandbox.channels["x"]["external_id"])


def refusal(caught: pytest.ExceptionInfo[requests.HTTPError]) -> requests.Response:
    assert caught.value.response is not None
    return caught.value.response


def test_it_knows_who_it_is(sandbox: Sandbox, x: Client) -> None:
    me = x.users.get_me().data
    assert me is not None
    assert (me.id, me.username) == (sandbox.channels["x"]["external_id"], sandbox.channels["x"]["handle"])


def test_it_lists_its_posts_mentions_and_conversations(sandbox: Sandbox, x: Client, own: str) -> None:
    post = sandbox.post_of("x")
    made = {sandbox.publish("x", f"Reply {number}", post=post) for number in range(12)}
    posts = [each for page in x.users.get_posts(own, max_results=5) for each in page.data or []]
    assert post in [each.id for each in posts]
    pages = list(
        x.users.get_mentions(own, max_results=5, post_fields=POST_FIELDS, expansions=["author_id", "referenced_posts"])
    )
    found = {each.id: each for page in pages for each in page.data or []}
    assert made <= set(found)  # five a page: the client follows the tokens
    assert all(found[each].conversation_id == post for each in made)
    people = {each.id for page in pages for each in (page.includes.users if page.includes else None) or []}
    assert found[next(iter(made))].author_id in people
    searched = x.posts.search_recent(query=f"conversation_id:{post}", max_results=100)
    assert made <= {each.id for page in searched for each in page.data or []}


def test_it_hides_and_shows_and_nothing_tells_that_it_is_hidden(sandbox: Sandbox, x: Client) -> None:
    made = sandbox.publish("x")
    hidden = x.posts.hide_reply(made, HideReplyRequest(hidden=True)).data
    assert hidden is not None
    assert hidden.hidden
    seen = sandbox.see("x", made)
    assert (seen["visible"], seen["click_through"]) == (False, True)
    read = x.posts.get_by_id(made, post_fields=POST_FIELDS).data
    assert read is not None
    assert "hidden" not in read.model_dump(exclude_none=True)
    x.posts.hide_reply(made, HideReplyRequest(hidden=False))
    assert sandbox.see("x", made)["visible"]


def test_it_names_what_it_was_asked_in(sandbox: Sandbox, x: Client) -> None:
    made = sandbox.publish("x")
    fresh = x.posts.get_by_id(made, post_fields=["referenced_posts"]).data
    assert fresh is not None
    told = fresh.model_dump(exclude_none=True)
    assert told["edit_history_post_ids"] == [made]
    assert told["referenced_posts"] == [{"type": "replied_to", "id": sandbox.post_of("x")}]
    assert not {"edit_history_tweet_ids", "referenced_tweets"} & set(told)
    old = sandbox.get("x", f"tweets/{made}", **{"tweet.fields": "referenced_tweets"})["data"]
    assert {"edit_history_tweet_ids", "referenced_tweets"} <= set(old)


def test_it_replies_where_it_was_called_on_and_deletes_its_own(sandbox: Sandbox, x: Client) -> None:
    handle = sandbox.channels["x"]["handle"]
    made, uncalled = sandbox.publish("x", f"@{handle} when do visits start?"), sandbox.publish("x", "Just saying")
    reply = x.posts.create(CreateRequest(text="At nine.", reply={"in_reply_to_tweet_id": made})).data
    assert reply is not None
    assert [each["text"] for each in sandbox.see("x", made)["replies"]] == ["At nine."]
    with pytest.raises(requests.HTTPError) as refused:
        x.posts.create(CreateRequest(text="Well.", reply={"in_reply_to_tweet_id": uncalled}))
    assert refusal(refused).status_code == 403
    x.posts.delete(str(reply.id))
    assert sandbox.see("x", made)["replies"] == []
    with pytest.raises(requests.HTTPError):
        x.posts.delete(made)
    assert sandbox.see("x", made)["visible"]


def test_it_reads_and_writes_messages(sandbox: Sandbox, x: Client) -> None:
    made = sandbox.publish("x", "Can I ask something?", kind="direct_message")
    author = sandbox.author_of("x", made)
    fields = ["id", "text", "sender_id", "created_at", "dm_conversation_id"]
    events = {
        each.id: each for page in x.direct_messages.get_events(dm_event_fields=fields) for each in page.data or []
    }
    assert (events[made].sender_id, events[made].text) == (author, "Can I ask something?")
    sent = x.direct_messages.create_by_participant_id(author, CreateByParticipantIdRequest(text="Of course.")).data
    assert sent is not None
    inbox = sandbox.look(f"authors/x/{author}")["inbox"]
    assert [(each["id"], each["text"]) for each in inbox] == [(sent.dm_event_id, "Of course.")]


def test_it_blocks_messages_alone_and_lists_whom_a_person_blocked(sandbox: Sandbox, x: Client, own: str) -> None:
    author = sandbox.author_of("x", sandbox.publish("x"))
    blocked = x.users.block_dms(author).data
    assert blocked is not None
    assert blocked.blocked
    answer = sandbox.http.post(
        "/_sandbox/publish", json={"platform": "x", "kind": "direct_message", "text": "Hello", "author": author}
    )
    assert answer.status_code == 400
    assert sandbox.publish("x", "In public I still can", author=author)
    x.users.unblock_dms(author)
    assert sandbox.publish("x", "Hello again", kind="direct_message", author=author)
    assert not hasattr(x.users, "block_user")  # for Enterprise plans alone, so by hand
    sandbox.control("by_hand", platform="x", operation="block", id=author)
    assert author in [each.id for page in x.users.get_blocking(own) for each in page.data or []]


@pytest.mark.parametrize(("fault", "status"), [("throttle", 429), ("token_dead", 401), ("server_error", 503)])
def test_it_hears_our_refusals(sandbox: Sandbox, x: Client, fault: str, status: int) -> None:
    sandbox.fault("x", fault)
    with pytest.raises(requests.HTTPError) as refused:
        x.users.get_me()
    assert refusal(refused).status_code == status
    if status == 429:
        assert "x-rate-limit-reset" in refusal(refused).headers

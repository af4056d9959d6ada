"""Meta's own client (facebook-business) against the sandbox: a Page and an Instagram account, as its classes ask.

The client checks names and types of parameters by its own lists; an unknown one is a warning, and warnings are errors
here. It puts the token into the query string, which the sandbox takes as Graph does.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from facebook_business.adobjects.comment import Comment
from facebook_business.adobjects.igcomment import IGComment
from facebook_business.adobjects.iguser import IGUser
from facebook_business.adobjects.page import Page
from facebook_business.adobjects.pagepost import PagePost
from facebook_business.api import FacebookAdsApi
from facebook_business.exceptions import FacebookRequestError
from facebook_business.session import FacebookSession
from tests.sandbox.helpers import Sandbox

from evenhand.sandbox.facebook.platform import USER_TOKEN

Client = Any  # the client has no types


@pytest.fixture
def at(sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """A client for one of the two platforms, by name and token; nothing is made the default of the process."""
    made = []

    def client(platform: str, token: str = "") -> Client:
        monkeypatch.setattr(FacebookSession, "GRAPH", f"{sandbox.url}/{platform}")
        session = FacebookSession(access_token=token or sandbox.channels[platform]["token"])
        made.append(session.requests)
        return FacebookAdsApi(session)

    yield client
    for each in made:
        each.close()


def page_of(sandbox: Sandbox, api: Client) -> Any:  # noqa: ANN401 -- as above
    return Page(sandbox.channels["facebook"]["external_id"], api=api)


def test_it_lists_posts_comments_and_pages_through_them(sandbox: Sandbox, at: Any) -> None:  # noqa: ANN401 -- as above
    api, made = at("facebook"), {sandbox.publish("facebook", f"Comment {number}") for number in range(5)}
    posts = page_of(sandbox, api).get_published_posts(fields=["id", "message"], params={"limit": 50})
    assert sandbox.post_of("facebook") in [each["id"] for each in posts]
    listed = PagePost(sandbox.post_of("facebook"), api=api).get_comments(
        fields=["id", "message", "from", "is_hidden", "can_hide", "parent"],
        params={"filter": Comment.Filter.stream, "limit": 2},
    )
    assert made <= {each["id"] for each in listed}  # two a page: the client follows the cursors


def test_it_hides_shows_replies_and_deletes(sandbox: Sandbox, at: Any) -> None:  # noqa: ANN401 -- as above
    made = sandbox.publish("facebook")
    comment = Comment(made, api=at("facebook"))
    comment.api_update(params={"is_hidden": True})
    assert sandbox.sights("facebook", made) == {"author": True, "friend": True, "stranger": False, "moderator": True}
    assert Comment(made, api=at("facebook")).api_get(fields=["is_hidden"])["is_hidden"]
    comment.api_update(params={"is_hidden": False})
    reply = comment.create_comment(params={"message": "Thank you for asking."})
    assert reply["id"] != made
    assert [each["text"] for each in sandbox.see("facebook", made)["replies"]] == ["Thank you for asking."]
    comment.api_delete()
    assert not sandbox.see("facebook", made, "moderator")["visible"]


def test_updating_with_a_message_edits_and_is_no_reply(sandbox: Sandbox, at: Any) -> None:  # noqa: ANN401 -- as above
    made = sandbox.publish("facebook", "Theirs")
    with pytest.raises(FacebookRequestError) as refused:
        Comment(made, api=at("facebook")).api_update(params={"message": "Ours"})
    assert refused.value.api_error_code() == 200
    assert sandbox.see("facebook", made)["text"] == "Theirs"


def test_it_writes_privately_and_reads_conversations(sandbox: Sandbox, at: Any) -> None:  # noqa: ANN401 -- as above
    api, made = at("facebook"), sandbox.publish("facebook", "When do visits start?", kind="direct_message")
    author, page = sandbox.author_of("facebook", made), page_of(sandbox, api)
    sent = page.create_message(
        params={
            "messaging_type": "RESPONSE",
            "recipient": {"id": author},
            "message": {"text": "At nine."},
        }
    )
    inbox = sandbox.look(f"authors/facebook/{author}")["inbox"]
    assert [each["text"] for each in inbox] == ["At nine."]
    assert inbox[0]["id"] == sent["message_id"]
    threads = list(page.get_conversations(fields=["id", "updated_time"]))
    messages = [each for thread in threads for each in thread.get_messages()]
    assert {made, sent["message_id"]} <= {each["id"] for each in messages}


def test_it_blocks_lists_and_unblocks(sandbox: Sandbox, at: Any) -> None:  # noqa: ANN401 -- as above
    author = sandbox.author_of("facebook", sandbox.publish("facebook"))
    page = page_of(sandbox, at("facebook"))
    page.create_blocked(params={"user": [author]})
    assert sandbox.look(f"authors/facebook/{author}")["blocked"]
    assert author in [each["id"] for each in page.get_blocked()]
    page.delete_blocked(params={"user": int(author)})
    assert not sandbox.look(f"authors/facebook/{author}")["blocked"]


def test_it_subscribes_its_app(sandbox: Sandbox, at: Any) -> None:  # noqa: ANN401 -- as above
    page = page_of(sandbox, at("facebook"))
    page.create_subscribed_app(params={"subscribed_fields": ["feed", "messages"]})
    assert next(iter(page.get_subscribed_apps()))["subscribed_fields"] == ["feed", "messages"]
    page.delete_subscribed_apps()
    assert list(page.get_subscribed_apps()) == []


def test_instagram_lists_hides_replies_and_deletes(sandbox: Sandbox, at: Any) -> None:  # noqa: ANN401 -- as above
    api, made = at("instagram"), sandbox.publish("instagram")
    account = IGUser(sandbox.channels["instagram"]["external_id"], api=api)
    media = next(each for each in account.get_media(fields=["id"]) if each["id"] == sandbox.post_of("instagram"))
    assert made in [each["id"] for each in media.get_comments(fields=["id", "text", "username", "hidden"])]
    comment = IGComment(made, api=api)
    comment.api_update(params={"hide": True})
    assert not sandbox.see("instagram", made)["visible"]
    assert IGComment(made, api=api).api_get(fields=["hidden"])["hidden"]
    comment.api_update(params={"hide": False})
    comment.create_reply(params={"message": "Thank you."})
    assert [each["text"] for each in sandbox.see("instagram", made)["replies"]] == ["Thank you."]
    comment.api_delete()
    assert not sandbox.see("instagram", made, "moderator")["visible"]


def test_instagram_blocks_only_where_there_is_a_conversation(sandbox: Sandbox, at: Any) -> None:  # noqa: ANN401 -- as above
    page = Page(sandbox.channels["instagram"]["page_id"], api=at("instagram"))
    stranger = sandbox.author_of("instagram", sandbox.publish("instagram"))
    wrote = sandbox.author_of("instagram", sandbox.publish("instagram", kind="direct_message"))

    def block(person: str) -> None:
        page.create_moderate_conversation(params={"user_ids": [{"id": person}], "actions": ["BLOCK_USER"]})

    with pytest.raises(FacebookRequestError) as refused:
        block(stranger)
    assert refused.value.api_error_code() in {1, 100}
    block(wrote)
    assert sandbox.look(f"authors/instagram/{wrote}")["blocked"]


def test_the_wrong_kind_of_token_sees_an_empty_list(sandbox: Sandbox, at: Any) -> None:  # noqa: ANN401 -- as above
    sandbox.publish("facebook")
    post = PagePost(sandbox.post_of("facebook"), api=at("facebook", USER_TOKEN))
    assert list(post.get_comments()) == []


@pytest.mark.parametrize(
    ("fault", "code", "subcode"), [("throttle", 80001, None), ("token_dead", 190, 460), ("refused", 368, None)]
)
def test_it_reads_our_refusals(sandbox: Sandbox, at: Any, fault: str, code: int, subcode: int | None) -> None:  # noqa: ANN401 -- as above
    made = sandbox.publish("facebook")
    sandbox.fault("facebook", fault)
    with pytest.raises(FacebookRequestError) as refused:
        Comment(made, api=at("facebook")).api_delete()
    assert (refused.value.api_error_code(), refused.value.api_error_subcode()) == (code, subcode)
    assert "x-business-use-case-usage" in {name.lower() for name in refused.value.http_headers()}


def test_what_its_author_took_back_is_gone(sandbox: Sandbox, at: Any) -> None:  # noqa: ANN401 -- as above
    made = sandbox.publish("facebook")
    sandbox.control("remove", platform="facebook", id=made)
    with pytest.raises(FacebookRequestError) as refused:
        Comment(made, api=at("facebook")).api_update(params={"is_hidden": True})
    assert (refused.value.api_error_code(), refused.value.api_error_subcode()) == (100, 33)

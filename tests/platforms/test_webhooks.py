"""What each platform's deliveries are read as: old shapes and new, parts that cannot be read, hostile bytes.

The payloads are our own, in the shapes that the platforms document or were seen to send.
"""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evenhand.platforms.errors import NotUnderstood
from evenhand.platforms.interface import ContributionKind, Hint, Platform, Webhook
from evenhand.platforms.registry import WEBHOOKS, webhook_for

COMMENT, REPLY, MENTION = ContributionKind.COMMENT, ContributionKind.REPLY, ContributionKind.MENTION
MESSAGE, VISITOR_POST = ContributionKind.DIRECT_MESSAGE, ContributionKind.VISITOR_POST


def read(platform: Platform, payload: object) -> list[Hint]:
    webhook = webhook_for(platform)
    assert webhook is not None
    return list(webhook.hints(json.dumps(payload).encode()))


def feed(**value: object) -> dict[str, Any]:
    """One change of a Page's feed."""
    return {
        "object": "page",
        "entry": [{"id": "700100", "time": 1763900000, "changes": [{"field": "feed", "value": value}]}],
    }


def messaging(platform: Platform, **event: object) -> dict[str, Any]:
    """One private event of a Page or account."""
    entry = {"id": 700100, "time": 1763900000123, "messaging": [{"sender": {"id": 4401}, **event}]}
    return {"object": "page" if platform is Platform.FACEBOOK else "instagram", "entry": [entry]}


class TestFacebook:
    def test_new_and_old_shapes_of_a_comment(self) -> None:
        ids = {"comment_id": "1_22", "post_id": "700100_1", "parent_id": "700100_1", "item": "comment"}
        new = feed(
            **ids, verb="add", **{"from": {"id": "4401", "name": "Robin"}}, message="Hi", created_time=1763900000
        )
        old = feed(**ids, verb="add", sender_id=4401, sender_name="Robin", message="Hi", unknown={"x": [1]})
        assert read(Platform.FACEBOOK, new) == read(Platform.FACEBOOK, old) == [Hint("1_22", COMMENT, "700100_1")]

    @pytest.mark.parametrize(
        ("verb", "ours"),
        [
            ("edited", "edit"),
            ("remove", "remove"),
            ("hide", "hide"),
            ("unhide", "unhide"),
            ("sparkle", "edit"),
            (None, "edit"),
        ],
    )
    def test_verbs(self, verb: object, ours: str) -> None:
        payload = feed(item="comment", comment_id="1_23", post_id="700100_1", parent_id="1_22", verb=verb)
        assert read(Platform.FACEBOOK, payload) == [Hint("1_23", REPLY, "700100_1", ours)]

    def test_visitor_posts_but_not_our_own(self) -> None:
        theirs = feed(item="status", verb="add", post_id="700100_5", **{"from": {"id": "4401"}})
        older = feed(item="post", verb="add", post_id="700100_5", sender_id=4401)
        own = feed(item="photo", verb="add", post_id="700100_6", **{"from": {"id": "700100"}})
        assert read(Platform.FACEBOOK, theirs) == [Hint("700100_5", VISITOR_POST, "700100_5")]
        assert read(Platform.FACEBOOK, older) == [Hint("700100_5", VISITOR_POST, "700100_5")]
        assert read(Platform.FACEBOOK, own) == []

    def test_mentions(self) -> None:
        payload = feed(item="comment", verb="add", comment_id="8_1", post_id="8_0")
        payload["entry"][0]["changes"][0]["field"] = "mention"
        assert read(Platform.FACEBOOK, payload) == [Hint("8_1", MENTION, "8_0")]
        payload["entry"][0]["changes"][0]["value"] = {"item": "post", "verb": "add", "post_id": "8_0"}
        assert read(Platform.FACEBOOK, payload) == [Hint("8_0", MENTION, "8_0")]

    @pytest.mark.parametrize("item", ["reaction", "like", "event"])
    def test_what_is_of_no_interest(self, item: str) -> None:
        assert read(Platform.FACEBOOK, feed(item=item, verb="add", comment_id="1_22")) == []
        assert (
            read(Platform.FACEBOOK, {"object": "page", "entry": [{"id": "1", "changes": [{"field": "parking"}]}]}) == []
        )
        assert read(Platform.FACEBOOK, {"object": "page", "entry": []}) == []


@pytest.mark.parametrize("platform", [Platform.FACEBOOK, Platform.INSTAGRAM])
class TestMessages:
    def test_sent_edited_and_taken_back(self, platform: Platform) -> None:
        for event, verb in (
            ({"message": {"mid": "m_1", "text": "Hello"}}, "add"),
            ({"message": {"mid": "m_1", "attachments": [{"type": "image"}]}}, "add"),
            ({"message_edit": {"mid": "m_1", "text": "Hello!", "num_edit": "2"}}, "edit"),
            ({"message": {"mid": "m_1", "is_deleted": True}}, "remove"),
        ):
            payload = messaging(platform, **event)
            assert read(platform, payload) == [Hint("m_1", MESSAGE, verb=verb, thread_external_id="4401")]

    def test_echoes_receipts_and_reactions_are_of_no_interest(self, platform: Platform) -> None:
        for event in (
            {"message": {"mid": "m_1", "is_echo": True}},
            {"read": {"mid": "m_1"}},
            {"reaction": {"mid": "m_1"}},
            {"policy-enforcement": {"action": "block"}},
        ):
            assert read(platform, messaging(platform, **event)) == []

    def test_the_same_event_twice_is_one_hint(self, platform: Platform) -> None:
        payload = messaging(platform, message={"mid": "m_1"})
        payload["entry"] = [*payload["entry"], *payload["entry"]]
        assert len(read(platform, payload)) == 1


class TestInstagram:
    VALUE = {"id": "17901", "text": "Hi", "from": {"id": "6841"}, "media": {"id": "17800"}}  # noqa: RUF012 -- never changed

    def test_both_logins_shapes(self) -> None:
        entry = {"id": "178400", "time": 1763900000}
        by_page = {"object": "instagram", "entry": [entry | {"changes": [{"field": "comments", "value": self.VALUE}]}]}
        by_account = {"object": "instagram", "entry": [entry | {"field": "comments", "value": self.VALUE}]}
        assert (
            read(Platform.INSTAGRAM, by_page)
            == read(Platform.INSTAGRAM, by_account)
            == [Hint("17901", COMMENT, "17800")]
        )

    def test_replies_live_comments_and_mentions(self) -> None:
        def one(field: str, **value: object) -> list[Hint]:
            change = {"field": field, "value": value}
            return read(Platform.INSTAGRAM, {"object": "instagram", "entry": [{"changes": [change]}]})

        assert one("comments", id="17902", parent_id="17901") == [Hint("17902", REPLY)]
        assert one("live_comments", comment_id="17903") == [Hint("17903", COMMENT)]
        assert one("mentions", comment_id="17904", media_id="17800") == [Hint("17904", MENTION, "17800")]
        assert one("mentions", media_id="17800") == [Hint("17800", MENTION, "17800")]
        assert one("story_insights", media_id="17800") == []


class TestX:
    POST = {"id": "801", "conversation_id": "800", "in_reply_to_tweet_id": "800"}  # noqa: RUF012 -- never changed

    def test_the_activity_envelope(self) -> None:
        def one(event_type: str, payload: object) -> list[Hint]:
            return read(Platform.X, {"data": {"event_uuid": "1", "event_type": event_type, "payload": payload}})

        assert one("post.reply.create", self.POST) == [Hint("801", COMMENT, "800", thread_external_id="800")]
        deeper = {"id": "802", "conversation_id": "800", "referenced_posts": [{"type": "replied_to", "id": "801"}]}
        assert one("post.reply.create", deeper) == [Hint("802", REPLY, thread_external_id="800")]
        assert one("post.mention.create", {"id": 9}) == [Hint("9", MENTION)]
        assert one("post.quote.create", {"id": "9", "conversation_id": "9"}) == [
            Hint("9", MENTION, thread_external_id="9")
        ]
        message = {"type": "message_create", "id": "55", "message_create": {"sender_id": "42"}}
        typing = {"type": "typing", "id": "56"}
        assert one("dm.received", {"direct_message_events": [message, typing]}) == [
            Hint("55", MESSAGE, thread_external_id="42")
        ]
        for quiet in ("post.delete", "oauth.revoke", "chat.received", "like.create", "brand.new"):
            assert one(quiet, {"id": "1"}) == []

    def test_several_events_at_once(self) -> None:
        event = {"event_type": "post.reply.create", "payload": self.POST}
        assert (
            len(read(Platform.X, {"data": [event, {"event_type": "post.mention.create", "payload": {"id": "7"}}]})) == 2
        )

    def test_the_older_account_activity(self) -> None:
        message = {"type": "message_create", "id": "55", "message_create": {"sender_id": "42"}}
        own = {"type": "message_create", "id": "56", "message_create": {"sender_id": "9001"}}
        payload = {
            "for_user_id": "9001",
            "tweet_create_events": [
                {"id_str": "801", "in_reply_to_status_id_str": "800", "user": {"id_str": "42"}},
                {"id_str": "802", "user": {"id_str": "9001"}},
            ],
            "tweet_delete_events": [{"status": {"id": "803"}}],
            "direct_message_events": [message, own],
        }
        assert read(Platform.X, payload) == [
            Hint("801", REPLY),
            Hint("803", COMMENT, verb="remove"),
            Hint("55", MESSAGE, thread_external_id="42"),
        ]
        assert read(Platform.X, {"user_event": {"revoke": {}}}) == []


class TestLinkedIn:
    URN = "urn:li:comment:(urn:li:activity:72,9)"

    def notification(self, action: object = "COMMENT", **more: object) -> dict[str, object]:
        return {
            "action": action,
            "notificationId": 5,
            "sourcePost": "urn:li:activity:72",
            "decoratedSourcePost": {"entity": "urn:li:share:71"},
            "decoratedGeneratedActivity": {"comment": {"entity": self.URN, "text": "Hi"}},
            "generatedActivity": "urn:li:comment:(activity:72,9)",
            **more,
        }

    @pytest.mark.parametrize(
        ("action", "verb"), [("COMMENT", "add"), ("COMMENT_EDIT", "edit"), ("COMMENT_DELETE", "remove")]
    )
    def test_a_batch(self, action: str, verb: str) -> None:
        payload = {"type": "ORGANIZATION_SOCIAL_ACTION_NOTIFICATIONS", "notifications": [self.notification(action)]}
        assert read(Platform.LINKEDIN, payload) == [Hint(self.URN, COMMENT, "urn:li:share:71", verb)]

    def test_one_alone_and_without_decoration(self) -> None:
        bare = self.notification(decoratedSourcePost=None, decoratedGeneratedActivity=None)
        assert read(Platform.LINKEDIN, bare) == [Hint(self.URN, COMMENT, "urn:li:activity:72")]
        below = {"comment": {"entity": self.URN, "parentComment": "urn:li:comment:(urn:li:activity:72,1)"}}
        assert read(Platform.LINKEDIN, self.notification(decoratedGeneratedActivity=below))[0].kind is REPLY

    def test_mentions_and_what_is_of_no_interest(self) -> None:
        mention = self.notification("SHARE_MENTION", generatedActivity="urn:li:share:99")
        assert read(Platform.LINKEDIN, mention) == [Hint("urn:li:share:99", MENTION)]
        for quiet in ("LIKE", "SHARE", "ADMIN_COMMENT", "NEW_THING"):
            assert read(Platform.LINKEDIN, self.notification(quiet)) == []


UNREADABLE = [
    (Platform.FACEBOOK, {"object": "user", "entry": []}),
    (Platform.FACEBOOK, {"object": "page"}),
    (Platform.FACEBOOK, {"object": "page", "entry": [7]}),
    (Platform.FACEBOOK, {"object": "page", "entry": [{"changes": {}}]}),
    (Platform.FACEBOOK, {"object": "page", "entry": [{"messaging": [{"message": {"text": "no mid"}}]}]}),
    (Platform.FACEBOOK, feed(item="comment", verb="add", comment_id="\x00")),
    (Platform.FACEBOOK, feed(verb="add")),
    (Platform.INSTAGRAM, {"object": "page", "entry": []}),
    (Platform.INSTAGRAM, {"object": "instagram", "entry": [{"field": "comments", "value": {"text": "no id"}}]}),
    (Platform.INSTAGRAM, {"object": "instagram", "entry": [{"field": "comments", "value": {"id": "9" * 301}}]}),
    (Platform.X, {"event": 1}),
    (Platform.X, {"data": 7}),
    (Platform.X, {"data": {"payload": {}}}),
    (Platform.X, {"data": {"event_type": "dm.received", "payload": {}}}),
    (Platform.X, {"data": {"event_type": "post.reply.create", "payload": {"id": True}}}),
    (Platform.LINKEDIN, {"type": "x"}),
    (Platform.LINKEDIN, {"notifications": "x"}),
    (Platform.LINKEDIN, {"notifications": [{"action": 1}]}),
    (Platform.LINKEDIN, {"notifications": [{"action": "COMMENT", "generatedActivity": "urn:li:share:1"}]}),
]


@pytest.mark.parametrize(("platform", "payload"), UNREADABLE)
def test_what_cannot_be_read_at_all_is_said_so(platform: Platform, payload: object) -> None:
    with pytest.raises(NotUnderstood):
        read(platform, payload)


def test_a_part_that_cannot_be_read_does_not_take_the_others_with_it() -> None:
    payload = feed(item="comment", verb="add", comment_id="1_22", post_id="1")
    payload["entry"] = [7, {"changes": "x"}, *payload["entry"]]
    assert read(Platform.FACEBOOK, payload) == [Hint("1_22", COMMENT, "1")]


def _keys() -> list[str]:
    return [
        *("object", "entry", "changes", "field", "value", "item", "verb", "comment_id", "post_id", "parent_id", "from"),
        *("messaging", "message", "mid", "is_echo", "sender", "id", "media", "data", "event_type", "payload", "type"),
        *("direct_message_events", "message_create", "sender_id", "for_user_id", "tweet_create_events", "user"),
        *("notifications", "action", "generatedActivity", "decoratedGeneratedActivity", "comment", "entity", "text"),
    ]


WORDS = st.sampled_from(
    [
        "page",
        "instagram",
        "feed",
        "comment",
        "comments",
        "add",
        "post.reply.create",
        "dm.received",
        "COMMENT",
        "\ud800",
        "1_2",
    ]
)
LEAVES = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20) | WORDS
TREES = st.recursive(
    LEAVES,
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from(_keys()) | st.text(max_size=5), inner, max_size=6)
    ),
    max_leaves=25,
)


def _reads(webhook: Webhook, raw: bytes) -> None:
    try:
        hints = webhook.hints(raw)
    except NotUnderstood:
        return
    for hint in hints:
        assert hint.external_id
        assert len(hint.external_id) <= 300
        assert hint.verb in {"add", "edit", "remove", "hide", "unhide"}
        (hint.external_id + hint.post_external_id + hint.thread_external_id).encode()


@given(st.binary())
def test_any_bytes_give_hints_or_are_not_understood(raw: bytes) -> None:
    for webhook in WEBHOOKS.values():
        _reads(webhook, raw)


@given(TREES)
def test_any_json_gives_hints_or_is_not_understood(tree: object) -> None:
    for webhook in WEBHOOKS.values():
        _reads(webhook, json.dumps(tree).encode())


@pytest.mark.parametrize(
    "raw", [b"[" * 200_000, b'{"object":' * 50_000, b"9" * 10_000, b"\xff\xfe{\x00", b"", b"null", b"NaN"]
)
def test_bytes_that_are_made_to_hurt(raw: bytes) -> None:
    for webhook in WEBHOOKS.values():
        with pytest.raises(NotUnderstood):
            webhook.hints(raw)

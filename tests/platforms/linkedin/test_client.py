"""LinkedIn: URNs, offsets, replies as the organisation; everything else is by hand."""

from __future__ import annotations

import asyncio
from datetime import UTC, date, datetime, timedelta
from urllib.parse import unquote

import pytest
from tests.platforms.fakes import START, FakePlatform, account

from evenhand.platforms import errors
from evenhand.platforms.interface import (
    ContributionKind,
    Operation,
    Platform,
    PostItem,
    ReadBack,
    Receipt,
    Target,
)
from evenhand.platforms.linkedin.dialect import expires, fault
from evenhand.platforms.linkedin.mapping import comment_urn, parts_of
from evenhand.platforms.linkedin.subscription import LinkedInSubscription
from evenhand.platforms.reading import EPOCH
from evenhand.platforms.subscriptions import Wish
from evenhand.platforms.wire import Answer, FaultKind

SHARE = PostItem("urn:li:share:71", "We are hiring", EPOCH)
URN = "urn:li:comment:(urn:li:activity:72,9)"
REPLY_URN = "urn:li:comment:(urn:li:activity:72,10)"
TARGET = Target(URN, post_external_id="urn:li:share:71", author_external_id="urn:li:person:p1")
QUOTED = "urn%3Ali%3Acomment%3A%28urn%3Ali%3Aactivity%3A72%2C9%29"
COMMENT = {
    "actor": "urn:li:person:p1",
    "commentUrn": URN,
    "created": {"actor": "urn:li:person:p1", "time": 1763892916000},
    "lastModified": {"time": 1763892926000},
    "id": "9",
    "message": {"attributes": [], "text": "Is this remote?"},
    "object": "urn:li:activity:72",
}
OURS = {
    "actor": "urn:li:organization:5501",
    "id": "10",
    "object": "urn:li:activity:72",
    "parentComment": URN,
    "message": {"text": "Yes, it is."},
    "created": {"time": int(START.timestamp() * 1000)},
}
NONE: dict[str, object] = {"elements": [], "paging": {"start": 0, "count": 100, "total": 0}}


def test_posts_are_found_with_the_version_told(fake: FakePlatform) -> None:
    fake.says(
        {
            "elements": [{"id": "urn:li:share:71", "commentary": "We are hiring", "publishedAt": 1763892916000}, {}],
            "paging": {"total": 3},
        }
    )
    page = asyncio.run(fake.adapter(Platform.LINKEDIN).list_posts("0"))
    asked = fake.asked[0]
    assert (asked.path, asked.query["author"], asked.query["q"]) == (
        "/rest/posts",
        "urn:li:organization:5501",
        "author",
    )
    assert (asked.headers["linkedin-version"], asked.headers["x-restli-method"]) == ("202607", "FINDER")
    assert asked.headers["x-restli-protocol-version"] == "2.0.0"
    assert (page.cursor, page.complete) == ("2", False)
    assert page.items[0].permalink == "https://www.linkedin.com/feed/update/urn:li:share:71"


def test_comments_with_their_replies(fake: FakePlatform) -> None:
    quiet = COMMENT | {"id": "11", "commentUrn": None, "commentsSummary": {"aggregatedTotalComments": 0}}
    fake.says({"elements": [COMMENT, quiet, {"message": {}}], "paging": {"total": 3}}).says({"elements": [OURS]})
    page = asyncio.run(fake.adapter(Platform.LINKEDIN).list_comments(SHARE))
    assert [asked.path for asked in fake.asked] == [
        "/rest/socialActions/urn%3Ali%3Ashare%3A71/comments",
        f"/rest/socialActions/{QUOTED}/comments",
    ]
    first, ours, second = page.items
    assert (first.external_id, first.kind, first.post_external_id) == (URN, ContributionKind.COMMENT, "urn:li:share:71")
    assert first.author is not None
    assert (first.author.external_id, first.author.display_name) == ("urn:li:person:p1", "")
    assert first.dated_at == first.published_at + timedelta(seconds=10)
    assert (ours.external_id, ours.parent_external_id, ours.by_organisation) == (REPLY_URN, URN, True)
    assert second.external_id == "urn:li:comment:(urn:li:activity:72,11)"
    assert (page.cursor, page.complete) == ("", False)
    assert first.permalink.endswith(f"?commentUrn={QUOTED}")


def test_a_comment_that_goes_away_does_not_stop_the_list(fake: FakePlatform) -> None:
    fake.says({"elements": [COMMENT]}).says({"status": 404}, 404)
    assert len(asyncio.run(fake.adapter(Platform.LINKEDIN).list_comments(SHARE)).items) == 1


def test_offsets_go_on_while_there_is_more(fake: FakePlatform) -> None:
    fake.says(
        {"elements": [COMMENT | {"commentsSummary": {"totalFirstLevelComments": 0}}], "paging": {"total": 7}}
    ).says(NONE)
    adapter = fake.adapter(Platform.LINKEDIN)
    page = asyncio.run(adapter.list_comments(SHARE, "5"))
    assert (fake.asked[0].query["start"], page.cursor) == ("5", "6")
    assert asyncio.run(adapter.list_comments(SHARE, "6")).cursor == ""
    assert asyncio.run(adapter.list_comments(None)).items == ()


def test_fetch(fake: FakePlatform) -> None:
    fake.says(COMMENT).says({"status": 404}, 404).says({})
    adapter = fake.adapter(Platform.LINKEDIN)
    assert asyncio.run(adapter.fetch(TARGET, ContributionKind.COMMENT)).text == "Is this remote?"
    assert fake.asked[0].path == "/rest/socialActions/urn%3Ali%3Aactivity%3A72/comments/9"
    with pytest.raises(errors.Gone):
        asyncio.run(adapter.fetch(TARGET, ContributionKind.COMMENT))
    with pytest.raises(errors.NotUnderstood):
        asyncio.run(adapter.fetch(TARGET, ContributionKind.COMMENT))
    with pytest.raises(errors.Refused):
        asyncio.run(adapter.fetch(Target("9"), ContributionKind.COMMENT))


def test_a_reply_is_made_as_the_organisation(fake: FakePlatform) -> None:
    fake.sends(b"", status=201)
    fake.answers[0].headers["x-restli-id"] = "10"  # type: ignore[union-attr]  # it was just put there as a response
    adapter = fake.adapter(Platform.LINKEDIN)
    assert asyncio.run(adapter.reply(TARGET, "Yes, it is.")).external_id == REPLY_URN
    assert fake.asked[0].body == {
        "actor": "urn:li:organization:5501",
        "object": "urn:li:activity:72",
        "message": {"text": "Yes, it is."},
        "parentComment": URN,
    }
    below = Target(REPLY_URN, post_external_id="urn:li:share:71", parent_external_id=URN)
    fake.answers = []
    fake.says(OURS | {"id": "12"}, 201).says({}, 201)
    assert asyncio.run(adapter.reply(below, "And more")).external_id == "urn:li:comment:(urn:li:activity:72,12)"
    assert fake.asked[1].body["parentComment"] == URN
    with pytest.raises(errors.OutcomeUnknown):
        asyncio.run(adapter.reply(TARGET, "Again"))


@pytest.mark.parametrize("operation", ["hide", "unhide", "delete", "block", "unblock"])
def test_what_linkedin_cannot_do_says_so(fake: FakePlatform, operation: str) -> None:
    with pytest.raises(errors.Unsupported):
        asyncio.run(getattr(fake.adapter(Platform.LINKEDIN), operation)(TARGET))
    with pytest.raises(errors.Unsupported):
        asyncio.run(fake.adapter(Platform.LINKEDIN).message(TARGET, "Hello"))


def test_read_back(fake: FakePlatform) -> None:
    adapter = fake.says({"elements": [COMMENT, OURS]}).adapter(Platform.LINKEDIN)
    assert asyncio.run(adapter.read_back(Operation.REPLY, TARGET, Receipt(REPLY_URN))) is ReadBack.SHOWN
    assert asyncio.run(adapter.read_back(Operation.REPLY, TARGET, None, "Yes, it is.")) is ReadBack.SHOWN
    assert asyncio.run(adapter.read_back(Operation.REPLY, TARGET, None, "No")) is ReadBack.NOT_SHOWN
    assert asyncio.run(adapter.read_back(Operation.HIDE, TARGET, None)) is ReadBack.UNREADABLE
    fake.answers = []
    fake.says(COMMENT).says({}, 404)
    assert asyncio.run(adapter.read_back(Operation.DELETE, TARGET, None)) is ReadBack.NOT_SHOWN
    assert asyncio.run(adapter.read_back(Operation.DELETE, TARGET, None)) is ReadBack.SHOWN
    assert asyncio.run(adapter.read_back(Operation.REPLY, TARGET, None, "x")) is ReadBack.TARGET_GONE


def test_urns() -> None:
    assert comment_urn("urn:li:comment:(activity:72,9)") == URN
    assert parts_of(URN) == ("urn:li:activity:72", "9")
    for wrong in ("urn:li:share:71", "9", None, "urn:li:comment:(urn:li:activity:72,9)x", "urn:li:comment:(a/b:1,2)"):
        assert comment_urn(wrong) == ""


@pytest.mark.parametrize(
    ("status", "data", "kind"),
    [
        (401, {"serviceErrorCode": 65600, "code": "INVALID_ACCESS_TOKEN"}, FaultKind.TOKEN),
        (403, {"serviceErrorCode": 100, "code": "ACCESS_DENIED"}, FaultKind.PERMISSION),
        (404, {}, FaultKind.GONE),
        (400, {"code": "ILLEGAL_ARGUMENT"}, FaultKind.REFUSED),
        (426, {"code": "NONEXISTENT_VERSION"}, FaultKind.REFUSED),
        (429, {"serviceErrorCode": 101}, FaultKind.THROTTLED),
        (500, {}, FaultKind.UNCLEAR),
        (302, {}, FaultKind.UNCLEAR),
    ],
)
def test_errors(status: int, data: dict[str, object], kind: FaultKind) -> None:
    found = fault(Answer(status, {}, data), START)
    assert found is not None
    assert found.kind is kind
    assert found.resume_at == (START + timedelta(hours=1) if kind is FaultKind.THROTTLED else None)


def test_a_limit_that_is_not_named_is_tried_again_in_an_hour_or_on_the_next_day_in_utc() -> None:
    late, midnight = datetime(2026, 11, 23, 23, 10, tzinfo=UTC), datetime(2026, 11, 24, tzinfo=UTC)
    for asked_at, again in ((late, midnight), (late - timedelta(hours=3), late - timedelta(hours=2))):
        found = fault(Answer(429, {}, {"serviceErrorCode": 101}), asked_at)
        assert found is not None
        assert found.resume_at == again


def test_a_wait_that_is_told_is_kept() -> None:
    found = fault(Answer(429, {"retry-after": "60"}, {}), START)
    assert found is not None
    assert found.resume_at == START + timedelta(minutes=1)
    assert fault(Answer(201, {}, {}), START) is None


def test_a_version_lives_a_year() -> None:
    assert expires("202607") == date(2027, 7, 1)
    assert expires("202613") is None
    assert expires("july") is None


def test_webhooks_are_asked_for_by_the_urn_of_the_page_however_the_channel_names_it(fake: FakePlatform) -> None:
    wish = Wish("https://ours.test/hooks/linkedin/1/", person="urn:li:person:p", application="77")
    for name in ("5501", "urn:li:organization:5501"):
        fake.says({"webhook": wish.url, "status": "ACTIVE"})
        page = account(Platform.LINKEDIN, external_id=name)
        assert asyncio.run(LinkedInSubscription().look(page, wish, fake.transport())).is_subscribed
    first, second = (unquote(one.url) for one in fake.asked)
    assert first == second
    assert "entity:urn:li:organization:5501," in first

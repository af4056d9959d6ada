"""What people paste names the contribution as its platform's API does, or says what is wrong with it."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evenhand.platforms.interface import Platform
from evenhand.platforms.pasted import Named, WrongLinkError, link_told, named, x_time

TWEET = "1993256190325317765"
ON_LINKEDIN = (
    "https://www.linkedin.com/feed/update/urn:li:activity:7101"
    "?commentUrn=urn%3Ali%3Acomment%3A%28activity%3A7101%2C7205%29"
)
URN = "urn:li:comment:(urn:li:activity:7101,7205)"


@pytest.mark.parametrize(
    ("link", "handle"),
    [
        (f"https://x.com/Sam_W/status/{TWEET}", "Sam_W"),
        (f"https://twitter.com/Sam_W/status/{TWEET}?s=20&t=abc", "Sam_W"),
        (f"mobile.twitter.com/Sam_W/statuses/{TWEET}/photo/1", "Sam_W"),
        (f"https://x.com/i/web/status/{TWEET}", ""),
        (f"https://x.com/i/status/{TWEET}", ""),
    ],
)
def test_x(link: str, handle: str) -> None:
    found = named(Platform.X, link)
    assert (found.external_id, found.handle) == (TWEET, handle)
    assert found.published_at == x_time(TWEET)
    assert link_told(Platform.X, found) == f"https://x.com/{handle or 'i/web'}/status/{TWEET}"


def test_the_time_is_in_x_s_number() -> None:
    assert x_time("1212092628029698048") == datetime(2019, 12, 31, 19, 26, 16, 771000, tzinfo=UTC)
    assert x_time("20") is None, "before the numbers told a time"


def test_a_conversation_on_x() -> None:
    assert named(Platform.X, "https://x.com/messages/11-77") == Named(thread="11-77")


@pytest.mark.parametrize(
    ("platform", "link", "found"),
    [
        ("facebook", "https://www.facebook.com/page/posts/123?comment_id=456", Named("123_456")),
        ("facebook", "https://m.facebook.com/story.php?story_fbid=123&id=9&comment_id=456", Named("123_456")),
        (
            "facebook",
            "https://www.facebook.com/page/posts/123/?comment_id=456&reply_comment_id=789",
            Named("123_789", parent_external_id="123_456"),
        ),
        ("facebook", "https://www.facebook.com/page/posts/pfbid0abc?comment_id=456", Named("456")),
        ("instagram", "https://www.instagram.com/p/Cx_1/c/1789/", Named("1789")),
        ("instagram", "https://www.instagram.com/reel/Cx_1/c/1789/r/1790", Named("1790", parent_external_id="1789")),
        ("facebook", "https://www.facebook.com/sam.w/posts/987", Named("987", is_post=True)),
        ("facebook", "https://www.facebook.com/sam.w/posts/a-title/987/", Named("987", is_post=True)),
        ("facebook", "https://www.facebook.com/permalink.php?story_fbid=987&id=9", Named("987", is_post=True)),
        ("facebook", "https://www.facebook.com/sam.w/posts/pfbid0abcde", Named("pfbid0abcde", is_post=True)),
        ("instagram", "https://www.instagram.com/sam/p/Cx_1Abc/", Named("Cx_1Abc", is_post=True)),
        ("linkedin", ON_LINKEDIN, Named(URN)),
        (
            "linkedin",
            "https://www.linkedin.com/posts/sam-w_a-title-activity-7100000000000000001-Ab_c",
            Named("urn:li:activity:7100000000000000001", is_post=True),
        ),
        (
            "linkedin",
            "https://www.linkedin.com/feed/update/urn:li:activity:7100000000000000001/",
            Named("urn:li:activity:7100000000000000001", is_post=True),
        ),
        ("youtube", "https://www.youtube.com/watch?v=abc&lc=UgzAbCdEfGhIjKl", Named("UgzAbCdEfGhIjKl")),
        (
            "youtube",
            "https://youtu.be/abc?lc=UgzAbCdEfGhIjKl.9xyz",
            Named("UgzAbCdEfGhIjKl.9xyz", parent_external_id="UgzAbCdEfGhIjKl"),
        ),
    ],
)  # fmt: skip
def test_the_others(platform: str, link: str, found: Named) -> None:
    assert named(Platform(platform), link) == found


@pytest.mark.parametrize(
    ("link", "says"),
    [
        ("somewhere", "That is no link"),
        ("ftp://x.com/a/status/12345", "That is no link"),
        ("https://[", "That is no link"),
        ("https://t.co/abc", "shortened link"),
        ("https://x.com/Sam_W", "no single comment or post"),
        (f"https://x.com/Sam_W/status/{TWEET}9999", "no single comment or post"),
        ("https://www.facebook.com/page/posts/1?comment_id=2", "leads to Facebook, and the channel is on X"),
        ("https://notx.com/a/status/12345", "leads elsewhere"),
        ("https://x.com.evil.example/a/status/12345", "leads elsewhere"),
    ],
)
def test_what_is_wrong_is_said_with_what_to_do(link: str, says: str) -> None:
    with pytest.raises(WrongLinkError, match=says) as caught:
        named(Platform.X, link)
    assert "copy the address" in str(caught.value)


@given(st.sampled_from(list(Platform)), st.text(max_size=200))
def test_nothing_that_is_pasted_is_a_fault(platform: Platform, link: str) -> None:
    for one in (link, f"https://{platform}.com/{link}"):
        try:
            found = named(platform, one)
        except WrongLinkError:
            continue
        assert found.external_id or found.thread

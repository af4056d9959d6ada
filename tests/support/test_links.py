"""Links as each platform's site and apps give them."""

from __future__ import annotations

import pytest

from evenhand.support.links import address, links_in


@pytest.mark.parametrize(
    ("text", "comment"),
    [
        ("see https://www.facebook.com/hmpps/posts/901?comment_id=777", "777"),
        ("https://m.facebook.com/story.php?story_fbid=901&id=5&comment_id=776&reply_comment_id=778.", "778"),
        ("https://www.facebook.com/hmpps/posts/901?comment_id=Y29tbWVudDo5MDFfNzc3", "901_777"),
        ("https://www.instagram.com/p/Cxyz/c/17900000000000777/", "17900000000000777"),
        ("https://www.instagram.com/reel/Cxyz/c/17900000000000777/r/17900000000000888/", "17900000000000888"),
        ("look (https://x.com/somebody/status/2100000000000000777?s=20)!", "2100000000000000777"),
        ("twitter.com/i/web/status/2100000000000000777/photo/1", "2100000000000000777"),
        ("https://youtu.be/dQw4w9WgXcQ?lc=UgxAbC.9xY&t=3", "UgxAbC.9xY"),
        ("https://www.youtube.com/watch?v=dQw4w9WgXcQ&lc=UgxAbC", "UgxAbC"),
    ],
)
def test_a_link_names_its_comment(text: str, comment: str) -> None:
    (link,) = links_in(text)
    assert link.comments[0] == comment


@pytest.mark.parametrize(
    "urn",
    [
        "urn%3Ali%3Acomment%3A%28urn%3Ali%3Aactivity%3A7300%2C7400%29",
        "urn:li:comment:(activity:7300,7400)",
        "urn%3Ali%3Afsd_comment%3A%287400%2Curn%3Ali%3Aactivity%3A7300%29",
    ],
)
@pytest.mark.parametrize("part", ["commentUrn", "dashCommentUrn"])
def test_linkedin_names_it_in_three_ways(urn: str, part: str) -> None:
    (link,) = links_in(f"https://www.linkedin.com/feed/update/urn:li:activity:7300?{part}={urn}")
    assert "7400" in link.comments
    assert "urn:li:activity:7300" in link.others


def test_a_link_to_a_post_names_no_comment() -> None:
    (link,) = links_in("It is under https://www.instagram.com/p/Cxyz12/ somewhere")
    assert link.comments == ()
    assert "Cxyz12" in link.others


def test_addresses_are_the_same_whatever_the_app_adds() -> None:
    plain = address("https://www.facebook.com/hmpps/posts/901?comment_id=777")
    assert address("http://m.facebook.com/hmpps/posts/901/?comment_id=777&fbclid=abc&utm_source=x") == plain
    assert address("https://www.facebook.com/hmpps/posts/901?comment_id=778") != plain


@pytest.mark.parametrize("text", ["", "no link", "https://", "https://[", "it is at 10.30 in Leeds"])
def test_what_is_no_link_is_passed_over(text: str) -> None:
    assert [link for link in links_in(text) if link.comments] == []

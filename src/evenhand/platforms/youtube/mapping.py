"""From YouTube's comment threads, comments and playlist items to the house's words. Pure.

YouTube does not give a comment's moderation status when it is asked for by id, so such an item is UNREADABLE.
"""

from __future__ import annotations

from collections.abc import Mapping

from evenhand.platforms.interface import AuthorItem, ContributionItem, ContributionKind, PlatformState, PostItem
from evenhand.platforms.reading import EPOCH, dig, ident, mapping, when, words

STATES = {
    "published": PlatformState.VISIBLE,
    "heldForReview": PlatformState.HELD,
    "likelySpam": PlatformState.HELD,
    "rejected": PlatformState.REJECTED,
}


def post(data: Mapping[str, object]) -> PostItem | None:
    """A playlist item of the uploads list: the video, with its title and description as its text."""
    video = ident(dig(data, "contentDetails", "videoId")) or ident(dig(data, "snippet", "resourceId", "videoId"))
    if not video:
        return None
    snippet = mapping(data.get("snippet"))
    told = when(dig(data, "contentDetails", "videoPublishedAt")) or when(snippet.get("publishedAt"))
    return PostItem(
        external_id=video,
        text="\n\n".join(filter(None, (words(snippet.get("title")), words(snippet.get("description"))))),
        published_at=told or EPOCH,
        permalink=f"https://www.youtube.com/watch?v={video}",
        kind="video",
    )


def author(snippet: Mapping[str, object]) -> AuthorItem | None:
    """The comment's author; the display name is nowadays the handle."""
    channel = ident(dig(snippet, "authorChannelId", "value"))
    name = words(snippet.get("authorDisplayName"))
    return AuthorItem(channel, handle=name if name.startswith("@") else "", display_name=name) if channel else None


def comment(
    data: Mapping[str, object], *, channel_id: str, video_id: str = "", listed_as: str = ""
) -> ContributionItem | None:
    """A comment or reply, or None without an id. `listed_as` is the status of the list that it stood in."""
    external_id = ident(data.get("id"))
    if not external_id:
        return None
    snippet = mapping(data.get("snippet"))
    parent = ident(snippet.get("parentId"))
    video = ident(snippet.get("videoId")) or video_id
    who = author(snippet)
    published_at = when(snippet.get("publishedAt")) or EPOCH
    ours = who is not None and who.external_id == channel_id
    return ContributionItem(
        external_id=external_id,
        kind=ContributionKind.REPLY if parent else ContributionKind.COMMENT,
        text=words(snippet.get("textOriginal")) or words(snippet.get("textDisplay")),
        published_at=published_at,
        author=who,
        post_external_id=video,
        parent_external_id=parent,
        thread_external_id=parent or external_id,
        permalink=f"https://www.youtube.com/watch?v={video}&lc={external_id}" if video else "",
        dated_at=when(snippet.get("updatedAt")) or published_at,
        state=STATES.get(words(snippet.get("moderationStatus")) or listed_as, PlatformState.UNREADABLE),
        can_hide=not ours,
        by_organisation=ours,
        raw=data,
    )


def top_of(comment_id: str) -> str:
    """The top-level comment of a reply's id: YouTube writes `<thread>.<reply>`."""
    return comment_id.split(".", 1)[0]

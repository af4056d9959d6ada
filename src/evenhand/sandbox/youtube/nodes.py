"""Channels, videos, threads and comments as the YouTube Data API shows them to the channel's owner."""

from __future__ import annotations

import html

from evenhand.sandbox.state.clock import youtube_time
from evenhand.sandbox.state.ids import token
from evenhand.sandbox.state.model import HELD, VISIBLE, Contribution, Post
from evenhand.sandbox.wire.platform import Platform

EMBEDDED_REPLIES = 5


def etag(seed: str) -> str:
    """Something that looks like an etag and changes with the content."""
    return token(seed, 27)


def status_of(comment: Contribution) -> str:
    """The moderation status, as the lists name it."""
    if comment.state == HELD:
        return "likelySpam" if comment.likely_spam else "heldForReview"
    return "published" if comment.state == VISIBLE else "rejected"


def comment_node(platform: Platform, comment: Contribution, *, plain: bool, status: bool) -> dict[str, object]:
    """One comment. The status stands only in lists that were asked for by it; the original text is its author's."""
    author = platform.world.authors.get((platform.name, comment.author))
    handle = f"@{author.handle if author else platform.channel.handle}"
    snippet: dict[str, object] = {
        "authorDisplayName": handle,
        "authorProfileImageUrl": "https://yt3.ggpht.com/sandbox=s48-c-k-c0x00ffffff-no-rj",
        "authorChannelUrl": f"http://www.youtube.com/{handle}",
        "authorChannelId": {"value": comment.author},
        "channelId": platform.channel.external_id,
        "textDisplay": comment.text if plain else html.escape(comment.text, quote=False).replace("\n", "<br>"),
        "canRate": True,
        "viewerRating": "none",
        "likeCount": 0,
        "publishedAt": youtube_time(comment.published_at),
        "updatedAt": youtube_time(comment.dated_at),
    }
    if comment.by_organisation:
        snippet["textOriginal"] = comment.text
    if comment.parent:
        snippet["parentId"] = comment.parent
    else:
        snippet["videoId"] = comment.post
    if status:
        snippet["moderationStatus"] = status_of(comment)
    tag = etag(f"{comment.id}{comment.state}{len(comment.versions)}")
    return {"kind": "youtube#comment", "etag": tag, "id": comment.id, "snippet": snippet}


def thread_node(platform: Platform, top: Contribution, *, plain: bool, replies: bool) -> dict[str, object]:
    """A thread: its first comment, how many replies are published, and a few of them."""
    published = [each for each in platform.world.replies(top) if each.state == VISIBLE]
    node: dict[str, object] = {
        "kind": "youtube#commentThread",
        "etag": etag(f"thread{top.id}{top.state}{len(published)}"),
        "id": top.id,
        "snippet": {
            "channelId": platform.channel.external_id,
            "videoId": top.post,
            "topLevelComment": comment_node(platform, top, plain=plain, status=True),
            "canReply": True,
            "totalReplyCount": len(published),
            "isPublic": top.state == VISIBLE,
        },
    }
    if replies and published:
        few = published[-EMBEDDED_REPLIES:]
        node["replies"] = {"comments": [comment_node(platform, each, plain=plain, status=True) for each in few]}
    return node


def channel_node(platform: Platform) -> dict[str, object]:
    """The channel, with the playlist of its uploads."""
    channel = platform.channel
    uploads = f"UU{channel.external_id[2:]}"
    return {
        "kind": "youtube#channel",
        "etag": etag(channel.external_id),
        "id": channel.external_id,
        "snippet": {"title": channel.name, "description": "", "customUrl": f"@{channel.handle}"},
        "contentDetails": {"relatedPlaylists": {"likes": "", "uploads": uploads}},
    }


def playlist_item(platform: Platform, post: Post) -> dict[str, object]:
    """One upload."""
    when = youtube_time(post.published_at)
    return {
        "kind": "youtube#playlistItem",
        "etag": etag(post.id),
        "id": token(f"item{post.id}", 48),
        "snippet": {
            "publishedAt": when,
            "channelId": platform.channel.external_id,
            "title": post.title,
            "description": post.text,
            "channelTitle": platform.channel.name,
            "playlistId": f"UU{platform.channel.external_id[2:]}",
            "resourceId": {"kind": "youtube#video", "videoId": post.id},
        },
        "contentDetails": {"videoId": post.id, "videoPublishedAt": when},
    }

"""Posts and comments as LinkedIn shows them: URNs only, never a name."""

from __future__ import annotations

from evenhand.sandbox.state.clock import milliseconds
from evenhand.sandbox.state.model import Contribution, Post
from evenhand.sandbox.wire.platform import Platform

Node = dict[str, object]


def post_node(platform: Platform, post: Post) -> Node:
    """One of the page's own posts, under its share URN."""
    when = milliseconds(post.published_at)
    return {
        "id": post.id,
        "author": platform.channel.external_id,
        "commentary": post.text,
        "createdAt": when,
        "publishedAt": when,
        "lastModifiedAt": when,
        "lifecycleState": "PUBLISHED",
        "visibility": "PUBLIC",
        "distribution": {"feedDistribution": "MAIN_FEED", "thirdPartyDistributionChannels": []},
        "isReshareDisabledByAuthor": False,
    }


def split_urn(urn: str) -> tuple[str, str]:
    """What a comment's URN says it stands under, and its bare id; two empty texts for anything else."""
    if not (urn.startswith("urn:li:comment:(") and urn.endswith(")")):
        return "", ""
    under, _, bare = urn.removeprefix("urn:li:comment:(").removesuffix(")").rpartition(",")
    return (under if under.startswith("urn:li:") else f"urn:li:{under}"), bare


def comment_node(platform: Platform, comment: Contribution) -> Node:
    """One comment or reply."""
    under, bare = split_urn(comment.id)
    replies = platform.world.replies(comment)
    node: Node = {
        "id": bare,
        "$URN": comment.id,
        "commentUrn": comment.id,
        "actor": comment.author,
        "object": under,
        "message": {"attributes": [], "text": comment.text},
        "created": {"actor": comment.author, "time": milliseconds(comment.published_at)},
        "lastModified": {"actor": comment.author, "time": milliseconds(comment.dated_at)},
        "likesSummary": {"selectedLikes": [], "aggregatedTotalLikes": 0, "likedByCurrentUser": False, "totalLikes": 0},
        "content": [],
    }
    if comment.parent:
        node["parentComment"] = comment.parent
    else:
        node["commentsSummary"] = {"totalFirstLevelComments": len(replies), "aggregatedTotalComments": len(replies)}
    return node

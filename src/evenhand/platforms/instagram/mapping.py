"""From Instagram's media and comments to the house's words. Pure. Instagram gives no date of an edit."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from evenhand.platforms.interface import (
    Account,
    AuthorItem,
    ContributionItem,
    ContributionKind,
    PlatformState,
    PostItem,
)
from evenhand.platforms.reading import EPOCH, dig, ident, when, words

REPLY_FIELDS = "id,text,timestamp,from{id,username},username,hidden,like_count,parent_id"
REPLIES_ALONG = 50
COMMENT_FIELDS = f"{REPLY_FIELDS},media{{id,permalink}},replies.limit({REPLIES_ALONG}){{{REPLY_FIELDS}}}"
MENTIONED_COMMENT, MENTIONED_MEDIA = "mentioned_comment", "mentioned_media"
MENTION_FIELDS = {
    MENTIONED_COMMENT: "comment_id({id}){{id,text,timestamp,username,media{{id,permalink}}}}",
    MENTIONED_MEDIA: "media_id({id}){{id,caption,timestamp,username,permalink}}",
}
"""What names the account elsewhere can be read only by way of the account."""
MEDIA_FIELDS = "id,caption,timestamp,permalink,media_type,media_product_type"


def post(data: Mapping[str, object]) -> PostItem | None:
    """The account's own media, or None without an id."""
    external_id = ident(data.get("id"))
    if not external_id:
        return None
    return PostItem(
        external_id=external_id,
        text=words(data.get("caption")),
        published_at=when(data.get("timestamp")) or EPOCH,
        permalink=words(data.get("permalink")),
        kind=words(data.get("media_product_type") or data.get("media_type")).lower() or "post",
    )


def author(data: Mapping[str, object]) -> AuthorItem | None:
    """`from`, the older `user`, or the bare username: Instagram leaves out what it likes."""
    external_id = ident(dig(data, "from", "id")) or ident(dig(data, "user", "id"))
    handle = words(dig(data, "from", "username")) or words(data.get("username"))
    if not external_id and not handle:
        return None
    return AuthorItem(external_id or f"@{handle}", handle=handle)


def comment(
    data: Mapping[str, object], *, owner: Account, post: PostItem | None = None, post_id: str = "", parent: str = ""
) -> ContributionItem | None:
    """A comment or reply, or None without an id. `parent` is the comment that the reply was listed under."""
    external_id = ident(data.get("id"))
    if not external_id:
        return None
    above = ident(data.get("parent_id")) or parent
    who = author(data)
    ours = who is not None and _is_ours(who, owner)
    published_at = when(data.get("timestamp")) or EPOCH
    media = post.external_id if post else ident(dig(data, "media", "id")) or post_id
    return ContributionItem(
        external_id=external_id,
        kind=ContributionKind.REPLY if above else ContributionKind.COMMENT,
        text=words(data.get("text")),
        published_at=published_at,
        author=who,
        post_external_id=media,
        parent_external_id=above,
        thread_external_id=above or external_id,
        permalink=post.permalink if post else words(dig(data, "media", "permalink")),
        dated_at=published_at,
        state=PlatformState.HIDDEN if data.get("hidden") is True else PlatformState.VISIBLE,
        by_organisation=ours,
        raw=data,
    )


def _is_ours(who: AuthorItem, owner: Account) -> bool:
    """By the id; by the name only where no id is told.

    The name is what people here call the channel, and anybody may take it as their handle there.
    """
    if who.external_id.startswith("@"):
        return bool(owner.name) and who.handle == owner.name
    return who.external_id == owner.external_id


def mention(data: Mapping[str, object], *, owner: Account, media_id: str = "") -> ContributionItem | None:
    """A comment or caption elsewhere that names the account, or None without an id. It is not ours to hide."""
    told = {"text": data.get("caption"), **data}
    item = comment(told, owner=owner, post_id=media_id)
    if item is None:
        return None
    link = item.permalink or words(data.get("permalink"))
    return replace(item, kind=ContributionKind.MENTION, parent_external_id="", permalink=link, can_hide=False)

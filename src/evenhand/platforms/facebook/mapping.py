"""From Graph's comments and posts to the house's words. Pure.

Facebook gives no date of an edit, so an edited comment keeps the date of its publication, and never counts as a
later breach by an edit alone.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from evenhand.platforms.interface import AuthorItem, ContributionItem, ContributionKind, PlatformState, PostItem, Target
from evenhand.platforms.reading import EPOCH, dig, ident, mapping, when, words

COMMENT_FIELDS = (
    "id,message,created_time,from,parent{id},is_hidden,can_hide,can_remove,can_comment,can_reply_privately,"
    "comment_count,permalink_url,attachment,message_tags,admin_creator"
)
POST_FIELDS = "id,message,story,created_time,permalink_url,status_type"
VISITOR_POST_FIELDS = "id,message,created_time,from,permalink_url,is_hidden"
MENTION_FIELDS = "id,message,created_time,from,permalink_url"


def post(data: Mapping[str, object]) -> PostItem | None:
    """The Page's own post, or None without an id."""
    external_id = ident(data.get("id"))
    if not external_id:
        return None
    return PostItem(
        external_id=external_id,
        text=words(data.get("message")) or words(data.get("story")),
        published_at=when(data.get("created_time")) or EPOCH,
        permalink=words(data.get("permalink_url")),
        kind=words(data.get("status_type")) or "post",
    )


def advert(data: Mapping[str, object]) -> PostItem | None:
    """A post behind an advert: on no timeline unless it was published too."""
    item = post(data)
    return item and replace(item, kind="advert")


def author(data: object) -> AuthorItem | None:
    """`from`, or None: Graph leaves it out for some people and some tokens."""
    external_id = ident(mapping(data).get("id"))
    return AuthorItem(external_id, display_name=words(mapping(data).get("name"))) if external_id else None


def comment(data: Mapping[str, object], *, page_id: str, post_id: str = "") -> ContributionItem | None:
    """A comment or reply, or None without an id. A comment's id begins with its post's number."""
    external_id = ident(data.get("id"))
    if not external_id:
        return None
    parent = ident(dig(data, "parent", "id"))
    who = author(data.get("from"))
    published_at = when(data.get("created_time")) or EPOCH
    return ContributionItem(
        external_id=external_id,
        kind=ContributionKind.REPLY if parent else ContributionKind.COMMENT,
        text=words(data.get("message")),
        published_at=published_at,
        author=who,
        post_external_id=post_id,
        parent_external_id=parent,
        thread_external_id=parent or external_id,
        permalink=words(data.get("permalink_url")),
        dated_at=published_at,
        state=PlatformState.HIDDEN if data.get("is_hidden") is True else PlatformState.VISIBLE,
        can_hide=_flag(data.get("can_hide")),
        by_organisation=bool(data.get("admin_creator")) or (who is not None and who.external_id == page_id),
        raw=data,
    )


def visitor_post(data: Mapping[str, object], *, page_id: str) -> ContributionItem | None:
    """What a member of the public wrote on the Page itself. It is its own post."""
    item = comment(data, page_id=page_id)
    return item and replace(item, kind=ContributionKind.VISITOR_POST, post_external_id=item.external_id)


def mention(data: Mapping[str, object], *, page_id: str) -> ContributionItem | None:
    """What somebody wrote elsewhere that names the Page: their own post, which is not the Page's to hide."""
    item = comment(data, page_id=page_id)
    return item and replace(item, kind=ContributionKind.MENTION, post_external_id=item.external_id, can_hide=False)


def is_own_post(target: Target) -> bool:
    """Whether the target is somebody else's post and not a comment."""
    return (
        target.kind in {ContributionKind.VISITOR_POST, ContributionKind.MENTION}
        or target.post_external_id == target.external_id
    )


def kind_of(target: Target) -> ContributionKind:
    """The target's kind, as far as its ids tell when nobody said it."""
    return target.kind or (ContributionKind.VISITOR_POST if is_own_post(target) else ContributionKind.COMMENT)


def _flag(value: object) -> bool | None:
    return value if isinstance(value, bool) else None

"""From X's posts and direct messages to the house's words. Pure.

X renames `tweet` to `post` in its descriptions while the wire still says `tweet`; both are read. Shortened links are
put back, since a t.co address tells a reader nothing.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping

from evenhand.platforms.interface import AuthorItem, ContributionItem, ContributionKind, PostItem
from evenhand.platforms.reading import EPOCH, dig, ident, mapping, objects, when, words

TWEET_FIELDS = (
    "created_at,conversation_id,in_reply_to_user_id,referenced_tweets,edit_history_tweet_ids,author_id,entities,"
    "note_tweet,lang"
)
OTHER_EVENTS = ("ParticipantsJoin", "ParticipantsLeave")
"""Events of a conversation that are no messages: understood, and of no interest."""
_LEADING_HANDLES = re.compile(r"^(?:@\w{1,20}\s+)+", re.ASCII)
_ESCAPES = (("&lt;", "<"), ("&gt;", ">"), ("&amp;", "&"))


def link_to(post_id: str) -> str:
    """Where a post can be seen, whoever wrote it."""
    return f"https://x.com/i/web/status/{post_id}"


def text_of(data: Mapping[str, object]) -> str:
    """The whole text: the long form where there is one, links put back, X's three escapes undone.

    X's description of a direct message has its links beside the text; those of a post are among its entities.
    """
    long_form = mapping(data.get("note_tweet"))
    source = long_form or data
    text = words(source.get("text"))
    for url in (*objects(dig(source, "entities", "urls")), *objects(source.get("urls"))):
        short, whole = words(url.get("url")), words(url.get("expanded_url"))
        if short and whole:
            text = text.replace(short, whole)
    for escaped, plain in _ESCAPES:
        text = text.replace(escaped, plain)
    return text


def without_handles(text: str) -> str:
    """A reply without the names that X puts before it."""
    return _LEADING_HANDLES.sub("", text)


def replied_to(data: Mapping[str, object]) -> str:
    """The id of the post that this one answers, or ""."""
    for key in ("referenced_tweets", "referenced_posts"):
        for reference in objects(data.get(key)):
            if reference.get("type") == "replied_to":
                return ident(reference.get("id"))
    return ident(data.get("in_reply_to_tweet_id")) or ident(data.get("in_reply_to_post_id"))


def people(data: Mapping[str, object]) -> dict[str, AuthorItem]:
    """The users that came along with an answer, by id."""
    found = {}
    for user in objects(dig(data, "includes", "users")):
        person = mapping(user.get("data")) or user
        external_id = ident(person.get("id"))
        if external_id:
            found[external_id] = AuthorItem(external_id, words(person.get("username")), words(person.get("name")))
    return found


def post(data: Mapping[str, object]) -> PostItem | None:
    """The account's own post."""
    external_id = ident(data.get("id"))
    if not external_id:
        return None
    return PostItem(external_id, text_of(data), when(data.get("created_at")) or EPOCH, link_to(external_id))


def contribution(
    data: Mapping[str, object], who: Mapping[str, AuthorItem], *, account_id: str, ours: Collection[str] = ()
) -> ContributionItem | None:
    """A reply or mention. `ours` are conversations that the account started; only in those can it be hidden.

    Each edit of a post has an id of its own; `raw` carries the history.
    """
    external_id = ident(data.get("id"))
    if not external_id:
        return None
    author_id, above = ident(data.get("author_id")), replied_to(data)
    conversation = ident(data.get("conversation_id"))
    in_ours = bool(above) and conversation in ours
    kind = ContributionKind.MENTION
    if in_ours:
        kind = ContributionKind.COMMENT if above == conversation else ContributionKind.REPLY
    published_at = when(data.get("created_at")) or EPOCH
    by_us = author_id == account_id
    return ContributionItem(
        external_id=external_id,
        kind=kind,
        text=text_of(data),
        published_at=published_at,
        author=who.get(author_id) or (AuthorItem(author_id) if author_id else None),
        post_external_id=conversation if in_ours else "",
        parent_external_id=above if above != conversation or not in_ours else "",
        thread_external_id=conversation or external_id,
        permalink=link_to(external_id),
        dated_at=published_at,
        can_hide=in_ours and not by_us,
        by_organisation=by_us,
        earlier_ids=earlier_ids(data, external_id),
        raw=data,
    )


def earlier_ids(data: Mapping[str, object], own: str) -> tuple[str, ...]:
    """The ids of the versions before this one: X writes the whole history, oldest first, this one included."""
    for key in ("edit_history_tweet_ids", "edit_history_post_ids"):
        listed = data.get(key)
        if isinstance(listed, list):
            known = [ident(each) for each in listed]
            return tuple(filter(None, known[: known.index(own)])) if own in known else ()
    return ()


def direct_message(
    data: Mapping[str, object], who: Mapping[str, AuthorItem], *, account_id: str
) -> ContributionItem | None:
    """One message event, or None when it is none."""
    external_id = ident(data.get("id"))
    if not external_id or data.get("event_type", "MessageCreate") != "MessageCreate":
        return None
    sender = ident(data.get("sender_id"))
    published_at = when(data.get("created_at")) or EPOCH
    return ContributionItem(
        external_id=external_id,
        kind=ContributionKind.DIRECT_MESSAGE,
        text=text_of(data),
        published_at=published_at,
        author=who.get(sender) or (AuthorItem(sender) if sender else None),
        thread_external_id=ident(data.get("dm_conversation_id")),
        dated_at=published_at,
        by_organisation=sender == account_id,
        raw=data,
    )

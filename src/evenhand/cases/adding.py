"""A person adds by hand what no API brings: X in assisted mode, a channel that cannot be read, what an API leaves out.

What they paste becomes a contribution like any other: assessed, disposed, recorded. Its author is known by handle
alone, `@name`. Not here: reading the link (platforms.pasted), what the APIs leave out (the tables of platforms).
"""

from __future__ import annotations

import uuid
from dataclasses import dataclass, replace
from datetime import datetime

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from evenhand import records
from evenhand.cases.errors import RefusedError
from evenhand.channels.models import Channel
from evenhand.intake import services as intake
from evenhand.intake.models import Contribution, Post, Version
from evenhand.people.models import User
from evenhand.people.permissions import may
from evenhand.platforms.capabilities import Support, surface
from evenhand.platforms.interface import AuthorItem, ContributionItem, ContributionKind, Platform, PlatformState
from evenhand.platforms.names import NAMES
from evenhand.platforms.pasted import BY_NAME, EXAMPLES, PASTED, Named, WrongLinkError, link_told, named

LONGEST = {Platform.FACEBOOK: 8000, Platform.INSTAGRAM: 2200, Platform.X: 25_000, Platform.LINKEDIN: 1250}
"""Characters that somebody can write there in one piece."""
LONGEST_ANYWHERE = 10_000
PUBLIC = ("comment", "reply", "mention", "visitor_post", "review")
_UNDER_OURS = ("comment", "reply")
_CALLED = {"visitor_post": "visitors’ posts", "direct_message": "direct messages"}
UNREAD = (Channel.State.TOKEN_DEAD, Channel.State.FAILING)
"""States in which a connected channel is not read just now."""
NOTED = {
    "new": "Somebody wrote it",
    "changed": "Its author changed it",
    "gone": "It is deleted there",
}


@dataclass(frozen=True, slots=True)
class Pasted:
    """What a person pastes. `what` is one of NOTED; `published_at` counts where the link tells no time."""

    what: str
    link: str = ""
    kind: str = "comment"
    text: str = ""
    handle: str = ""
    display_name: str = ""
    published_at: datetime | None = None
    post: int | None = None


class KnownError(RefusedError):
    """It is here already."""

    def __init__(self, message: str, contribution: Contribution) -> None:
        super().__init__(message, "link")
        self.contribution = contribution


def by_hand() -> QuerySet[Channel]:
    """The channels that people add to: assisted ones, and those that cannot be read just now."""
    unread = Q(mode=Channel.Mode.CONNECTED, state__in=UNREAD)
    return Channel.objects.filter(Q(mode=Channel.Mode.ASSISTED) | unread).order_by("platform", "name")


def in_part() -> QuerySet[Channel]:
    """The channels that are read, but of which the platform's API leaves something out (docs/platforms.md)."""
    some = [platform for platform in Platform if lacking(platform)]
    rows = Channel.objects.filter(mode=Channel.Mode.CONNECTED, platform__in=some).exclude(state__in=UNREAD)
    return rows.order_by("platform", "name")


def lacking(platform: Platform) -> tuple[str, ...]:
    """The kinds of contribution that no API brings there, or not all of them."""
    return tuple(kind.value for kind in ContributionKind if surface(platform, kind).by_hand)


@transaction.atomic
def add(channel: Channel, person: User, pasted: Pasted) -> Contribution:
    """Store it, have it assessed, and say who pasted it. RefusedError with what is wrong, at its field."""
    if not may(person, "decide"):
        raise RefusedError("Your role adds nothing to the queue. Ask a moderator.")
    channel.refresh_from_db(fields=["mode", "state"])
    if channel.mode == Channel.Mode.OFF:
        raise RefusedError(f"{channel.name} is switched off. An administrator can change that.", "channel")
    if pasted.what not in NOTED:
        raise RefusedError("Choose what you want to note.", "what")
    platform, private = Platform(channel.platform), pasted.kind == ContributionKind.DIRECT_MESSAGE
    of = _named(platform, pasted.link, private=private)
    if of.is_post:
        of = _of_post(channel, of, pasted.kind)
    known = _known(channel, of)
    if pasted.what == "gone":
        return _gone(channel, person, known)
    _check_text(platform, pasted.text)
    if pasted.what == "changed":
        return _changed(person, known, pasted.text)
    if known is not None:
        raise _here_already(known, pasted.text)
    _check_kind(channel, pasted.kind)
    return _new(channel, person, pasted, of)


def _named(platform: Platform, link: str, *, private: bool) -> Named:
    """What the link names. Messages have no address of their own: one to the conversation will do, or none."""
    if not link.strip():
        if private:
            return Named()
        raise RefusedError(f"Paste the link to it. {EXAMPLES[platform]}", "link")
    try:
        of = named(platform, link.strip())
    except WrongLinkError as error:
        raise RefusedError(str(error), "link") from error
    if not private and not of.external_id:
        raise RefusedError(f"That link leads to a conversation. {EXAMPLES[platform]}", "link")
    return of


def _of_post(channel: Channel, of: Named, kind: str) -> Named:
    """What a link to a whole post names, by the id that its platform's API gives it where that can be known."""
    if kind in _UNDER_OURS:
        raise RefusedError(f"That link leads to a whole post. {EXAMPLES[Platform(channel.platform)]}", "link")
    whole = f"{channel.external_id}_{of.external_id}"
    on_our_page = channel.platform == Platform.FACEBOOK and kind != ContributionKind.MENTION
    if on_our_page and of.external_id.isdecimal():
        of = replace(of, external_id=whole)
    if Post.objects.filter(channel=channel, external_id__in=[of.external_id, whole]).exists():
        raise RefusedError("That is a post of our own. Paste what somebody else wrote.", "link")
    return of


def _check_kind(channel: Channel, kind: str) -> None:
    """There must be such a thing there; and what Evenhand reads by itself is not added by hand too."""
    platform = Platform(channel.platform)
    if kind not in {*PUBLIC, ContributionKind.DIRECT_MESSAGE}:
        raise RefusedError("Choose what it is.", "kind")
    cell, called = surface(platform, kind), _CALLED.get(kind, f"{kind}s")
    if cell.supported is Support.NONE:
        raise RefusedError(f"{cell.note} Choose what it is.", "kind")
    if channel.mode == Channel.Mode.CONNECTED and channel.state not in UNREAD and not cell.by_hand:
        raise RefusedError(f"Evenhand reads {called} of {channel.name} on {NAMES[platform]} by itself.", "kind")


def _known(channel: Channel, of: Named) -> Contribution | None:
    """The contribution that this link names, by this id or an earlier one."""
    if not of.external_id:
        return None
    rows = Contribution.objects.filter(channel=channel)
    by_id = Q(external_id=of.external_id) | Q(earlier_ids__external_id=of.external_id)
    if channel.platform == Platform.FACEBOOK and "_" not in of.external_id:
        by_id |= Q(external_id__endswith=f"_{of.external_id}")
    return rows.filter(by_id).select_related("disposition", "author", "channel").order_by("pk").first()


def _check_text(platform: Platform, text: str) -> None:
    if not text.strip():
        raise RefusedError("Paste the words. Of a picture or a video, write what it shows.", "text")
    most = LONGEST.get(platform, LONGEST_ANYWHERE)
    if len(text) > most:
        told = f"That has {len(text):,} characters; {NAMES[platform]} lets nobody write more than {most:,} at once."
        raise RefusedError(f"{told} Paste one contribution at a time.", "text")


def _here_already(known: Contribution, text: str) -> KnownError:
    newest = Version.objects.filter(contribution=known).exclude(change="removed").order_by("-number").first()
    same = newest is not None and newest.text.strip() == text.strip()
    more = "" if same else " Its words differ: if its author changed it, choose that above."
    return KnownError(f"Somebody added this link already.{more}", known)


def _gone(channel: Channel, person: User, known: Contribution | None) -> Contribution:
    if known is None:
        raise RefusedError("Nothing with this link is in Evenhand, so there is nothing to note as deleted.", "link")
    if known.platform_state == PlatformState.GONE:
        raise KnownError("It is noted as deleted already.", known)
    intake.store_gone(channel, known.external_id, timezone.now())
    _note(known, person, "contribution.noted_gone")
    known.refresh_from_db()
    return known


def _changed(person: User, known: Contribution | None, text: str) -> Contribution:
    if known is None:
        raise RefusedError("Nothing with this link is in Evenhand yet. Choose that somebody wrote it.", "link")
    now = timezone.now()
    author = known.author
    item = ContributionItem(
        external_id=known.external_id,
        kind=ContributionKind(known.kind),
        text=text.strip(),
        published_at=known.published_at,
        author=AuthorItem(author.external_id, author.handle, author.display_name) if author else None,
        dated_at=now,
        state=PlatformState.UNREADABLE,
    )
    _, news = intake.store_item(known.channel, item, now)
    if not news:
        raise RefusedError("These are the words that are here already.", "text")
    _note(known, person, "contribution.noted_changed")
    known.refresh_from_db()
    return known


def _new(channel: Channel, person: User, pasted: Pasted, of: Named) -> Contribution:
    now = timezone.now()
    handle = pasted.handle.strip().lstrip("@") or of.handle
    if not handle:
        raise RefusedError("Say who wrote it: the name that follows the @, or as it is shown there.", "handle")
    if of.handle and of.handle.lower() != handle.lower():
        raise RefusedError(f"The link is to a post by @{of.handle}, and you wrote @{handle}. Check both.", "handle")
    if handle.lower() in {channel.external_id.lower().lstrip("@"), channel.name.lower()}:
        raise RefusedError("That is a post of our own. Paste what somebody else wrote.", "link")
    written = of.published_at or pasted.published_at
    if written is None:
        raise RefusedError("Say when it was written, as it is shown there.", "published_at")
    if written > now:
        raise RefusedError("It cannot have been written in the future. Check the link and the time.", "published_at")
    private = pasted.kind == ContributionKind.DIRECT_MESSAGE
    if private:
        _check_not_twice(channel, handle, pasted.text.strip(), written)
    post = Post.objects.filter(channel=channel, pk=pasted.post or 0).first()
    item = ContributionItem(
        external_id=of.external_id or f"{PASTED}{uuid.uuid4().hex}",
        kind=ContributionKind(pasted.kind),
        text=pasted.text.strip(),
        published_at=written,
        author=AuthorItem(f"{BY_NAME}{handle.lower()}", handle, pasted.display_name.strip()),
        post_external_id=post.external_id if post and not private else "",
        parent_external_id=of.parent_external_id,
        thread_external_id=of.thread,
        permalink=link_told(Platform(channel.platform), of) or pasted.link.strip() if of.external_id else "",
    )
    made, _ = intake.store_item(channel, item, now)
    if made is None:
        raise RefusedError("It was erased here at somebody’s request, so it is not stored again.", "link")
    _note(made, person, "contribution.pasted")
    return made


def _check_not_twice(channel: Channel, handle: str, text: str, written: datetime) -> None:
    """A message has no link of its own: the same words by the same person at the same minute are the same one."""
    rows = Contribution.objects.filter(
        channel=channel, author__external_id=f"@{handle.lower()}", kind="direct_message", published_at=written
    )
    known = rows.filter(versions__text=text).select_related("disposition").first()
    if known is not None:
        raise KnownError("Somebody added this message already.", known)


def _note(contribution: Contribution, person: User, kind: str) -> None:
    records.append(
        kind,
        subject=f"contribution:{contribution.pk}",
        actor=f"person:{person.pk}",
        facts={"channel": contribution.channel_id, "kind": contribution.kind},
    )

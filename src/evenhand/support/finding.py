"""Finds the comment that a message tells of: by a link, by its words, by its author's name. Two as good are none.

Only public contributions of the last month on the same channel, and none of the reporter's own; a link may point
further back. What a message says is read in `links` and `likeness`.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta

from django.db.models import Q, QuerySet
from django.utils import timezone

from evenhand.intake.models import Contribution, Post, Version
from evenhand.support.likeness import letters_of, likeness, names_author, quotes_in
from evenhand.support.links import Link, address, links_in
from evenhand.support.models import MemberReport

RECENT = timedelta(days=30)
MOST = 500
"""So many of the newest are compared word for word: a busy month must not hold up its reporters."""
NEAR_ENOUGH = 0.75
AS_GOOD = 0.1
"""Two comments whose shares differ by less are equally likely to be meant."""


@dataclass(frozen=True, slots=True)
class Found:
    """The comment, how it was found, and how sure that is (0 to 1)."""

    contribution: Contribution
    how: MemberReport.How
    score: float


def find(message: Contribution, text: str) -> Found | None:
    """The one comment that `text`, written in the direct message `message`, tells of; None where that is not sure."""
    public = Contribution.objects.filter(channel=message.channel_id).exclude(kind="direct_message")
    others = public.exclude(author__isnull=False, author=message.author_id)
    links = links_in(text)
    linked = by_link(others, links)
    if linked is not None:
        return Found(linked, MemberReport.How.LINK, 1.0)
    recent = others.filter(published_at__gte=timezone.now() - RECENT).select_related("author").order_by("-published_at")
    pool = list(_under_linked_post(recent, links, message)[:MOST])
    named = [one for one in pool if one.author and names_author(text, one.author.handle, one.author.display_name)]
    return _by_words(text, pool, named) or _by_author(named)


def by_link(among: QuerySet[Contribution], links: Iterable[Link]) -> Contribution | None:
    """The one contribution that the links name, the surest part of each link first."""
    for link in links:
        for id_ in link.comments:
            found = _only(among.filter(_has_id(id_)))
            if found is not None:
                return found
        found = _only(among.filter(_has_address(link)))
        if found is not None:
            return found
        for id_ in link.others:  # a visitor's post or a reply goes by its own id in the path
            found = _only(among.filter(external_id=id_))
            if found is not None:
                return found
    return None


def _has_id(id_: str) -> Q:
    """The API's id is the site's, or ends with it: Facebook's begins with the post, LinkedIn's with the activity."""
    whole = Q(external_id=id_) | Q(earlier_ids__external_id=id_)
    return whole | Q(external_id__endswith=f"_{id_}") | Q(external_id__endswith=f",{id_})") if id_.isdigit() else whole


def _has_address(link: Link) -> Q:
    variants = [
        f"{scheme}{link.address}{end}" for scheme in ("https://www.", "https://", "http://") for end in ("", "/")
    ]
    return Q(permalink__in=variants)


def _under_linked_post(
    recent: QuerySet[Contribution], links: list[Link], message: Contribution
) -> QuerySet[Contribution]:
    """Where a link names one of our posts only, what is meant stands under it."""
    if not links:
        return recent
    ids = {id_ for link in links for id_ in (*link.others, *link.comments)}
    addresses = {link.address for link in links}
    posts = Post.objects.filter(channel=message.channel_id, published_at__gte=timezone.now() - RECENT * 12)
    told = [
        post.pk
        for post in posts.only("pk", "external_id", "permalink").order_by("-published_at")[:MOST]
        if {post.external_id, post.external_id.rsplit("_", 1)[-1]} & ids or address(post.permalink) in addresses
    ]
    return recent.filter(post__in=told) if told else recent


def _by_words(text: str, pool: list[Contribution], named: list[Contribution]) -> Found | None:
    message, quotes = letters_of(text), quotes_in(text)
    shares = {
        key: max(likeness(message, quotes, letters_of(one)) for one in texts) for key, texts in _texts(pool).items()
    }
    best = max(shares.values(), default=0.0)
    if best < NEAR_ENOUGH:
        return None
    likely = [one for one in pool if shares.get(one.pk, 0.0) > best - AS_GOOD and shares[one.pk] >= NEAR_ENOUGH]
    if len(likely) > 1:  # the same words by several people: the name decides
        likely = [one for one in likely if one in named]
    return Found(likely[0], MemberReport.How.WORDS, round(shares[likely[0].pk], 2)) if len(likely) == 1 else None


def _by_author(named: list[Contribution]) -> Found | None:
    return Found(named[0], MemberReport.How.AUTHOR, 0.5) if len(named) == 1 else None


def _texts(pool: list[Contribution]) -> dict[int, list[str]]:
    """Every text that each of them had: its author may have changed it since it was seen."""
    found: dict[int, list[str]] = {}
    rows = Version.objects.filter(contribution__in=[one.pk for one in pool]).exclude(change=Version.Change.REMOVED)
    for key, text in rows.values_list("contribution_id", "text"):
        found.setdefault(key, []).append(text)
    return found


def _only(rows: QuerySet[Contribution]) -> Contribution | None:
    found = list(rows.distinct()[:2])
    return found[0] if len(found) == 1 else None

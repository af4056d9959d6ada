"""Finds the comment that a message tells of: by a link, by its words, by its author's name. Two as good are none.

Only public contributions of the last month on the same channel, and none of the reporter's own; a link may point
further back. What a message says is read in `links` and `likeness`; which comments are worth comparing with it,
among hundreds of thousands, is `pool`'s part.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.db.models import QuerySet
from django.db.models.functions import Reverse

from evenhand.channels.models import Channel
from evenhand.intake.models import Contribution, EarlierId, Version
from evenhand.support import pool
from evenhand.support.likeness import letters_of, likeness, names_author, quotes_in
from evenhand.support.links import Link, links_in
from evenhand.support.models import MemberReport

NEAR_ENOUGH = 0.75
AS_GOOD = 0.1
"""Two comments whose shares differ by less are equally likely to be meant."""
NAMED_WEIGHS = 0.5


@dataclass(frozen=True, slots=True)
class Found:
    """The comment, how it was found, and how sure that is (0 to 1)."""

    contribution: Contribution
    how: MemberReport.How
    score: float


def find(message: Contribution, text: str) -> Found | None:
    """The one comment that `text`, written in the direct message `message`, tells of; None where that is not sure."""
    return find_on(message.channel_id, text, besides=message.author_id)


def find_on(channel: int, text: str, *, besides: int | None = None) -> Found | None:
    """The one comment on a channel that `text` tells of, none of the author `besides`; None where that is not sure."""
    others = _public(channel, besides)
    links = links_in(text)
    linked = by_link(others, links)
    if linked is not None:
        return Found(linked, MemberReport.How.LINK, 1.0)
    recent = pool.under_linked_post(pool.recent(others), links, channel)
    worth = pool.worth_comparing(recent, channel, text)
    named = [one for one in pool.by_named_authors(recent, channel, text) if _is_named(text, one)]
    return _by_words(text, _once(worth, named), named) or _by_author(named)


def elsewhere(channel: int, links: Iterable[Link]) -> Contribution | None:
    """The one public contribution on another channel that a link names: by ids on the link's own platform alone."""
    others = Contribution.objects.exclude(kind="direct_message").exclude(channel=channel)
    for link in links:
        found = by_link(others.filter(channel__platform=link.platform), [link]) if link.platform else None
        found = found or _only(others.filter(permalink__in=_addresses(link)))
        if found is not None:
            return found
    return None


def channel_meant(chosen: Channel, link: str) -> Channel:
    """The channel that a form means: the one chosen, unless its link leads to a comment that we hold on another.

    Of what stands in the field for a link only the first counts: whoever sends the form waits while it is looked up.
    """
    links = links_in(link)[:1]
    linked = None if by_link(_public(chosen.pk), links) is not None else elsewhere(chosen.pk, links)
    return linked.channel if linked is not None else chosen


def nearest(channel: int, text: str, most: int) -> list[Contribution]:
    """The comments of a channel that come nearest to what `text` tells of, for a person to choose from."""
    recent = pool.under_linked_post(pool.recent(_public(channel)), links_in(text), channel)
    named = [one for one in pool.by_named_authors(recent, channel, text) if _is_named(text, one)]
    worth = _once(pool.worth_comparing(recent, channel, text), named) or list(pool.newest(recent, most))
    shares, keys = _shares(text, worth), {one.pk for one in named}
    ranked = sorted(worth, key=lambda one: (-(shares.get(one.pk, 0.0) + NAMED_WEIGHS * (one.pk in keys)), -one.pk))
    return ranked[:most]


def by_link(among: QuerySet[Contribution], links: Iterable[Link]) -> Contribution | None:
    """The one contribution that the links name, the surest part of each link first."""
    for link in links:
        rows = (
            *(one for id_ in link.comments for one in _with_id(among, id_)),
            among.filter(permalink__in=_addresses(link)),
            *(among.filter(external_id=id_) for id_ in link.others),  # a visitor's post goes by its id in the path
        )
        found = next((one for one in map(_only, rows) if one is not None), None)
        if found is not None:
            return found
    return None


def _public(channel: int, besides: int | None = None) -> QuerySet[Contribution]:
    public = Contribution.objects.filter(channel=channel).exclude(kind="direct_message")
    return public if besides is None else public.exclude(author__isnull=False, author=besides)


def _with_id(among: QuerySet[Contribution], id_: str) -> Iterator[QuerySet[Contribution]]:
    """The API's id is the site's, or ends with it: Facebook's begins with the post, LinkedIn's with the activity.

    One after the other, the surest first, since each has an index of its own.
    """
    yield among.filter(external_id=id_)
    yield among.filter(pk__in=EarlierId.objects.filter(external_id=id_).values("contribution"))
    if id_.isdigit():
        backwards = among.annotate(backwards=Reverse("external_id"))
        for tail in (f"_{id_}", f",{id_})"):
            yield backwards.filter(backwards__startswith=tail[::-1])


def _addresses(link: Link) -> list[str]:
    schemes, ends = ("https://www.", "https://", "http://"), ("", "/")
    return [f"{scheme}{link.address}{end}" for scheme in schemes for end in ends]


def _by_words(text: str, worth: list[Contribution], named: list[Contribution]) -> Found | None:
    shares = _shares(text, worth)
    best = max(shares.values(), default=0.0)
    if best < NEAR_ENOUGH:
        return None
    likely = [one for one in worth if shares.get(one.pk, 0.0) > best - AS_GOOD and shares[one.pk] >= NEAR_ENOUGH]
    if len(likely) > 1:  # the same words by several people: the name decides
        likely = [one for one in likely if one in named]
    return Found(likely[0], MemberReport.How.WORDS, round(shares[likely[0].pk], 2)) if len(likely) == 1 else None


def _by_author(named: list[Contribution]) -> Found | None:
    return Found(named[0], MemberReport.How.AUTHOR, 0.5) if len(named) == 1 else None


def _is_named(text: str, one: Contribution) -> bool:
    return one.author is not None and names_author(text, one.author.handle, one.author.display_name)


def _shares(text: str, worth: list[Contribution]) -> dict[int, float]:
    """How far `text` gives the words of each of them."""
    message, quotes = letters_of(text), quotes_in(text)
    return {
        key: max(likeness(message, quotes, letters_of(one)) for one in texts) for key, texts in _texts(worth).items()
    }


def _texts(worth: list[Contribution]) -> dict[int, list[str]]:
    """Every text that each of them had: its author may have changed it since it was seen."""
    found: dict[int, list[str]] = {}
    rows = Version.objects.filter(contribution__in=[one.pk for one in worth]).exclude(change=Version.Change.REMOVED)
    for key, text in rows.values_list("contribution_id", "text"):
        found.setdefault(key, []).append(text)
    return found


def _once(*lists: Iterable[Contribution]) -> list[Contribution]:
    return list({one.pk: one for some in lists for one in some}.values())


def _only(rows: QuerySet[Contribution]) -> Contribution | None:
    found = list(rows[:2])
    return found[0] if len(found) == 1 else None

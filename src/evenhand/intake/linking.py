"""Who wrote a contribution, under which post and which parent: found or made, whatever order things come in.

Rows that two workers make in one moment are made once: the unique constraints say which was first. The lane of a
contribution is named here too.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from django.db.models import QuerySet

from evenhand.channels.models import Channel
from evenhand.intake.models import Author, Contribution, Post
from evenhand.intake.words import short, storable
from evenhand.platforms.interface import AuthorItem, ContributionItem, ContributionKind, PostItem
from evenhand.store.prepared import Value, prepared
from evenhand.store.statements import Statements

LONGEST_ID = 300
_sql = Statements(Path(__file__).resolve().parent / "sql")
ELSEWHERE = {ContributionKind.MENTION, ContributionKind.VISITOR_POST, ContributionKind.DIRECT_MESSAGE}
"""What does not stand under a post of ours, or only if we know that post already."""


@prepared
def _author(channel: Value, external_id: Value) -> QuerySet[Author]:
    return Author.objects.filter(channel=channel, external_id=external_id)


@prepared
def _post(channel: Value, external_id: Value) -> QuerySet[Post]:
    return Post.objects.filter(channel=channel, external_id=external_id)


def lane_of(contribution: Contribution) -> str:
    """One author's work is done in order; work on an unknown author's contribution in an order of its own."""
    return f"author:{contribution.author_id}" if contribution.author_id else f"contribution:{contribution.pk}"


def author_of(channel: Channel, item: AuthorItem | None) -> Author | None:
    """The author, made when new and renamed when the name changed; None when the platform does not say."""
    if item is None or not item.external_id or len(item.external_id) > LONGEST_ID:
        return None
    external_id = storable(item.external_id)[0]
    names = {"handle": short(item.handle, 200), "display_name": short(item.display_name, 300)}
    found = _author.first(channel, external_id)
    if found is None:
        Author.objects.bulk_create([Author(channel=channel, external_id=external_id, **names)], ignore_conflicts=True)
        return _author.get(channel, external_id)
    renamed = {name: value for name, value in names.items() if value and value != getattr(found, name)}
    if renamed:
        for name, value in renamed.items():
            setattr(found, name, value)
        found.save(update_fields=list(renamed))
    return found


def post_of(channel: Channel, item: ContributionItem) -> Post | None:
    """The post it stands under. One that no list shows (an advert, a dark post) is made from what the item says."""
    external_id = storable(item.post_external_id)[0]
    if not external_id or len(external_id) > LONGEST_ID:
        return None
    found = _post.first(channel, external_id)
    if found is not None or item.kind in ELSEWHERE:
        return found
    unlisted = Post(channel=channel, external_id=external_id, kind="unlisted", published_at=item.published_at)
    Post.objects.bulk_create([unlisted], ignore_conflicts=True)
    return _post.get(channel, external_id)


def store_posts(channel: Channel, items: Sequence[PostItem]) -> None:
    """Keep our own posts as listed: one question for all of them, since most are known and have not changed."""
    ids = {storable(item.external_id)[0] for item in items}
    known = {row.external_id: row for row in Post.objects.filter(channel=channel, external_id__in=ids)} if ids else {}
    for item in items:
        row = store_post(channel, item, known.get(storable(item.external_id)[0]))
        if row is not None:
            known[row.external_id] = row


def store_post(channel: Channel, item: PostItem, known: Post | None = None) -> Post | None:
    """Keep one of our own posts as listed; purpose, sensitivity and featured staff are people's to say.

    `known` is its row, where that was read already.
    """
    external_id = storable(item.external_id)[0]
    if not external_id or len(external_id) > LONGEST_ID:
        return None
    told = {
        "text": storable(item.text)[0],
        "permalink": storable(item.permalink)[0][:1000],
        "kind": short(item.kind, 30),
        "published_at": item.published_at,
    }
    found = known or Post.objects.filter(channel=channel, external_id=external_id).first()
    if found is None:
        Post.objects.bulk_create([Post(channel=channel, external_id=external_id, **told)], ignore_conflicts=True)
        return Post.objects.get(channel=channel, external_id=external_id)
    changed = {name: value for name, value in told.items() if value != getattr(found, name)}
    if changed:
        for name, value in changed.items():
            setattr(found, name, value)
        found.save(update_fields=list(changed))
    return found


def parent_of(channel: Channel, item: ContributionItem) -> Contribution | None:
    """The contribution it answers, when that is known already."""
    if not item.parent_external_id or item.parent_external_id == item.external_id:
        return None
    external_id = storable(item.parent_external_id)[0]
    return Contribution.objects.filter(channel=channel, external_id=external_id).first()


def adopt_children(row: Contribution) -> None:
    """Link what came before its parent did."""
    _sql.change("adopt_children", parent=row.pk, channel=row.channel_id, external_id=row.external_id)

"""What changes on a contribution that is known: its text, its removal, how the platform shows it.

Reads come out of order. The text that counts is the one the platform dates latest, and of one date the one read
latest; whether and how it is shown is what the latest read says. So the end is the same in any order.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet
from django.utils import timezone

from evenhand import records, work
from evenhand.intake import linking
from evenhand.intake.dispositions import UNDECIDED, set_disposition
from evenhand.intake.erased import same_words
from evenhand.intake.models import Author, Contribution, Disposition, Version
from evenhand.intake.words import digest, link, short, storable
from evenhand.platforms.capabilities import capability
from evenhand.platforms.interface import ContributionItem, Operation, Platform, PlatformState
from evenhand.store.prepared import Value, prepared


@prepared
def _latest(contribution: Value) -> QuerySet[Version]:
    return Version.objects.filter(contribution=contribution).exclude(change=Version.Change.REMOVED).order_by("-number")


@dataclass(frozen=True, slots=True)
class Text:
    """One text as it can be stored: its digest, its platform's date, and how many characters were replaced."""

    words: str
    replaced: int
    digest: str
    dated_at: datetime

    @classmethod
    def of(cls, item: ContributionItem) -> Text:
        """The text of an item."""
        words, replaced = storable(item.text)
        return cls(words, replaced, digest(words), item.dated_at or item.published_at)


def apply(row: Contribution, item: ContributionItem, author: Author | None, read_at: datetime) -> bool:
    """Bring a locked contribution to what `item` says, as far as that is news; whether anything changed."""
    if item.state == PlatformState.GONE:
        return remove(row, read_at)
    changed = _link(row, item, author)
    was_gone, newer = row.platform_state == PlatformState.GONE, read_at > row.last_read_at
    if was_gone and not newer:
        return changed
    changed = _state(row, item, newer=newer) or changed
    changed = _text(row, item, read_at, back=was_gone) or changed
    row.last_read_at = max(row.last_read_at, read_at)
    row.save(update_fields=["last_read_at", "text_read_at", "text_dated_at", "platform_state", "latest_version"])
    return changed


def remove(row: Contribution, read_at: datetime) -> bool:
    """The platform no longer has it. Before a decision, that is where it stands; after one, the decision stands."""
    if row.platform_state == PlatformState.GONE or read_at < row.last_read_at:
        return False
    row.platform_state, row.last_read_at = PlatformState.GONE.value, read_at
    version = add_version(row, Version.Change.REMOVED, None, read_at)
    row.save(update_fields=["platform_state", "last_read_at"])
    undecided = row.disposition.state in UNDECIDED
    records.append(
        "contribution.removed",
        subject=f"contribution:{row.pk}",
        actor=f"platform:{row.channel.platform}",
        facts={"version": version.number, "before_decision": undecided},
    )
    if undecided:
        set_disposition(row, Disposition.State.GONE, "Removed before a decision.")
    work.enqueue(
        "cases.contribution_gone",
        {"contribution_id": row.pk},
        lane=linking.lane_of(row),
        key=f"contribution-gone:{version.pk}",
    )
    return True


def note_state(row: Contribution, state: PlatformState | str) -> None:
    """Our own action had its effect: how the platform shows it from now on; reads begun before are stale."""
    row.platform_state, row.last_read_at = PlatformState(state).value, timezone.now()
    row.save(update_fields=["platform_state", "last_read_at"])


def shows_state(platform: str) -> bool:
    """Whether the platform's items say truly if they are hidden (X's do not)."""
    return capability(Platform(platform), Operation.HIDE).read_back != "receipt"


def add_version(row: Contribution, change: Version.Change, text: Text | None, read_at: datetime) -> Version:
    """The next version of a locked contribution; `text` None for a removal."""
    row.latest_version += 1
    row.save(update_fields=["latest_version"])
    return Version.objects.create(
        contribution=row,
        number=row.latest_version,
        change=change,
        text=text.words if text else "",
        digest=text.digest if text else digest(""),
        dated_at=text.dated_at if text else None,
        seen_at=read_at,
    )


def facts(row: Contribution, version: Version, text: Text) -> dict[str, object]:
    """What the record keeps for good. No digest of the text: it would survive erasure; the content has a salted one."""
    told: dict[str, object] = {"version": version.number, "characters": len(text.words)}
    if text.dated_at != row.published_at:
        told["dated_at"] = text.dated_at.isoformat()
    if text.replaced:
        told["characters_replaced"] = text.replaced  # NUL and lone surrogates, by U+FFFD
    return told


def content(row: Contribution, text: str) -> dict[str, object]:
    """What the record keeps until it is erased."""
    who = row.author
    author = {"id": who.external_id, "handle": who.handle, "name": who.display_name} if who else None
    return {"text": text, "author": author, "url": row.permalink, "external_id": row.external_id}


def _link(row: Contribution, item: ContributionItem, author: Author | None) -> bool:
    """Fill in what an earlier read did not tell. The author of a contribution never changes."""
    told: dict[str, object] = {}
    if row.author_id is None and author is not None:
        told["author"] = author
    if row.post_id is None and item.post_external_id and (post := linking.post_of(row.channel, item)):
        told["post"] = post
    if not row.parent_external_id and item.parent_external_id:
        told["parent_external_id"] = short(item.parent_external_id, linking.LONGEST_ID)
        told["parent"] = linking.parent_of(row.channel, item)
    if not row.permalink and link(item.permalink):
        told["permalink"] = link(item.permalink)
    for name, value in told.items():
        setattr(row, name, value)
    if told:
        row.save(update_fields=list(told))
    return bool(told)


def _state(row: Contribution, item: ContributionItem, *, newer: bool) -> bool:
    before, now = row.platform_state, item.state
    if before == PlatformState.GONE:
        now = PlatformState.VISIBLE if now == PlatformState.UNREADABLE else now
    elif now == PlatformState.UNREADABLE or not shows_state(row.channel.platform):
        return False
    if not newer or now == before:
        return False
    row.platform_state = now.value
    records.append(
        "contribution.state_changed",
        subject=f"contribution:{row.pk}",
        actor=f"platform:{row.channel.platform}",
        facts={"from": before, "to": now.value},
    )
    return True


def _text(row: Contribution, item: ContributionItem, read_at: datetime, *, back: bool) -> bool:
    """A later text is a new version and reopens judgement; so does one that is back after it was gone."""
    text = Text.of(item)
    latest = _latest.first(row)
    ours = (row.text_dated_at or _date_of(latest, row), row.text_read_at or row.last_read_at)
    theirs = (text.dated_at, read_at)
    same = latest is not None and same_words(latest, text.digest)
    later = theirs > ours or (theirs == ours and latest is not None and text.digest > latest.digest)
    if later:
        row.text_dated_at, row.text_read_at = theirs
    if (same or not later) and not back:
        return False
    if not later and latest is not None and latest.erased_at is None:  # it is back, in words older than those we know
        text = Text(latest.text, 0, latest.digest, ours[0])
    _edit(row, text, read_at, back=back)
    return True


def _date_of(latest: Version | None, row: Contribution) -> datetime:
    return (latest and latest.dated_at) or row.published_at


def _edit(row: Contribution, text: Text, read_at: datetime, *, back: bool) -> None:
    version = add_version(row, Version.Change.EDITED, text, read_at)
    records.append(
        "contribution.edited",
        subject=f"contribution:{row.pk}",
        actor=f"platform:{row.channel.platform}",
        facts=facts(row, version, text) | ({"back": True} if back else {}),
        content=content(row, text.words),
    )
    set_disposition(row, Disposition.State.RECEIVED, "Written anew; to be read again.")
    work.enqueue("judgement.assess", {"version_id": version.pk}, lane=linking.lane_of(row), key=f"assess:{version.pk}")

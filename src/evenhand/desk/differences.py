"""A comparison as a page: its counts by kind of change, and the flipped items with their texts.

A contribution's text comes through `reading`, as everywhere at the desk; what this person may not see of others'
messages stays hidden here too. A golden item's text comes from its file, its policy, or the contribution it is.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.core.paginator import Page, Paginator
from django.db.models import Count, Q

from evenhand.assess.golden import GoldenItem
from evenhand.cases.models import Case
from evenhand.desk.passages import MASK, MASK_GUIDELINES, Passage
from evenhand.desk.reading import EXCERPT, read
from evenhand.desk.visible import hidden_kinds
from evenhand.intake.models import Version
from evenhand.judgement import golden
from evenhand.judgement.models import Comparison, Flip
from evenhand.people.models import User

PAGE = 20
OUTCOMES = {
    "allow": "Stays up",
    "remove": "To remove",
    "remove_and_block": "To remove, and block",
    "escalate": "To a person at once",
}
CHANGES = {"automatic": "What the machine may hide by itself", "guidelines": "The guidelines only"}
NOT_YOURS = "The text is not shown: it belongs to a case that your role does not open."
NO_LONGER = "The text is not there any more."
OWN = "version:"


@dataclass(frozen=True, slots=True)
class Row:
    """One flipped item, with as much of its text as this person may read."""

    flip: Flip
    live: bool
    passages: tuple[Passage, ...]


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of change: its code, its words, and how many items it has of the golden set and of contributions."""

    code: str
    words: str
    golden: int
    live: int


def told(change: str) -> str:
    """A kind of change in plain words."""
    before, mark, after = change.partition(">")
    return f"{OUTCOMES.get(before, before)} → {OUTCOMES.get(after, after)}" if mark else CHANGES.get(change, change)


def kinds(comparison: Comparison) -> list[Kind]:
    """How many items each kind of change has, the most frequent first."""
    live = Q(version__isnull=False)
    rows = comparison.flips.values("change").annotate(golden=Count("pk", filter=~live), live=Count("pk", filter=live))
    found = [Kind(row["change"], told(row["change"]), row["golden"], row["live"]) for row in rows]
    return sorted(found, key=lambda kind: (-kind.golden - kind.live, kind.code))


def page_of(comparison: Comparison, user: User, change: str, number: str | None) -> tuple[Page[Flip], list[Row]]:
    """One page of flipped items, contributions first, narrowed to one kind of change where it is given."""
    flips = comparison.flips.select_related("version__contribution__channel").order_by("item", "pk")
    page = Paginator(flips.filter(change=change) if change else flips, PAGE).get_page(number)
    found = list(page.object_list)
    items = golden.golden_set(comparison.before, comparison.after) if any(flip.item for flip in found) else {}
    versions = _versions(found)
    closed = _closed(user, versions.values())
    return page, [_row(flip, items, versions, closed) for flip in found]


def _versions(flips: Iterable[Flip]) -> dict[str, Version]:
    """The versions of contributions behind flips, also behind the body's own golden items, by the name of the item."""
    live = {f"{OWN}{flip.version.pk}": flip.version for flip in flips if flip.version is not None}
    wanted = [flip.item.removeprefix(OWN) for flip in flips if flip.item.startswith(OWN)]
    own = Version.objects.filter(pk__in=wanted).select_related("contribution__channel")
    return {**live, **{f"{OWN}{row.pk}": row for row in own}}


def _closed(user: User, versions: Iterable[Version]) -> set[int]:
    """The contributions whose cases this person may not see."""
    about = [version.contribution_id for version in versions]
    rows = Case.objects.filter(contribution__in=about, kind__in=hidden_kinds(user))
    return set(rows.values_list("contribution_id", flat=True))


def _row(flip: Flip, items: Mapping[str, GoldenItem], versions: Mapping[str, Version], closed: set[int]) -> Row:
    version = flip.version or versions.get(flip.item)
    live = flip.version is not None
    if version is None:
        item = items.get(flip.item)
        if item and _says_how(flip):
            return Row(flip, live, (Passage(MASK, masked=True),))
        return Row(flip, live, (Passage(item.text if item else NO_LONGER),))
    if version.contribution_id in closed:
        return Row(flip, live, (Passage(NOT_YOURS, masked=True),))
    if _says_how(flip):
        return Row(flip, live, (Passage(MASK, masked=True),))
    (text,) = read([version], unmask=False)
    return Row(flip, live, tuple(text.excerpt) if len(version.text) > EXCERPT else text.passages)


def _says_how(flip: Flip) -> bool:
    """Whether detail of a method was found before or after: nobody needs to read it to see what flipped."""
    return bool(MASK_GUIDELINES & {*flip.before_guidelines, *flip.after_guidelines})

"""Erases the words of some versions, or a whole author, by the map; in the caller's transaction, which may erase.

Row by row where what is left depends on the row: a version keeps a keyed digest, so that the same text listed again
is no news; an assessment keeps which guidelines it named; ids become numbers of ours.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from functools import reduce
from operator import or_
from typing import Any

from django.apps import apps
from django.db.models import CharField, Count, F, JSONField, Min, Q, QuerySet, Value
from django.db.models.functions import Cast, Concat
from django.utils import timezone

from evenhand.intake import erased
from evenhand.intake.models import Author, Contribution, EarlierId, Version
from evenhand.judgement.models import Assessment, LookAlike, LookAlikeBand, LookAlikeGroup
from evenhand.records import services as records
from evenhand.records.models import Content, Entry
from evenhand.rights import holds
from evenhand.rights.erasure_map import ERASURE_MAP
from evenhand.rights.models import Request
from evenhand.rights.rules import Erase
from evenhand.sanctions.models import Appeal, SamePerson
from evenhand.store.marks import ERASED, SPACE

WORDS_IN = ("contribution.seen", "contribution.edited", "evidence.captured")
"""Entries whose content is what somebody wrote; other contents are what somebody here said about it."""
SAID = ("same_person.said", "same_person.confirmed", "same_person.ended")
AT_ONCE = 500
OF_VERSION = "version__contribution"
SAME_PERSON = "sanctions.SamePerson"
IDS = "intake.EarlierId"
"""Erased with the other ids, after they were remembered as digests."""


def blank_words(versions: list[int], why: str, *, actor: str = "machine") -> Counter[str]:
    """Erase the words of these versions and all that was derived from them, not what was decided about them."""
    counts: Counter[str] = Counter()
    mine = Version.objects.filter(pk__in=versions)
    _unlike(mine)
    for label, rule in rules():
        if rule.of == OF_VERSION and not rule.reasons:
            counts[label] = max(counts[label], apply(label, rule, {"version__in": versions}))
    counts["judgement.Assessment"] = max(counts["judgement.Assessment"], _findings(mine))
    counts["intake.Version"] += _versions(mine)
    entries = list(_entries_of(versions))
    counts["records.Content"] += records.erase_content(entries, why, actor=actor)
    return counts


def blank_reasons(contributions: list[int], why: str, *, actor: str = "machine") -> Counter[str]:
    """Erase what was said about these contributions, once that need not be kept either; not whose they are."""
    counts: Counter[str] = Counter()
    for label, rule in rules():
        if rule.of and rule.reasons:
            path = "pk__in" if rule.of == "pk" else f"{rule.of}__in"
            counts[label] = max(counts[label], apply(label, rule, {path: contributions}, keep=IDS))
    entries = contents(subjects_about(contributions)).values_list("pk", flat=True)
    counts["records.Content"] += records.erase_content(entries, why, actor=actor)
    return counts


def blank_author(author: Author, why: str, *, actor: str) -> Counter[str]:
    """Erase everything that the map names of one author."""
    counts: Counter[str] = Counter()
    written = list(author.contributions.order_by("pk").values_list("pk", flat=True))
    subjects = list(subjects_of(author, written))
    counts["sanctions.Appeal"] = _appeals_by_form(author)
    for keys in in_pieces(written):
        mine = Version.objects.filter(contribution__in=keys)
        _unlike(mine)
        counts["judgement.Assessment"] += _findings(mine)
        counts["intake.Version"] += _versions(mine)
    for label, rule in rules():
        counts[label] = max(counts[label], apply(label, rule, whose(label, rule, author), keep=IDS))
    spoken_of = list(spoken_of_elsewhere(author).values_list("pk", flat=True))
    counts["records.Content"] += records.erase_content(spoken_of, why, actor=actor)
    for keys in in_pieces(subjects):
        counts["records.Content"] += records.erase_content(
            contents(keys).values_list("pk", flat=True), why, actor=actor
        )
    for keys in in_pieces(written):
        counts["intake.EarlierId"] += _ids(author, keys)
    counts["intake.Contribution"] = len(written)
    Author.objects.filter(pk=author.pk).update(external_id=f"{SPACE}{author.pk}")
    return counts


def rules() -> Iterator[tuple[str, Erase]]:
    """Every rule of the map with its model."""
    for label, table in ERASURE_MAP.items():
        for rule in table.erase:
            yield label, rule


def whose(label: str, rule: Erase, author: Author) -> dict[str, Any]:
    """The look-up to an author's rows of a model; what stands under a hold on another account of theirs is left out."""
    where: dict[str, Any] = {rule.to_author(): author.pk}
    return {**where, "pk__in": _free(author).values("pk")} if label == SAME_PERSON else where


def rows(label: str, where: dict[str, Any]) -> QuerySet[Any]:
    """The rows of a model for which a look-up holds."""
    manager: Any = apps.get_model(label)._default_manager  # noqa: SLF001 (Django's public-by-custom name)
    found: QuerySet[Any] = manager.filter(**where)
    return found


def apply(label: str, rule: Erase, where: dict[str, Any], *, keep: str = "") -> int:
    """Erase by one rule; how many rows it changed. Rows of `keep` stay for now."""
    if label == keep:
        return 0
    if rule.whole:
        return int(rows(label, where).delete()[0])
    return max(
        (_held(label, where, name, mark).update(**{name: mark}) for name, mark in rule.columns.items()), default=0
    )


def count(label: str, rule: Erase, where: dict[str, Any]) -> int:
    """How many rows it would change."""
    if rule.whole:
        return rows(label, where).count()
    return max((_held(label, where, name, mark).count() for name, mark in rule.columns.items()), default=0)


def subjects_of(author: Author, contributions: Iterable[int]) -> Iterator[str]:
    """What entries of the record about the author are about."""
    yield f"author:{author.pk}"
    for keys in in_pieces(list(contributions)):
        yield from subjects_about(keys)
    yield from map(str, appeals_by_form(author))
    yield from map(str, Request.objects.filter(author=author))


def subjects_about(contributions: list[int]) -> Iterator[str]:
    """What entries about these contributions are about; an appeal's first came before it was known against what."""
    yield from (f"contribution:{one}" for one in contributions)
    yield from map(str, Appeal.objects.filter(Q(contribution__in=contributions) | Q(message__in=contributions)))


def contents(subjects: Iterable[str]) -> QuerySet[Content]:
    """What the record holds that is personal about these."""
    return Content.objects.filter(entry__subject__in=list(subjects))


def spoken_of_elsewhere(author: Author) -> QuerySet[Content]:
    """What the record holds of the author under another account's name: why both were said to be one person's.

    But for what stands there under a legal hold on that account (`kept_for_a_hold`).
    """
    return said_of(_free(author)).exclude(entry__subject=f"author:{author.pk}")


def kept_for_a_hold(author: Author) -> QuerySet[SamePerson]:
    """What shows that another account is the author's, while a hold stands on that one: retention takes it up after."""
    held = holds.held_accounts().exclude(pk=author.pk).values("pk")
    rows = SamePerson.objects.filter(Q(first=author, second__in=held) | Q(second=author, first__in=held))
    return rows.exclude(evidence=ERASED).select_related("first__channel", "second__channel").order_by("pk")


def _free(author: Author) -> QuerySet[SamePerson]:
    mine = SamePerson.objects.filter(Q(first=author) | Q(second=author))
    return mine.exclude(pk__in=list(kept_for_a_hold(author).values_list("pk", flat=True)))


def said_of(same: QuerySet[SamePerson]) -> QuerySet[Content]:
    """What the record holds of these: what shows that two accounts are one person's, and why they are not after all."""
    pairs = {key: both for key, *both in same.values_list("pk", "first", "second")}
    subjects = {f"author:{one}" for both in pairs.values() for one in both}
    entries = Entry.objects.filter(subject__in=subjects, kind__in=SAID).values_list("pk", "facts")
    return Content.objects.filter(entry__in=[key for key, facts in entries if facts["same_person"] in pairs])


def appeals_by_form(author: Author) -> QuerySet[Appeal]:
    """Appeals by form that name the author by any handle of theirs, while nobody has found what they are against."""
    named = Appeal.objects.filter(contribution=None, message=None, channel=author.channel)
    called = [Q(handle__iexact=one) for one in sorted(handles_of(author))]
    return named.filter(reduce(or_, called)) if called else named.none()


def handles_of(author: Author) -> set[str]:
    """The author's handle, and those that the record saw them under; none of those whose words are gone from it.

    Nor any that somebody else on the channel has now: platforms give a freed handle away again.
    """
    found: set[str] = set()
    for keys in in_pieces(list(author.contributions.order_by("pk").values_list("pk", flat=True))):
        rows = contents(f"contribution:{one}" for one in keys).filter(entry__kind__in=WORDS_IN)
        for body in rows.values_list("body", flat=True):
            who = body.get("author") if isinstance(body, dict) else None
            found.add(str((who or {}).get("handle", "")))
    return (found - _of_others(author, found) | {author.handle}) - {""}


def _of_others(author: Author, handles: set[str]) -> set[str]:
    """Those of the handles that another author of the channel has now."""
    others = Author.objects.filter(channel=author.channel).exclude(pk=author.pk)
    return {one for one in handles if one and others.filter(handle__iexact=one).exists()}


def in_pieces(keys: list[Any]) -> Iterator[list[Any]]:
    """Lists short enough for one statement."""
    for start in range(0, len(keys), AT_ONCE):
        yield keys[start : start + AT_ONCE]


def _held(label: str, where: dict[str, Any], name: str, mark: object) -> QuerySet[Any]:
    """Those of the rows in which the column still holds something."""
    field = apps.get_model(label)._meta.get_field(name)  # noqa: SLF001 (as above)
    found = rows(label, where).exclude(**{name: mark})
    return found if isinstance(field, JSONField) else found.exclude(**{name: ""})


def _entries_of(versions: list[int]) -> Iterator[int]:
    """The entries of the record whose content is what these versions say."""
    told = Version.objects.filter(pk__in=versions).values_list("contribution", "number")
    mine = {(f"contribution:{contribution}", number) for contribution, number in told}
    entries = Entry.objects.filter(subject__in={subject for subject, _ in mine}, kind__in=WORDS_IN)
    for key, subject, facts in entries.values_list("pk", "subject", "facts"):
        if (subject, facts.get("version")) in mine:
            yield key


def _versions(mine: QuerySet[Version]) -> int:
    changed, now = 0, timezone.now()
    for key, digest in mine.filter(erased_at=None).values_list("pk", "digest"):
        changed += Version.objects.filter(pk=key).update(text="", digest=erased.keyed(digest), erased_at=now)
    return changed


def _findings(mine: QuerySet[Version]) -> int:
    """Which guidelines were named, and how surely, is for the figures; the words that showed it go."""
    changed = 0
    for row in Assessment.objects.filter(version__in=mine).exclude(findings=[]).only("findings"):
        bare = [{"guideline_id": one["guideline_id"], "score": one["score"], "evidence": []} for one in row.findings]
        changed += Assessment.objects.filter(pk=row.pk).update(findings=bare)
    return changed


def _unlike(mine: QuerySet[Version]) -> None:
    """A group's signature is its first text's: with that text it goes, and with its last member the group."""
    alike = LookAlike.objects.filter(version__in=mine)
    groups = list(alike.values_list("group", flat=True).distinct())
    first = LookAlike.objects.filter(group__in=groups).values("group").annotate(first=Min("pk")).values("first")
    drawn = list(alike.filter(pk__in=list(first.values_list("first", flat=True))).values_list("group", flat=True))
    LookAlikeBand.objects.filter(group__in=drawn).delete()
    LookAlikeGroup.objects.filter(pk__in=drawn).update(minhash=[])
    alike.delete()
    empty = LookAlikeGroup.objects.filter(pk__in=groups).annotate(left=Count("members")).filter(left=0)
    LookAlikeGroup.objects.filter(pk__in=list(empty.values_list("pk", flat=True))).delete()


def _appeals_by_form(author: Author) -> int:
    mine = appeals_by_form(author)
    keys = list(mine.values_list("pk", flat=True))
    told = Appeal.objects.filter(pk__in=keys)
    told.exclude(reasons="").update(reasons=ERASED)
    told.exclude(letter="").update(letter=ERASED)
    return told.update(words="", handle="", link="", masks={})


def _ids(author: Author, keys: list[int]) -> int:
    """Ids of the platform become numbers of ours, also where others' contributions name them; how many earlier ones."""
    ids = dict(Contribution.objects.filter(pk__in=keys).values_list("pk", "external_id"))
    before = EarlierId.objects.filter(contribution__in=keys)
    told = [*ids.values(), *before.values_list("external_id", flat=True)]
    erased.remember(author.channel_id, [erased.keyed(one) for one in told if not one.startswith(SPACE)])
    count = before.delete()[0]
    under = Contribution.objects.filter(parent__in=keys).exclude(parent_external_id="")
    under.update(parent_external_id=Concat(Value(SPACE), Cast(F("parent_id"), CharField())))
    Contribution.objects.filter(channel=author.channel, thread_external_id__in=told).update(thread_external_id="")
    mine = Contribution.objects.filter(pk__in=keys)
    answered = mine.filter(parent=None).exclude(parent_external_id="")
    answered.update(parent_external_id="")
    mine.update(external_id=Concat(Value(SPACE), Cast(F("pk"), CharField())), thread_external_id="")
    return count

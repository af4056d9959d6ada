"""Instagram's webhook: comments, live comments, mentions and messages.

The two kinds of login send two shapes (`entry[].changes[]`, or field and value in the entry itself), and the id is
`id` or, in one page of the docs, `comment_id`. Edits, deletions and hiding are never told.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from evenhand.platforms.errors import NotUnderstood
from evenhand.platforms.hinting import VERBS, Reading, parts
from evenhand.platforms.interface import ContributionKind, Hint
from evenhand.platforms.meta.webhook import MetaWebhook, read_messaging
from evenhand.platforms.reading import dig, ident, mapping, parse


class InstagramWebhook(MetaWebhook):
    """Reads deliveries for Instagram accounts."""

    def hints(self, raw: bytes) -> Sequence[Hint]:
        """What to look at again."""
        payload = parse(raw, who="instagram")
        if payload.get("object") != "instagram":
            raise NotUnderstood("instagram sent an object that is not an account.", code="unknown_object")
        reading = Reading()
        for entry in parts(payload.get("entry"), reading):
            reading.account = ident(entry.get("id"))
            read_messaging(entry, reading)
            if "field" in entry:
                _read_change(entry, reading)
            if "changes" in entry:
                for change in parts(entry["changes"], reading):
                    _read_change(change, reading)
        return reading.done("instagram")


def _read_change(change: Mapping[str, object], reading: Reading) -> None:
    value = mapping(change.get("value"))
    media = ident(dig(value, "media", "id")) or ident(value.get("media_id"))
    comment = ident(value.get("id")) or ident(value.get("comment_id"))
    verb = VERBS.get(str(value.get("verb", "add")), "edit")
    if change.get("field") in {"comments", "live_comments"}:
        kind = ContributionKind.REPLY if value.get("parent_id") else ContributionKind.COMMENT
        reading.take(Hint(comment, kind, media, verb))
    elif change.get("field") == "mentions":
        reading.take(Hint(comment or media, ContributionKind.MENTION, media, verb))

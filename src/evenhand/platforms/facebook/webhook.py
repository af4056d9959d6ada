"""Facebook's webhook: the `feed`, `mention` and `messages` fields of a Page, old shapes (`sender_id`) and new.

There is no delivery id, and `from` may be missing, so a hint says only which id to look at again.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from evenhand.platforms.errors import NotUnderstood
from evenhand.platforms.hinting import VERBS, Reading, parts
from evenhand.platforms.interface import ContributionKind, Hint
from evenhand.platforms.meta.webhook import MetaWebhook, read_messaging
from evenhand.platforms.reading import dig, ident, mapping, parse

VISITOR_ITEMS = frozenset({"post", "status", "photo", "video", "share", "link", "note"})


class FacebookWebhook(MetaWebhook):
    """Reads deliveries for Pages."""

    def hints(self, raw: bytes) -> Sequence[Hint]:
        """What to look at again."""
        payload = parse(raw, who="facebook")
        if payload.get("object") != "page":
            raise NotUnderstood("facebook sent an object that is not a Page.", code="unknown_object")
        reading = Reading()
        for entry in parts(payload.get("entry"), reading):
            reading.account = ident(entry.get("id"))
            read_messaging(entry, reading)
            if "changes" in entry:
                for change in parts(entry["changes"], reading):
                    _read_change(change, ident(entry.get("id")), reading)
        return reading.done("facebook")


def _read_change(change: Mapping[str, object], page_id: str, reading: Reading) -> None:
    if change.get("field") not in {"feed", "mention"}:
        return
    value = mapping(change.get("value"))
    item = value.get("item")
    verb = VERBS.get(str(value.get("verb")), "edit")
    post_id = ident(value.get("post_id"))
    mention = change.get("field") == "mention"
    if item == "comment":
        top = ident(value.get("parent_id")) in {"", post_id}
        kind = ContributionKind.COMMENT if top else ContributionKind.REPLY
        reading.take(Hint(ident(value.get("comment_id")), ContributionKind.MENTION if mention else kind, post_id, verb))
    elif mention:
        reading.take(Hint(post_id, ContributionKind.MENTION, post_id, verb))
    elif item in VISITOR_ITEMS:
        who = ident(dig(value, "from", "id")) or ident(value.get("sender_id"))
        if who and who != page_id:
            reading.take(Hint(post_id, ContributionKind.VISITOR_POST, post_id, verb))
    elif not isinstance(item, str):
        reading.unreadable += 1

"""How an appeal stands, for whoever made it: by its number and their name on the channel, and not by one alone.

What is found and what is not cost the same and look the same, so that nobody learns whether a number exists.
"""

from __future__ import annotations

import hmac

from evenhand.intake.models import Author
from evenhand.sanctions import references
from evenhand.sanctions.models import Appeal


def look_up(number: str, handle: str) -> Appeal | None:
    """The appeal of this number, where `handle` is the name of whoever made it or of whose comment it is about."""
    rows = Appeal.objects.select_related("message__author", "contribution__author", "joined_to")
    appeal = rows.filter(reference=references.read(number)).first()
    given = plain(handle).casefold()
    same = [hmac.compare_digest(given.encode(), known.encode()) for known in _names(appeal)]
    return appeal if given and any(same) else None


def plain(handle: str) -> str:
    """A name on a platform without what people type around it."""
    return " ".join(handle.split()).removeprefix("@").strip()


def _names(appeal: Appeal | None) -> list[str]:
    if appeal is None:
        return [""]
    names = [appeal.handle]
    for contribution in (appeal.message, appeal.contribution):
        names += _called(contribution.author) if contribution is not None else []
    return [plain(name).casefold() for name in names]


def _called(author: Author | None) -> list[str]:
    return [author.handle, author.display_name] if author is not None else []

"""The things a platform holds, as plain values. Changing them is the world's business alone."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

PLATFORMS = ("facebook", "instagram", "x", "linkedin", "youtube")

VISIBLE, HIDDEN, HELD, REJECTED = "visible", "hidden", "held", "rejected"
DELETED, REMOVED_BY_AUTHOR = "deleted", "removed_by_author"
GONE = frozenset({DELETED, REMOVED_BY_AUTHOR})

COMMENT, REPLY, MENTION, VISITOR_POST, DIRECT_MESSAGE = "comment", "reply", "mention", "visitor_post", "direct_message"
KINDS = {
    "facebook": frozenset({COMMENT, REPLY, MENTION, VISITOR_POST, DIRECT_MESSAGE}),
    "instagram": frozenset({COMMENT, REPLY, DIRECT_MESSAGE}),
    "x": frozenset({COMMENT, REPLY, MENTION, DIRECT_MESSAGE}),
    "linkedin": frozenset({COMMENT, REPLY}),
    "youtube": frozenset({COMMENT, REPLY}),
}


@dataclass(frozen=True, slots=True)
class Channel:
    """One account of the organisation, with the secrets that the platform would have given it."""

    platform: str
    external_id: str
    page_id: str
    name: str
    handle: str
    token: str
    app_secret: str
    verify_token: str
    api_version: str


@dataclass(slots=True)
class Author:
    """A member of the public on one platform. Invented."""

    platform: str
    id: str
    handle: str
    name: str
    blocked: bool = False
    dm_open: bool = True  # X: takes messages from accounts it never wrote to
    dm_blocked: bool = False  # X: may write to the account in public, and no longer in private


@dataclass(frozen=True, slots=True)
class Post:
    """The organisation's own post. `activity` is LinkedIn's second name for it; `dark`: an advert, on no timeline."""

    platform: str
    id: str
    n: int
    slug: str
    text: str
    title: str
    published_at: datetime
    purpose: str = ""
    sensitive: bool = False
    staff: tuple[str, ...] = ()
    pronoun: str = ""  # of the staff featured, for the traffic's texts about them
    activity: str = ""
    dark: bool = False


@dataclass(frozen=True, slots=True)
class Version:
    """An earlier text of a contribution; on X every version has an id of its own."""

    id: str
    text: str
    at: datetime


@dataclass(slots=True)
class Contribution:
    """One comment, reply, mention, visitor post or direct message; `n` counts everything ever written here."""

    platform: str
    id: str
    n: int
    kind: str
    text: str
    author: str
    published_at: datetime
    post: str = ""
    parent: str = ""
    thread: str = ""
    recipient: str = ""
    answers: str = ""  # what a reply was aimed at, where the platform put it under that one's parent
    by_organisation: bool = False
    state: str = VISIBLE
    likely_spam: bool = False
    edited_at: datetime | None = None
    versions: list[Version] = field(default_factory=list)
    summons: bool = False  # X: its author called on the account by name
    typed: str = ""  # X: the text without the handle that X puts before a reply
    answered_privately: bool = False  # Meta allows one private reply to a comment

    @property
    def is_post(self) -> bool:
        """Whether it is somebody else's post and no comment: on the Page, or on their own timeline and naming it."""
        return self.kind == VISITOR_POST or (self.platform == "facebook" and self.kind == MENTION)

    @property
    def gone(self) -> bool:
        """Whether the platform no longer has it."""
        return self.state in GONE

    @property
    def dated_at(self) -> datetime:
        """When the present text was written."""
        return self.edited_at or self.published_at


@dataclass(frozen=True, slots=True)
class Change:
    """Something that a platform may tell of: add, edited, remove, hide or unhide."""

    verb: str
    contribution: Contribution
    at: datetime

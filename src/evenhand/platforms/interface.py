"""The types every platform adapter shares: what is read, what is done, how it can fail.

An adapter is given credentials and a base URL as a value and holds no state that must survive. All
times are aware UTC datetimes. Failures are typed, so that the caller never reads a message text.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Generic, Protocol, TypeVar

T = TypeVar("T")


class Platform(StrEnum):
    """The five platforms of the policy (clause 45)."""

    FACEBOOK = "facebook"
    INSTAGRAM = "instagram"
    X = "x"
    LINKEDIN = "linkedin"
    YOUTUBE = "youtube"


class Operation(StrEnum):
    """Everything the house may want of a platform; each is by API or a manual task."""

    LIST_POSTS = "list_posts"
    LIST_COMMENTS = "list_comments"
    LIST_MESSAGES = "list_messages"
    HIDE = "hide"
    UNHIDE = "unhide"
    DELETE = "delete"
    PLATFORM_REPORT = "platform_report"
    REPLY = "reply"
    PRIVATE_REPLY = "private_reply"
    MESSAGE = "message"
    BLOCK = "block"
    UNBLOCK = "unblock"


class ContributionKind(StrEnum):
    """What a member of the public wrote. Only `direct_message` is private."""

    COMMENT = "comment"
    REPLY = "reply"
    MENTION = "mention"
    VISITOR_POST = "visitor_post"
    REVIEW = "review"
    DIRECT_MESSAGE = "direct_message"


class PlatformState(StrEnum):
    """How the platform shows a contribution now, as far as it can be read."""

    VISIBLE = "visible"
    HIDDEN = "hidden"
    HELD = "held"
    REJECTED = "rejected"
    GONE = "gone"
    UNREADABLE = "unreadable"


@dataclass(frozen=True, slots=True)
class Account:
    """One channel as an adapter needs it: where, who, and the secrets to speak as it."""

    platform: Platform
    external_id: str
    base_url: str
    token: str = field(repr=False)
    name: str = ""
    page_id: str = ""  # Instagram: the Facebook Page behind the account
    api_version: str = ""
    settings: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class AuthorItem:
    """The author as the platform names them; LinkedIn gives no names."""

    external_id: str
    handle: str = ""
    display_name: str = ""


@dataclass(frozen=True, slots=True)
class PostItem:
    """The organisation's own post as listed."""

    external_id: str
    text: str
    published_at: datetime
    permalink: str = ""
    kind: str = "post"


@dataclass(frozen=True, slots=True)
class ContributionItem:
    """One contribution as listed or fetched, already mapped to the house's words.

    `earlier_ids` are the ids that earlier versions of it had, oldest first (X gives each edit a new one).
    `dated_at` is the platform's date of this version (edit time where the platform gives one, else
    publication); `edited` is true when the platform says so or the text is a later version.
    """

    external_id: str
    kind: ContributionKind
    text: str
    published_at: datetime
    author: AuthorItem | None = None
    post_external_id: str = ""
    parent_external_id: str = ""
    thread_external_id: str = ""
    permalink: str = ""
    dated_at: datetime | None = None
    state: PlatformState = PlatformState.VISIBLE
    can_hide: bool | None = None
    by_organisation: bool = False
    earlier_ids: tuple[str, ...] = ()
    raw: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Unread:
    """Something that a platform listed and its adapter could not read, as it came: to be kept, counted and shown.

    `raw` is its JSON text and may hold anybody's words: never log it. `reason` is a code of ours. `external_id`, and
    `likeness` where author, date and words could be read (`listing.likeness`), are what it can be known again by.
    """

    raw: str = field(repr=False)
    reason: str
    external_id: str = ""
    likeness: str = ""


@dataclass(frozen=True, slots=True)
class Page(Generic[T]):
    """One page of a listing; `cursor` is empty at the end. `unread` is what was listed and could not be read.

    `complete` is false when the platform named something that could not be read or followed to its end: then
    a contribution that is missing here is not proved to be gone.
    """

    items: tuple[T, ...]
    cursor: str = ""
    complete: bool = True
    unread: tuple[Unread, ...] = ()


@dataclass(frozen=True, slots=True)
class Target:
    """What an operation is aimed at.

    `kind` says whether `message` writes to a thread or answers a comment in private; without it the adapter
    goes by the ids. `tried_at` is when the first attempt began: `read_back` of a reply or message then passes
    over an older text of ours with the same words. `earlier_external_ids` are those that its author's edits left
    behind (X): what was asked for before an edit stands under one of them.
    """

    external_id: str
    post_external_id: str = ""
    parent_external_id: str = ""
    author_external_id: str = ""
    thread_external_id: str = ""
    permalink: str = ""
    kind: ContributionKind | None = None
    tried_at: datetime | None = None
    earlier_external_ids: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Receipt:
    """The platform accepted the operation. `external_id` names what was made (a reply, a message)."""

    external_id: str = ""
    detail: Mapping[str, object] = field(default_factory=dict)


class ReadBack(StrEnum):
    """What the platform shows about an operation when asked afterwards."""

    SHOWN = "shown"  # the effect is there
    NOT_SHOWN = "not_shown"  # it can be read, and the effect is not there
    UNREADABLE = "unreadable"  # this platform does not let it be read (X): ask a person or trust the receipt
    TARGET_GONE = "target_gone"  # the contribution no longer exists


@dataclass(frozen=True, slots=True)
class Hint:
    """What a webhook suggests to look at again; never trusted as content.

    `verb` is one of add, edit, remove, hide, unhide, whatever the platform calls it. `account` is whose channel it is
    about, as far as the platform says; it is no part of what to look at.
    """

    external_id: str
    kind: ContributionKind = ContributionKind.COMMENT
    post_external_id: str = ""
    verb: str = "add"
    thread_external_id: str = ""
    account: str = field(default="", compare=False)


FULL = 0.99
"""The share of a limit at which no more is asked: a share is told rounded, and other calls may be on their way."""


@dataclass(frozen=True, slots=True)
class Budget:
    """What a platform's headers said of the limits that are left."""

    share_used: float = 0.0  # 0 to 1
    resume_at: datetime | None = None
    left: int | None = None  # calls; None where only a share is told
    most: int = 0
    resets_at: datetime | None = None


class Adapter(Protocol):
    """One platform, spoken to over one shared transport. Raises `errors.PlatformError` subclasses."""

    account: Account

    async def list_posts(self, cursor: str = "") -> Page[PostItem]:
        """The organisation's own posts, newest first."""

    async def list_comments(self, post: PostItem | None, cursor: str = "") -> Page[ContributionItem]:
        """Contributions under `post`, or (`None`) those the platform lists by account (mentions, YouTube, X)."""

    async def list_messages(self, cursor: str = "") -> Page[ContributionItem]:
        """Direct messages received; empty where the platform has none."""

    async def fetch(self, target: Target, kind: ContributionKind) -> ContributionItem:
        """One contribution as it is now; raises `Gone` when it no longer exists."""

    async def hide(self, target: Target) -> Receipt:
        """Hide (YouTube: hold for review, never reject)."""

    async def unhide(self, target: Target) -> Receipt:
        """Undo `hide`."""

    async def delete(self, target: Target) -> Receipt:
        """Delete another person's contribution, where the platform can."""

    async def reply(self, target: Target, text: str) -> Receipt:
        """Answer in public under the contribution."""

    async def message(self, target: Target, text: str) -> Receipt:
        """Write privately: to the message's thread, or as a private reply to a comment."""

    async def block(self, target: Target) -> Receipt:
        """Block the author on this channel."""

    async def unblock(self, target: Target) -> Receipt:
        """Undo `block`."""

    async def read_back(
        self, operation: Operation, target: Target, receipt: Receipt | None, text: str = ""
    ) -> ReadBack:
        """Whether the platform shows the effect of `operation` now (with `text`, for replies and messages)."""

    def budget(self) -> Budget:
        """What the last answers' headers said of the limits."""


class Webhook(Protocol):
    """The pure half of a platform's webhook: checks and reading, no I/O."""

    def handshake(self, query: Mapping[str, str], secrets: Sequence[str], verify_token: str) -> str | None:
        """The body that answers the platform's challenge (JSON text or plain), or None when it is not one."""

    def verify(self, headers: Mapping[str, str], raw: bytes, secrets: Sequence[str]) -> bool:
        """Whether the signature over the raw bytes is right under any of the live secrets. Keys lower case."""

    def hints(self, raw: bytes) -> Sequence[Hint]:
        """What to look at again. Raises `errors.NotUnderstood` for a payload that cannot be read at all."""

"""What each platform can do, as an executable table: platform by operation, with the way by hand for the rest.

The data stand in each platform's capabilities.yaml. Not here: what one channel's credentials may do (channels).
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from functools import cache
from importlib import resources
from string import Formatter
from typing import Literal
from urllib.parse import quote, urlsplit

from pydantic import BaseModel, ConfigDict, TypeAdapter
from ruamel.yaml import YAML

from evenhand.platforms.interface import ContributionKind, Operation, Platform, Target

LONGEST_LINK = 1500
"""Browsers and our own tables cut a longer one; the person then pastes the text."""

NOBODY_CAN = "Come back and choose 'could not be done'. Say what you do instead."


class Support(StrEnum):
    """How the house does an operation on a platform."""

    API = "api"
    PARTIAL = "partial"  # by API under conditions that the note names; by hand otherwise
    MANUAL = "manual"  # a person, from a deep link
    NONE = "none"  # the platform has no such thing, not even by hand


class Sight(StrEnum):
    """Whether somebody sees the contribution after the operation."""

    YES = "yes"
    NO = "no"
    CLICK_THROUGH = "click_through"
    UNCHANGED = "unchanged"


class Capability(BaseModel):
    """One cell of the table.

    `read_back` is how the effect is seen afterwards: field (read from the target), listing (looked for in a list),
    receipt (only the answer itself says so), person (somebody looks), none (nothing to see). `fallback` is the
    operation to offer where this one is not to be had, "" for none. `tested` is true only once it was seen to work
    with real credentials on the real platform.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    supported: Support
    reversible: bool = False
    visible_to_author: Sight = Sight.UNCHANGED
    visible_to_friend: Sight = Sight.UNCHANGED
    visible_to_stranger: Sight = Sight.UNCHANGED
    read_back: Literal["field", "listing", "receipt", "person", "none"] = "none"
    fallback: Operation | Literal[""] = ""
    note: str = ""
    tested: bool = False
    links: tuple[str, ...] = ()
    steps: tuple[str, ...] = ()


class Surface(BaseModel):
    """Where people write, by the kind of contribution: how the house comes to read what they write there.

    `manual`: a person looks and adds it by hand; `partial`: the API brings it under conditions that the note names.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    supported: Support
    note: str = ""

    @property
    def by_hand(self) -> bool:
        """Whether a person may have to add it though the channel is connected."""
        return self.supported in {Support.MANUAL, Support.PARTIAL}


class TextLimit(BaseModel):
    """The longest text an operation takes."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    most: int
    unit: Literal["characters", "bytes", "weighted characters"] = "characters"


class Limit(BaseModel):
    """One limit that a platform sets on calls, and how the house learns that it is near.

    `told_by`: headers (each answer tells), refusal (only a refusal tells), count (the house counts along, since
    nothing tells before the refusal). `setting` names the key of a channel's settings that replaces `most`.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    what: str
    most: int | None = None
    unit: str
    per: str
    told_by: Literal["headers", "refusal", "count"]
    setting: str = ""
    note: str = ""


class Storage(BaseModel):
    """What may be kept of what people write on a platform, and for what it may be used.

    `store_text_hours`, `store_profile_hours`: how long texts, and authors' names, may be kept; None where the platform
    sets no limit. `keeps_upheld`: whether the words of an upheld breach may stay longer by themselves; where not, only
    a channel's recorded legal decision lets them. `may_infer_risk`, `may_train`: whether a text may be read for signs
    of risk, and learned from. `warning_visible_after_hide`: whether a reply under a hidden contribution is still seen
    by its author. `tested` names those of them that were shown on the real platform, or confirmed by it.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    store_text_hours: int | None = None
    store_profile_hours: int | None = None
    keeps_upheld: bool = True
    may_infer_risk: bool
    may_train: bool
    warning_visible_after_hide: bool
    tested: frozenset[str] = frozenset()
    note: str = ""


class Table(BaseModel):
    """One platform's file."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    storage: Storage
    surfaces: Mapping[ContributionKind, Surface]
    operations: Mapping[Operation, Capability]
    text_limits: Mapping[Operation, TextLimit]
    limits: tuple[Limit, ...]


@cache
def table(platform: Platform) -> Table:
    """The platform's file, read once."""
    folder = resources.files("evenhand.platforms") / platform.value
    data = YAML(typ="safe", pure=True).load((folder / "capabilities.yaml").read_text("utf-8"))
    return TypeAdapter(Table).validate_python(data)


def capability(platform: Platform, operation: Operation) -> Capability:
    """What `platform` can do of `operation`."""
    return table(Platform(platform)).operations[Operation(operation)]


def surface(platform: Platform, kind: str) -> Surface:
    """How what people write of a kind comes in from `platform`."""
    return table(Platform(platform)).surfaces[ContributionKind(kind)]


def storage(platform: Platform) -> Storage:
    """What may be kept of what people write on `platform`."""
    return table(Platform(platform)).storage


def steps(platform: Platform, operation: Operation) -> list[str]:
    """What a person does by hand, in order, in plain English; where nobody can do it, that, and what to do instead."""
    cell = capability(platform, operation)
    return [cell.note, NOBODY_CAN] if cell.supported is Support.NONE else list(cell.steps)


def text_limit(platform: Platform, operation: Operation) -> TextLimit | None:
    """The longest text that `operation` takes on `platform`, or None where it takes no text."""
    return table(Platform(platform)).text_limits.get(Operation(operation))


def deep_link(platform: Platform, operation: Operation, target: Target, *, text: str = "", account_id: str = "") -> str:
    """Where a person does `operation` by hand: the first of the table's links whose parts are all known.

    `text` fills a reply or message where the platform lets a link carry it; `account_id` is the channel's own id.
    """
    parts = {
        "id": target.external_id,
        "post": target.post_external_id,
        "author": target.author_external_id,
        "thread": target.thread_external_id,
        "account": account_id.rsplit(":", 1)[-1],  # LinkedIn's pages go by the number in the URN
    }
    if target.author_external_id.startswith("@"):  # pasted by a person, who knows no number (cases/adding.py)
        parts |= {"author": "", "handle": target.author_external_id[1:]}
    known = {name: quote(value, safe="", errors="replace") for name, value in parts.items() if value}
    if _is_web_address(target.permalink):
        known["permalink"] = target.permalink
    for link in capability(platform, operation).links:
        if {name for _, name, _, _ in Formatter().parse(link) if name} <= {*known, "text"}:
            whole = link.format_map(known | {"text": quote(text, safe="", errors="replace")})
            return whole if len(whole) <= LONGEST_LINK else link.format_map(known | {"text": ""})
    return ""


def _is_web_address(link: str) -> bool:
    """A permalink comes from outside: `javascript:` and the like must never become a link at the desk."""
    try:
        parts = urlsplit(link)
    except ValueError:
        return False
    return parts.scheme in {"http", "https"} and bool(parts.netloc) and link.isprintable()

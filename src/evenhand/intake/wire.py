"""Accounts, items and errors as plain JSON and back, for the way between a worker's steps. Pure, in memory only.

An account holds a token: what is made here is never stored and never logged.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime
from typing import Any

from evenhand.platforms import errors
from evenhand.platforms.interface import (
    Account,
    AuthorItem,
    ContributionItem,
    ContributionKind,
    Platform,
    PlatformState,
    PostItem,
    Unread,
)
from evenhand.work.types import JSON

TIMES = ("published_at", "dated_at")


def account_out(account: Account) -> dict[str, JSON]:
    """An account as JSON."""
    return asdict(account) | {"platform": account.platform.value, "settings": dict(account.settings)}


def account_in(plain: Mapping[str, Any]) -> Account:
    """The account again."""
    return Account(**{**plain, "platform": Platform(plain["platform"])})


def item_out(item: ContributionItem) -> dict[str, JSON]:
    """A contribution as JSON, without its raw form."""
    plain = {name: getattr(item, name) for name in ContributionItem.__slots__ if name != "raw"}
    plain["author"] = asdict(item.author) if item.author else None
    plain["kind"], plain["state"] = item.kind.value, item.state.value
    plain["earlier_ids"] = list(item.earlier_ids)
    return plain | _times_out(plain)


def item_in(plain: Mapping[str, Any]) -> ContributionItem:
    """The contribution again."""
    author = plain["author"]
    told: dict[str, Any] = {
        **plain,
        **_times_in(plain),
        "author": AuthorItem(**author) if author else None,
        "kind": ContributionKind(plain["kind"]),
        "state": PlatformState(plain["state"]),
        "earlier_ids": tuple(plain["earlier_ids"]),
    }
    return ContributionItem(**told)


def post_out(post: PostItem) -> dict[str, JSON]:
    """A post as JSON."""
    plain = asdict(post)
    return plain | _times_out(plain)


def post_in(plain: Mapping[str, Any]) -> PostItem:
    """The post again."""
    return PostItem(**{**plain, **_times_in(plain)})


def unread_in(plain: Mapping[str, Any]) -> Unread:
    """What a list showed and could not be read, again."""
    return Unread(**plain)


def error_out(error: errors.PlatformError) -> dict[str, JSON]:
    """A platform's error as JSON: its type and codes, never its text."""
    resume_at = getattr(error, "resume_at", None)
    told = resume_at.isoformat() if isinstance(resume_at, datetime) else None
    return {"type": type(error).__name__, "code": error.code, "status": error.status, "resume_at": told}


def error_in(plain: Mapping[str, Any]) -> errors.PlatformError:
    """The error again; one of a type nobody knows is the mildest."""
    if plain["resume_at"]:
        until = datetime.fromisoformat(plain["resume_at"])
        return errors.Throttled("", resume_at=until, code=plain["code"], status=plain["status"])
    made = getattr(errors, plain["type"], errors.Transient)
    error: errors.PlatformError = made("", code=plain["code"], status=plain["status"])
    return error


def _times_out(plain: Mapping[str, Any]) -> dict[str, JSON]:
    return {name: plain[name].isoformat() for name in TIMES if plain.get(name)}


def _times_in(plain: Mapping[str, Any]) -> dict[str, datetime]:
    return {name: datetime.fromisoformat(plain[name]) for name in TIMES if plain.get(name)}

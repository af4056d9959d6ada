"""Looking what an account's credentials may do, by reads that change nothing, and by the permissions that it names.

Reading is tried. What would change something cannot be tried: it is missing where its permission is not among those
granted, and untested otherwise, until it is first done.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field

from evenhand.platforms import errors
from evenhand.platforms.base import BaseAdapter
from evenhand.platforms.capabilities import Support, capability
from evenhand.platforms.interface import Account, Operation, Page, Platform, PostItem
from evenhand.platforms.meta.dialect import DEFAULT_VERSION
from evenhand.platforms.onboarding import missing_scopes
from evenhand.platforms.reading import dig, ident, objects
from evenhand.platforms.registry import TOKENS, adapter_for
from evenhand.platforms.tokens import Keys, Said
from evenhand.platforms.transport import Transport

OTHER_ACCOUNT = "other_account"
GRANTED, MISSING, UNTESTED, REFUSED, EXPIRED = "granted", "missing", "untested", "refused", "expired"
READS = (Operation.LIST_POSTS, Operation.LIST_COMMENTS, Operation.LIST_MESSAGES)


@dataclass(frozen=True, slots=True)
class Finding:
    """What is known of one operation: one of the five states, with the platform's code, or ours."""

    operation: Operation
    state: str
    code: str = ""


@dataclass(frozen=True, slots=True)
class Checked:
    """All that was found. `trouble` is a code of ours: `token_dead`, `other_account`, `no_answer`; '' is none."""

    findings: tuple[Finding, ...]
    said: Said = field(default_factory=Said)
    trouble: str = ""
    code: str = ""


async def check(account: Account, keys: Keys, transport: Transport) -> Checked:
    """Look at everything; never raises for what a platform says."""
    operations = [one for one in Operation if _by_api(account.platform, one)]
    try:
        said = await _said(account, keys, transport)
        if not await _is_account(account, transport):
            return Checked(_all(operations, UNTESTED, OTHER_ACCOUNT), said, OTHER_ACCOUNT)
    except errors.TokenDead as error:
        return Checked(_all(operations, EXPIRED, error.code), trouble="token_dead", code=error.code)
    except errors.PlatformError as error:
        if isinstance(error, errors.Transient | errors.Throttled | errors.OutcomeUnknown):
            return Checked(_all(operations, UNTESTED, error.code), trouble="no_answer", code=error.code)
        said = Said()
    reads = await _reads(account, transport, operations)
    writes = [_by_scope(account.platform, one, said) for one in operations if one not in READS]
    dead = next((one for one in reads if one.state == EXPIRED), None)
    if dead is not None:
        return Checked(_all(operations, EXPIRED, dead.code), said, "token_dead", dead.code)
    if all(one.state == UNTESTED for one in reads):  # LinkedIn is asked for nothing else before
        return Checked((*reads, *writes), said, "no_answer", reads[0].code)
    return Checked((*reads, *writes), said)


async def _said(account: Account, keys: Keys, transport: Transport) -> Said:
    """What the platform says of the token; that the app may not ask says nothing of it."""
    try:
        return await TOKENS[account.platform].look(account, keys, transport)
    except (errors.PermissionMissing, errors.Refused, errors.OutcomeUnknown):
        return Said()


async def _is_account(account: Account, transport: Transport) -> bool:
    """Whether the token speaks as the account. LinkedIn's belongs to a person, and the lists tell."""
    adapter = adapter_for(account, transport)
    if not isinstance(adapter, BaseAdapter) or account.platform not in _WHO:
        return True
    path, query, pick = _WHO[account.platform]
    root, node = account.api_version or DEFAULT_VERSION, account.external_id
    data = await adapter.get(path.format(root=root, node=node), query)
    return account.external_id in pick(data)


_Pick = Callable[[Mapping[str, object]], set[str]]
_WHO: Mapping[Platform, tuple[str, Mapping[str, str], _Pick]] = {
    Platform.FACEBOOK: ("/{root}/me", {"fields": "id,name"}, lambda data: {ident(data.get("id"))}),
    Platform.INSTAGRAM: ("/{root}/{node}", {"fields": "id,username"}, lambda data: {ident(data.get("id"))}),
    Platform.X: ("/2/users/me", {}, lambda data: {ident(dig(data, "data", "id"))}),
    Platform.YOUTUBE: (
        "/youtube/v3/channels",
        {"part": "id", "mine": "true"},
        lambda data: {ident(one.get("id")) for one in objects(data.get("items"))},
    ),
}


async def _reads(account: Account, transport: Transport, operations: list[Operation]) -> list[Finding]:
    """The three kinds of list, one page of each."""
    adapter = adapter_for(account, transport)
    found: list[Finding] = []
    posts: Page[PostItem] = Page(items=())
    try:
        posts = await adapter.list_posts()
        found.append(Finding(Operation.LIST_POSTS, GRANTED))
    except errors.PlatformError as error:
        found.append(_of_error(Operation.LIST_POSTS, error))
    post = posts.items[0] if posts.items and account.platform is not Platform.YOUTUBE else None
    if post is None and account.platform in {Platform.INSTAGRAM, Platform.LINKEDIN}:
        found.append(Finding(Operation.LIST_COMMENTS, UNTESTED, "no_post"))  # there is nothing to list under
    else:
        found.append(await _tried(Operation.LIST_COMMENTS, lambda: adapter.list_comments(post)))
    if Operation.LIST_MESSAGES in operations:
        found.append(await _tried(Operation.LIST_MESSAGES, adapter.list_messages))
    return found


async def _tried(operation: Operation, read: Callable[[], Awaitable[object]]) -> Finding:
    try:
        await read()
    except errors.PlatformError as error:
        return _of_error(operation, error)
    return Finding(operation, GRANTED)


def _of_error(operation: Operation, error: errors.PlatformError) -> Finding:
    match error:
        case errors.TokenDead():
            return Finding(operation, EXPIRED, error.code)
        case errors.PermissionMissing():
            return Finding(operation, MISSING, error.code)
        case errors.Refused() | errors.Unsupported():
            return Finding(operation, REFUSED, error.code)
        case _:
            return Finding(operation, UNTESTED, error.code)


def _by_scope(platform: Platform, operation: Operation, said: Said) -> Finding:
    if said.scopes is None:
        return Finding(operation, UNTESTED)
    missing = missing_scopes(platform, operation, said.scopes)
    return Finding(operation, MISSING, missing[0]) if missing else Finding(operation, UNTESTED)


def _by_api(platform: Platform, operation: Operation) -> bool:
    return capability(platform, operation).supported in {Support.API, Support.PARTIAL}


def _all(operations: list[Operation], state: str, code: str) -> tuple[Finding, ...]:
    return tuple(Finding(one, state, code) for one in operations)

"""Doing one action on its platform and looking whether it is there. Async, no database.

What was asked before and may have happened is read back first, so that an effect comes at most once
(promise 5). Hiding is the same when asked twice, so where it cannot be read (X) it is asked again; words
cannot be taken back, so where those cannot be read a person is asked.
"""

from __future__ import annotations

import asyncio
from dataclasses import asdict, dataclass
from typing import Any

from evenhand.platforms import errors
from evenhand.platforms.interface import Account, Adapter, Operation, Platform, ReadBack, Receipt, Target
from evenhand.platforms.registry import adapter_for
from evenhand.platforms.transport import Transport
from evenhand.work.types import JSON

SAME_WHEN_REPEATED = {Operation.HIDE, Operation.UNHIDE, Operation.DELETE, Operation.BLOCK, Operation.UNBLOCK}
LOOKS = (0.0, 0.3, 1.0)  # seconds to wait before each look: platforms show a change a little later


@dataclass(frozen=True, slots=True)
class Job:
    """Everything needed to do one action, as a value. `made`: what the platform said that an earlier try made."""

    account: Account
    operation: Operation
    target: Target
    text: str
    may_have_happened: bool
    attempt_id: int
    made: str = ""

    def as_json(self) -> JSON:
        """As the queue passes it on, in memory only: it holds the channel's token."""
        plain: JSON = asdict(self)
        return plain

    @classmethod
    def from_json(cls, plain: JSON) -> Job:
        """The job again."""
        parts: dict[str, Any] = dict(plain) if isinstance(plain, dict) else {}
        account = dict(parts.pop("account"))
        account["platform"] = Platform(account["platform"])
        operation = Operation(parts.pop("operation"))
        return cls(account=Account(**account), operation=operation, target=Target(**parts.pop("target")), **parts)


@dataclass(frozen=True, slots=True)
class Done:
    """What came of it: how the platform shows it, what it made, whether it was asked for and could be looked at."""

    shown: ReadBack
    external_id: str = ""
    asked: bool = True
    looked: bool = True

    def as_json(self) -> JSON:
        """As the queue passes it on."""
        plain: JSON = asdict(self)
        return plain

    @classmethod
    def from_json(cls, plain: JSON) -> Done:
        """The outcome again."""
        parts: dict[str, Any] = dict(plain) if isinstance(plain, dict) else {}
        return cls(**parts | {"shown": ReadBack(parts["shown"])})


def adapter_of(account: Account, transport: Transport) -> Adapter:
    """Whom every effect of this room speaks through."""
    return adapter_for(account, transport)


async def speak(job: Job, transport: Transport) -> Done:
    """Do one job; raises the platform errors as they come.

    Once the platform said yes, that it cannot be looked at (a limit just reached, say) must not read as 'nothing
    happened': it is read back later, and not asked for again.
    """
    adapter = adapter_for(job.account, transport)
    if job.may_have_happened:
        done = await _look_first(adapter, job)
        blind = done.shown == ReadBack.UNREADABLE and job.operation not in SAME_WHEN_REPEATED
        if done.shown in {ReadBack.SHOWN, ReadBack.TARGET_GONE} or blind:
            return done
    receipt = await _ask(adapter, job)
    try:
        return Done(await _look(adapter, job, receipt), receipt.external_id)
    except errors.Gone:
        raise
    except errors.PlatformError:
        return Done(ReadBack.NOT_SHOWN, receipt.external_id, looked=False)


async def look(job: Job, transport: Transport) -> Done:
    """Look whether the effect of one job is there, without asking for it; raises the platform errors as they come."""
    adapter = adapter_for(job.account, transport)
    return Done(await adapter.read_back(job.operation, job.target, None, job.text), asked=False)


async def _look_first(adapter: Adapter, job: Job) -> Done:
    """What earlier tries came to: by the id that the platform named, which is surer, then by our words."""
    if job.made:
        shown = await adapter.read_back(job.operation, job.target, Receipt(job.made), job.text)
        if shown != ReadBack.NOT_SHOWN:
            return Done(shown, job.made, asked=False)
    return Done(await adapter.read_back(job.operation, job.target, None, job.text), asked=False)


async def _ask(adapter: Adapter, job: Job) -> Receipt:  # noqa: PLR0911 (one line an operation)
    match job.operation:
        case Operation.REPLY:
            return await adapter.reply(job.target, job.text)
        case Operation.MESSAGE | Operation.PRIVATE_REPLY:
            return await adapter.message(job.target, job.text)
        case Operation.HIDE:
            return await adapter.hide(job.target)
        case Operation.UNHIDE:
            return await adapter.unhide(job.target)
        case Operation.DELETE:
            return await adapter.delete(job.target)
        case Operation.BLOCK:
            return await adapter.block(job.target)
        case Operation.UNBLOCK:
            return await adapter.unblock(job.target)
    raise ValueError(f"'{job.operation}' is not an effect on a platform.")


async def _look(adapter: Adapter, job: Job, receipt: Receipt) -> ReadBack:
    shown = ReadBack.NOT_SHOWN
    for wait in LOOKS:
        await asyncio.sleep(wait)
        shown = await adapter.read_back(job.operation, job.target, receipt, job.text)
        if shown != ReadBack.NOT_SHOWN:
            break
    return shown

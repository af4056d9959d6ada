"""What the adapters share: making calls over the transport, and saying plainly what a platform cannot do.

Every operation is refused here as `Unsupported`; an adapter replaces those that its platform has. Not here: when
to act (actions), and how a person does by hand what is refused (capabilities).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from evenhand.platforms.errors import NOT_OURS, OutcomeUnknown, Refused, Unsupported
from evenhand.platforms.interface import (
    Account,
    Budget,
    ContributionItem,
    ContributionKind,
    Operation,
    Page,
    PostItem,
    ReadBack,
    Receipt,
    Target,
)
from evenhand.platforms.transport import Transport
from evenhand.platforms.wire import Answer, Call, Dialect


class BaseAdapter:
    """One account on one platform. Holds nothing that must survive it.

    Args:
        account: where and as whom to speak.
        transport: the shared way out.
    """

    dialect: ClassVar[Dialect]

    def __init__(self, account: Account, transport: Transport) -> None:
        self.account = account
        self._transport = transport

    def budget(self) -> Budget:
        """What the last answers' headers said of the limits."""
        return self._transport.budget(self.account)

    async def send_call(self, call: Call) -> Answer:
        """Makes one call for this account."""
        return await self._transport.send(self.account, self.dialect, call)

    async def get(self, path: str, query: Mapping[str, str] | None = None, *, bucket: str = "") -> Mapping[str, object]:
        """Reads `path`; a query's empty values are left out."""
        given = {name: value for name, value in (query or {}).items() if value}
        return (await self.send_call(Call("GET", path, query=given, bucket=bucket))).data

    async def list_posts(self, cursor: str = "") -> Page[PostItem]:
        """The organisation's own posts, newest first."""
        raise self.cannot(Operation.LIST_POSTS, cursor)

    async def list_comments(self, post: PostItem | None, cursor: str = "") -> Page[ContributionItem]:
        """Contributions under `post`, or those that the platform lists by account."""
        raise self.cannot(Operation.LIST_COMMENTS, post, cursor)

    async def list_messages(self, cursor: str = "") -> Page[ContributionItem]:
        """Direct messages; this platform has none that can be read."""
        del cursor  # there is nothing to page through
        return Page(items=())

    async def fetch(self, target: Target, kind: ContributionKind) -> ContributionItem:
        """One contribution as it is now."""
        raise self.cannot(Operation.LIST_COMMENTS, target, kind)

    async def hide(self, target: Target) -> Receipt:
        """Hide the contribution from the public."""
        raise self.cannot(Operation.HIDE, target)

    async def unhide(self, target: Target) -> Receipt:
        """Undo `hide`."""
        raise self.cannot(Operation.UNHIDE, target)

    async def delete(self, target: Target) -> Receipt:
        """Delete another person's contribution."""
        raise self.cannot(Operation.DELETE, target)

    async def reply(self, target: Target, text: str) -> Receipt:
        """Answer in public under the contribution."""
        raise self.cannot(Operation.REPLY, target, text)

    async def message(self, target: Target, text: str) -> Receipt:
        """Write privately."""
        raise self.cannot(Operation.MESSAGE, target, text)

    async def block(self, target: Target) -> Receipt:
        """Block the author on this channel."""
        raise self.cannot(Operation.BLOCK, target)

    async def unblock(self, target: Target) -> Receipt:
        """Undo `block`."""
        raise self.cannot(Operation.UNBLOCK, target)

    async def read_back(
        self, operation: Operation, target: Target, receipt: Receipt | None, text: str = ""
    ) -> ReadBack:
        """Whether the platform shows the effect of `operation` now."""
        del operation, target, receipt, text  # nothing of it can be read here
        return ReadBack.UNREADABLE

    def cannot(self, operation: Operation, *_asked: object) -> Unsupported:
        """The error that says so, and what to do instead."""
        return Unsupported(
            f"{self.account.platform} has no '{operation}' by API. Make it a manual task: "
            "evenhand.platforms.capabilities gives the link and the steps.",
            code=operation,
        )


def only_ours(target: Target) -> None:
    """Refuses to hide or delete what stands elsewhere and only names us; raises `Refused` without asking anybody."""
    if target.kind == ContributionKind.MENTION:
        raise Refused("It is somebody's own post elsewhere, and not ours to hide or delete. Report it.", code=NOT_OURS)


def accepted(answer: Answer, *, what: str) -> Receipt:
    """The receipt of a write that answers `{"success": true}`.

    Raises:
        Refused: when it answers false.
        OutcomeUnknown: when it answers neither.
    """
    success = answer.data.get("success")
    if success in (True, "true"):
        return Receipt()
    if success in (False, "false"):
        raise Refused(f"The platform answered that it did not {what}.", code="success_false", status=answer.status)
    raise OutcomeUnknown(
        f"The platform did not say whether it did {what}. Read it back.", code="no_success", status=answer.status
    )

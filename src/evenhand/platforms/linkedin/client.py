"""LinkedIn pages over the versioned REST API: reading comments and replying as the organisation.

There is no hiding, blocking, reporting or messaging by API, and whether members' comments can be deleted is not
proven: all of it is by hand (capabilities.yaml). LinkedIn lets comments be stored for 48 hours (records).
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from contextlib import suppress
from functools import partial

from evenhand.platforms import texts
from evenhand.platforms.base import BaseAdapter
from evenhand.platforms.errors import Gone, NotUnderstood, OutcomeUnknown
from evenhand.platforms.interface import (
    Account,
    ContributionItem,
    ContributionKind,
    Operation,
    Page,
    PostItem,
    ReadBack,
    Receipt,
    Target,
    Unread,
)
from evenhand.platforms.linkedin.dialect import DIALECT
from evenhand.platforms.linkedin.mapping import comment, comment_urn, organisation_urn, parts_of, post
from evenhand.platforms.listing import Followed, entries, page_of, read, read_all
from evenhand.platforms.reading import dig, ident
from evenhand.platforms.transport import Transport
from evenhand.platforms.wire import Call, required, segment

COUNT = 100
REPLY_PAGES = 20
"""Pages of replies followed under one comment."""


class LinkedInAdapter(BaseAdapter):
    """One organisation page."""

    dialect = DIALECT

    def __init__(self, account: Account, transport: Transport) -> None:
        super().__init__(account, transport)
        self._organisation = organisation_urn(account.external_id)

    async def list_posts(self, cursor: str = "") -> Page[PostItem]:
        """The page's own posts, last changed first."""
        query = {
            "q": "author",
            "author": self._organisation,
            "sortBy": "LAST_MODIFIED",
            "start": cursor or "0",
            "count": str(COUNT),
        }
        call = Call("GET", "/rest/posts", query=query, headers={"x-restli-method": "FINDER"}, bucket="posts")
        data = (await self.send_call(call)).data
        return page_of(read_all(data.get("elements"), post), _next(data, cursor))

    async def list_comments(self, post: PostItem | None, cursor: str = "") -> Page[ContributionItem]:
        """Comments under `post` with all their replies. LinkedIn lists nothing by account."""
        if post is None:
            return Page(items=())
        data = await self._comments(post.external_id, cursor)
        found: list[ContributionItem | Unread] = []
        for each in entries(data.get("elements")):
            top = read(each, partial(self._comment, post_id=post.external_id))
            found.append(top)
            if isinstance(top, ContributionItem) and _may_have_replies(each):
                with suppress(Gone):  # its author took the comment away meanwhile; the rest of the list goes on
                    found += [reply async for reply in self._replies(top.external_id, post.external_id)]
        return page_of(found, _next(data, cursor))

    async def _comments(self, urn: str, cursor: str) -> Mapping[str, object]:
        query = {"start": cursor or "0", "count": str(COUNT)}
        return await self.get(f"/rest/socialActions/{segment(urn)}/comments", query, bucket="comments")

    async def _replies(
        self, urn: str, post_id: str, followed: Followed | None = None
    ) -> AsyncIterator[ContributionItem | Unread]:
        cursor = ""
        for _ in range(REPLY_PAGES):
            data = await self._comments(urn, cursor)
            for one in read_all(data.get("elements"), partial(self._reply, urn=urn, post_id=post_id)):
                yield one
            cursor = _next(data, cursor)
            if not cursor:
                return
        if followed is not None:
            followed.to_end = False

    def _reply(self, data: Mapping[str, object], *, urn: str, post_id: str) -> ContributionItem | None:
        return self._comment({"parentComment": urn} | dict(data), post_id)

    def _comment(self, data: Mapping[str, object], post_id: str) -> ContributionItem | None:
        return comment(data, organisation=self._organisation, post_id=post_id)

    async def fetch(self, target: Target, kind: ContributionKind) -> ContributionItem:
        """One comment as it is now."""
        del kind  # comments and replies are fetched alike; LinkedIn gives nothing else
        under, bare = parts_of(comment_urn(target.external_id))
        path = f"/rest/socialActions/{segment(under)}/comments/{segment(bare)}"
        item = self._comment(await self.get(path, bucket="comment"), target.post_external_id)
        if item is None:
            raise NotUnderstood("linkedin answered without the comment.", code="no_id")
        return item

    async def reply(self, target: Target, text: str) -> Receipt:
        """Answer as the organisation, under the top-level comment; LinkedIn has one level of replies."""
        texts.check(self.account.platform, Operation.REPLY, text)
        parent = _top(target)
        under, _ = parts_of(parent)
        body = {
            "actor": self._organisation,
            "object": required(under),
            "message": {"text": text},
            "parentComment": parent,
        }
        call = Call("POST", f"/rest/socialActions/{segment(parent)}/comments", body=body, bucket="reply")
        answer = await self.send_call(call)
        bare = ident(answer.headers.get("x-restli-id")) or ident(answer.data.get("id"))
        made = self._comment({"id": bare, "object": under} | dict(answer.data), target.post_external_id)
        if made is None or made.external_id in {parent, target.external_id}:
            raise OutcomeUnknown("linkedin accepted the reply without a new id. Read it back.", code="no_id")
        return Receipt(made.external_id)

    async def read_back(
        self, operation: Operation, target: Target, receipt: Receipt | None, text: str = ""
    ) -> ReadBack:
        """Looks for the reply under the comment, or whether a comment deleted by hand is gone."""
        try:
            if operation is Operation.REPLY:
                return await self._reply_shown(target, receipt, text)
            if operation is Operation.DELETE:
                await self.fetch(target, ContributionKind.COMMENT)
                return ReadBack.NOT_SHOWN
        except Gone:
            return ReadBack.SHOWN if operation is Operation.DELETE else ReadBack.TARGET_GONE
        return ReadBack.UNREADABLE

    async def _reply_shown(self, target: Target, receipt: Receipt | None, text: str) -> ReadBack:
        followed = Followed()
        async for item in self._replies(_top(target), target.post_external_id, followed):
            if isinstance(item, Unread):
                continue
            if receipt and receipt.external_id:
                if item.external_id == receipt.external_id:
                    return ReadBack.SHOWN
            elif texts.ours_among([item], text, target):
                return ReadBack.SHOWN
        return ReadBack.NOT_SHOWN if followed.to_end else ReadBack.UNREADABLE


def _top(target: Target) -> str:
    return comment_urn(target.parent_external_id) or comment_urn(required(target.external_id))


def _may_have_replies(data: object) -> bool:
    """LinkedIn counts a comment's replies where it sends a summary; without one, only asking tells."""
    count = dig(data, "commentsSummary", "aggregatedTotalComments")
    if not isinstance(count, int):
        count = dig(data, "commentsSummary", "totalFirstLevelComments")
    return not isinstance(count, int) or count > 0


def _next(data: Mapping[str, object], cursor: str) -> str:
    """The offset of the following page: while pages are full, or the total says that there is more."""
    start = int(cursor) if cursor.isdecimal() else 0
    found, total = len(entries(data.get("elements"))), dig(data, "paging", "total")
    more = found >= COUNT or (isinstance(total, int) and start + found < total)
    return str(start + found) if found and more else ""

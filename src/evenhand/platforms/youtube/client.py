"""YouTube over the Data API v3.

Hiding is `heldForReview`, never `rejected`, which cannot be undone. There is no push and no 'since': the three
lists are polled. A comment's status is shown only in those lists, so that is where an effect is read back.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from contextlib import suppress
from dataclasses import replace
from functools import partial

from evenhand.platforms import texts
from evenhand.platforms.base import BaseAdapter
from evenhand.platforms.errors import Gone, OutcomeUnknown, PermissionMissing, Refused
from evenhand.platforms.interface import (
    ContributionItem,
    ContributionKind,
    Operation,
    Page,
    PlatformState,
    PostItem,
    ReadBack,
    Receipt,
    Target,
    Unread,
)
from evenhand.platforms.listing import Followed, entries, handed_on, page_of, read, read_all
from evenhand.platforms.reading import dig, ident, mapping, objects, words
from evenhand.platforms.wire import Call, required
from evenhand.platforms.youtube.dialect import DIALECT
from evenhand.platforms.youtube.mapping import comment, post, top_of

ROOT = "/youtube/v3"
STATUSES = ("published", "heldForReview", "likelySpam")
MOST_IDS = 50
SEARCHED_PAGES = 20
"""Pages of a list searched when reading back; 100 comments and one unit of quota each."""


class YouTubeAdapter(BaseAdapter):
    """One YouTube channel, authorised as its owner."""

    dialect = DIALECT

    async def list_posts(self, cursor: str = "") -> Page[PostItem]:
        """The channel's uploads, newest first. The cursor carries the playlist, so that it is asked for once."""
        playlist, _, token = cursor.partition("|")
        if not playlist:
            data = await self.get(f"{ROOT}/channels", {"part": "contentDetails", "id": self.account.external_id})
            channel = next(objects(data.get("items")), {})
            playlist = ident(dig(channel, "contentDetails", "relatedPlaylists", "uploads"))
            if not playlist:
                return Page(items=())
        query = {"part": "snippet,contentDetails", "playlistId": playlist, "maxResults": "50", "pageToken": token}
        data = await self.get(f"{ROOT}/playlistItems", query)
        following = words(data.get("nextPageToken"))
        return page_of(read_all(data.get("items"), post), f"{playlist}|{following}" if following else "")

    async def list_comments(self, post: PostItem | None, cursor: str = "") -> Page[ContributionItem]:
        """Published, held and likely-spam threads with all their replies, one list after the other.

        The cursor is `status|pageToken`. Held replies have no list of their own on YouTube.
        """
        status, _, token = cursor.partition("|")
        status = status or STATUSES[0]
        try:
            data = await self._threads(status, post.external_id if post else "", token)
        except Refused as error:
            if error.code == "commentsDisabled":
                return Page(items=())
            raise
        found: list[ContributionItem | Unread] = []
        for thread in entries(data.get("items")):
            top = self._top(thread, status)
            found += [top, *[reply async for reply in self._replies(thread, top, status)]]
        following = words(data.get("nextPageToken"))
        after = STATUSES.index(status) + 1 if status in STATUSES else len(STATUSES)
        onward = f"{status}|{following}" if following else f"{STATUSES[after]}|" if after < len(STATUSES) else ""
        return page_of(found, onward)

    def _top(self, thread: object, status: str) -> ContributionItem | Unread:
        """A thread's first comment, which has the thread's id; a thread without one is handed on."""
        told, first = mapping(thread), dig(thread, "snippet", "topLevelComment")
        if not isinstance(first, dict):
            bare = {name: value for name, value in told.items() if name != "replies"} or thread
            return handed_on(bare, "no_comment" if told else "")
        top = read(first, partial(self._comment, video=ident(dig(thread, "snippet", "videoId")), status=status))
        return replace(top, external_id=top.external_id or ident(told.get("id"))) if isinstance(top, Unread) else top

    async def _threads(self, status: str, video: str, token: str) -> Mapping[str, object]:
        scope = {"videoId": video} if video else {"allThreadsRelatedToChannelId": self.account.external_id}
        query = {
            "part": "snippet,replies",
            "moderationStatus": status,
            "order": "time",
            "maxResults": "100",
            "textFormat": "plainText",
            "pageToken": token,
        }
        return await self.get(f"{ROOT}/commentThreads", scope | query)

    async def _replies(
        self, thread: object, top: ContributionItem | Unread, status: str
    ) -> AsyncIterator[ContributionItem | Unread]:
        """A thread brings only a few of its replies; where it counts more, all are asked for."""
        video = top.post_external_id if isinstance(top, ContributionItem) else ident(dig(thread, "snippet", "videoId"))
        embedded = entries(dig(thread, "replies", "comments"))
        total = dig(thread, "snippet", "totalReplyCount")
        if top.external_id and isinstance(total, int) and total > len(embedded):
            with suppress(Gone):  # its author took the thread away meanwhile; the rest of the list goes on
                async for reply in self._children(top.external_id, video, status):
                    yield reply
            return
        for one in read_all(embedded, partial(self._comment, video=video, status=status)):
            yield one

    async def _children(
        self, parent: str, video: str, status: str, followed: Followed | None = None
    ) -> AsyncIterator[ContributionItem | Unread]:
        token = ""
        for _ in range(SEARCHED_PAGES):
            query = {"part": "snippet", "parentId": parent, "maxResults": "100", "textFormat": "plainText"}
            data = await self.get(f"{ROOT}/comments", query | {"pageToken": token})
            for one in read_all(data.get("items"), partial(self._comment, video=video, status=status)):
                yield one
            token = words(data.get("nextPageToken"))
            if not token:
                return
        if followed is not None:
            followed.to_end = False

    def _comment(self, data: Mapping[str, object], video: str, status: str) -> ContributionItem | None:
        return comment(data, channel_id=self.account.external_id, video_id=video, listed_as=status)

    async def fetch(self, target: Target, kind: ContributionKind) -> ContributionItem:
        """One comment by its id: text and dates, but never its status."""
        del kind  # comments and replies are fetched alike; YouTube has nothing else
        query = {"part": "snippet", "id": required(target.external_id), "textFormat": "plainText"}
        data = await self.get(f"{ROOT}/comments", query)
        for each in objects(data.get("items")):
            item = self._comment(each, target.post_external_id, "")
            if item is not None:
                return item
        raise Gone("youtube no longer has this comment.", code="empty_list")

    async def hide(self, target: Target) -> Receipt:
        """Hold for review: nobody but us sees it, and it can be published again."""
        return await self._moderate(target, "heldForReview")

    async def unhide(self, target: Target) -> Receipt:
        """Publish what was held."""
        return await self._moderate(target, "published")

    async def _moderate(self, target: Target, status: str) -> Receipt:
        key = ("youtube", self.account.base_url, self.account.external_id, status)
        make = partial(self._set_status, status)
        try:
            await self._transport.gathering.join(key, required(target.external_id), make, MOST_IDS)
        except (PermissionMissing, Refused) as error:
            if error.code in {"forbidden", "processingFailure"}:
                # Both are also said of a comment that its author has deleted: then `fetch` raises Gone.
                await self.fetch(target, ContributionKind.COMMENT)
            raise
        return Receipt(detail={"moderationStatus": status})

    async def _set_status(self, status: str, ids: list[str]) -> None:
        """One call for up to `MOST_IDS` comments, at the price of one."""
        query = {"id": ",".join(ids), "moderationStatus": status}
        await self.send_call(Call("POST", f"{ROOT}/comments/setModerationStatus", query=query))

    async def reply(self, target: Target, text: str) -> Receipt:
        """Answer in the comment's thread; YouTube has one level of replies only."""
        texts.check(self.account.platform, Operation.REPLY, text)
        body = {"snippet": {"parentId": _thread(target), "textOriginal": text}}
        answer = await self.send_call(Call("POST", f"{ROOT}/comments", query={"part": "snippet"}, body=body))
        made = ident(answer.data.get("id"))
        if not made:
            raise OutcomeUnknown("youtube accepted the reply without an id. Read it back.", code="no_id")
        return Receipt(made)

    async def read_back(
        self, operation: Operation, target: Target, receipt: Receipt | None, text: str = ""
    ) -> ReadBack:
        """Looks in the lists by status, where alone YouTube shows it; for a reply, in the thread."""
        try:
            if operation in {Operation.HIDE, Operation.UNHIDE}:
                return await self._status_shown(operation, target)
            if operation is Operation.REPLY:
                return await self._reply_shown(target, receipt, text)
        except Gone:
            return ReadBack.TARGET_GONE
        return ReadBack.UNREADABLE

    async def _reply_shown(self, target: Target, receipt: Receipt | None, text: str) -> ReadBack:
        followed = Followed()
        async for item in self._children(_thread(target), target.post_external_id, "", followed):
            if isinstance(item, Unread):
                continue
            if receipt and receipt.external_id:
                if item.external_id == receipt.external_id:
                    return ReadBack.SHOWN
            elif texts.ours_among([item], text, target):
                return ReadBack.SHOWN
        await self.fetch(Target(_thread(target)), ContributionKind.COMMENT)
        return ReadBack.NOT_SHOWN if followed.to_end else ReadBack.UNREADABLE

    async def _status_shown(self, operation: Operation, target: Target) -> ReadBack:
        held, published = PlatformState.HELD, PlatformState.VISIBLE
        wanted = held if operation is Operation.HIDE else published
        is_reply = _thread(target) != target.external_id
        state = await (self._reply_state(target) if is_reply else self._state(target))
        if state in {held, published}:
            return ReadBack.SHOWN if state is wanted else ReadBack.NOT_SHOWN
        await self.fetch(target, ContributionKind.COMMENT)
        return ReadBack.UNREADABLE

    async def _reply_state(self, target: Target) -> PlatformState:
        """Held replies have no list, so a reply that exists and is not among its thread's published ones is held."""
        followed = Followed()
        async for reply in self._children(_thread(target), target.post_external_id, "", followed):
            if isinstance(reply, ContributionItem) and reply.external_id == target.external_id:
                return reply.state
        await self.fetch(target, ContributionKind.REPLY)
        return PlatformState.HELD if followed.to_end else PlatformState.UNREADABLE

    async def _state(self, target: Target) -> PlatformState:
        """Where the comment stands now; UNREADABLE when no list shows it."""
        for status in ("heldForReview", "published", "likelySpam"):
            token = ""
            for _ in range(SEARCHED_PAGES):
                data = await self._threads(status, target.post_external_id, token)
                for thread in objects(data.get("items")):
                    if ident(thread.get("id")) == target.external_id:
                        return PlatformState.VISIBLE if status == "published" else PlatformState.HELD
                token = words(data.get("nextPageToken"))
                if not token:
                    break
        return PlatformState.UNREADABLE


def _thread(target: Target) -> str:
    return target.parent_external_id or top_of(required(target.external_id))

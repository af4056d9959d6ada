"""Instagram over the Graph API, with the token of the Page that the account is linked to.

Edits and deletions are told by nobody, so polling reconciles. A block by API needs a private conversation with the
person; without one it is a manual task. Reports, restricting and hidden words have no API (capabilities.yaml).
"""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Mapping
from functools import partial

from evenhand.platforms import texts
from evenhand.platforms.base import BaseAdapter, accepted, only_ours
from evenhand.platforms.errors import NOT_OURS, Gone, NotUnderstood, OutcomeUnknown, Refused
from evenhand.platforms.instagram import mapping
from evenhand.platforms.interface import (
    Account,
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
from evenhand.platforms.listing import Followed, entries, page_of, read, read_all
from evenhand.platforms.meta.changing import change
from evenhand.platforms.meta.dialect import DEFAULT_VERSION, DIALECT, next_cursor
from evenhand.platforms.meta.messages import Messages, is_message
from evenhand.platforms.reading import EPOCH, ident
from evenhand.platforms.reading import mapping as mapping_of
from evenhand.platforms.transport import Transport
from evenhand.platforms.wire import Call, required, segment

REPLY_PAGES = 20
"""Pages of 50 replies followed under one comment."""


class InstagramAdapter(BaseAdapter):
    """One Instagram professional account."""

    dialect = DIALECT

    def __init__(self, account: Account, transport: Transport) -> None:
        super().__init__(account, transport)
        self._root = f"/{account.api_version or DEFAULT_VERSION}"
        owners = frozenset({account.external_id, account.page_id} - {""})
        self._messages = Messages(self, "instagram", owners)

    async def list_posts(self, cursor: str = "") -> Page[PostItem]:
        """The account's own media, newest first."""
        query = {"fields": mapping.MEDIA_FIELDS, "limit": "50", "after": cursor}
        data = await self.get(f"{self._root}/{segment(self.account.external_id)}/media", query)
        return page_of(read_all(data.get("data"), mapping.post), next_cursor(data))

    async def list_comments(self, post: PostItem | None, cursor: str = "") -> Page[ContributionItem]:
        """Comments and their replies under `post`. Instagram lists nothing by account."""
        if post is None:
            return Page(items=())
        query = {"fields": mapping.COMMENT_FIELDS, "limit": "50", "after": cursor}
        data = await self.get(f"{self._root}/{segment(post.external_id)}/comments", query)
        found: list[ContributionItem | Unread] = []
        for each in entries(data.get("data")):
            alone = (
                {name: value for name, value in each.items() if name != "replies"} if isinstance(each, dict) else each
            )
            top = read(alone, partial(self._comment, post=post))
            found += [top, *[reply async for reply in self._replies(mapping_of(each), top.external_id, post)]]
        return page_of(found, next_cursor(data))

    async def _replies(
        self, comment: Mapping[str, object], parent: str, post: PostItem, followed: Followed | None = None
    ) -> AsyncIterator[ContributionItem | Unread]:
        """The replies that came with the comment, then the pages after them, as far as the comment has an id.

        A full page that came along without a cursor may have been cut there: then the list is asked for itself.
        """
        part, seen, cursor = mapping_of(comment.get("replies")), set[str | Unread](), ""
        for turn in range(REPLY_PAGES):
            for one in read_all(part.get("data"), partial(self._comment, post=post, parent=parent)):
                key = one if isinstance(one, Unread) else one.external_id
                if key not in seen:
                    seen.add(key)
                    yield one
            cursor = next_cursor(part)
            if not parent or (not cursor and (turn > 0 or len(seen) < mapping.REPLIES_ALONG)):
                return
            query = {"fields": mapping.REPLY_FIELDS, "limit": "50"} | ({"after": cursor} if cursor else {})
            try:
                part = await self.get(f"{self._root}/{segment(parent)}/replies", query)
            except Gone:  # its author took the comment away meanwhile; the rest of the list goes on
                return
        if followed is not None:
            followed.to_end = False

    def _comment(
        self, data: Mapping[str, object], *, post: PostItem | None = None, post_id: str = "", parent: str = ""
    ) -> ContributionItem | None:
        return mapping.comment(data, owner=self.account, post=post, post_id=post_id, parent=parent)

    async def list_messages(self, cursor: str = "") -> Page[ContributionItem]:
        """Instagram conversations with the account."""
        return await self._messages.listed(cursor)

    async def fetch(self, target: Target, kind: ContributionKind) -> ContributionItem:
        """One comment or message as it is now."""
        if kind == ContributionKind.DIRECT_MESSAGE:
            item = await self._messages.fetched(target.external_id)
        elif kind == ContributionKind.MENTION:
            item = await self._mention(target)
        else:
            path = f"{self._root}/{segment(target.external_id)}"
            item = self._comment(
                await self.get(path, {"fields": mapping.COMMENT_FIELDS}),
                post_id=target.post_external_id,
                parent=target.parent_external_id,
            )
        if item is None:
            raise NotUnderstood("instagram answered without the contribution.", code="no_id")
        return item

    async def _mention(self, target: Target) -> ContributionItem | None:
        """What a webhook told of: a comment, or the caption of a post, which then is its own post."""
        named = required(target.external_id)
        if not (named.isascii() and named.isdigit()):  # it stands among the fields that are asked for
            raise Refused("That is no id of Instagram's, so no mention can be asked for by it.", code="no_target")
        is_post = target.external_id == target.post_external_id
        which = mapping.MENTIONED_MEDIA if is_post else mapping.MENTIONED_COMMENT
        asked = {"fields": f"{which}.{mapping.MENTION_FIELDS[which].format(id=named)}"}
        data = await self.get(f"{self._root}/{segment(self.account.external_id)}", asked)
        return mapping.mention(mapping_of(data.get(which)), owner=self.account, media_id=target.post_external_id)

    async def hide(self, target: Target) -> Receipt:
        """Hide a comment: its author still sees it."""
        return await self._set_hidden(target, "true")

    async def unhide(self, target: Target) -> Receipt:
        """Show a hidden comment again."""
        return await self._set_hidden(target, "false")

    async def _set_hidden(self, target: Target, hide: str) -> Receipt:
        only_ours(target)
        path = f"{self._root}/{segment(target.external_id)}"
        return accepted(
            await change(self, Call("POST", path, form={"hide": hide}), path), what="hide or show the comment"
        )

    async def delete(self, target: Target) -> Receipt:
        """Delete a comment; cannot be undone."""
        only_ours(target)
        path = f"{self._root}/{segment(target.external_id)}"
        return accepted(await change(self, Call("DELETE", path), path), what="delete the comment")

    async def reply(self, target: Target, text: str) -> Receipt:
        """Answer under the top-level comment; Instagram has one level of replies."""
        _only_here(target)
        texts.check(self.account.platform, Operation.REPLY, text)
        path = f"{self._root}/{segment(_top(target))}"
        call = Call("POST", f"{path}/replies", form={"message": text})
        made = ident((await change(self, call, path)).data.get("id"))
        if not made or made == target.external_id:
            raise OutcomeUnknown("instagram accepted the reply without a new id. Read it back.", code="no_id")
        return Receipt(made)

    async def message(self, target: Target, text: str) -> Receipt:
        """Answer a message, or a comment in private (once, within seven days)."""
        _only_here(target)
        return await self._messages.send(target, text)

    async def block(self, target: Target) -> Receipt:
        """Block the author, where a private conversation with them exists."""
        return await self._moderate(Operation.BLOCK, "block_user", target)

    async def unblock(self, target: Target) -> Receipt:
        """Let the author back, where a private conversation with them exists."""
        return await self._moderate(Operation.UNBLOCK, "unblock_user", target)

    async def _moderate(self, operation: Operation, action: str, target: Target) -> Receipt:
        if not is_message(target) or not self.account.page_id:
            raise self.cannot(operation)
        form = {
            "user_ids": json.dumps([{"id": required(target.author_external_id)}]),
            "actions": json.dumps([action]),
        }
        call = Call("POST", f"{self._root}/{segment(self.account.page_id)}/moderate_conversations", form=form)
        return accepted(await self.send_call(call), what="block or unblock the author")

    async def set_comments(self, post_external_id: str, *, opened: bool) -> None:
        """Open or close the comments under one of our media; those that stand stay."""
        form = {"comment_enabled": "true" if opened else "false"}
        call = Call("POST", f"{self._root}/{segment(post_external_id)}", form=form)
        accepted(await self.send_call(call), what="open or close the comments")

    async def comments_opened(self, post_external_id: str) -> bool:
        """Whether people can comment under one of our media."""
        data = await self.get(f"{self._root}/{segment(post_external_id)}", {"fields": "is_comment_enabled"})
        told = data.get("is_comment_enabled")
        if not isinstance(told, bool):
            raise NotUnderstood("instagram did not say whether comments are on.", code="no_is_comment_enabled")
        return told

    async def read_back(
        self, operation: Operation, target: Target, receipt: Receipt | None, text: str = ""
    ) -> ReadBack:
        """Reads the comment, its replies or the conversation again. Blocks cannot be read."""
        try:
            return await self._read_back(operation, target, receipt, text)
        except Gone:
            return ReadBack.SHOWN if operation is Operation.DELETE else ReadBack.TARGET_GONE

    async def _read_back(self, operation: Operation, target: Target, receipt: Receipt | None, text: str) -> ReadBack:
        match operation:
            case Operation.HIDE | Operation.UNHIDE:
                item = await self.fetch(target, ContributionKind.COMMENT)
                hidden = item.state is PlatformState.HIDDEN
                return ReadBack.SHOWN if hidden == (operation is Operation.HIDE) else ReadBack.NOT_SHOWN
            case Operation.DELETE:
                await self.get(f"{self._root}/{segment(target.external_id)}", {"fields": "id"})
                return ReadBack.NOT_SHOWN
            case Operation.REPLY:
                return await self._reply_shown(target, receipt, text)
            case Operation.MESSAGE | Operation.PRIVATE_REPLY:
                return await self._messages.shown(target, receipt, text)
            case _:
                return ReadBack.UNREADABLE

    async def _reply_shown(self, target: Target, receipt: Receipt | None, text: str) -> ReadBack:
        post = PostItem(target.post_external_id, "", EPOCH)
        path = f"{self._root}/{segment(_top(target))}/replies"
        first = await self.get(path, {"fields": mapping.REPLY_FIELDS, "limit": "50"})
        followed = Followed()
        async for item in self._replies({"replies": first}, _top(target), post, followed):
            if isinstance(item, Unread):
                continue
            if receipt and receipt.external_id:
                if item.external_id == receipt.external_id:
                    return ReadBack.SHOWN
            elif texts.ours_among([item], text, target):
                return ReadBack.SHOWN
        return ReadBack.NOT_SHOWN if followed.to_end else ReadBack.UNREADABLE


def _only_here(target: Target) -> None:
    """Graph answers a mention by another way, which was not tried: a person does it from the link."""
    if target.kind == ContributionKind.MENTION:
        raise Refused("It stands elsewhere and only names the account. Answer it by hand.", code=NOT_OURS)


def _top(target: Target) -> str:
    return target.parent_external_id or target.external_id

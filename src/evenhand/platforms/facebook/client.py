"""Facebook Pages over the Graph API, as the Page itself.

Two traps are held off here: a user token gets an empty list instead of an error, and a reply posted to the wrong
path edits the comment. Reports to Meta and the Page's filters have no API (capabilities.yaml).
"""

from __future__ import annotations

from functools import partial

from evenhand.platforms import texts
from evenhand.platforms.base import BaseAdapter, accepted, only_ours
from evenhand.platforms.errors import Gone, NotUnderstood, OutcomeUnknown, PermissionMissing, Refused
from evenhand.platforms.facebook import mapping
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
)
from evenhand.platforms.listing import entries, page_of, read_all
from evenhand.platforms.meta.changing import change
from evenhand.platforms.meta.dialect import DEFAULT_VERSION, DIALECT, next_cursor
from evenhand.platforms.meta.messages import Messages, is_message
from evenhand.platforms.reading import EPOCH, ident, objects
from evenhand.platforms.transport import Transport
from evenhand.platforms.wire import Call, required, segment

PAGE_SIZE = "100"
PUBLISHED, ADVERTS = "published_posts", "ads_posts"
VISITORS, TAGGED = "visitor_posts", "tagged"
REPLY_PAGES = 20
"""Pages of comments searched for our own reply; newest first, so that a lost reply is on the first of them."""


class FacebookAdapter(BaseAdapter):
    """One Facebook Page."""

    dialect = DIALECT

    def __init__(self, account: Account, transport: Transport) -> None:
        super().__init__(account, transport)
        self._root = f"/{account.api_version or DEFAULT_VERSION}"
        self._page = f"{self._root}/{segment(account.external_id)}"
        self._messages = Messages(self, "messenger", frozenset({account.external_id}))
        self._speaks_as_page = False

    async def list_posts(self, cursor: str = "") -> Page[PostItem]:
        """The Page's own published posts, newest first, then those behind its adverts (dark posts).

        The cursor is `edge|after`. Where the token may not see the adverts, their comments come by webhook alone.
        """
        edge, _, after = cursor.rpartition("|")
        edge = edge or PUBLISHED
        query = {"fields": mapping.POST_FIELDS, "limit": PAGE_SIZE, "after": after}
        try:
            data = await self.get(f"{self._page}/{edge}", query)
        except (PermissionMissing, Refused):
            if edge != ADVERTS:
                raise
            return Page(items=(), complete=False)
        read = mapping.post if edge == PUBLISHED else mapping.advert
        return page_of(read_all(data.get("data"), read), _onward(edge, next_cursor(data), ADVERTS))

    async def list_comments(self, post: PostItem | None, cursor: str = "") -> Page[ContributionItem]:
        """Comments and replies under `post`, hidden ones too; without one, what others wrote on the Page or of it."""
        if post is None:
            return await self._list_posts_of_others(cursor)
        query = {
            "fields": mapping.COMMENT_FIELDS,
            "filter": "stream",
            "order": "reverse_chronological",
            "limit": PAGE_SIZE,
            "after": cursor,
        }
        data = await self.get(f"{self._root}/{segment(post.external_id)}/comments", query)
        if not entries(data.get("data")) and not cursor:
            await self._check_token()
        read = partial(mapping.comment, page_id=self.account.external_id, post_id=post.external_id)
        return page_of(read_all(data.get("data"), read), next_cursor(data))

    async def _list_posts_of_others(self, cursor: str) -> Page[ContributionItem]:
        """Visitors' posts on the Page, then posts elsewhere that tag it. The cursor is `edge|after`."""
        edge, _, after = cursor.rpartition("|")
        edge = edge or VISITORS
        query = {"fields": mapping.VISITOR_POST_FIELDS, "limit": PAGE_SIZE, "include_hidden": "true", "after": after}
        if edge == TAGGED:
            query = {"fields": mapping.MENTION_FIELDS, "limit": PAGE_SIZE, "after": after}
        data = await self.get(f"{self._page}/{edge}", query)
        if not entries(data.get("data")) and not cursor:
            await self._check_token()
        mapper = mapping.visitor_post if edge == VISITORS else mapping.mention
        read = partial(mapper, page_id=self.account.external_id)
        return page_of(read_all(data.get("data"), read), _onward(edge, next_cursor(data), TAGGED))

    async def _check_token(self) -> None:
        """A user token is answered with an empty list and 200; only who we are tells it from a quiet post."""
        if self._speaks_as_page:
            return
        data = await self.get(f"{self._root}/me", {"fields": "id"})
        if ident(data.get("id")) != self.account.external_id:
            raise PermissionMissing(
                "facebook lists nothing because the token is not the Page's own. Connect the channel again.",
                code="not_page_token",
            )
        self._speaks_as_page = True

    async def list_messages(self, cursor: str = "") -> Page[ContributionItem]:
        """Messenger conversations with the Page."""
        return await self._messages.listed(cursor)

    async def fetch(self, target: Target, kind: ContributionKind) -> ContributionItem:
        """One comment, visitor post or message as it is now."""
        if kind == ContributionKind.DIRECT_MESSAGE:
            item = await self._messages.fetched(target.external_id)
        else:
            item = await self._fetch_public(target, kind)
        if item is None:
            raise NotUnderstood("facebook answered without the contribution.", code="no_id")
        return item

    async def _fetch_public(self, target: Target, kind: ContributionKind) -> ContributionItem | None:
        page_id, path = self.account.external_id, self._path(target)
        if kind in {ContributionKind.VISITOR_POST, ContributionKind.MENTION}:
            is_mention = kind == ContributionKind.MENTION
            data = await self.get(
                path, {"fields": mapping.MENTION_FIELDS if is_mention else mapping.VISITOR_POST_FIELDS}
            )
            read = mapping.visitor_post if kind == ContributionKind.VISITOR_POST else mapping.mention
            return read(data, page_id=page_id)
        data = await self.get(path, {"fields": mapping.COMMENT_FIELDS})
        return mapping.comment(data, page_id=page_id, post_id=target.post_external_id)

    def _path(self, target: Target) -> str:
        return f"{self._root}/{segment(target.external_id)}"

    async def hide(self, target: Target) -> Receipt:
        """Hide a comment: its author and their friends still see it."""
        return await self._set_hidden(target, "true")

    async def unhide(self, target: Target) -> Receipt:
        """Show a hidden comment again."""
        return await self._set_hidden(target, "false")

    async def _set_hidden(self, target: Target, hidden: str) -> Receipt:
        only_ours(target)
        path = self._path(target)
        call = Call("POST", path, form={"is_hidden": hidden})
        return accepted(await change(self, call, path), what="hide or show the comment")

    async def delete(self, target: Target) -> Receipt:
        """Delete a comment; cannot be undone."""
        only_ours(target)
        path = self._path(target)
        return accepted(await change(self, Call("DELETE", path), path), what="delete the comment")

    async def reply(self, target: Target, text: str) -> Receipt:
        """Answer under the comment. Posting to `/{comment}` itself would edit it, as Meta's guide shows by mistake."""
        texts.check(self.account.platform, Operation.REPLY, text)
        path = self._path(target)
        call = Call("POST", f"{path}/comments", form={"message": text})
        made = ident((await change(self, call, path)).data.get("id"))
        if not made or made in {target.external_id, target.parent_external_id}:
            code = "no_id" if not made else "reply_edited_target"
            raise OutcomeUnknown("facebook accepted the reply without a new id. Read it back.", code=code)
        return Receipt(made)

    async def message(self, target: Target, text: str) -> Receipt:
        """Answer a message, or a comment in private (once, within seven days)."""
        return await self._messages.send(target, text)

    async def block(self, target: Target) -> Receipt:
        """Block the author from the Page."""
        call = Call("POST", f"{self._page}/blocked", form={"user": required(target.author_external_id)})
        answer = await self.send_call(call)
        if answer.data.get(target.author_external_id) is True or answer.data.get("success") is True:
            return Receipt(target.author_external_id)
        raise OutcomeUnknown("facebook did not say that the author is blocked. Read it back.", code="no_success")

    async def unblock(self, target: Target) -> Receipt:
        """Let the author back."""
        call = Call("DELETE", f"{self._page}/blocked", query={"user": required(target.author_external_id)})
        return accepted(await self.send_call(call), what="unblock the author")

    async def read_back(
        self, operation: Operation, target: Target, receipt: Receipt | None, text: str = ""
    ) -> ReadBack:
        """Reads the comment, the replies, the conversation or the list of blocked people again."""
        try:
            return await self._read_back(operation, target, receipt, text)
        except Gone:
            return ReadBack.SHOWN if operation is Operation.DELETE else ReadBack.TARGET_GONE

    async def _read_back(self, operation: Operation, target: Target, receipt: Receipt | None, text: str) -> ReadBack:
        match operation:
            case Operation.HIDE | Operation.UNHIDE:
                item = await self.fetch(target, mapping.kind_of(target))
                return _shown((item.state is PlatformState.HIDDEN) == (operation is Operation.HIDE))
            case Operation.DELETE:
                await self.get(self._path(target), {"fields": "id"})
                return ReadBack.NOT_SHOWN
            case Operation.REPLY:
                return await self._reply_shown(target, receipt, text)
            case Operation.MESSAGE | Operation.PRIVATE_REPLY:
                return await self._message_shown(target, receipt, text)
            case Operation.BLOCK | Operation.UNBLOCK:
                data = await self.get(f"{self._page}/blocked", {"user": target.author_external_id})
                blocked = any(ident(each.get("id")) == target.author_external_id for each in objects(data.get("data")))
                return _shown(blocked == (operation is Operation.BLOCK))
            case _:
                return ReadBack.UNREADABLE

    async def _reply_shown(self, target: Target, receipt: Receipt | None, text: str) -> ReadBack:
        """By its id when we have it: its parent must be the target, or the comment that the target answers."""
        parents = {target.external_id, target.parent_external_id} - {""}
        top = {""} if mapping.is_own_post(target) else set()  # Graph names no parent under a post
        if receipt and receipt.external_id:
            try:
                made = await self.fetch(Target(receipt.external_id), ContributionKind.REPLY)
            except Gone:
                return ReadBack.NOT_SHOWN
            return _shown(made.parent_external_id in parents | top)
        for parent in parents:
            if await self._said_under(parent, target, text):
                return ReadBack.SHOWN
        return ReadBack.NOT_SHOWN

    async def _said_under(self, parent: str, target: Target, text: str) -> bool:
        under, cursor = PostItem(parent, "", EPOCH), ""
        for _ in range(REPLY_PAGES):
            page = await self.list_comments(under, cursor)
            if texts.ours_among(page.items, text, target):
                return True
            cursor = page.cursor
            if not cursor:
                break
        return False

    async def _message_shown(self, target: Target, receipt: Receipt | None, text: str) -> ReadBack:
        """In the conversation; failing that, by whether the one private reply is still to be had."""
        seen = await self._messages.shown(target, receipt, text)
        if seen is ReadBack.SHOWN or receipt or is_message(target):
            return seen
        # The author's id under a comment may not be the one of the conversation, so not finding it there proves
        # nothing. False may also mean that the seven days are over: then a person is asked.
        can_reply = (await self.get(self._path(target), {"fields": "id,can_reply_privately"})).get(
            "can_reply_privately"
        )
        return ReadBack.NOT_SHOWN if can_reply is True else ReadBack.UNREADABLE


def _onward(edge: str, after: str, last: str) -> str:
    """The cursor of the next page: in the same list, else at the beginning of the last one."""
    if after:
        return f"{edge}|{after}"
    return f"{last}|" if edge != last else ""


def _shown(effect: bool) -> ReadBack:  # noqa: FBT001 -- a yes or no made into the word for it
    return ReadBack.SHOWN if effect else ReadBack.NOT_SHOWN

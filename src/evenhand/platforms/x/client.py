"""X over API v2, as the account's user.

What X cannot tell: whether a reply is hidden (the receipt is all there is), others' edits and deletions, encrypted
chats. Blocking is for Enterprise plans, and a reply is refused where the author did not call on the account: both
are then manual tasks (capabilities.yaml).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from contextlib import suppress
from functools import partial

from evenhand.platforms import texts
from evenhand.platforms.base import BaseAdapter, only_ours
from evenhand.platforms.errors import Gone, NotUnderstood, OutcomeUnknown, PermissionMissing, PlatformError, Refused
from evenhand.platforms.interface import (
    ContributionItem,
    ContributionKind,
    Operation,
    Page,
    PostItem,
    ReadBack,
    Receipt,
    Target,
)
from evenhand.platforms.listing import entries, page_of, read_all
from evenhand.platforms.reading import dig, ident, mapping, objects, words
from evenhand.platforms.wire import Call, required, segment
from evenhand.platforms.x.dialect import DIALECT
from evenhand.platforms.x.mapping import (
    OTHER_EVENTS,
    TWEET_FIELDS,
    contribution,
    direct_message,
    people,
    post,
    replied_to,
    text_of,
    without_handles,
)

AUTHORS = {"expansions": "author_id", "user.fields": "username,name"}
SENDERS = {"expansions": "sender_id", "user.fields": "username,name"}
DM_FIELDS = "id,text,event_type,created_at,sender_id,dm_conversation_id,entities"
SEARCHED_PAGES = 5
"""Pages of 100 searched for our own reply or message."""
BLOCK_PAGES = 20
"""Pages of 1,000 searched in the list of blocked accounts."""


class XAdapter(BaseAdapter):
    """One X account."""

    dialect = DIALECT

    async def list_posts(self, cursor: str = "") -> Page[PostItem]:
        """The account's own posts, newest first, without its replies and reposts."""
        data = await self._own_posts(cursor, exclude="replies,retweets")
        return page_of(read_all(data.get("data"), post), words(dig(data, "meta", "next_token")))

    async def _own_posts(self, cursor: str, *, exclude: str) -> Mapping[str, object]:
        query = {"max_results": "100", "tweet.fields": TWEET_FIELDS, "exclude": exclude, "pagination_token": cursor}
        return await self.get(f"{self._me}/tweets", query, bucket="posts")

    @property
    def _me(self) -> str:
        return f"/2/users/{segment(self.account.external_id)}"

    async def list_comments(self, post: PostItem | None, cursor: str = "") -> Page[ContributionItem]:
        """Mentions of the account; with `post`, what was said in its conversation in the last seven days."""
        query = {"max_results": "100", "tweet.fields": TWEET_FIELDS} | AUTHORS
        if post is None:
            data = await self.get(f"{self._me}/mentions", query | {"pagination_token": cursor}, bucket="mentions")
        else:
            asked = {"query": f"conversation_id:{required(post.external_id)}", "next_token": cursor}
            data = await self.get("/2/tweets/search/recent", query | asked, bucket="search")
        found = entries(data.get("data"))
        if post is not None:  # the search also finds the post itself
            found = [each for each in found if mapping(each).get("id") != post.external_id]
        ours = {post.external_id} if post else await self._our_conversations(objects(found))
        mapper = partial(contribution, who=people(data), account_id=self.account.external_id, ours=ours)
        return page_of(read_all(found, mapper), words(dig(data, "meta", "next_token")))

    async def _our_conversations(self, found: Iterable[Mapping[str, object]]) -> set[str]:
        """Which of the conversations that these replies stand in the account started: only there can it hide."""
        asked = {ident(each.get("conversation_id")) for each in found if replied_to(each)} - {""}
        if not asked:
            return set()
        query = {"ids": ",".join(sorted(asked)), "tweet.fields": "author_id"}
        with suppress(Gone):  # every one of them was deleted by whoever started it
            data = await self.get("/2/tweets", query, bucket="posts_by_id")
            own = self.account.external_id
            return {ident(each.get("id")) for each in objects(data.get("data")) if ident(each.get("author_id")) == own}
        return set()

    async def list_messages(self, cursor: str = "") -> Page[ContributionItem]:
        """Direct messages of the last 30 days. Encrypted chats are not among them."""
        return await self._messages("/2/dm_events", cursor, bucket="dm_events")

    async def _messages(self, path: str, cursor: str, *, bucket: str) -> Page[ContributionItem]:
        query = {"max_results": "100", "dm_event.fields": DM_FIELDS, "event_types": "MessageCreate"} | SENDERS
        data = await self.get(path, query | {"pagination_token": cursor}, bucket=bucket)
        found = [each for each in entries(data.get("data")) if mapping(each).get("event_type") not in OTHER_EVENTS]
        mapper = partial(direct_message, who=people(data), account_id=self.account.external_id)
        return page_of(read_all(found, mapper), words(dig(data, "meta", "next_token")))

    async def fetch(self, target: Target, kind: ContributionKind) -> ContributionItem:
        """One post or message as it is now."""
        own = self.account.external_id
        if kind == ContributionKind.DIRECT_MESSAGE:
            query = {"dm_event.fields": DM_FIELDS} | SENDERS
            data = await self.get(f"/2/dm_events/{segment(target.external_id)}", query, bucket="dm_event")
            item = direct_message(mapping(data.get("data")), people(data), account_id=own)
        else:
            data = await self._post(target.external_id)
            found = mapping(data.get("data"))
            known = {target.post_external_id} - {""}
            item = contribution(
                found, people(data), account_id=own, ours=known or await self._our_conversations([found])
            )
        if item is None:
            raise NotUnderstood("x answered without the contribution.", code="no_id")
        return item

    async def _post(self, post_id: str) -> Mapping[str, object]:
        return await self.get(f"/2/tweets/{segment(post_id)}", {"tweet.fields": TWEET_FIELDS} | AUTHORS, bucket="post")

    async def hide(self, target: Target) -> Receipt:
        """Hide a reply in a conversation that the account started; readers can still open it."""
        return await self._set_hidden(target, hidden=True)

    async def unhide(self, target: Target) -> Receipt:
        """Show a hidden reply again."""
        return await self._set_hidden(target, hidden=False)

    async def _set_hidden(self, target: Target, *, hidden: bool) -> Receipt:
        only_ours(target)
        path = f"/2/tweets/{segment(target.external_id)}/hidden"
        answer = await self.send_call(Call("PUT", path, body={"hidden": hidden}, bucket="hide"))
        now = dig(answer.data, "data", "hidden")
        if now is hidden:
            return Receipt(detail={"hidden": hidden})
        if isinstance(now, bool):
            raise Refused(f"x answered hidden={now}; it did not do what was asked.", code="hidden_unchanged")
        raise OutcomeUnknown("x did not say whether the reply is hidden, and it cannot be read.", code="no_hidden")

    async def reply(self, target: Target, text: str) -> Receipt:
        """Answer in public. X refuses it where the author did not mention or quote the account."""
        texts.check(self.account.platform, Operation.REPLY, text)
        body = {"text": text, "reply": {"in_reply_to_tweet_id": required(target.external_id)}}
        try:
            answer = await self.send_call(Call("POST", "/2/tweets", body=body, bucket="reply"))
        except PermissionMissing as error:
            await self._check_there(target)
            raise Refused(
                "x will not take this reply by API. Reply by hand from the link of the manual task.",
                code=f"reply_{error.code}",
                status=error.status,
            ) from error
        return Receipt(_made(dig(answer.data, "data", "id"), "reply"))

    async def _check_there(self, target: Target) -> None:
        """X refuses with the same words where the post was deleted; only asking for it tells. Raises Gone."""
        try:
            await self._post(target.external_id)
        except Gone:
            raise
        except PlatformError:
            return

    async def message(self, target: Target, text: str) -> Receipt:
        """Write a direct message to the author, where their settings take it."""
        texts.check(self.account.platform, Operation.MESSAGE, text)
        path = f"/2/dm_conversations/with/{segment(target.author_external_id)}/messages"
        answer = await self.send_call(Call("POST", path, body={"text": text}, bucket="dm_send"))
        made = _made(dig(answer.data, "data", "dm_event_id"), "message")
        return Receipt(made, {"dm_conversation_id": ident(dig(answer.data, "data", "dm_conversation_id"))})

    async def read_back(
        self, operation: Operation, target: Target, receipt: Receipt | None, text: str = ""
    ) -> ReadBack:
        """Replies, messages and the list of blocked accounts can be read; whether a reply is hidden cannot."""
        try:
            match operation:
                case Operation.REPLY:
                    return _shown(await self._replied(target, receipt, text))
                case Operation.MESSAGE | Operation.PRIVATE_REPLY:
                    return _shown(await self._wrote(target, receipt, text))
                case Operation.BLOCK | Operation.UNBLOCK:
                    blocked = await self._is_blocked(target)
                    return ReadBack.UNREADABLE if blocked is None else _shown(blocked == (operation is Operation.BLOCK))
                case _:
                    return ReadBack.UNREADABLE
        except Gone:
            return ReadBack.NOT_SHOWN  # what is gone is what we made; X tells nothing of the target

    async def _replied(self, target: Target, receipt: Receipt | None, text: str) -> bool:
        stands_under = {target.external_id, *target.earlier_external_ids}  # its author may have edited it meanwhile
        if receipt and receipt.external_id:
            return replied_to(mapping((await self._post(receipt.external_id)).get("data"))) in stands_under
        cursor = ""
        for _ in range(SEARCHED_PAGES):
            data = await self._own_posts(cursor, exclude="")
            for each in objects(data.get("data")):
                item = contribution(each, {}, account_id=self.account.external_id)
                said = without_handles(text_of(each))
                if (
                    item
                    and replied_to(each) in stands_under
                    and texts.recent(item, target)
                    and texts.same(without_handles(text), said)
                ):
                    return True
            cursor = words(dig(data, "meta", "next_token"))
            if not cursor:
                break
        return False

    async def _wrote(self, target: Target, receipt: Receipt | None, text: str) -> bool:
        if receipt and receipt.external_id:
            await self.fetch(Target(receipt.external_id), ContributionKind.DIRECT_MESSAGE)
            return True
        path, cursor = f"/2/dm_conversations/with/{segment(target.author_external_id)}/dm_events", ""
        for _ in range(SEARCHED_PAGES):
            page = await self._messages(path, cursor, bucket="dm_with")
            if texts.ours_among(page.items, text, target):
                return True
            cursor = page.cursor
            if not cursor:
                break
        return False

    async def _is_blocked(self, target: Target) -> bool | None:
        """Whether the author is in the list of blocked accounts; None where the list was not read to its end.

        Somebody whose words a person pasted is known by handle alone.
        """
        wanted, cursor = required(target.author_external_id).lower(), ""
        for _ in range(BLOCK_PAGES):
            query = {"max_results": "1000", "pagination_token": cursor}
            data = await self.get(f"{self._me}/blocking", query, bucket="blocking")
            people = objects(data.get("data"))
            if any(wanted in {ident(each.get("id")), f"@{words(each.get('username')).lower()}"} for each in people):
                return True
            cursor = words(dig(data, "meta", "next_token"))
            if not cursor:
                return False
        return None


def _made(value: object, what: str) -> str:
    made = ident(value)
    if not made:
        raise OutcomeUnknown(f"x accepted the {what} without an id. Read it back.", code="no_id")
    return made


def _shown(effect: bool) -> ReadBack:  # noqa: FBT001 -- a yes or no made into the word for it
    return ReadBack.SHOWN if effect else ReadBack.NOT_SHOWN

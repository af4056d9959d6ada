"""Private messages on Facebook and Instagram: the same conversations, under the same Page.

A comment may be answered in private once, within seven days; otherwise a person must have written within 24 hours
(seven days for a human agent, where Meta granted that to the app). Messages are never hidden or deleted.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import partial

from evenhand.platforms import texts
from evenhand.platforms.errors import Gone, OutcomeUnknown, Refused
from evenhand.platforms.interface import (
    AuthorItem,
    ContributionItem,
    ContributionKind,
    Operation,
    Page,
    ReadBack,
    Receipt,
    Target,
    Unread,
)
from evenhand.platforms.listing import entries, handed_on, only_items, page_of, read_all
from evenhand.platforms.meta.changing import Sends, change
from evenhand.platforms.meta.dialect import DEFAULT_VERSION, OUTSIDE_WINDOW, next_cursor
from evenhand.platforms.reading import EPOCH, dig, ident, mapping, objects, when, words
from evenhand.platforms.wire import Call, segment

MESSAGE_FIELDS = "id,created_time,from,to,message"
THREAD_FIELDS = f"id,updated_time,messages.limit(50){{{MESSAGE_FIELDS}}}"
PAGES_A_THREAD = 10
"""Pages followed inside one conversation before the listing says that it is not complete."""
_WINDOW_CODES = frozenset(f"10/{subcode}" for subcode in OUTSIDE_WINDOW)


class Messages:
    """The private half of one Page or professional account.

    Args:
        adapter: whose account and transport to use.
        folder: Graph's name of the network, messenger or instagram.
        owners: the ids under which the organisation itself writes.
    """

    def __init__(self, adapter: Sends, folder: str, owners: frozenset[str]) -> None:
        self._adapter = adapter
        self._folder = folder
        self._owners = owners
        account = adapter.account
        self._root = f"/{account.api_version or DEFAULT_VERSION}"
        self._page = f"{self._root}/{segment(account.page_id or account.external_id)}"

    async def listed(self, cursor: str = "") -> Page[ContributionItem]:
        """One page of conversations, with every message in them, newest conversation first."""
        query = {"platform": self._folder, "fields": THREAD_FIELDS, "limit": "25"}
        data = await self._get(f"{self._page}/conversations", query | ({"after": cursor} if cursor else {}))
        found: list[ContributionItem | Unread] = []
        complete = True
        for thread in entries(data.get("data")):
            messages, whole = await self._thread(thread)
            found += messages
            complete = complete and whole
        return page_of(found, next_cursor(data), complete=complete)

    async def _thread(self, thread: object) -> tuple[list[ContributionItem | Unread], bool]:
        """The messages of one conversation, and whether these are all; a conversation of no known shape itself."""
        thread_id, told = ident(mapping(thread).get("id")), mapping(thread).get("messages")
        if not isinstance(told, dict | None) or not (thread_id or told):
            return [handed_on(thread)], True
        part, found = mapping(told), list[ContributionItem | Unread]()
        for _ in range(PAGES_A_THREAD):
            found += read_all(part.get("data"), partial(self.item, thread_id=thread_id))
            cursor = next_cursor(part)
            if not cursor or not thread_id:
                return found, not cursor
            query = {"fields": MESSAGE_FIELDS, "limit": "50", "after": cursor}
            part = await self._get(f"{self._root}/{segment(thread_id)}/messages", query)
        return found, False

    async def fetched(self, message_id: str) -> ContributionItem | None:
        """One message by its id."""
        return self.item(await self._get(f"{self._root}/{segment(message_id)}", {"fields": MESSAGE_FIELDS}), "")

    async def send(self, target: Target, text: str) -> Receipt:
        """A message to the thread's person, or a private reply to a comment or visitor post."""
        recipient = _recipient(target)
        texts.check(self._adapter.account.platform, Operation.MESSAGE, text)
        form = {"recipient": json.dumps(recipient), "message": json.dumps({"text": text})}
        if "id" not in recipient:
            return await self._post(form, about=f"{self._root}/{segment(target.external_id)}")
        try:
            return await self._post(form | {"messaging_type": "RESPONSE"})
        except Refused as error:
            # Only a channel whose app was granted it says so; never for texts that a machine sends.
            if error.code not in _WINDOW_CODES or self._adapter.account.settings.get("human_agent") != "granted":
                raise
        return await self._post(form | {"messaging_type": "MESSAGE_TAG", "tag": "HUMAN_AGENT"})

    async def _post(self, form: Mapping[str, str], *, about: str = "") -> Receipt:
        """Send it; `about` is the path of the comment that it answers."""
        call = Call("POST", f"{self._page}/messages", form=form)
        answer = await (change(self._adapter, call, about) if about else self._adapter.send_call(call))
        message_id = ident(answer.data.get("message_id"))
        if not message_id:
            raise OutcomeUnknown("The message was accepted without an id. Read it back.", code="no_id")
        return Receipt(message_id, {"recipient_id": ident(answer.data.get("recipient_id"))})

    async def sent_to(self, target: Target, text: str) -> bool:
        """Whether our own `text` stands in the conversation with the target's author."""
        query = {"platform": self._folder, "user_id": target.author_external_id, "fields": THREAD_FIELDS}
        data = await self._get(f"{self._page}/conversations", query)
        found = [one for thread in objects(data.get("data")) for one in (await self._thread(thread))[0]]
        return texts.ours_among(only_items(found), text, target)

    async def shown(self, target: Target, receipt: Receipt | None, text: str) -> ReadBack:
        """Whether our message is there: by its id, else by our words in the conversation with the author."""
        if receipt and receipt.external_id:
            found = await self._there(receipt.external_id)
        elif target.author_external_id:
            found = await self.sent_to(target, text)
        else:
            return ReadBack.UNREADABLE
        return ReadBack.SHOWN if found else ReadBack.NOT_SHOWN

    async def _there(self, message_id: str) -> bool:
        """Whether a message of ours is there; where it is not, nothing is said of what it answers."""
        try:
            return await self.fetched(message_id) is not None
        except Gone:
            return False

    def item(self, data: Mapping[str, object], thread_id: str) -> ContributionItem | None:
        """One message in the house's words, or None without an id."""
        external_id = ident(data.get("id"))
        if not external_id:
            return None
        sender = ident(dig(data, "from", "id"))
        name = words(dig(data, "from", "name"))
        published_at = when(data.get("created_time")) or EPOCH
        return ContributionItem(
            external_id=external_id,
            kind=ContributionKind.DIRECT_MESSAGE,
            text=words(data.get("message")),
            published_at=published_at,
            author=AuthorItem(sender, words(dig(data, "from", "username")), name) if sender else None,
            thread_external_id=thread_id,
            dated_at=published_at,
            by_organisation=sender in self._owners,
            raw=data,
        )

    async def _get(self, path: str, query: Mapping[str, str]) -> Mapping[str, object]:
        return (await self._adapter.send_call(Call("GET", path, query=query))).data


def is_message(target: Target) -> bool:
    """Whether the target is a direct message and not a comment: by its kind, else by Meta's ids."""
    if target.kind is not None:
        return target.kind == ContributionKind.DIRECT_MESSAGE
    return not target.post_external_id and target.external_id.startswith(("m_", "mid.", "aWdf"))


def _recipient(target: Target) -> dict[str, str]:
    if is_message(target):
        if not target.author_external_id:
            raise Refused("The message has no known sender to answer. Answer by hand.", code="no_target")
        return {"id": target.author_external_id}
    is_post = target.kind == ContributionKind.VISITOR_POST or target.post_external_id == target.external_id
    return {"post_id" if is_post else "comment_id": target.external_id}

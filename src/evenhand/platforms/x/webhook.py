"""X's webhook: the Activity API's envelope, and the older Account Activity payloads.

Nobody is told of others' edits and deletions; an encrypted chat cannot be read and gives no hint.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping, Sequence

from evenhand.platforms.errors import NotUnderstood
from evenhand.platforms.hinting import Reading, parts
from evenhand.platforms.interface import ContributionKind, Hint
from evenhand.platforms.reading import dig, ident, mapping, parse
from evenhand.platforms.signatures import answerable, digest, signed
from evenhand.platforms.x.mapping import replied_to


class XWebhook:
    """Checks and reads X's deliveries."""

    def handshake(self, query: Mapping[str, str], secrets: Sequence[str], verify_token: str) -> str | None:
        """The answer to `crc_token`, signed with the newest secret; None when it is not a challenge."""
        del verify_token  # X proves itself with nothing here; only we do
        token = query.get("crc_token", "")
        secret = next(filter(None, secrets), "")
        if not secret or not answerable(token):
            return None
        return json.dumps({"response_token": _written(digest(secret, token.encode()))})

    def verify(self, headers: Mapping[str, str], raw: bytes, secrets: Sequence[str]) -> bool:
        """`x-twitter-webhooks-signature: sha256=` and the digest of the bytes as they came, in base64."""
        return signed(headers.get("x-twitter-webhooks-signature", ""), raw, secrets, _written)

    def hints(self, raw: bytes) -> Sequence[Hint]:
        """What to look at again."""
        payload = parse(raw, who="x")
        reading = Reading()
        if "data" in payload:
            events = payload["data"] if isinstance(payload["data"], list) else [payload["data"]]
            for event in parts(events, reading):
                _read_activity(event, reading)
        elif "for_user_id" in payload or "user_event" in payload:
            _read_account_activity(payload, reading)
        else:
            raise NotUnderstood("x sent a payload without data.", code="unknown_object")
        return reading.done("x")


def _written(value: bytes) -> str:
    return f"sha256={base64.b64encode(value).decode()}"


def _read_activity(event: Mapping[str, object], reading: Reading) -> None:
    reading.account = ident(dig(event, "filter", "user_id"))
    kind, payload = event.get("event_type"), mapping(event.get("payload"))
    if kind == "post.reply.create":
        reading.take(_reply(payload))
    elif kind in {"post.mention.create", "post.quote.create"}:
        reading.take(_post(payload, ContributionKind.MENTION))
    elif kind == "dm.received":
        _read_messages(payload, "", reading)
    elif not isinstance(kind, str):
        reading.unreadable += 1


def _read_account_activity(payload: Mapping[str, object], reading: Reading) -> None:
    own = reading.account = ident(payload.get("for_user_id"))
    for tweet in parts(payload.get("tweet_create_events", []), reading):
        above = ident(tweet.get("in_reply_to_status_id_str"))
        post_id = ident(tweet.get("id_str")) or ident(tweet.get("id"))
        if ident(dig(tweet, "user", "id_str")) != own:
            reading.take(Hint(post_id, ContributionKind.REPLY if above else ContributionKind.MENTION))
    for deleted in parts(payload.get("tweet_delete_events", []), reading):
        reading.take(Hint(ident(dig(deleted, "status", "id")), verb="remove"))
    if "direct_message_events" in payload:
        _read_messages(payload, own, reading)


def _read_messages(payload: Mapping[str, object], own: str, reading: Reading) -> None:
    for event in parts(payload.get("direct_message_events"), reading):
        if event.get("type") != "message_create":
            continue
        sender = ident(dig(event, "message_create", "sender_id"))
        if not own or sender != own:
            reading.take(Hint(ident(event.get("id")), ContributionKind.DIRECT_MESSAGE, thread_external_id=sender))


def _reply(payload: Mapping[str, object]) -> Hint:
    conversation = ident(payload.get("conversation_id"))
    top = replied_to(payload) == conversation
    return _post(payload, ContributionKind.COMMENT if top else ContributionKind.REPLY, conversation if top else "")


def _post(payload: Mapping[str, object], kind: ContributionKind, post_id: str = "") -> Hint:
    return Hint(ident(payload.get("id")), kind, post_id, thread_external_id=ident(payload.get("conversation_id")))

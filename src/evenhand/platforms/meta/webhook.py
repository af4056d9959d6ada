"""What Meta's webhooks share: the handshake, the signature over the raw bytes, and private messages."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from evenhand.platforms.hinting import Reading, parts
from evenhand.platforms.interface import ContributionKind, Hint
from evenhand.platforms.reading import dig, ident, mapping
from evenhand.platforms.signatures import equal, signed

_CHALLENGE = re.compile(r"[\w.~-]{1,500}", re.ASCII)


class MetaWebhook:
    """The half that Facebook and Instagram do alike."""

    def handshake(self, query: Mapping[str, str], secrets: Sequence[str], verify_token: str) -> str | None:
        """The challenge itself, when the verify token is ours; None otherwise. Answer as text/plain."""
        del secrets  # Meta's handshake is not signed
        challenge = query.get("hub.challenge", "")
        known = bool(verify_token) and equal(verify_token, query.get("hub.verify_token", ""))
        if query.get("hub.mode") != "subscribe" or not known or not _CHALLENGE.fullmatch(challenge):
            return None
        return challenge

    def verify(self, headers: Mapping[str, str], raw: bytes, secrets: Sequence[str]) -> bool:
        """`X-Hub-Signature-256: sha256=` and the hex digest of the bytes as they came."""
        given = headers.get("x-hub-signature-256", "")
        return signed(given, raw, secrets, lambda digest: f"sha256={digest.hex()}")


def read_messaging(entry: Mapping[str, object], reading: Reading) -> None:
    """Messages, their edits and their withdrawal. Our own echoes, receipts and reactions are of no interest."""
    if "messaging" not in entry:
        return
    for event in parts(entry["messaging"], reading):
        message = mapping(event.get("message")) or mapping(event.get("message_edit"))
        if not message or message.get("is_echo") is True:
            continue
        verb = "edit" if "message_edit" in event else "remove" if message.get("is_deleted") is True else "add"
        reading.take(
            Hint(
                ident(message.get("mid")),
                ContributionKind.DIRECT_MESSAGE,
                verb=verb,
                thread_external_id=ident(dig(event, "sender", "id")),
            )
        )

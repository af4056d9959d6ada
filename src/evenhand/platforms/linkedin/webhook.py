"""LinkedIn's webhook: batches of notifications of social actions on the page's public posts."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence

from evenhand.platforms.errors import NotUnderstood
from evenhand.platforms.hinting import Reading, parts
from evenhand.platforms.interface import ContributionKind, Hint
from evenhand.platforms.linkedin.mapping import comment_urn
from evenhand.platforms.reading import dig, ident, parse
from evenhand.platforms.signatures import answerable, digest, signed

VERBS = {"COMMENT": "add", "COMMENT_EDIT": "edit", "COMMENT_DELETE": "remove"}
_PREFIX = "hmacsha256="


class LinkedInWebhook:
    """Checks and reads LinkedIn's deliveries."""

    def handshake(self, query: Mapping[str, str], secrets: Sequence[str], verify_token: str) -> str | None:
        """The answer to `challengeCode`, due within three seconds; None when it is not a challenge."""
        del verify_token  # LinkedIn proves itself with nothing here; only we do
        code = query.get("challengeCode", "")
        secret = next(filter(None, secrets), "")
        if not secret or not answerable(code):
            return None
        answer = digest(secret, code.encode()).hex()
        return json.dumps({"challengeCode": code, "challengeResponse": answer})

    def verify(self, headers: Mapping[str, str], raw: bytes, secrets: Sequence[str]) -> bool:
        """`X-LI-Signature`: hex digest of "hmacsha256=" and the raw bytes; some see the value so prefixed too."""
        given = headers.get("x-li-signature", "").removeprefix(_PREFIX)
        return signed(given, _PREFIX.encode() + raw, secrets, lambda value: value.hex())

    def hints(self, raw: bytes) -> Sequence[Hint]:
        """What to look at again."""
        payload = parse(raw, who="linkedin")
        reading = Reading()
        if "notifications" in payload:
            for notification in parts(payload["notifications"], reading):
                _read(notification, reading)
        elif "action" in payload:
            _read(payload, reading)
        else:
            raise NotUnderstood("linkedin sent a payload without notifications.", code="unknown_object")
        return reading.done("linkedin")


def _read(notification: Mapping[str, object], reading: Reading) -> None:
    """Likes, shares and our own admins' comments are of no interest."""
    reading.account = ident(notification.get("organizationalEntity"))
    action, made = notification.get("action"), notification.get("generatedActivity")
    post_id = ident(dig(notification, "decoratedSourcePost", "entity")) or ident(notification.get("sourcePost"))
    if isinstance(action, str) and action in VERBS:
        comment = dig(notification, "decoratedGeneratedActivity", "comment")
        urn = comment_urn(dig(comment, "entity")) or comment_urn(made)
        kind = ContributionKind.REPLY if dig(comment, "parentComment") else ContributionKind.COMMENT
        reading.take(Hint(urn, kind, post_id, VERBS[action]))
    elif action == "SHARE_MENTION":
        reading.take(Hint(ident(made), ContributionKind.MENTION))
    elif not isinstance(action, str):
        reading.unreadable += 1

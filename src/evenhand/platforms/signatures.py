"""Webhook signatures over the raw bytes, compared in constant time under any of several live secrets.

Several, because a secret is rotated while deliveries under the old one are still on their way. Not here: replay;
no platform signs a time, so intake deduplicates and treats a webhook as a hint.
"""

from __future__ import annotations

import hashlib
import hmac
import re
from collections.abc import Callable, Sequence

_CHALLENGE = re.compile(r"[\w.~+/=-]{1,500}", re.ASCII)


def digest(secret: str, message: bytes) -> bytes:
    """HMAC-SHA256 of `message`."""
    return hmac.new(secret.encode("utf-8", "surrogatepass"), message, hashlib.sha256).digest()


def signed(given: str, message: bytes, secrets: Sequence[str], write: Callable[[bytes], str]) -> bool:
    """Whether `given` is the signature of `message` under a live secret, as `write` writes a digest.

    Every secret is tried whatever the first says, so that time tells nothing; an empty secret never counts.
    """
    found = False
    for secret in secrets:
        if secret:
            found |= equal(write(digest(secret, message)), given)
    return found


def answerable(challenge: str) -> bool:
    """Whether a stranger's challenge may be answered with a digest under the secret that deliveries are signed with.

    Only where it can be no delivery: whoever asks for the digest of `{...}` would be handed the signature of it.
    Platforms send letters, digits and the signs of base64; every delivery is a JSON object.
    """
    return _CHALLENGE.fullmatch(challenge) is not None


def equal(ours: str, theirs: str) -> bool:
    """Compares two texts in constant time, whatever characters a stranger put in theirs."""
    return hmac.compare_digest(ours.encode("utf-8", "surrogatepass"), theirs.encode("utf-8", "surrogatepass"))

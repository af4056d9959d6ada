"""Webhook signatures over the raw bytes, compared in constant time under any of several live secrets.

Several, because a secret is rotated while deliveries under the old one are still on their way. Not here: replay;
no platform signs a time, so intake deduplicates and treats a webhook as a hint.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Callable, Sequence


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


def equal(ours: str, theirs: str) -> bool:
    """Compares two texts in constant time, whatever characters a stranger put in theirs."""
    return hmac.compare_digest(ours.encode("utf-8", "surrogatepass"), theirs.encode("utf-8", "surrogatepass"))

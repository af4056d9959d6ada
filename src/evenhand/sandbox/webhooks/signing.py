"""Signatures over the raw bytes as sent, and the bytes each platform sends."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from collections.abc import Mapping


def digest(secret: str, message: bytes) -> bytes:
    """HMAC-SHA256."""
    return hmac.new(secret.encode(), message, hashlib.sha256).digest()


def body(platform: str, payload: Mapping[str, object]) -> bytes:
    """The bytes. Meta escapes all but ASCII, and slashes; X all but ASCII; LinkedIn sends UTF-8."""
    if platform == "linkedin":
        return json.dumps(payload, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace")
    text = json.dumps(payload, separators=(",", ":"))
    return (text if platform == "x" else text.replace("/", "\\/")).encode()


def headers(platform: str, secret: str, raw: bytes) -> dict[str, str]:
    """The signature's header."""
    if platform == "x":
        value = base64.b64encode(digest(secret, raw)).decode()
        return {"x-twitter-webhooks-signature": f"sha256={value}"}
    if platform == "linkedin":
        return {"X-LI-Signature": digest(secret, b"hmacsha256=" + raw).hex()}
    return {"X-Hub-Signature-256": f"sha256={digest(secret, raw).hex()}"}

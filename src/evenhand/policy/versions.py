"""The version of a policy: a digest of its content, so that the same rules always bear the same name.

Canonical content is JSON with sorted keys, no layout, UTF-8. Comments, the order of keys and the way a
text is folded in the file are gone by then. Where versions are kept and signed is left to `judgement`.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import Any


def canonical(content: Mapping[str, Any]) -> str:
    """Return `content` as canonical JSON text."""
    return json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"))


def digest_of(content: str) -> str:
    """Return the SHA-256 of canonical content, as 64 hexadecimal digits."""
    return hashlib.sha256(content.encode("utf-8", "surrogatepass")).hexdigest()

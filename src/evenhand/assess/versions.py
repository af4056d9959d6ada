"""The version of a whole set of detectors: one digest of every name with its version (promise 11).

A policy's own digest stands in `policy.versions`; the two together are what decides an outcome.
"""

from __future__ import annotations

from collections.abc import Mapping

from evenhand.policy.versions import canonical, digest_of


def models_digest(versions: Mapping[str, str]) -> str:
    """Return the SHA-256 of detector name → version, as 64 hexadecimal digits; their order does not count."""
    return digest_of(canonical(dict(versions)))

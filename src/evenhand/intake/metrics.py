"""What Prometheus may count of what came in. Platforms and ways in only: no id, no text, nothing personal."""

from __future__ import annotations

from prometheus_client import Counter

_not_understood = Counter(
    "evenhand_intake_not_understood",
    "Payloads that nobody understood, by platform and by how they came in: webhook, poll",
    ["platform", "source"],
)


def not_understood(platform: str, source: str, count: int = 1) -> None:
    """Count payloads that were kept as not understood."""
    _not_understood.labels(platform=platform, source=source).inc(count)

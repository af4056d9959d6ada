"""Looks, before a deployment, at what nobody notices while it runs: `evenhand manage check --deploy`.

Not here: Django's own checks, which the same command runs.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.apps import AppConfig
from django.conf import settings
from django.core.checks import CheckMessage, Tags, Warning, register


@register(Tags.security, deploy=True)
def proxies_are_counted(app_configs: Sequence[AppConfig] | None, **_: Any) -> list[CheckMessage]:  # noqa: ANN401 (Django's own signature)
    """Whether it was said how many proxies there are: without it all who come through one count as one address."""
    del app_configs
    if settings.PROXIES_SAID:
        return []
    return [
        Warning(
            "EVENHAND_PROXIES is not set, so it is taken that people reach this service directly.",
            hint=(
                "Behind a proxy everybody then counts as one address, and the limits of sign-in and of public forms "
                "are everybody's together. Set it to how many proxies there are; to 0 if there is none. Behind a Unix "
                "socket it must be 1 or more, and the proxy must send X-Forwarded-For."
            ),
            id="evenhand.W001",
        )
    ]

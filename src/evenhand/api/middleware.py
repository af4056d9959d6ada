"""Answers webhooks before sessions, CSRF and the rest are asked: none of them has anything to say to a platform.

Stands first in MIDDLEWARE. Without it the same view answers through `api.urls`, only slower.
"""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from evenhand.api.hooks import hook

PREFIX = "/hooks/"


class HooksFirst:
    """Sends /hooks/<platform>/<channel>/ straight to its view; everything else goes on."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer, or pass on."""
        path = request.path_info
        if path.startswith(PREFIX):
            parts = path[len(PREFIX) :].rstrip("/").split("/")
            if len(parts) == 2 and all(parts):  # noqa: PLR2004 (platform and channel)
                return hook(request, parts[0], parts[1])
        return self._get_response(request)

"""Turns away what no form for everyone takes, by its headers alone: files, and more than a form can hold.

Stands before anything that reads what was sent, the check of the form's token included: an attachment bomb is
never unpacked, not even into a temporary file.
"""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

PREFIX = "/appeal/"
MOST = 1024 * 1024
"""Bytes: fifty thousand characters of any script fit, and are told by the form itself that they are too many."""
PLAIN = "application/x-www-form-urlencoded"


class FormsTakeNoFiles:
    """Answers 400 or 413 to what the public forms never send; everything else goes on."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Refuse, or pass on."""
        if request.method == "POST" and request.path_info.startswith(PREFIX):
            if _length(request) > MOST:
                return render(request, "public/refused.html", {"too_large": True}, status=413)
            if request.content_type != PLAIN:
                return render(request, "public/refused.html", {"too_large": False}, status=400)
        return self._get_response(request)


def _length(request: HttpRequest) -> int:
    said = request.META.get("CONTENT_LENGTH") or "0"
    return int(said) if said.isascii() and said.isdigit() else MOST + 1

"""Turns away what no form for everyone takes, by its headers alone: files, and more than a form can hold.

Stands before anything that reads what was sent, the check of the form's token included: an attachment bomb is
never unpacked, not even into a temporary file.
"""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

PREFIXES = ("/appeal/", "/report/")
MOST = 1024 * 1024
"""Bytes: fifty thousand characters of any script fit, and are told by the form itself that they are too many."""
TOO_LARGE = 413
PLAIN = "application/x-www-form-urlencoded"


class FormsTakeNoFiles:
    """Answers 400 or 413 to what the public forms never send; everything else goes on."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Refuse, or pass on."""
        if request.method == "POST" and request.path_info.startswith(PREFIXES):
            if _length(request) > MOST:
                return _refused(request, TOO_LARGE)
            if request.content_type != PLAIN:
                return _refused(request, 400)
        return self._get_response(request)


def _refused(request: HttpRequest, status: int) -> HttpResponse:
    form = next(prefix for prefix in PREFIXES if request.path_info.startswith(prefix))
    place = {"too_large": status == TOO_LARGE, "form": form}
    return render(request, "public/refused.html", place, status=status)


def _length(request: HttpRequest) -> int:
    said = request.META.get("CONTENT_LENGTH") or "0"
    return int(said) if said.isascii() and said.isdigit() else MOST + 1

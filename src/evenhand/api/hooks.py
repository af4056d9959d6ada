"""The webhook endpoint, /hooks/<platform>/<channel>/: verify the raw bytes, store one row, answer 200. Nothing else.

A delivery is only a hint to look again (docs/decisions/0004-webhooks-are-hints.md). Any bytes get an answer: 200
stored (or stored before), 401 wrong signature, 404 no such channel, 405, 413 over 5 MiB, 503 when it could not be
stored, so that the platform sends it again.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import structlog
from django.core.exceptions import RequestDataTooBig
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse, UnreadablePostError
from django.views.decorators.csrf import csrf_exempt

from evenhand.channels.credentials import CredentialsError
from evenhand.channels.doors import LOOK_AGAIN, Door, door
from evenhand.intake.receiving import count_refusal, store_delivery

_log = structlog.get_logger(__name__)

LARGEST = 5 * 1024 * 1024
_PLAIN = "text/plain; charset=utf-8"


class Headers(Mapping[str, str]):
    """A request's headers by their lower-case names, read from WSGI's own table without copying it."""

    __slots__ = ("_meta",)

    def __init__(self, meta: Mapping[str, object]) -> None:
        self._meta = meta

    def __getitem__(self, name: str) -> str:
        return str(self._meta[f"HTTP_{name.upper().replace('-', '_')}"])

    def __iter__(self) -> Iterator[str]:
        return (key[5:].lower().replace("_", "-") for key in self._meta if key.startswith("HTTP_"))

    def __len__(self) -> int:
        return sum(1 for _ in self)


@csrf_exempt
def hook(request: HttpRequest, platform: str, ref: str) -> HttpResponse:
    """One delivery (POST) or one handshake (GET)."""
    try:
        if request.method == "POST":
            return _delivery(request, platform, ref)
        if request.method == "GET":
            return _handshake(request, platform, ref)
    except (DatabaseError, CredentialsError) as error:
        _log.error("webhook.not_stored", platform=platform[:20], error=type(error).__name__)
        return _say(503, "This could not be stored just now. Send it again.")
    return HttpResponse(status=405, headers={"Allow": "GET, POST"})


def _delivery(request: HttpRequest, platform: str, ref: str) -> HttpResponse:
    here = door(platform, ref)
    if here is None:
        return _say(404, "No channel listens at this address.")
    raw = _body(request)
    if isinstance(raw, HttpResponse):
        return raw
    headers = Headers(request.META)
    if not here.webhook.verify(headers, raw, here.secrets):
        again = door(platform, ref, older_than=LOOK_AGAIN)  # the secret may have been changed a moment ago
        if again is None or again is here or not again.webhook.verify(headers, raw, again.secrets):
            return _refuse(here)
    store_delivery(platform, here.channel_id, raw)
    return _say(200, "")


def _refuse(here: Door) -> HttpResponse:
    count_refusal(here.platform, here.channel_id)
    return _say(401, "The signature is not right for these bytes.")


def _body(request: HttpRequest) -> bytes | HttpResponse:
    length = str(request.META.get("CONTENT_LENGTH") or "0")
    if length.isascii() and length.isdigit() and int(length[:20]) > LARGEST:
        return _say(413, "A delivery may have 5 MiB at most.")
    try:
        raw = request.body
    except RequestDataTooBig:
        return _say(413, "A delivery may have 5 MiB at most.")
    except UnreadablePostError:
        return _say(400, "The delivery was cut short. Send it again.")
    return raw if len(raw) <= LARGEST else _say(413, "A delivery may have 5 MiB at most.")


def _handshake(request: HttpRequest, platform: str, ref: str) -> HttpResponse:
    here = door(platform, ref)
    if here is None:
        return _say(404, "No channel listens at this address.")
    query = {name: value for name, value in request.GET.items() if isinstance(value, str)}
    answer = here.webhook.handshake(query, here.secrets, here.verify_token)
    if answer is None:
        return _say(403, "This is no handshake of the platform, or its verify token is not ours.")
    kind = "application/json" if answer.startswith("{") else _PLAIN
    return HttpResponse(answer.encode("utf-8", "replace"), content_type=kind)


def _say(status: int, words: str) -> HttpResponse:
    body = words.encode()
    answer = HttpResponse(body, status=status, content_type=_PLAIN)
    answer.headers["Content-Length"] = str(len(body))
    return answer

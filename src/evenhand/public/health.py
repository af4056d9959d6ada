"""Two probes: `/healthz` says that the process answers, `/readyz` that it can do its work."""

from __future__ import annotations

import logging

from django.db import DatabaseError, connection
from django.http import HttpRequest, JsonResponse
from django.views.decorators.http import require_safe

log = logging.getLogger(__name__)


@require_safe
def healthz(request: HttpRequest) -> JsonResponse:
    """200 as soon as the process answers at all."""
    del request
    return JsonResponse({"status": "ok"})


@require_safe
def readyz(request: HttpRequest) -> JsonResponse:
    """200 when the store answers, else 503. Says no more than that: the page is open to everyone."""
    del request
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        log.exception("The store does not answer")
        return JsonResponse({"status": "not ready", "store": "does not answer"}, status=503)
    return JsonResponse({"status": "ready", "store": "answers"})

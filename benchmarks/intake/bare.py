"""The peer: the least a Django endpoint can do. Checks the same signature, inserts one row; no middleware, no more."""

from __future__ import annotations

import hashlib
import hmac
import os

import django
from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.http import HttpRequest, HttpResponse
from django.urls import path

from evenhand.config.database import database

SECRET = os.environ["BENCH_SECRET"].encode()

settings.configure(
    SECRET_KEY="bench",
    ROOT_URLCONF=__name__,
    ALLOWED_HOSTS=["*"],
    MIDDLEWARE=[],
    INSTALLED_APPS=[],
    DATABASES={"default": database(os.environ["BENCH_DATABASE_URL"])},
    USE_TZ=True,
)
django.setup()

from django.db import models  # noqa: E402 (models need the settings above)
from django.utils import timezone  # noqa: E402 (as above)


class Row(models.Model):
    """One delivery."""

    digest = models.CharField(max_length=64, unique=True)
    body = models.BinaryField()
    received_at = models.DateTimeField()

    class Meta:
        app_label = "bare"

    def __str__(self) -> str:
        return self.digest


def hook(request: HttpRequest) -> HttpResponse:
    """Check and insert."""
    raw = request.body
    wanted = "sha256=" + hmac.new(SECRET, raw, hashlib.sha256).hexdigest()
    if not hmac.compare_digest(wanted, request.headers.get("X-Hub-Signature-256", "")):
        return HttpResponse(status=401)
    Row(digest=hashlib.sha256(raw).hexdigest(), body=raw, received_at=timezone.now()).save(force_insert=True)
    return HttpResponse()


urlpatterns = [path("hook/", hook)]
application = get_wsgi_application()

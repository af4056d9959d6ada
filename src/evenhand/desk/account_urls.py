"""Addresses of sign-in. What allauth would offer beyond it (sign-up, e-mail, reset) leads to an administrator."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import URLPattern, URLResolver, include, path, re_path

CLOSED = r"^(?:signup|email|confirm-email|password/(?:set|reset)|login/code)(?:/.*)?$"


def closed(request: HttpRequest) -> HttpResponse:
    """Say who can help; nothing is done."""
    return render(request, "account/closed.html", status=404)


urlpatterns: list[URLPattern | URLResolver] = [
    re_path(CLOSED, closed, name="account_closed"),
    path("", include("allauth.urls")),
]

"""Addresses of every face."""

from __future__ import annotations

from django.urls import include, path
from django.urls.resolvers import URLPattern, URLResolver

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("evenhand.public.urls")),
    path("hooks/", include("evenhand.api.urls")),
    path("accounts/", include("evenhand.desk.account_urls")),
    path("desk/", include("evenhand.desk.urls")),
]

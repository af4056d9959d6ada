"""Addresses of the API face, under /hooks/."""

from __future__ import annotations

from django.urls import path

from evenhand.api.hooks import hook

urlpatterns = [path("<str:platform>/<str:ref>/", hook, name="hook")]

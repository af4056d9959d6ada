"""Addresses open to everyone."""

from __future__ import annotations

from django.urls import URLPattern, path
from django.views.generic import RedirectView

from evenhand.public import appeals, health, reports, views

urlpatterns: list[URLPattern] = [
    path("", RedirectView.as_view(pattern_name="guidelines", permanent=False), name="front"),
    path("guidelines/", views.guidelines, name="guidelines"),
    path("guidelines/versions/<str:digest>/", views.version, name="guidelines_version"),
    path("appeal/", appeals.form, name="appeal"),
    path("appeal/sent/<str:number>/", appeals.sent, name="appeal_sent"),
    path("appeal/outcome/", appeals.outcome, name="appeal_outcome"),
    path("report/", reports.form, name="report"),
    path("report/sent/<str:number>/", reports.sent, name="report_sent"),
    path("report/outcome/", reports.outcome, name="report_outcome"),
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
]

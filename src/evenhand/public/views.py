"""The guidelines for everyone, made from the policy in force, and every version that was ever in force.

A notice cites the version in force when the contribution was written (clauses 1 and 16), so old
versions stay readable at an address of their own.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from evenhand.judgement.models import PolicyActivation, PolicyVersion
from evenhand.judgement.policies import NoPolicyInForceError, in_force, policy_of
from evenhand.platforms.interface import Platform
from evenhand.platforms.names import NAMES
from evenhand.platforms.reports import reports

SHORT = 12  # characters of a digest that name a version: 'hmpps@3f9a…'


@dataclass(frozen=True, slots=True)
class Stage:
    """One version and since when it was in force; `until` is None for the one in force now."""

    version: PolicyVersion
    since: datetime
    until: datetime | None

    @property
    def short(self) -> str:
        """The digest as it stands in addresses and notices."""
        return self.version.digest[:SHORT]


def stages() -> list[Stage]:
    """Every time a version came into force, newest first."""
    found: list[Stage] = []
    until: datetime | None = None
    for row in PolicyActivation.objects.select_related("policy_version").order_by("-number"):
        found.append(Stage(row.policy_version, row.activated_at, until))
        until = row.activated_at
    return found


@require_safe
def guidelines(request: HttpRequest) -> HttpResponse:
    """The guidelines in force now, or a plain sentence when there are none yet."""
    try:
        current = in_force()
    except NoPolicyInForceError:
        return render(request, "public/no_guidelines.html", status=404)
    return _page(request, current)


@require_safe
def version(request: HttpRequest, digest: str) -> HttpResponse:
    """One version that is or was in force, by the start of its digest."""
    known = {stage.short: stage.version for stage in stages()}
    if digest[:SHORT] not in known:
        raise Http404("No version of the guidelines with this number was ever in force.")
    return _page(request, known[digest[:SHORT]])


def _page(request: HttpRequest, shown: PolicyVersion) -> HttpResponse:
    history = stages()
    place = {
        "version": shown,
        "short": shown.digest[:SHORT],
        "policy": policy_of(shown),
        "stages": history,
        "is_current": bool(history) and history[0].version == shown,
        "platform_rules": [(NAMES[platform], reports(platform).rules) for platform in Platform],
    }
    return render(request, "public/guidelines.html", place)

"""What the forms for everyone share: the limit by address, the page under the body's own name.

No account, no cookie of ours but the form's token. Limits stand on the server: how often from one address
(people.visits), no files (middleware); how long stands in each form.
"""

from __future__ import annotations

import structlog
from allauth.account.adapter import get_adapter
from django.core.exceptions import ImproperlyConfigured, PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from evenhand.judgement.policies import NoPolicyInForceError, in_force, policy_of
from evenhand.people import visits
from evenhand.policy import Policy

UNPROCESSABLE = 422
TOO_MANY = 429
UNAVAILABLE = 503

_log = structlog.get_logger(__name__)


def turned_away(request: HttpRequest, purpose: str, most: int) -> HttpResponse | None:
    """What is answered instead: to an address that asks too often, or where nobody can tell which address asks."""
    try:
        address = get_adapter().get_client_ip(request)
    except (PermissionDenied, ImproperlyConfigured):
        _log.error("public.address_unknown", cure="Set EVENHAND_PROXIES; see evenhand manage check --deploy.")
        return page(request, "public/not_now.html", {}, UNAVAILABLE)
    if visits.too_many(address, purpose, most):
        return page(request, "public/too_often.html", {}, TOO_MANY)
    return None


def page(request: HttpRequest, template: str, place: dict[str, object], status: int = 200) -> HttpResponse:
    """A page under the name of the body whose policy is in force."""
    return render(request, template, {**place, "policy": _policy()}, status=status)


def _policy() -> Policy | None:
    """The policy in force, for the body's name and its other ways; none in a database that is new."""
    try:
        return policy_of(in_force())
    except NoPolicyInForceError:
        return None

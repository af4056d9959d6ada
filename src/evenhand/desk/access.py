"""The one door of every desk page: signed in, and holding the permission that the page needs."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec, cast

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseBase

from evenhand.people.models import User
from evenhand.people.permissions import Permission, holders, may

P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, P], HttpResponseBase]


def needs(permission: Permission) -> Callable[[View[P]], View[P]]:
    """Open the view only to those who hold `permission`; others sign in first, or are told whom to ask."""

    def wrap(view: View[P]) -> View[P]:
        @wraps(view)
        def guarded(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
            if not request.user.is_authenticated:
                return _to_sign_in(request)
            if not may(request.user, permission):
                raise PermissionDenied(refusal(permission))
            response = view(request, *args, **kwargs)
            response["Cache-Control"] = "no-store"  # nothing that was read here stays on a shared machine
            return response

        guarded.permission = permission  # type: ignore[attr-defined]  # a test reads it off every desk view
        return cast("View[P]", guarded)

    return wrap


def person(request: HttpRequest) -> User:
    """Who is signed in; only for views behind `needs`."""
    if not isinstance(request.user, User):
        raise PermissionDenied("You are not signed in. Sign in and try again.")
    return request.user


def refusal(permission: Permission) -> str:
    """Why a person may not come in, and whose role it takes."""
    roles = sorted(role.label.lower() for role in holders(permission))
    return f"This needs the role of {' or '.join(roles)}. Nothing was changed."


def _to_sign_in(request: HttpRequest) -> HttpResponseBase:
    if request.headers.get("HX-Request") == "true":
        answer = HttpResponse(status=401)
        answer["HX-Refresh"] = "true"  # the whole page asks to sign in, not a part of it
        return answer
    return redirect_to_login(request.get_full_path() if request.method == "GET" else "/desk/")

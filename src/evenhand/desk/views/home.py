"""Where the desk begins: the first page that a person's roles open."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from evenhand.people.permissions import Permission, may

PLACES: tuple[tuple[Permission, str], ...] = (("see_queue", "desk:queue"), ("see_dead_letters", "desk:channels"))


@login_required
def home(request: HttpRequest) -> HttpResponse:
    """Go there; or say that a role is missing."""
    for permission, place in PLACES:
        if may(request.user, permission):
            return redirect(place)
    return render(request, "desk/no_role.html")

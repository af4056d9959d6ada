"""The register of false claims: what is on it, how far each claim went, changing and approving."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from evenhand.cases import claims as register
from evenhand.cases import correcting
from evenhand.cases.errors import RefusedError
from evenhand.desk.access import needs, person
from evenhand.desk.claim_forms import ClaimForm, as_it_is
from evenhand.judgement import spread
from evenhand.judgement.models import FalseClaim
from evenhand.judgement.spread import Spread
from evenhand.people.permissions import may

UNPROCESSABLE = 422
SOON = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Row:
    """One claim with its reach, and why its correction may not be sent."""

    claim: FalseClaim
    said: str
    others: tuple[str, ...]
    spread: Spread
    corrected: int
    refused: str
    expired: bool
    soon: bool


@require_safe
@needs("see_queue")
def claims(request: HttpRequest) -> HttpResponse:
    """The register, what went furthest first."""
    found = spread.spreads()
    rows = [
        _row(one, found.get(one.pk, Spread())) for one in FalseClaim.objects.select_related("approved_by", "kept_by")
    ]
    rows.sort(key=lambda row: (row.expired, -row.spread.texts, row.claim.code))
    user = person(request)
    place = {"here": "claims", "rows": rows, "may_keep": may(user, "keep_answers"), "me": user}
    return render(request, "desk/claims.html", place)


def _row(claim: FalseClaim, seen: Spread) -> Row:
    first, others = register.wordings(claim)
    left = claim.expires_on - timezone.localdate()
    corrected = claim.corrections.count()
    return Row(
        claim,
        first,
        others,
        seen,
        corrected,
        correcting.why_not(claim),
        left < timedelta(0),
        timedelta(0) <= left < SOON,
    )


@require_http_methods(["GET", "HEAD", "POST"])
@needs("keep_answers")
def add(request: HttpRequest) -> HttpResponse:
    """Put a claim on the register."""
    return _form(request, None)


@require_http_methods(["GET", "HEAD", "POST"])
@needs("keep_answers")
def change(request: HttpRequest, claim_id: int) -> HttpResponse:
    """Change a claim."""
    return _form(request, get_object_or_404(FalseClaim, pk=claim_id))


@require_POST
@needs("keep_answers")
def approve(request: HttpRequest, claim_id: int) -> HttpResponse:
    """Approve a correction."""
    try:
        register.approve(get_object_or_404(FalseClaim, pk=claim_id), person(request))
    except RefusedError as error:
        messages.warning(request, str(error))
    else:
        messages.success(request, "Approved: the correction can be sent.")
    return redirect("desk:claims")


def _form(request: HttpRequest, found: FalseClaim | None) -> HttpResponse:
    form = ClaimForm(request.POST) if request.method == "POST" else None
    if form is not None and form.is_valid():
        try:
            register.keep(person(request), form.draft(), found)
        except RefusedError as error:
            form.refuse(error)
        else:
            messages.success(
                request, "It is on the register. Another person approves the correction before it is sent."
            )
            return redirect("desk:claims")
    shown = {name: form[name].value() or "" for name in form.fields} if form else as_it_is(found) if found else {}
    place = {"here": "claims", "form": form, "found": found, "values": shown}
    return render(request, "desk/claim_form.html", place, status=UNPROCESSABLE if form is not None else 200)

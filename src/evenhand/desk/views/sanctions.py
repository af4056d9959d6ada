"""The two lists where a second person is needed: discrimination to confirm, and blocks."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from evenhand.cases.errors import RefusedError
from evenhand.cases.models import Case
from evenhand.cases.queue import open_cases
from evenhand.desk import listing, words
from evenhand.desk.access import needs, person
from evenhand.desk.reading import read_latest
from evenhand.sanctions import linking, reviewing
from evenhand.sanctions.models import Block, Confirmation, ThreatGround
from evenhand.sanctions.threats import confirm_threat

SHOWN = 50
WAITING = (Case.Kind.BLOCK_APPROVAL, Case.Kind.BLOCK_REVIEW)


@require_safe
@needs("confirm_discrimination")
def confirmations(request: HttpRequest) -> HttpResponse:
    """What waits for a second person, with who spoke first."""
    user = person(request)
    page, rows = listing.page_of(open_cases().filter(kind=Case.Kind.CONFIRMATION), request.GET.get("page"))
    first = {
        row.contribution_id: row
        for row in Confirmation.objects.filter(
            contribution__in=[one.case.contribution_id for one in rows]
        ).select_related("person")
    }
    place = {"here": "confirmations", "rows": rows, "page": page, "first": first, "user": user, "words": words}
    return render(request, "desk/confirmations.html", place)


@require_safe
@needs("approve_block")
def blocks(request: HttpRequest) -> HttpResponse:
    """Blocks to approve, emergency blocks to confirm, and those that have not ended, with their review date."""
    page, rows = listing.page_of(open_cases().filter(kind__in=WAITING), request.GET.get("page"))
    threats = ThreatGround.objects.filter(confirmed_by__isnull=True, lifted_at__isnull=True)
    threats = threats.select_related("senior", "author", "channel", "contribution").order_by("confirm_by")
    standing = Block.objects.filter(lifted_at__isnull=True).select_related("author", "channel", "approved_by")
    place = {
        "here": "blocks",
        "rows": rows,
        "page": page,
        "threats": threats,
        "texts": read_latest([ground.contribution for ground in threats]),
        "linked": linking.waiting(),
        "standing": standing.order_by("review_on")[:SHOWN],
        "budget": reviewing.budget(timezone.now()),
        "today": timezone.localdate(),
        "user": person(request),
        "words": words,
    }
    return render(request, "desk/blocks.html", place)


@require_POST
@needs("approve_block")
def threat(request: HttpRequest, ground_id: int) -> HttpResponse:
    """Confirm an emergency block as the second person."""
    ground = get_object_or_404(ThreatGround, pk=ground_id)
    try:
        confirm_threat(ground, person(request))
    except RefusedError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, "The emergency block is confirmed.")
    return redirect("desk:blocks")

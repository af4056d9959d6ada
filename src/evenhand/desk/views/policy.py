"""What a new version of the policy, or of the detectors, would change: opened, signed and put in force (promise 11)."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from evenhand.desk import differences
from evenhand.desk.access import needs, person
from evenhand.judgement import policies, signing
from evenhand.judgement.errors import ComparisonRefusedError, NotSignedError, UnsignedModelsError
from evenhand.judgement.models import Comparison

PAGE = 20


@require_safe
@needs("sign_policy")
def comparisons(request: HttpRequest) -> HttpResponse:
    """What is in force, and every comparison, the newest first."""
    rows = Comparison.objects.select_related("before__policy_version", "after__policy_version", "sign_off__person")
    page = Paginator(rows.order_by("-pk"), PAGE).get_page(request.GET.get("page"))
    place = {"here": "policy", "page": page, "current": policies.activation_in_force()}
    return render(request, "desk/policy.html", place)


@require_safe
@needs("sign_policy")
def comparison(request: HttpRequest, comparison_id: int) -> HttpResponse:
    """One comparison. That it was opened, by whom and as what it stood, goes on record."""
    row = _row(comparison_id)
    if row.state == Comparison.State.READY and request.method == "GET":
        signing.opened(row, person(request))
    change = request.GET.get("change", "")
    page, rows = differences.page_of(row, person(request), change, request.GET.get("page"))
    place = {
        "here": "policy",
        "comparison": row,
        "sign_off": getattr(row, "sign_off", None),
        "current": policies.activation_in_force(),
        "kinds": differences.kinds(row),
        "change": change,
        "page": page,
        "rows": rows,
        "told": differences,
    }
    return render(request, "desk/comparison.html", place)


@require_POST
@needs("sign_policy")
def sign(request: HttpRequest, comparison_id: int) -> HttpResponse:
    """Sign what was read, named by its digest."""
    row, digest = _row(comparison_id), request.POST.get("digest", "")
    return _done(request, row, "Signed. Nothing has changed yet.", lambda: signing.sign(row, person(request), digest))


@require_POST
@needs("sign_policy")
def put_in_force(request: HttpRequest, comparison_id: int) -> HttpResponse:
    """Put the version in force that was compared and signed."""
    row = _row(comparison_id)
    said = f"{row.after.policy_version} is in force from now on."
    return _done(request, row, said, lambda: signing.put_in_force(row, person(request)))


def _row(comparison_id: int) -> Comparison:
    rows = Comparison.objects.select_related("before__policy_version", "after__policy_version", "sign_off__person")
    return get_object_or_404(rows, pk=comparison_id)


def _done(request: HttpRequest, row: Comparison, said: str, step: Callable[[], object]) -> HttpResponse:
    try:
        step()
    except (ComparisonRefusedError, NotSignedError, UnsignedModelsError) as error:
        messages.error(request, str(error))
    else:
        messages.success(request, said)
    return redirect("desk:comparison", row.pk)

"""The register of people featured in posts and adverts: who is on it, and changing it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from django.contrib import messages
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from evenhand.care import register, summaries
from evenhand.care.models import Featured
from evenhand.care.staff import WITHIN
from evenhand.cases.errors import RefusedError
from evenhand.desk import words
from evenhand.desk.access import needs, person
from evenhand.desk.staff_forms import LISTED, StaffForm, SummaryForm
from evenhand.intake.models import Post

UNPROCESSABLE = 422
DAYS = ("consented_on", "withdrawn_on", "shown_from", "shown_until")


@dataclass(frozen=True, slots=True)
class Row:
    """Somebody in the list."""

    person: Featured
    now: bool
    posts: int
    attacks: int
    digs: int


@require_safe
@needs("keep_staff")
def staff(request: HttpRequest) -> HttpResponse:
    """Everybody on the register, those who are shown now first."""
    since, today = timezone.now() - WITHIN, timezone.localdate()
    lately = Q(aimed__seen_at__gte=since)
    people = Featured.objects.annotate(
        in_posts=Count("posts", distinct=True),
        attacks=Count("aimed", filter=lately & Q(aimed__kind="attack"), distinct=True),
        digs=Count("aimed", filter=lately & Q(aimed__kind="dig"), distinct=True),
    )
    rows = [Row(one, one.is_featured(today), one.in_posts, one.attacks, one.digs) for one in people.order_by("name")]
    rows.sort(key=lambda row: not row.now)
    days = WITHIN // timedelta(days=1)
    return render(request, "desk/staff.html", {"here": "staff", "rows": rows, "days": days, "words": words})


@require_http_methods(["GET", "POST"])
@needs("keep_staff")
def add(request: HttpRequest) -> HttpResponse:
    """Put somebody on it."""
    return _form(request, None)


@require_http_methods(["GET", "POST"])
@needs("keep_staff")
def change(request: HttpRequest, person_id: int) -> HttpResponse:
    """Change what it holds of somebody."""
    return _form(request, get_object_or_404(Featured, pk=person_id))


@require_http_methods(["GET", "POST"])
@needs("keep_staff")
def summary(request: HttpRequest, person_id: int) -> HttpResponse:
    """What was aimed at them and what became of it, for them to have; that it was made is on record."""
    found = get_object_or_404(Featured, pk=person_id)
    today = timezone.localdate()
    days = {"since": f"{today - WITHIN:%d/%m/%Y}", "until": f"{today:%d/%m/%Y}"}
    form, made, status = SummaryForm(initial=days), None, 200
    if request.method == "POST":
        form, status = SummaryForm(request.POST), UNPROCESSABLE
        if form.is_valid():
            try:
                made = summaries.make(found, person(request), form.cleaned_data["since"], form.cleaned_data["until"])
                status = 200
            except RefusedError as error:
                form.refuse(error)
    place = {"here": "staff", "found": found, "form": form, "made": made}
    return render(request, "desk/staff_summary.html", place, status=status)


def _form(request: HttpRequest, found: Featured | None) -> HttpResponse:
    posts = _posts(found)
    listed, form, status = [post.pk for post in posts], None, 200
    if request.method == "POST":
        form = StaffForm(request.POST, posts=listed)
        if form.is_valid():
            try:
                kept = register.keep(person(request), form.entry(), form.chosen(), found)
            except RefusedError as error:
                form.refuse(error)
            else:
                messages.success(request, f"The register is changed: {kept.name}.")
                return redirect("desk:staff")
        status = UNPROCESSABLE
    place = {
        "here": "staff",
        "found": found,
        "form": form,
        "values": _values(found, form),
        "posts": posts,
        "words": words,
    }
    return render(request, "desk/staff_form.html", place, status=status)


def _posts(found: Featured | None) -> list[Post]:
    """Posts to choose from: those chosen before, then the latest."""
    chosen = list(found.posts.select_related("channel").order_by("-published_at")) if found else []
    latest = Post.objects.select_related("channel").exclude(pk__in=[post.pk for post in chosen])
    return [*chosen, *latest.order_by("-published_at")[:LISTED]]


def _values(found: Featured | None, form: StaffForm | None) -> dict[str, object]:
    """What each field shows: what was sent, else what the register holds."""
    if form is not None:
        shown = {name: form[name].value() or "" for name in form.fields}
        return {**shown, "posts": {str(one) for one in form["posts"].value() or []}}
    if found is None:
        return {"posts": set(), "shown_from": f"{timezone.localdate():%d/%m/%Y}"}
    days = {name: f"{getattr(found, name):%d/%m/%Y}" if getattr(found, name) else "" for name in DAYS}
    plain = {name: getattr(found, name) for name in ("name", "languages", "contact_name", "contact_email")}
    chosen = {str(pk) for pk in found.posts.values_list("pk", flat=True)}
    return {**plain, **days, "aliases": "\n".join(found.aliases), "posts": chosen}

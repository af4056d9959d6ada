"""Our own posts: what each is for, whether it is sensitive, and comments under it closed for a time."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count, Prefetch, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from evenhand.actions import closing
from evenhand.actions.models import Closing
from evenhand.cases import posts as describing
from evenhand.cases.errors import RefusedError
from evenhand.desk import words
from evenhand.desk.access import needs, person
from evenhand.desk.adding_forms import MOMENT
from evenhand.desk.forms import ClosingDoneForm, HouseForm
from evenhand.desk.post_forms import CloseCommentsForm, ClosingAnswerForm, PostForm
from evenhand.intake.models import Post
from evenhand.people.models import User
from evenhand.people.permissions import may
from evenhand.platforms.closing import way
from evenhand.platforms.interface import Platform
from evenhand.records.models import Content, Entry

PAGE = 20
UNPROCESSABLE = 422
A_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Said:
    """What somebody said of a post, and when."""

    entry: Entry
    by: str
    why: str


@require_safe
@needs("see_queue")
def posts(request: HttpRequest) -> HttpResponse:
    """Every post, newest first; narrowed by what it is for, or to sensitive ones."""
    purpose = request.GET.get("purpose", "")
    which = purpose if purpose in {*describing.PURPOSES, "none", "sensitive", "closed"} else ""
    rows = _narrowed(which).annotate(comments=Count("contributions")).order_by("-published_at", "-pk")
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    place = {
        "here": "posts",
        "page": page,
        "which": which,
        "purposes": describing.PURPOSES,
        "asked": closing.live().filter(state=Closing.State.ASKED).count(),
        "words": words,
    }
    return render(request, "desk/posts.html", place)


def _narrowed(which: str) -> QuerySet[Post]:
    live = closing.live()
    rows = Post.objects.select_related("channel").prefetch_related(Prefetch("closings", live, to_attr="live"))
    if which == "sensitive":
        return rows.filter(sensitive=True)
    if which == "closed":
        return rows.filter(closings__in=live)
    return rows.filter(purpose="" if which == "none" else which) if which else rows


@require_http_methods(["GET", "HEAD", "POST"])
@needs("see_queue")
def post(request: HttpRequest, post_id: int) -> HttpResponse:
    """One post; sending the form says what it is."""
    found = get_object_or_404(Post.objects.select_related("channel"), pk=post_id)
    if request.method != "POST":
        return _page(request, found)
    form = PostForm(request.POST)

    def describe(user: User) -> str:
        describing.describe(found, user, **form.cleaned_data)
        return "It is on record. It counts for comments that are read from now on."

    return _act(request, found, form, describe)


@require_POST
@needs("decide")
def close(request: HttpRequest, post_id: int) -> HttpResponse:
    """Ask that comments be closed."""
    found = get_object_or_404(Post.objects.select_related("channel"), pk=post_id)
    form = CloseCommentsForm(request.POST)

    def ask(user: User) -> str:
        closing.ask(found, user, **form.cleaned_data)
        return "An approver has to agree. Until then comments stay open."

    return _act(request, found, form, ask)


@require_POST
@needs("decide")
def answer(request: HttpRequest, closing_id: int) -> HttpResponse:
    """Approve or refuse a closing."""
    asked = get_object_or_404(Closing.objects.select_related("post__channel"), pk=closing_id)
    form = ClosingAnswerForm(request.POST)

    def say(user: User) -> str:
        if form.cleaned_data["answer"] == "approve":
            closing.approve(asked, user)
            return "Comments are being closed."
        closing.refuse(asked, user, form.cleaned_data["why"])
        return "Comments stay open."

    return _act(request, asked.post, form, say)


@require_POST
@needs("decide")
def open_early(request: HttpRequest, closing_id: int) -> HttpResponse:
    """Open comments again before the end."""
    closed = get_object_or_404(Closing.objects.select_related("post__channel"), pk=closing_id)

    def begin(user: User) -> str:
        closing.open_early(closed, user)
        return "Comments are being opened."

    return _act(request, closed.post, HouseForm(request.POST), begin)


@require_POST
@needs("decide")
def done(request: HttpRequest, closing_id: int) -> HttpResponse:
    """Say that it was done by hand, or why not."""
    row = get_object_or_404(Closing.objects.select_related("post__channel"), pk=closing_id)
    form = ClosingDoneForm(request.POST)

    def confirm(user: User) -> str:
        told = form.cleaned_data
        closing.confirm(row, user, doing=told["doing"], done=told["ended"] == "done", note=told["note"])
        return "Recorded."

    return _act(request, row.post, form, confirm)


def _act(request: HttpRequest, found: Post, form: HouseForm, step: Callable[[User], str]) -> HttpResponse:
    if form.is_valid():
        try:
            said = step(person(request))
        except RefusedError as error:
            form.refuse(error)
        else:
            messages.success(request, said)
            return redirect("desk:post", found.pk)
    found.refresh_from_db()
    return _page(request, found, form)


def _page(request: HttpRequest, found: Post, form: HouseForm | None = None) -> HttpResponse:
    user = person(request)
    rows = list(Closing.objects.filter(post=found).select_related(*_PEOPLE, "channel", "post").order_by("-pk"))
    live = closing.live().filter(post=found).select_related(*_PEOPLE, "channel", "post").first()
    place = {
        "here": "posts",
        "post": found,
        "form": form,
        "step": form.step if form else "",
        "purposes": describing.PURPOSES,
        "said": _said(found),
        "live": live,
        "link": closing.link_of(live) if live and live.by_hand else "",
        "steps": closing.steps_of(live) if live and live.by_hand else [],
        "past": [row for row in rows if row != live],
        "way": way(Platform(found.channel.platform)),
        "may_decide": may(user, "decide"),
        "may_approve": may(user, "approve_closing"),
        "is_own": live is not None and live.asked_by_id == user.pk,
        "tomorrow": timezone.localtime(timezone.now() + A_DAY).strftime(MOMENT),
        "comments": found.contributions.count(),
        "words": words,
    }
    return render(request, "desk/post.html", place, status=UNPROCESSABLE if form is not None else 200)


_PEOPLE = ("asked_by", "approved_by", "refused_by")


def _said(found: Post) -> list[Said]:
    """Who said what of it, the last first."""
    entries = list(Entry.objects.filter(subject=f"post:{found.pk}", kind="post.described").order_by("-pk")[:20])
    bodies = {row.entry_id: row.body for row in Content.objects.filter(entry__in=entries)}
    keys = [entry.actor.removeprefix("person:") for entry in entries]
    names = {str(one.pk): one.shown_name for one in User.objects.filter(pk__in=[key for key in keys if key.isdigit()])}
    return [
        Said(entry, names.get(key, "Somebody"), str((bodies.get(entry.pk) or {}).get("why", "")))
        for entry, key in zip(entries, keys, strict=True)
    ]

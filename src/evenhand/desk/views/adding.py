"""Adding by hand what no API brings: something from X, or from a channel that cannot be read just now."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from evenhand.cases import adding
from evenhand.cases.errors import RefusedError
from evenhand.cases.models import Case
from evenhand.channels.models import Channel
from evenhand.desk import words
from evenhand.desk.access import needs, person
from evenhand.desk.adding_forms import MOMENT, AddingForm
from evenhand.desk.reading import Text, read_latest
from evenhand.desk.visible import visible, visible_contributions
from evenhand.intake.models import Contribution, Post
from evenhand.people.models import User
from evenhand.platforms.capabilities import Support, surface
from evenhand.platforms.interface import Platform
from evenhand.platforms.pasted import EXAMPLES

UNPROCESSABLE = 422
LISTED = 20
LATELY = 10
KINDS = {
    "comment": "A comment or reply under a post of ours",
    "reply": "A reply to somebody else",
    "mention": "It mentions us",
    "visitor_post": "A post on our page",
    "review": "A review or recommendation of us",
    "direct_message": "A direct message to us",
}
SAID = {
    "new": "It is in Evenhand. What a person must look at comes to the queue within a minute.",
    "changed": "The new words are in Evenhand, and are read against the guidelines again.",
    "gone": "It is noted as deleted. What was only to be looked at is closed.",
}


@dataclass(frozen=True, slots=True)
class Added:
    """Something added by hand, with its open case, 0 without."""

    contribution: Contribution
    text: Text
    case: int


def offered() -> str:
    """What a link to the page says; empty where no channel needs it."""
    names = {words.platform(one.platform) for one in adding.by_hand()}
    if len(names) == 1:
        return f"Add something from {names.pop()}"
    return "Add something by hand" if names or adding.in_part().exists() else ""


@require_http_methods(["GET", "HEAD", "POST"])
@needs("decide")
def add(request: HttpRequest) -> HttpResponse:
    """The page, and what it sends."""
    channels = [*adding.by_hand(), *adding.in_part()]
    if request.method != "POST":
        return _page(request, channels, None)
    form = AddingForm(request.POST)
    known = None
    if form.is_valid():
        try:
            adding.add(_chosen(channels, form), person(request), form.pasted())
        except RefusedError as error:
            form.refuse(error)
            known = error.contribution if isinstance(error, adding.KnownError) else None
        else:
            messages.success(request, SAID[form.cleaned_data["what"]])
            return redirect("desk:add_by_hand")
    return _page(request, channels, form, known)


def _chosen(channels: list[Channel], form: AddingForm) -> Channel:
    for one in channels:
        if one.pk == form.cleaned_data["channel"]:
            return one
    raise RefusedError("Choose one of the channels that people add to.", "channel")


def _page(
    request: HttpRequest, channels: list[Channel], form: AddingForm | None, known: Contribution | None = None
) -> HttpResponse:
    user = person(request)
    pasted = Contribution.objects.filter(author__external_id__startswith="@").order_by("-pk")
    place = {
        "here": "queue",
        "channels": channels,
        "title": offered() if all(_is_unread(one) for one in channels) else "Add something by hand",
        "only": words.platform(channels[0].platform) if len({one.platform for one in channels}) == 1 else "",
        "hints": {one.pk: _hint(one) for one in channels},
        "kinds": _kinds(channels),
        "examples": {words.platform(one.platform): EXAMPLES[Platform(one.platform)] for one in channels},
        "form": form,
        "values": _values(form, channels),
        "posts": Post.objects.filter(channel__in=channels).select_related("channel").order_by("-published_at")[:LISTED],
        "noted": adding.NOTED,
        "known": _added(user, [known])[0] if known else None,
        "lately": _added(user, list(visible_contributions(user, pasted).select_related(*_WITH)[:LATELY])),
        "words": words,
    }
    return render(request, "desk/adding.html", place, status=UNPROCESSABLE if form is not None else 200)


def _is_unread(channel: Channel) -> bool:
    return channel.mode != Channel.Mode.CONNECTED or channel.state in adding.UNREAD


def _left_out(channel: Channel) -> list[str]:
    """The kinds that are added to the channel by hand: all that the platform has, or what its API leaves out."""
    platform = Platform(channel.platform)
    if not _is_unread(channel):
        return list(adding.lacking(platform))
    return [kind for kind in KINDS if surface(platform, kind).supported is not Support.NONE]


def _hint(channel: Channel) -> str:
    name = words.platform(channel.platform)
    if _is_unread(channel):
        return f"{name}: {'assisted' if channel.mode == Channel.Mode.ASSISTED else 'cannot be read just now'}"
    kinds = [f"{words.KINDS[kind]}s" for kind in _left_out(channel)]
    return f"{name}: read by itself, but for {' and '.join(kinds)} that its API does not give"


def _kinds(channels: list[Channel]) -> dict[str, str]:
    """What can be added to any of them, in plain words."""
    wanted = {kind for one in channels for kind in _left_out(one)}
    return {kind: label for kind, label in KINDS.items() if kind in wanted}


_WITH = ("channel", "author", "disposition")


def _added(user: User, rows: list[Contribution]) -> list[Added]:
    texts = read_latest(rows)
    open_cases = visible(user, Case.objects.filter(contribution__in=rows, state=Case.State.OPEN))
    cases = dict(open_cases.order_by("-priority").values_list("contribution_id", "pk"))
    return [Added(row, texts[row.pk], cases.get(row.pk, 0)) for row in rows]


def _values(form: AddingForm | None, channels: list[Channel]) -> dict[str, str]:
    """What each field shows."""
    if form is not None:
        return {name: str(form[name].value() or "") for name in form.fields}
    now = timezone.localtime().strftime(MOMENT)
    kind = next(iter(_kinds(channels)), "comment")
    return {"what": "new", "kind": kind, "channel": str(channels[0].pk) if channels else "", "latest": now}

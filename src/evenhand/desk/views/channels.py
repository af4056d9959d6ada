"""Channels and their health, and what came in that nobody understood."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from evenhand.care import alerts
from evenhand.channels.models import Alarm, Channel
from evenhand.desk import words
from evenhand.desk.access import needs
from evenhand.desk.channel_page import shown
from evenhand.intake.models import Delivery, Refusal

PAGE = 20
PREVIEW = 2000  # bytes of a payload that are shown
REFUSAL_DAYS = 7
PAST = 20
"""Alarms that are over, shown."""
WHY = {
    "no_id": "It has no id, so it cannot be told from others.",
    "no_comment": "It is a thread without its first comment.",
    "not_an_object": "It is not an object, as everything that platforms list is.",
    "not_read": "It has an id, but no comment, message or post could be made of it.",
    "not_json": "It is not JSON.",
    "unknown_object": "It is about a kind of thing that Evenhand does not know.",
    "unknown_shape": "No part of it has a shape that Evenhand knows.",
}
"""Codes of reasons in plain words; others are shown as they are."""


@dataclass(frozen=True, slots=True)
class Unread:
    """A payload that nobody understood, with the start of it as text, and why in plain words."""

    delivery: Delivery
    why: str
    preview: str
    size: int


@require_safe
@needs("see_dead_letters")
def channels(request: HttpRequest) -> HttpResponse:
    """Every channel: its state, its alarms, when it was last read, and each operation as it is known."""
    rows = shown(Channel.objects.order_by("platform", "name"))
    unread = Delivery.objects.filter(state=Delivery.State.NOT_UNDERSTOOD).count()
    since = timezone.localdate() - timedelta(days=REFUSAL_DAYS)
    place = {
        "here": "channels",
        "rows": sorted(rows, key=lambda one: not one.troubles),
        "unread": unread,
        "refusals": Refusal.objects.filter(day__gte=since).order_by("-day", "platform"),
        "nobody_on_call": alerts.is_nobody(),
        "words": words,
    }
    return render(request, "desk/channels.html", place)


@require_safe
@needs("see_dead_letters")
def channel(request: HttpRequest, channel_id: int) -> HttpResponse:
    """One channel, with what it may do, what to do about the rest, and its alarms of the last weeks."""
    (one,) = shown([get_object_or_404(Channel, pk=channel_id)])
    past = Alarm.objects.filter(channel=one.channel).exclude(closed_at=None).order_by("-pk")[:PAST]
    place = {"here": "channels", "one": one, "past": past, "words": words}
    return render(request, "desk/channel.html", place)


@require_safe
@needs("manage_channels")
def not_understood(request: HttpRequest) -> HttpResponse:
    """Payloads of a shape nobody knows, by webhook or in a list, newest first: kept, counted and shown."""
    rows = Delivery.objects.filter(state=Delivery.State.NOT_UNDERSTOOD).select_related("channel").order_by("-pk")
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    unread = [_unread(row) for row in page.object_list]
    resolved = Delivery.objects.filter(state=Delivery.State.RESOLVED).count()
    place = {"here": "channels", "page": page, "unread": unread, "resolved": resolved, "words": words}
    return render(request, "desk/not_understood.html", place)


def _unread(row: Delivery) -> Unread:
    body = bytes(row.body)
    return Unread(row, WHY.get(row.reason, row.reason), body[:PREVIEW].decode("utf-8", errors="replace"), len(body))

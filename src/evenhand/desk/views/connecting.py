"""Connecting a channel with the platform's guide, checking it, and changing its webhook secret. For administrators."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from evenhand.channels import checking, subscribing
from evenhand.channels.credentials import CredentialsError
from evenhand.channels.models import Channel
from evenhand.channels.rotating import rotate_secret
from evenhand.channels.services import ChannelError, add_channel
from evenhand.desk import words
from evenhand.desk.access import needs, person
from evenhand.desk.channel_forms import ConnectForm, SecretForm
from evenhand.platforms.interface import Platform
from evenhand.platforms.onboarding import Guide, guide

UNPROCESSABLE = 422


@dataclass(frozen=True, slots=True)
class Choice:
    """One platform to connect, and the channels that are connected on it already."""

    platform: Platform
    guide: Guide
    channels: list[Channel]


@require_safe
@needs("manage_channels")
def choose(request: HttpRequest) -> HttpResponse:
    """Which platform."""
    known = list(Channel.objects.order_by("name"))
    choices = [Choice(one, guide(one), [row for row in known if row.platform == one]) for one in Platform]
    return render(request, "desk/connect.html", {"here": "channels", "choices": choices, "words": words})


@require_http_methods(["GET", "POST"])
@needs("manage_channels")
def connect(request: HttpRequest, platform: str) -> HttpResponse:
    """What it takes, asked for; with `channel` in the address, new credentials for that one."""
    if platform not in list(Platform):
        raise Http404
    where = Platform(platform)
    again = Channel.objects.filter(platform=platform, pk=_number(request.GET.get("channel", ""))).first()
    form = ConnectForm(request.POST or None, platform=where, again=again is not None, initial=_initial(request, again))
    if request.method == "POST" and form.is_valid():
        try:
            channel = _connected(request, form)
        except (ChannelError, CredentialsError) as error:
            form.add_error(None, str(error))
        else:
            return _told(request, channel)
    place = {"here": "channels", "platform": where, "guide": guide(where), "form": form, "again": again, "words": words}
    return render(request, "desk/connect_form.html", place, status=UNPROCESSABLE if form.errors else 200)


@require_POST
@needs("manage_channels")
def check(request: HttpRequest, channel_id: int) -> HttpResponse:
    """Have it checked by a worker."""
    channel = get_object_or_404(Channel, pk=channel_id)
    if channel.mode != Channel.Mode.CONNECTED:
        messages.info(request, f"{channel.name} is not connected, so nothing is asked of the platform.")
        return redirect("desk:channel", channel.pk)
    with transaction.atomic():
        checking.ask_for(channel)
    messages.info(request, "The platform is being asked. Reload this page in a moment to see what it says.")
    return redirect("desk:channel", channel.pk)


@require_http_methods(["GET", "POST"])
@needs("manage_channels")
def secret(request: HttpRequest, channel_id: int) -> HttpResponse:
    """Take a new webhook secret."""
    channel = get_object_or_404(Channel, pk=channel_id)
    form = SecretForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        keep, who = form.keep_old(), f"person:{person(request).pk}"
        try:
            rotate_secret(channel, form.cleaned_data["secret"], keep_old=keep, actor=who)
        except (ChannelError, CredentialsError) as error:
            form.add_error("secret", str(error))
        else:
            messages.success(request, "The new secret counts from now on.")
            return redirect("desk:channel", channel.pk)
    place = {"here": "channels", "channel": channel, "form": form, "words": words}
    return render(request, "desk/channel_secret.html", place, status=UNPROCESSABLE if form.errors else 200)


def _connected(request: HttpRequest, form: ConnectForm) -> Channel:
    with transaction.atomic():
        channel = add_channel(form.channel(), form.keys(), actor=f"person:{person(request).pk}")
        url = subscribing.address(channel, form.cleaned_data.get("service", ""))
        if url:
            subscribing.want(channel, url)
        if channel.mode == Channel.Mode.CONNECTED:
            checking.ask_for(channel)
    return channel


def _told(request: HttpRequest, channel: Channel) -> HttpResponse:
    """Say what became of it: where a plan is missing, what it is asked for next."""
    if channel.mode == Channel.Mode.CONNECTED:
        messages.success(request, f"{channel.name} is connected and being checked. Reload this page in a moment.")
        return redirect("desk:channel", channel.pk)
    messages.info(
        request,
        f"The credentials of {channel.name} are kept, but nothing is asked of {words.platform(channel.platform)} yet. "
        "To connect it, record the confirmation of the Enterprise plan here.",
    )
    return redirect("desk:mode", channel.pk)


def _initial(request: HttpRequest, again: Channel | None) -> dict[str, str]:
    known = {"service": request.build_absolute_uri("/").rstrip("/")}
    if again is not None:
        known |= {"name": again.name, "account": again.external_id, "page": again.page_id, "base_url": again.base_url}
    return known


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 18 else 0  # noqa: PLR2004 (what a bigint holds)

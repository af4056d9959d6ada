"""How a channel is used: connected, assisted or off; and the confirmation that X asks for."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from evenhand.cases.errors import RefusedError
from evenhand.channels import modes
from evenhand.channels.models import Channel
from evenhand.channels.modes import ChannelError
from evenhand.desk import words
from evenhand.desk.access import needs, person
from evenhand.desk.adding_forms import ModeForm

UNPROCESSABLE = 422


@require_http_methods(["GET", "HEAD", "POST"])
@needs("manage_channels")
def mode(request: HttpRequest, channel_id: int) -> HttpResponse:
    """The page, and what it sends."""
    channel = get_object_or_404(Channel.objects.select_related("plan"), pk=channel_id)
    if request.method != "POST":
        return _page(request, channel, None)
    form = ModeForm(request.POST)
    if form.is_valid():
        actor = f"person:{person(request).pk}"
        try:
            changed = modes.set_mode(channel, form.cleaned_data["mode"], actor=actor, plan=form.plan())
        except ChannelError as error:
            form.refuse(RefusedError(str(error), error.field))
        else:
            messages.success(request, f"{changed.name}: {changed.get_mode_display().lower()}.")
            return redirect("desk:channels")
    return _page(request, channel, form)


def _page(request: HttpRequest, channel: Channel, form: ModeForm | None) -> HttpResponse:
    values = {name: form[name].value() or "" for name in form.fields} if form else {"mode": channel.mode}
    place = {
        "here": "channels",
        "channel": channel,
        "form": form,
        "values": values,
        "needs_plan": modes.needs_plan(channel.platform),
        "words": words,
    }
    return render(request, "desk/mode.html", place, status=UNPROCESSABLE if form is not None else 200)

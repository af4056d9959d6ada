"""The forms of a channel: connecting it, and its new webhook secret. Which questions are asked stands in the guide."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

from django import forms

from evenhand.channels.credentials import Credentials
from evenhand.channels.services import NewChannel
from evenhand.desk.forms import HouseForm
from evenhand.platforms.interface import Platform
from evenhand.platforms.onboarding import Guide, Question, guide

LONGEST = 2000
LONGEST_ID = 200
STAYS = "Left empty, what was given before stays."


def _is_address(text: str) -> bool:
    parts = urlsplit(text)
    return parts.scheme in {"http", "https"} and bool(parts.hostname)


class ConnectForm(HouseForm):
    """One field for each question of the platform's guide. Secrets are never shown again."""

    step = "connect"
    name = forms.CharField(
        max_length=200,
        label="Name of the channel",
        help_text="As your people know it.",
        error_messages={"required": "Enter a name for the channel."},
    )
    base_url = forms.CharField(
        required=False,
        max_length=500,
        label="Address of the platform (optional)",
        help_text="Only for a sandbox. Left empty, it is the platform’s own.",
    )
    service = forms.CharField(
        required=False,
        max_length=400,
        label="Address of this service (optional)",
        help_text="Where the platform reaches it from the internet, to send webhooks. Empty: the channel is read by "
        "polling alone.",
    )

    def __init__(self, *args: Any, platform: Platform, again: bool = False, **kwargs: Any) -> None:  # noqa: ANN401 (Django's own arguments)
        super().__init__(*args, **kwargs)
        self.platform = platform
        told: Guide = guide(platform)
        asked: dict[str, forms.Field] = {one.field: _field(one, again=again) for one in told.questions}
        self.fields = {"name": self.fields["name"], **asked, **{k: v for k, v in self.fields.items() if k != "name"}}
        if not told.webhook:
            del self.fields["service"]

    def clean(self) -> dict[str, Any]:
        """Addresses are whole ones."""
        data = super().clean() or {}
        for name in ("base_url", "service"):
            if data.get(name) and not _is_address(data[name]):
                self.add_error(name, "Enter the whole address, beginning with https://.")
        return data

    def channel(self) -> NewChannel:
        """What is to be connected."""
        data = self.cleaned_data
        return NewChannel(
            self.platform.value, data["account"], data["name"], data.get("page", ""), data["base_url"].rstrip("/")
        )

    def keys(self) -> Credentials:
        """With what it is spoken to."""
        data = self.cleaned_data
        secrets = tuple(part.strip() for part in data.get("webhook_secret", "").split(",") if part.strip())
        more = ("refresh_token", "client_id", "client_secret", "app_token", "person", "application")
        return Credentials(
            data["token"], secrets, data.get("verify_token", ""), **{name: data.get(name, "") for name in more}
        )


class SecretForm(HouseForm):
    """A new webhook secret, and how long the one before it counts."""

    step = "secret"
    secret = forms.CharField(
        max_length=LONGEST,
        widget=forms.PasswordInput(attrs={"autocomplete": "off"}),
        label="New webhook secret",
        help_text="Change it at the platform first, then enter it here.",
        error_messages={"required": "Enter the new secret."},
    )
    hours = forms.IntegerField(
        min_value=0,
        max_value=720,
        initial=48,
        label="Hours for which the old secret still counts",
        help_text="Meta sends again for 36 hours what was not taken.",
        error_messages={"required": "Enter a number of hours.", "invalid": "Enter a whole number of hours."},
    )

    def keep_old(self) -> timedelta:
        """How long."""
        return timedelta(hours=self.cleaned_data["hours"])


def _field(one: Question, *, again: bool) -> forms.CharField:
    stays = again and not one.needed and one.field not in {"page", "refresh_token"}
    widget = forms.PasswordInput(attrs={"autocomplete": "off"}) if one.secret else forms.TextInput()
    label = one.label if one.needed else f"{one.label} (optional)"
    said = one.label if one.label[:2].isupper() else f"{one.label[0].lower()}{one.label[1:]}"
    return forms.CharField(
        required=one.needed,
        max_length=LONGEST if one.secret else LONGEST_ID,
        widget=widget,
        label=label,
        help_text=f"{one.where} {STAYS}" if stays else one.where,
        error_messages={"required": f"Enter the {said}."},
    )

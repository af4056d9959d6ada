"""People on the register, and digs at them, for tests. Invented."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.utils import timezone
from tests.house import House

from evenhand.care import register
from evenhand.care.models import Featured
from evenhand.channels.models import Channel
from evenhand.intake.models import Post

ENTRY = register.Entry(
    name="Priya Shah",
    aliases=("Pri S",),
    languages="English, Gujarati",
    contact_name="Noor Aziz",
    contact_email="noor.aziz@example.gov.uk",
    consented_on=date(2026, 9, 1),
    withdrawn_on=None,
    shown_from=date(2026, 9, 1),
    shown_until=None,
)
DIGS = (
    "She wouldn't last five minutes on a real wing",
    "Priya looks like she has never done a day's work in her life",
    "Bless her, thinks she runs the place",
    "Priya hasn't got a clue",
    "She'd cry at the first slammed door",
    "Couldn't run a bath, Priya Shah",
)


def post(on: Channel, name: str = "", text: str = "Meet Priya, one of our new prison officers.") -> Post:
    """A post of ours, as intake keeps it."""
    return Post.objects.get_or_create(
        channel=on,
        external_id=name or f"{on.platform}-post",
        defaults={"text": text, "published_at": timezone.now(), "kind": "post"},
    )[0]


def priya(house: House, *posts: Post, **changes: Any) -> Featured:  # noqa: ANN401 (parts of an Entry)
    """Priya, featured in these posts."""
    entry = register.Entry(**{**{name: getattr(ENTRY, name) for name in ENTRY.__slots__}, **changes})
    return register.keep(house.person("saf", "safeguarding_lead"), entry, posts)


def three_posts(house: House, on: str = "facebook") -> tuple[Post, ...]:
    """Three of our posts on one channel."""
    house.on(on)
    return tuple(post(house.channels[on], f"post-{number}") for number in range(3))

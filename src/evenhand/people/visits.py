"""How often one address may use a public form in an hour, without keeping the address.

An address is known by a keyed digest; its key is made by chance each day and thrown away with the day's rows. Of an
IPv6 address the network counts (the first 64 bits), since a household has billions of addresses in it.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from datetime import date
from ipaddress import IPv6Address, ip_address

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from evenhand.people.models import DayKey, Visit


@transaction.atomic
def too_many(address: str, purpose: str, most: int) -> bool:
    """Note that `address` does `purpose` once more; whether that is more than `most` times in this hour."""
    now = timezone.localtime()
    hour = now.replace(minute=0, second=0, microsecond=0)
    visit, _ = Visit.objects.get_or_create(digest=_digest(address, now.date()), purpose=purpose, hour=hour)
    Visit.objects.filter(pk=visit.pk).update(times=F("times") + 1)
    visit.refresh_from_db(fields=["times"])
    return visit.times > most


def forget() -> None:
    """Throw away the keys and the counts of the days before today."""
    today = timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)
    DayKey.objects.filter(day__lt=today.date()).delete()
    Visit.objects.filter(hour__lt=today).delete()


def _digest(address: str, day: date) -> str:
    row, _ = DayKey.objects.get_or_create(day=day, defaults={"key": secrets.token_bytes(32)})
    return hmac.new(bytes(row.key), _network(address).encode(), hashlib.sha256).hexdigest()


def _network(address: str) -> str:
    try:
        known = ip_address(address)
    except ValueError:
        return "unknown"
    if not isinstance(known, IPv6Address):
        return str(known)
    return str(known.ipv4_mapped or int(known) >> 64)

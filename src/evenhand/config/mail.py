"""The mail server from one address: `smtp://USER:PASSWORD@HOST:587` (STARTTLS), `smtps://` (TLS), `smtp+plain://`."""

from __future__ import annotations

from urllib.parse import unquote, urlsplit

PORTS = {"smtp": 587, "smtps": 465, "smtp+plain": 25}
PATIENCE = 10  # seconds


def smtp(address: str) -> dict[str, object]:
    """Django's settings for the mail server at `address`; the local one for ''. ValueError for another scheme."""
    if not address:
        return {}
    parts = urlsplit(address)
    if parts.scheme not in PORTS or not parts.hostname:
        raise ValueError(
            "EVENHAND_SMTP is no address of a mail server. Write smtp://user:password@host:587 (STARTTLS), "
            "smtps://user:password@host:465, or smtp+plain://host:25 for a relay on your own network."
        )
    return {
        "EMAIL_HOST": parts.hostname,
        "EMAIL_PORT": parts.port or PORTS[parts.scheme],
        "EMAIL_HOST_USER": unquote(parts.username or ""),
        "EMAIL_HOST_PASSWORD": unquote(parts.password or ""),
        "EMAIL_USE_TLS": parts.scheme == "smtp",
        "EMAIL_USE_SSL": parts.scheme == "smtps",
        "EMAIL_TIMEOUT": PATIENCE,
    }

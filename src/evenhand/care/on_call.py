"""Who is on call and how they are reached, read once from the settings."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import urlsplit

FORMATS = ("slack", "teams", "json")
TEAMS_HOSTS = (".logic.azure.com", ".powerplatform.com", ".webhook.office.com")


class OnCallError(ValueError):
    """A setting of the on-call alert cannot be read; the text names it and says what to write."""


@dataclass(frozen=True, slots=True)
class OnCall:
    """The ways of alerting. `webhook` holds a secret in its path: show only its host.

    `engineer_emails` are told when a channel is in trouble; where none is set, those on call are.
    """

    emails: tuple[str, ...] = ()
    webhook: str = field(default="", repr=False)
    webhook_format: str = "json"
    desk: str = ""
    engineer_emails: tuple[str, ...] = ()

    @property
    def ways(self) -> tuple[str, ...]:
        """The ways that are set: 'email', 'webhook'."""
        return (*(["email"] if self.emails else []), *(["webhook"] if self.webhook else []))

    @property
    def engineers(self) -> tuple[str, ...]:
        """Whom an alarm of a channel is mailed to."""
        return self.engineer_emails or self.emails

    @property
    def engineer_ways(self) -> tuple[str, ...]:
        """How word of a channel's alarm is sent: to the engineers' own addresses alone, where there are any."""
        return ("email",) if self.engineer_emails else self.ways

    def link(self, case: int) -> str:
        """Where the case stands at the desk; empty where the desk's address is not set."""
        return f"{self.desk}/desk/cases/{case}/" if self.desk else ""


def read_on_call(given: Mapping[str, str]) -> OnCall:
    """Read EVENHAND_ON_CALL_EMAIL, _WEBHOOK and _FORMAT, EVENHAND_ENGINEER_EMAIL and EVENHAND_DESK.

    Raises OnCallError.
    """
    emails, engineers = _emails(given, "EVENHAND_ON_CALL_EMAIL"), _emails(given, "EVENHAND_ENGINEER_EMAIL")
    webhook = _address(given, "EVENHAND_ON_CALL_WEBHOOK")
    told = given.get("EVENHAND_ON_CALL_FORMAT", "") or _format_of(urlsplit(webhook).hostname or "")
    if told not in FORMATS:
        raise OnCallError(f"EVENHAND_ON_CALL_FORMAT is '{told}'. Write one of: {', '.join(FORMATS)}.")
    return OnCall(emails, webhook, told, _address(given, "EVENHAND_DESK").rstrip("/"), engineers)


def _emails(given: Mapping[str, str], name: str) -> tuple[str, ...]:
    emails = tuple(one.strip() for one in given.get(name, "").split(",") if one.strip())
    for one in emails:
        if "@" not in one.strip("@") or " " in one:
            raise OnCallError(f"{name} names '{one}', which is no address. Write a@b.uk,c@d.uk.")
    return emails


def _address(given: Mapping[str, str], name: str) -> str:
    address = given.get(name, "").strip()
    if address and (urlsplit(address).scheme not in {"http", "https"} or not urlsplit(address).hostname):
        raise OnCallError(f"{name} is no address that can be called. Write https://… in full.")
    return address


def _format_of(host: str) -> str:
    if host == "hooks.slack.com":
        return "slack"
    return "teams" if host.endswith(TEAMS_HOSTS) else "json"

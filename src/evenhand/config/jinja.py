"""The Jinja2 environment of every page: our templates, strict about names, and GOV.UK components as functions.

The components of govuk-frontend-jinja expect missing parameters to be silent, ours must not be: they
live in an environment of their own, and a page calls `govukButton({...})` without importing it.
Not here: markup (desk/templates, public/templates), figures and rules (the apps).
"""

from __future__ import annotations

import json
import re
from datetime import datetime
from functools import cache
from typing import Any
from urllib.parse import urlsplit

from django.contrib.messages import get_messages
from django.templatetags.static import static
from django.urls import reverse
from django.utils import timezone
from jinja2 import ChainableUndefined, Environment, PackageLoader, PrefixLoader, StrictUndefined
from jinja2.runtime import Macro
from markupsafe import Markup

from evenhand.cases import incidents
from evenhand.config.csp import HTMX_CONFIG
from evenhand.people import comfort
from evenhand.people.permissions import may
from evenhand.people.roles import roles_of

COMPONENTS = (
    "back-link",
    "breadcrumbs",
    "button",
    "checkboxes",
    "details",
    "error-message",
    "error-summary",
    "fieldset",
    "generic-header",
    "hint",
    "input",
    "inset-text",
    "notification-banner",
    "pagination",
    "panel",
    "password-input",
    "radios",
    "select",
    "service-navigation",
    "skip-link",
    "summary-list",
    "table",
    "tag",
    "textarea",
    "warning-text",
)
_ADDRESS = re.compile(r"(https?://\S+)")
_UNREADABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")


def environment(**options: Any) -> Environment:  # noqa: ANN401  (Django hands Jinja2's own options through)
    """The environment Django asks for (settings.TEMPLATES)."""
    options.update(undefined=StrictUndefined, autoescape=True, trim_blocks=True, lstrip_blocks=True)
    options["extensions"] = ["jinja2.ext.do"]
    made = Environment(**options)  # noqa: S701  (autoescape is set in the line above)
    made.globals.update(components())
    made.globals.update(
        url=_url,
        static=static,
        may=may,
        comfort=comfort.of,
        now=timezone.now,
        incident_on=incidents.current,
        notices=get_messages,
        roles_of=roles_of,
        exception_text=_exception_text,
        htmx_config=json.dumps(HTMX_CONFIG),
    )
    made.filters.update(
        when=when, day=day, ago=ago, iso=iso, readable=readable, count=count, web_address=web_address, linked=linked
    )
    return made


@cache
def components() -> dict[str, Macro]:
    """The GOV.UK components by the name of their macro, such as `govukErrorSummary`."""
    package = "govuk_frontend_jinja"  # the components import each other under this prefix
    loader = PrefixLoader({package: PackageLoader(package)})
    made = Environment(loader=loader, undefined=ChainableUndefined, autoescape=True)
    found: dict[str, Macro] = {}
    for component in COMPONENTS:
        name = "govuk" + component.title().replace("-", "")
        module = made.get_template(f"{package}/components/{component}/macro.html").module
        found[name] = getattr(module, name)
    return found


def _url(name: str, *args: object, **kwargs: object) -> str:
    return reverse(name, args=args, kwargs=kwargs)


def _exception_text(exception: object) -> str:
    """What a refusal says, when it says something for people."""
    return str(exception) if exception else ""


def when(moment: datetime | None) -> str:
    """'23 November 2026 at 9:34pm' in the house's time zone; 'not known' for None."""
    if moment is None:
        return "not known"
    local = timezone.localtime(moment)
    hour = local.hour % 12 or 12
    return f"{day(moment)} at {hour}:{local.minute:02d}{'am' if local.hour < 12 else 'pm'}"  # noqa: PLR2004  (noon)


def day(moment: datetime | None) -> str:
    """'23 November 2026' in the house's time zone."""
    if moment is None:
        return "not known"
    local = timezone.localtime(moment)
    return f"{local.day} {local:%B %Y}"


def iso(moment: datetime | None) -> str:
    """The machine-readable form for <time datetime>."""
    return "" if moment is None else moment.isoformat()


def ago(moment: datetime | None) -> str:
    """'3 minutes ago', 'in 2 hours', 'just now': the largest whole unit."""
    if moment is None:
        return "not known"
    seconds = int((timezone.now() - moment).total_seconds())
    for size, unit in ((86400, "day"), (3600, "hour"), (60, "minute")):
        if abs(seconds) >= size:
            words = count(abs(seconds) // size, unit)
            return f"{words} ago" if seconds > 0 else f"in {words}"
    return "just now"


def count(number: int, one: str, many: str = "") -> str:
    """'1 case', '1,204 cases'."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def readable(text: str) -> Markup:
    """Text written by the public, escaped, with its line breaks kept and characters no page may hold shown as a box."""
    safe = Markup.escape(_UNREADABLE.sub("\N{REPLACEMENT CHARACTER}", text))
    return Markup("<br>").join(safe.splitlines())


def web_address(link: str) -> bool:
    """Whether `link`, which came from outside, may stand in an href: http or https to a named host."""
    try:
        parts = urlsplit(link)
    except ValueError:
        return False
    return parts.scheme in {"http", "https"} and bool(parts.netloc) and link.isprintable()


def linked(text: str) -> Markup:
    """`text` of the body itself, escaped, with its web addresses as links (a full stop at the end stays outside)."""
    made = Markup()
    for part in _ADDRESS.split(text):
        address = part.rstrip(".,;:)")
        if _ADDRESS.fullmatch(part) and web_address(address):
            link = Markup('<a class="govuk-link" href="{0}">{0}</a>').format(address)
            made += link + part[len(address) :]
        else:
            made += part
    return made

"""What the control pages are made of: a frame, forms, tables. No script, and safe with any text."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from html import escape
from urllib.parse import urlencode

NAMES = {"facebook": "Facebook", "instagram": "Instagram", "x": "X", "linkedin": "LinkedIn", "youtube": "YouTube"}


@dataclass(frozen=True, slots=True)
class Told:
    """What came of the last form, said at the top; empty for nothing."""

    text: str = ""
    wrong: bool = False


def safe(text: object) -> str:
    """Text for HTML; what cannot be written in UTF-8 is replaced."""
    return escape(str(text).encode("utf-8", "replace").decode())


def frame(heading: str, told: Told, body: str, *, front: bool = False) -> str:
    """A whole page."""
    notice = f'<p class="told{" wrong" if told.wrong else ""}" role="status">{safe(told.text)}</p>' if told.text else ""
    title = heading if front else f"{heading} – Sandbox"
    links = (("/", "Platforms"), ("/faults", "Faults"), ("/limits", "Limits"), ("/ledger", "Ledger"))
    return (
        '<!doctype html><html lang="en-GB"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{'Error: ' if told.wrong else ''}{safe(title)}</title>"
        '<link rel="stylesheet" href="/_sandbox/page.css"></head><body>'
        '<a class="skip" href="#main">Skip to main content</a>'
        '<header><nav class="wide" aria-label="Sandbox"><span>Evenhand sandbox</span> '
        f"{' '.join(link(address, words) for address, words in links)}</nav></header>"
        f'<main id="main"><h1>{safe(heading)}</h1>{notice}{body}</main></body></html>'
    )


def link(path: str, words: str, **query: str) -> str:
    """A link, with its query."""
    address = f"{path}?{urlencode(query, errors='replace')}" if query else path
    return f'<a href="{safe(address)}">{safe(words)}</a>'


def table(caption: str, heads: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table whose cells are HTML already; it scrolls by itself where it is too wide."""
    head = "".join(f'<th scope="col">{safe(each)}</th>' for each in heads)
    body = "".join(f"<tr>{''.join(f'<td>{cell}</td>' for cell in row)}</tr>" for row in rows)
    return (
        f'<div class="scroll" tabindex="0" role="region" aria-label="{safe(caption)}"><table>'
        f"<caption>{safe(caption)}</caption><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>"
    )


def form(act: str, fields: str, button: str, hidden: Mapping[str, str] | None = None, *, second: bool = False) -> str:
    """A form that does one act; `hidden` goes with it unseen."""
    kept = "".join(
        f'<input type="hidden" name="{name}" value="{safe(value)}">' for name, value in (hidden or {}).items()
    )
    look = ' class="second"' if second else ""
    return (
        f'<form class="across" method="post" action="/_sandbox/page/{act}">{kept}{fields}'
        f"<button{look}>{safe(button)}</button></form>"
    )


def field(name: str, label: str, value: str = "", *, short: bool = False) -> str:
    """A line to fill in."""
    look = ' class="short"' if short else ""
    return (
        f'<div><label for="{name}">{safe(label)}</label><input{look} id="{name}" name="{name}" value="{safe(value)}" '
        'autocomplete="off"></div>'
    )


def words(name: str, label: str, value: str = "", *, of: str = "", needed: bool = False) -> str:
    """A text to fill in; `of` tells fields of one name in several forms apart."""
    named = f"{of}{name}"
    return (
        f'<div class="whole"><label for="{named}">{safe(label)}</label>'
        f'<textarea id="{named}" name="{name}"{" required" if needed else ""}>{safe(value)}</textarea></div>'
    )


def choice(name: str, label: str, values: Iterable[str], chosen: str = "") -> str:
    """One of several values."""
    options = "".join(f"<option{' selected' if value == chosen else ''}>{safe(value)}</option>" for value in values)
    return f'<div><label for="{name}">{safe(label)}</label><select id="{name}" name="{name}">{options}</select></div>'


def when(moment: datetime) -> str:
    """A time for people: 27 November 2026 at 03:58:05."""
    return f"{moment.day} {moment:%B %Y at %H:%M:%S}"

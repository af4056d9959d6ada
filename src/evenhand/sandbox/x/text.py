"""A post's text as X writes it: links shortened, three signs escaped, long texts cut with the whole beside them."""

from __future__ import annotations

import re

from evenhand.sandbox.state.ids import token

LONGEST = 280
_LINK = re.compile(r"https?://[^\s<>\"]+")
_HANDLE = re.compile(r"@\w{1,20}", re.ASCII)


def written(text: str) -> dict[str, object]:
    """`text`, `entities.urls` where there are links, and `note_tweet` for a long text."""
    cut = text if len(text) <= LONGEST else text[: LONGEST - 1] + "…"
    node = shortened(cut)
    if cut != text:
        node["note_tweet"] = shortened(text)
    return node


def shortened(text: str) -> dict[str, object]:
    """`text` at any length, as a direct message has it, with `entities.urls` where there are links."""
    links: list[dict[str, object]] = []

    def short(match: re.Match[str]) -> str:
        url = f"https://t.co/{token(match.group(), 10)}"
        shown = re.sub(r"^https?://(www\.)?", "", match.group())
        links.append({"url": url, "expanded_url": match.group(), "display_url": shown[:26]})
        return url

    shown = _LINK.sub(short, text)
    for sign, escape in (("&", "&amp;"), ("<", "&lt;"), (">", "&gt;")):
        shown = shown.replace(sign, escape)
    for link in links:
        link["start"] = shown.find(str(link["url"]))
        link["end"] = int(str(link["start"])) + len(str(link["url"]))
    return {"text": shown, "entities": {"urls": links}} if links else {"text": shown}


def mentions(shown: str, handle: str, account: str) -> list[dict[str, object]]:
    """Where the account is called by its handle in the text as shown."""
    return [
        {"start": match.start(), "end": match.end(), "username": handle, "id": account}
        for match in _HANDLE.finditer(shown)
        if match.group()[1:].lower() == handle.lower()
    ]

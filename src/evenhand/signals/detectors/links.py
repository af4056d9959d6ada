# ruff: noqa: RUF001 (full-width dots are read as dots here)
"""Links: where they lead, whether that is on the allow-list, and whether they hide or imitate something.

Works offline on tldextract's bundled list of public suffixes. "hxxp", "[.]" and full-width dots are read as links.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Final

import tldextract

from evenhand.signals.catalogue import specs
from evenhand.signals.detectors.shared import gathered
from evenhand.signals.interface import Context, Cost, Signal, View
from evenhand.signals.lexicon import word_list
from evenhand.signals.phrases import Hit

_GATE = re.compile(r"[a-z0-9][.。．｡](?=[a-z]{2})|\[\.\]|\(dot\)| dot com|hxxp|https?:|www[.]")
_LINK = re.compile(
    r"(?P<scheme>h(?:tt|xx)ps?\s?:\s?/\s?/\s?)?(?<![\w@.-])(?P<host>(?:[a-z0-9](?:[a-z0-9-]{0,62})(?:[.。．｡]|"
    r"\s?\[\.\]\s?|\s?\(dot\)\s?|\sdot\s)){1,6}"
    r"[a-z]{2,24})(?P<path>[/?#:][^\s\"<>]{0,500})?(?![\w@])"
)
_DOTS = re.compile(r"[。．｡]|\s?\[\.\]\s?|\s?\(dot\)\s?|\sdot\s")
# Bare names read as links only under endings that people write links in: "out.Next" and "St.Helens" are sentences.
_BARE_ENDINGS: Final = word_list("link_endings")
_IMITATES = re.compile(r"(?:gov-?uk|govuk|hmpps|hmrc|justice-?gov|prison-?(?:service|jobs?)|royal-?mail|moj-)")
_extract = tldextract.TLDExtract(suffix_list_urls=(), cache_dir=None)


@lru_cache(maxsize=20000)
def _kind(host: str) -> tuple[str, float, str] | None:
    """The signal of one host name, its score and why; None where it is no link."""
    parts = _extract(host)
    if not parts.suffix or not parts.domain:
        return None
    domain = f"{parts.domain}.{parts.suffix}"
    allowed = word_list("allowed_domains")
    if parts.suffix in allowed or domain in allowed:
        return "allowed_link", 1.0, domain
    if host.startswith("xn--") or ".xn--" in host or _IMITATES.search(host):
        return "suspicious_link", 0.9, f"{domain} imitates another address"
    if domain in word_list("link_shorteners") or host in word_list("link_shorteners"):
        return "suspicious_link", 0.8, f"{domain} hides where it leads"
    return "external_link", 0.9, domain


class Links:
    """See the module's words."""

    name = "links"
    version = "1"
    languages = ("*",)
    cost = Cost.CHEAP
    explanation = (
        "Web addresses, checked against an allow-list of public bodies and charities and a list of link shorteners."
    )
    signals = specs("external_link", "allowed_link", "suspicious_link")

    def detect(self, view: View, context: Context, found: Mapping[str, Signal]) -> Sequence[Signal]:  # noqa: ARG002  # the interface
        """Every link of the text."""
        plain = view.plain
        if "." not in plain and "dot" not in plain and "。" not in plain:
            return ()
        if not _GATE.search(plain):
            return ()
        hits: list[Hit] = []
        for match in _LINK.finditer(plain, 0, 20000):
            hits.extend(_hits(match))
        return gathered(view, hits, self.name) if hits else ()


def _hits(match: re.Match[str]) -> list[Hit]:
    written = match["host"]
    host = _DOTS.sub(".", written)
    plainly = bool(match["scheme"]) or host.startswith("www.") or bool(match["path"] and match["path"].startswith("/"))
    if not plainly and host.rsplit(".", 1)[-1] not in _BARE_ENDINGS:
        return []
    kind = _kind(host)
    if kind is None:
        return []
    name, score, why = kind
    hits = [Hit(name, score, match.start(), match.end(), why)]
    hidden = host != written or "xx" in (match["scheme"] or "")
    if hidden and name != "allowed_link":
        hits.append(Hit("suspicious_link", 0.85, match.start(), match.end(), "an address written to pass filters"))
    if name == "suspicious_link":
        hits.append(Hit("external_link", 0.9, match.start(), match.end(), why))
    return hits

"""An evidence pack as PDF, for people to read: the same facts as its JSON, whose digest stands on every page.

Set in the fonts that reportlab carries. A character that they lack is written as [U+1F600]; the JSON has it exactly.
"""

from __future__ import annotations

import io
from functools import cache
from typing import Any
from xml.sax.saxutils import escape

from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.platypus import Flowable, Paragraph, SimpleDocTemplate, Spacer

PLAIN, BOLD = "Vera", "VeraBd"
SIZE, LEAD, SMALL = 9, 13, 7
MARGIN = 50
LONGEST = 2000  # characters of one paragraph: one longer than a page cannot be set
_TITLES = {
    "made": "The pack",
    "case": "The case",
    "contribution": "What was written, where, by whom",
    "versions": "The words, as the platform gave them",
    "decisions": "What was decided, why and by whom",
    "actions": "What was done",
    "sanctions": "Warnings and blocks of its author",
    "holds": "Legal holds",
    "custody": "Chain of custody: the record, in its order, with the seal",
    "access": "Who read it, and who took a pack of it",
    "how_to_check": "How to check it",
}


def paper(told: dict[str, Any], digest: str) -> bytes:
    """The PDF of a pack, the same bytes for the same facts; `digest` is that of its JSON."""
    stream = io.BytesIO()
    page = SimpleDocTemplate(
        stream, pagesize=A4, margin=MARGIN, title="Evidence pack", author="", invariant=1, lang="en-GB"
    )
    story: list[Flowable] = [Paragraph("Evidence pack", _style(BOLD, 18, 26))]
    for key, title in _TITLES.items():
        story += [Spacer(1, SIZE), Paragraph(title, _style(BOLD, 12, 18)), *_value(told[key])]
    page.build(story, onFirstPage=_foot(digest), onLaterPages=_foot(digest))
    return stream.getvalue()


def shown(text: str) -> str:
    """A text as these fonts can show it."""
    known = _font().face.charToGlyph
    return "".join(one if ord(one) in known or one in "\n\t" else f"[U+{ord(one):04X}]" for one in text)


def _value(value: object, indent: int = 0) -> list[Flowable]:
    """Any JSON as paragraphs: names in bold, lists one after the other."""
    if isinstance(value, dict):
        return [one for name, inner in value.items() for one in _named(str(name), inner, indent)]
    if isinstance(value, list):
        rows = [one for inner in value for one in (*_value(inner, indent), Spacer(1, SIZE / 2))]
        return rows or _text("None.", indent)
    return _text(_said(value), indent)


def _named(name: str, value: object, indent: int) -> list[Flowable]:
    label = name.replace("_", " ")
    if isinstance(value, dict | list) and value:
        return [*_text(f"<font name='{BOLD}'>{escape(label)}</font>", indent, safe=True), *_value(value, indent + 12)]
    said = "-" if value in ({}, []) else _said(value)
    first, *rest = _pieces(said)
    line = f"<font name='{BOLD}'>{escape(label)}:</font> {_safe(first)}"
    return [*_text(line, indent, safe=True), *(one for piece in rest for one in _text(piece, indent))]


def _said(value: object) -> str:
    return "-" if value is None or value == "" else str(value)


def _text(text: str, indent: int, *, safe: bool = False) -> list[Flowable]:
    style = _style(PLAIN, SIZE, LEAD, indent)
    return [Paragraph(text if safe else _safe(piece), style) for piece in ([text] if safe else _pieces(text))]


def _pieces(text: str) -> list[str]:
    return [text[start : start + LONGEST] for start in range(0, len(text), LONGEST)] or [""]


def _safe(text: str) -> str:
    return escape(shown(text)).replace("\n", "<br/>")


@cache
def _font() -> TTFont:
    plain = TTFont(PLAIN, "Vera.ttf")
    pdfmetrics.registerFont(plain)
    pdfmetrics.registerFont(TTFont(BOLD, "VeraBd.ttf"))
    return plain


def _style(font: str, size: int, lead: int, indent: int = 0) -> ParagraphStyle:
    _font()
    return ParagraphStyle(
        f"{font}{size}{indent}", fontName=font, fontSize=size, leading=lead, leftIndent=indent, splitLongWords=1
    )


def _foot(digest: str) -> Any:  # noqa: ANN401 (what reportlab calls for each page)
    def draw(canvas: Any, page: Any) -> None:  # noqa: ANN401 (reportlab has no types)
        canvas.setFont(PLAIN, SMALL)
        canvas.drawString(MARGIN, MARGIN / 2, f"SHA-256 of the JSON: {digest}")
        canvas.drawRightString(A4[0] - MARGIN, MARGIN / 2, f"Page {page.page}")

    return draw

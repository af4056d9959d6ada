"""Anchors: the head of the record on one day, published elsewhere, so that a cut tail shows. Pure (no Django).

An anchor is a small JSON file. Published daily where the body's own administrators cannot change it (a
newspaper, another body, a public repository), it proves every entry up to its number.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, fields

from evenhand.records.keys import signed_by

FORMAT = "evenhand-anchor-1"


class AnchorError(ValueError):
    """A text is no anchor; the message says why and what to do."""


@dataclass(frozen=True, slots=True)
class Anchor:
    """A signed head: batch number, number of its last entry, head, key and signature in hex, time of sealing (UTC)."""

    batch: int
    seq: int
    head: str
    key: str
    signature: str
    sealed_at: str

    def text(self) -> str:
        """The file's text."""
        return json.dumps({"format": FORMAT, **asdict(self)}, indent=2) + "\n"

    def signed(self) -> bool:
        """Whether its signature is of its key."""
        return signed_by(self.key, self.head, self.signature)


def read_anchor(text: str) -> Anchor:
    """The anchor in `text`. Raises AnchorError."""
    try:
        value = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise AnchorError(
            "The anchor file is no JSON. Give a file that `evenhand record seal --anchor` wrote."
        ) from error
    if not isinstance(value, dict) or value.get("format") != FORMAT:
        raise AnchorError(
            f"The anchor file does not say it is '{FORMAT}'. Give a file that `record seal --anchor` wrote."
        )
    for field in fields(Anchor):
        wanted = int if field.name in {"batch", "seq"} else str
        if type(value.get(field.name)) is not wanted:
            raise AnchorError(f"The anchor file's '{field.name}' is missing or damaged. Fetch it again.")
    return Anchor(**{field.name: value[field.name] for field in fields(Anchor)})

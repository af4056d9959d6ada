"""The texts that the traffic is made of, and how often each kind comes.

All are our own; people, places and numbers are invented. The coarse label serves the mix alone: it is no ground truth.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

# How often a label comes, in parts; labels that are not named come once.
WEIGHTS = {
    "question": 14,
    "application_help": 9,
    "complaint": 9,
    "criticism": 14,
    "swearing_criticism": 5,
    "praise": 10,
    "chatter": 9,
    "emoji": 4,
    "abuse_staff": 4,
    "abuse_staff_mild": 3,
    "abuse_user": 3,
    "obscenity": 2,
    "discrimination": 3,
    "slur": 2,
    "threat": 2,
    "risk": 2,
    "accusation": 2,
    "personal_details": 2,
    "false_claim": 2,
    "sincere_question": 2,
    "counter_speech": 2,
    "self_description": 3,
    "welsh": 3,
    "sensitive": 4,
    "off_topic": 2,
    "advert": 2,
    "scam": 2,
    "mixed": 3,
}
BREACHES = frozenset(
    {"abuse_staff", "abuse_user", "obscenity", "discrimination", "slur", "threat", "dehumanising", "disrespect"}
)


@dataclass(frozen=True, slots=True)
class Line:
    """One text. `on` says under which posts it makes sense: a purpose, `staff`, `sensitive` or `any`."""

    text: str
    label: str
    on: str = "any"


@cache
def comments() -> tuple[Line, ...]:
    """What people write in public."""
    return _lines("comments")


@cache
def messages() -> tuple[Line, ...]:
    """What people write in private. Reports have {link}, {quote} or {topic} to be filled in."""
    return _lines("messages")


@cache
def threads() -> tuple[tuple[str, ...], ...]:
    """Conversations between members of the public: a comment and its replies, in order."""
    return tuple(tuple(row["texts"]) for row in _rows("threads"))


def _lines(name: str) -> tuple[Line, ...]:
    return tuple(Line(row["text"], row["label"], row.get("on", "any")) for row in _rows(name))


def _rows(name: str) -> list[dict[str, str]]:
    raw = files("evenhand.sandbox.traffic").joinpath(f"data/{name}.jsonl").read_text("utf-8")
    return [json.loads(line) for line in raw.splitlines() if line.strip()]

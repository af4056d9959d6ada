"""The scenes that the check plays on every platform, on top of the believable traffic.

Each scene is published through the sandbox as a member of the public would write it; people then act on it at
the desk. The texts are our own.
"""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from evenhand.demo.witness import Witness

PLATFORMS = tuple(os.environ.get("EVENHAND_DEMO_PLATFORMS", "facebook,instagram,x,linkedin,youtube").split(","))

CRITICISM = (
    "The early release scheme is a shambles and the minister should be ashamed of it.",
    "HMPPS wastes money on adverts while prisons crumble. Appalling management, year after year.",
    "Your recruitment process is a joke. Eleven months for a vetting check is a disgrace.",
    "I think privatising probation was a stupid policy and everybody knew it would fail.",
    "Chronic understaffing, filthy wings, no education. This service is failing everyone in it.",
)
AT_RISK = "I just can't do this any more since he was sent down, I don't want to be here tomorrow."
ABUSE = "You're an idiot for thinking that, Kelly."
ABUSE_AGAIN = "You're still an idiot for thinking that, Kelly."
DISCRIMINATION = "Typical. Black officers are all thick and lazy, they should not be let into the service."
QUESTION_IN_BREACH = "This is fucking useless. When do applications for prison officer open in Leeds?"
ANSWER = "Applications open on the jobs page; you can set an alert for Leeds there."
PROFANITY = "fucking hell what a load of shite"
REPORTED = "Half of these people turned up at the open day for the free biscuits and a warm seat."
TELLS = "My sister Oonagh works on his wing."
REPORT = 'I want to report the comment "half of these people turned up at the open day for the free biscuits". {tells}'
MESSAGED = ("facebook", "instagram", "x")
"""Where somebody can write to us privately and our adapter reads it."""


@dataclass(slots=True)
class Scene:
    """One contribution that the check put there, and what must or must not come of it."""

    name: str
    platform: str
    id: str
    author: str
    fair_criticism: bool = False
    at_risk: bool = False
    asks: bool = False
    answer: str = ""
    never_blocked: bool = False
    more: dict[str, str] = field(default_factory=dict)


def open_scenes(witness: Witness) -> list[Scene]:
    """Everything that needs no earlier act of the house."""
    scenes: list[Scene] = []
    for platform in PLATFORMS:
        for number, text in enumerate(CRITICISM):
            scenes.append(
                _publish(witness, f"criticism-{number}", platform, text, fair_criticism=True, never_blocked=True)
            )
        scenes.append(_publish(witness, "at-risk", platform, AT_RISK, at_risk=True, never_blocked=True))
        scenes.append(_publish(witness, "abuse", platform, ABUSE))
        scenes.append(_publish(witness, "discrimination", platform, DISCRIMINATION))
        scenes.append(_publish(witness, "question", platform, QUESTION_IN_BREACH, asks=True, never_blocked=True))
        scenes.append(_publish(witness, "profanity", platform, PROFANITY, never_blocked=True))
        if platform in MESSAGED:
            scenes += _a_report(witness, platform)
    return scenes


def _a_report(witness: Witness, platform: str) -> list[Scene]:
    """A comment, and a private message that reports it and says something of who wrote the message."""
    about = _publish(witness, "reported", platform, REPORTED, never_blocked=True)
    said, reporter = REPORT.format(tells=TELLS), f"rowan-quill-{platform}"  # no part of another name, or it would tell
    report = _publish(witness, "report", platform, said, author=reporter, kind="direct_message")
    report.more["tells"] = TELLS
    return [about, report]


def abuse_again(witness: Witness, first: Scene) -> Scene:
    """The same author breaches again, twenty minutes after now by the platform's own date."""
    later = datetime.now(UTC) + timedelta(minutes=20)
    return _publish(witness, "abuse-again", first.platform, ABUSE_AGAIN, author=first.author, at=later)


def _publish(  # noqa: PLR0913 (a scene is what it is)
    witness: Witness,
    name: str,
    platform: str,
    text: str,
    *,
    author: str = "",
    kind: str = "comment",
    at: datetime | None = None,
    fair_criticism: bool = False,
    at_risk: bool = False,
    asks: bool = False,
    never_blocked: bool = False,
) -> Scene:
    body: dict[str, object] = {"platform": platform, "kind": kind, "text": text}
    body["author"] = author or f"check-{platform}-{name}"
    if at is not None:
        body["at"] = at.isoformat()
    made = witness.post("publish", body)
    return Scene(
        name,
        platform,
        str(made["id"]),
        str(made["author"]),
        fair_criticism=fair_criticism,
        at_risk=at_risk,
        asks=asks,
        answer=ANSWER if asks else "",
        never_blocked=never_blocked,
    )

"""The project's own labelled texts (training/data/domain): the only set that has a label for every head."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from training.heads import CHARACTERISTICS, GUIDELINES, INTENTS
from training.items import Item

DIRECT_MESSAGE: Final = "private message"
NO_POST: Final = "comment"

# The four guidelines that the first writers' schema did not have: their texts say nothing about them, except that a
# text without any breach breaks none of these either.
LATER: Final = frozenset({"protected_identity", "contempt", "security", "impersonation"})
EARLY_WRITERS: Final = frozenset("abcde")

_PERSON: Final = frozenset({"harassment", "disrespect", "defamation"})
# Which characteristic a discriminatory text attacks, read from its writer's note or, failing that, its words.
_SIGNS: Final = {
    "age": r"\bage\b|age(is|d)|pension|older|elderly|too old|boomer|young",
    "disability": r"disab|deaf|blind|wheelchair|autis|adhd|dyslex|mental health|ableis|crippl|learning diff",
    "gender_reassignment": r"trans\b|trans[ -]?(phob|gender|woman|man|people)|pronoun|gender reass|tranny",
    "marriage": r"marri|civil partner|wedding",
    "pregnancy": r"pregnan|matern|new mother|breastfe|baby",
    "race": r"rac(e|is|ial)|national|ethnic|immigra|foreign|xeno|gyps|travell|romani|polish|black|asian|african|pakist|"
    r"chinese|indian|eastern europ|welsh|irish|scot|mancunian|caste",
    "religion": r"relig|muslim|islam|hijab|jew|antisem|christian|sikh|turban|hindu|pagan|belief|church|faith|catholic",
    "sex": r"\bsex\b|sexis|wom[ae]n|female|girl|misogyn|\bmen\b|against men|gender stereo|male\b",
    "sexual_orientation": r"orientation|gay|lesbian|homo|queer|bisex|lgbt|pride",
}
_FOUND: Final = {name: re.compile(pattern, re.IGNORECASE) for name, pattern in _SIGNS.items()}


def read(folder: Path) -> Iterator[Item]:
    """Every text of writer-*.jsonl, in the files' order."""
    for path in sorted(folder.glob("writer-*.jsonl")):
        writer = path.stem.removeprefix("writer-")
        for line in path.read_text(encoding="utf-8").strip().split("\n"):
            yield _item(json.loads(line), writer)


def notes(folder: Path) -> dict[str, str]:
    """What each text's writer said about it, by the item's id."""
    return {
        f"{path.stem.removeprefix('writer-')}:{raw['id']}": raw["note"]
        for path in sorted(folder.glob("writer-*.jsonl"))
        for raw in map(json.loads, path.read_text(encoding="utf-8").strip().split("\n"))
    }


def context_of(kind: str, post: str) -> str:
    """What the model is told around a text; `signals/learned.py` builds the same."""
    if kind == "direct_message":
        return DIRECT_MESSAGE
    return post or NO_POST


def _item(raw: dict[str, Any], writer: str) -> Item:
    return Item(
        id=f"{writer}:{raw['id']}",
        text=raw["text"],
        context=context_of(raw["kind"], raw["post"]),
        labels=_labels(raw, writer),
        source=f"writer-{writer}",
        group=f"{writer}:{raw.get('pair') or raw['id']}",
        about={
            "guidelines": raw["guidelines"],
            "intents": raw["intents"],
            "outcome": raw["outcome"],
            "trap": raw["trap"],
            "kind": raw["kind"],
            "post": raw["post"],
            "platform": raw["platform"],
        },
    )


def _labels(raw: dict[str, Any], writer: str) -> dict[str, int]:
    breached, wants = set(raw["guidelines"]), set(raw["intents"])
    labels = {name: int(name in breached) for name in GUIDELINES}
    if writer in EARLY_WRITERS and breached:
        labels = {name: value for name, value in labels.items() if name not in LATER}
    labels |= {name: int(name in wants) for name in INTENTS}
    labels["credible_threat"] = int("threat" in breached and raw["outcome"] == "escalate" and "at_risk" not in wants)
    if "at_risk" in wants and "threat" in breached:
        del labels["credible_threat"]  # escalated for the one or the other: nobody can tell
    return labels | _targets(raw, breached, wants) | _characteristics(raw, breached)


def _targets(raw: dict[str, Any], breached: set[str], wants: set[str]) -> dict[str, int]:
    """Who is attacked or criticised, as far as the labels say; institution: criticism and complaints."""
    labels = {
        "target_person": int(bool(breached & _PERSON)),
        "target_group": int("discrimination" in breached),
    }
    if raw["trap"] in {"criticism", "sarcasm"} or "complaint" in wants:
        labels["target_institution"] = 1
    elif not breached or breached & _PERSON:
        labels["target_institution"] = 0
    return labels


def _characteristics(raw: dict[str, Any], breached: set[str]) -> dict[str, int]:
    if "discrimination" not in breached:
        return dict.fromkeys(CHARACTERISTICS, 0)
    found = {name for name, sign in _FOUND.items() if sign.search(raw["note"])}
    if not found:
        found = {name for name, sign in _FOUND.items() if sign.search(raw["text"])}
    return {name: int(name in found) for name in CHARACTERISTICS} if found else {}

"""What to choose in each platform's report form for a breach, as data: reason, the platform's own rule, true steps.

No platform takes reports by API, so a report is a manual task; this is what makes it exact. Keyed by the kinds of the
clause table, which every body's guidelines carry. Not here: whether to report (cases).
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from functools import cache
from importlib import resources

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter
from ruamel.yaml import YAML

from evenhand.platforms.capabilities import steps
from evenhand.platforms.interface import Operation, Platform
from evenhand.platforms.names import NAMES

CHOOSE = "Choose the reason that fits the guideline and send the report."
"""The step of every platform's `platform_report` that the exact reason takes the place of."""
WHEN = {
    "DISC": "demeans people for what they are",
    "HATE": "stirs up hatred",
    "THREAT": "threatens violence",
    "SH-ENCOURAGE": "urges somebody to harm themselves",
    "SH-METHOD": "describes a means of self-harm",
    "CRIME": "urges crime",
    "ABUSE": "insults a person",
    "HARASS": "pursues a person",
    "OBSC": "is sexual or obscene",
    "PROF": "only swears",
    "INTIMATE": "shows or describes somebody's intimate life",
    "INFL": "stirs up trouble",
    "DISR": "shows contempt for somebody's view",
    "DEFAM": "accuses a named person",
    "ADVERT": "advertises something",
    "SPAM": "is spam",
    "MALWARE": "leads to something harmful",
    "OFFTOPIC": "has nothing to do with the post",
    "MISINFO": "states something false",
    "PII": "tells personal details",
    "STAFF-ID": "says who a member of staff is",
    "PROTECTED-ID": "names somebody who must be protected",
    "CHILD": "harms a child",
    "CONTEMPT": "may prejudice a trial",
    "SECURITY": "endangers the security of a prison",
    "IMPERS": "pretends to be somebody else",
}
"""What is said of each kind, where one guideline holds several."""


class Reason(BaseModel):
    """One choice of a platform's report form. `rules` is the address of the platform's own rule on it."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    kinds: tuple[str, ...] = Field(min_length=1)
    reason: str = Field(min_length=1)
    rules: str = Field(pattern=r"^https://\S+$")
    note: str = ""

    @property
    def quoted(self) -> str:
        """What to choose, each choice in quotation marks of its own where one leads to another."""
        return f"'{self.reason}'".replace(", then ", "', then '")


class Reports(BaseModel):
    """One platform's file. `rules`: all its rules; `seen_on`: when somebody last compared it with the live form."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    rules: str = Field(pattern=r"^https://\S+$")
    seen_on: date | None
    reasons: tuple[Reason, ...]


@cache
def reports(platform: Platform) -> Reports:
    """The platform's file, read once."""
    folder = resources.files("evenhand.platforms") / platform.value
    data = YAML(typ="safe", pure=True).load((folder / "reports.yaml").read_text("utf-8"))
    return TypeAdapter(Reports).validate_python(data)


def reasons_for(platform: Platform, kinds: Iterable[str]) -> dict[str, Reason]:
    """By the first kind that asks for it, each reason once, in the order of `kinds`."""
    found: dict[str, Reason] = {}
    for kind in kinds:
        for reason in reports(Platform(platform)).reasons:
            if kind in reason.kinds and reason.reason not in {one.reason for one in found.values()}:
                found[kind] = reason
    return found


def report_steps(platform: Platform, kinds: Iterable[str]) -> list[str]:
    """What a person does to report a breach of these kinds, the reasons and the platform's rules named."""
    found = reasons_for(platform, kinds)
    told = steps(platform, Operation.PLATFORM_REPORT)
    if not found:
        return told
    at = told.index(CHOOSE)
    return [*told[:at], *_choosing(found), *_reading(platform, found), *told[at + 1 :]]


def _choosing(found: dict[str, Reason]) -> list[str]:
    (_, first), *others = found.items()
    return [
        f"Choose the reason {first.quoted}.",
        *(f"If it {WHEN[kind]}, choose {other.quoted} instead." for kind, other in others),
        "Send the report.",
        *dict.fromkeys(one.note for one in found.values() if one.note),
    ]


def _reading(platform: Platform, found: dict[str, Reason]) -> list[str]:
    addresses = " and ".join(dict.fromkeys(one.rules for one in found.values()))
    return [f"If you are not sure, read what {NAMES[Platform(platform)]} says: {addresses}"]

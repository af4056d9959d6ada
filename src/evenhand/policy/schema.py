"""What a policy is: frozen models of the file, and nothing of how it is read, checked or applied.

A policy is one body's published guidelines with what follows from each. The models hold shapes only;
what a shape alone cannot say (a condition's names, what the machine may hide) stands in `rules`.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from functools import cached_property
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StrictBool, StrictInt, StringConstraints

from evenhand.policy.versions import canonical, digest_of

Words = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
Identifier = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*$", max_length=40)]
Platform = Literal["facebook", "instagram", "x", "linkedin", "youtube"]

MIN_EXAMPLES = 5


class Outcome(StrEnum):
    """What is proposed to people for a contribution."""

    ESCALATE = "escalate"
    REMOVE_AND_BLOCK = "remove_and_block"
    REMOVE = "remove"
    ALLOW = "allow"


class Track(StrEnum):
    """How an author can come to be blocked: after a delivered warning, or at once after two confirmations."""

    WARN_FIRST = "warn_first"
    IMMEDIATE_BLOCK = "immediate_block"


class Nature(StrEnum):
    """What makes two breaches alike, so that the later one can count after a warning."""

    ABUSE = "abuse"
    COMMERCE = "commerce"
    FALSEHOOD = "falsehood"
    NONE = "none"


class Kind(StrEnum):
    """Kinds of breach within a guideline: the codes of the clause table."""

    DISC = "DISC"
    HATE = "HATE"
    THREAT = "THREAT"
    SH_ENCOURAGE = "SH-ENCOURAGE"
    CRIME = "CRIME"
    ABUSE = "ABUSE"
    HARASS = "HARASS"
    OBSC = "OBSC"
    PROF = "PROF"
    INTIMATE = "INTIMATE"
    INFL = "INFL"
    DISR = "DISR"
    DEFAM = "DEFAM"
    SH_METHOD = "SH-METHOD"
    ADVERT = "ADVERT"
    SPAM = "SPAM"
    MALWARE = "MALWARE"
    OFFTOPIC = "OFFTOPIC"
    MISINFO = "MISINFO"
    PII = "PII"
    STAFF_ID = "STAFF-ID"
    PROTECTED_ID = "PROTECTED-ID"
    CHILD = "CHILD"
    CONTEMPT = "CONTEMPT"
    SECURITY = "SECURITY"
    IMPERS = "IMPERS"


class Frozen(BaseModel):
    """A value: cannot change, and refuses what it does not know."""

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)


class Example(Frozen):
    """One text that breaches a guideline, or looks as if and does not; with the context it stands in."""

    text: str = Field(min_length=1)
    post: str = ""
    parent: str = ""
    kind: Literal["comment", "direct_message"] = "comment"
    platform: Platform = "facebook"
    look_alikes: StrictInt = Field(default=0, ge=0)
    outcome: Outcome | None = None
    automatic: StrictBool | None = None
    note: str = ""


class Guideline(Frozen):
    """One published rule: what people read, what moderators apply, what the machine may do, what follows."""

    id: Identifier
    kinds: tuple[Kind, ...] = Field(min_length=1)
    title: Words
    topic: Words
    published: Words
    cites: tuple[StrictInt, ...] = ()
    definition: Words
    is_not: Words
    breach: tuple[Example, ...] = ()
    no_breach: tuple[Example, ...] = ()
    condition: Words
    score: Words | None = None
    automatic: Mapping[Platform, Literal["hide", "none"]] = Field(default_factory=dict)
    automatic_when: Words | None = None
    priority: StrictInt = Field(ge=1, le=5)
    approvals: StrictInt = Field(ge=0, le=2)
    track: Track
    strike: StrictBool
    strike_first_time_exempt: StrictBool = False
    nature: Nature
    outcome: Outcome
    letter: Identifier
    offence_hint: str = ""
    needs_source: StrictBool = False


class IntentRule(Frozen):
    """When an author is taken to want something, or somebody to be at risk."""

    condition: Words
    meaning: Words


class Policy(Frozen):
    """One body's whole set of guidelines, in the order in which they are published.

    `letters` holds the texts of the letters, language → name → text, since what people are told is part
    of what follows from a rule. `digest` is the SHA-256 of the content; comments, the order of keys and
    layout of the file do not count.
    """

    id: Identifier
    name: Words
    organisation: tuple[Words, ...] = Field(min_length=1)
    language: Literal["en", "cy"] = "en"
    published: Words
    guidelines_url: Annotated[str, StringConstraints(pattern=r"^https://\S+$")]
    help_route: Words
    review_route: Words
    concern_route: str = ""
    outcomes: tuple[Outcome, ...]
    warning_months: StrictInt = Field(ge=1, le=60)
    credible_threat: Words
    guidelines: tuple[Guideline, ...] = Field(min_length=1)
    intents: Mapping[Identifier, IntentRule]
    claims: str = ""
    letters: Mapping[str, Mapping[str, str]] = Field(default_factory=dict)

    @cached_property
    def content(self) -> str:
        """Canonical JSON of everything the policy holds; `Policy.model_validate_json` makes it again."""
        return canonical(self.model_dump(mode="json"))

    @cached_property
    def digest(self) -> str:
        """SHA-256 of the canonical content, as 64 hexadecimal digits."""
        return digest_of(self.content)

    @property
    def version(self) -> str:
        """The policy's name for records and notices: `id@` and the digest's first twelve digits."""
        return f"{self.id}@{self.digest[:12]}"

    def guideline(self, guideline_id: str) -> Guideline:
        """Return the guideline with that id; KeyError where the policy has none."""
        for guideline in self.guidelines:
            if guideline.id == guideline_id:
                return guideline
        raise KeyError(f"policy {self.version} has no guideline '{guideline_id}'")

    def number(self, guideline_id: str) -> int:
        """Return the guideline's number on the published page, counted from 1."""
        return self.guidelines.index(self.guideline(guideline_id)) + 1

"""Two assessors over the same texts: the items that come out otherwise (promise 11).

Pure: what is compared are the proposed outcome, the guidelines found breached and what the machine may do by itself,
since these are what changes for people. Which texts, and who must look at them, is for `golden` and for `judgement`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Protocol

from evenhand.assess.model import Assessment
from evenhand.policy import Policy
from evenhand.signals.interface import Context


class AssessorLike(Protocol):
    """Whatever assesses a text under a policy: `evenhand.assess.Assessor`, or a stand-in."""

    @property
    def policy(self) -> Policy:
        """The policy it assesses under."""

    def assess(self, text: str, context: Context, *, post_sensitive: bool = False) -> Assessment:
        """Assess one text in its context."""


@dataclass(frozen=True, slots=True)
class Text:
    """One text to compare on. The organisation in its context is that of each assessor's own policy."""

    id: str
    text: str
    context: Context
    post_sensitive: bool = False


@dataclass(frozen=True, slots=True)
class Outcome:
    """What an assessor says of a text, as far as it changes anything for people; guidelines in alphabetical order."""

    outcome: str
    guidelines: tuple[str, ...] = ()
    automatic: str = ""


@dataclass(frozen=True, slots=True)
class Flip:
    """One item that comes out otherwise."""

    id: str
    before: Outcome
    after: Outcome

    @property
    def change(self) -> str:
        """The kind of change in one word, the gravest first: `allow>remove`, `automatic` or `guidelines`."""
        if self.before.outcome != self.after.outcome:
            return f"{self.before.outcome}>{self.after.outcome}"
        return "automatic" if self.before.automatic != self.after.automatic else "guidelines"


def outcome_of(assessment: Assessment) -> Outcome:
    """Return what counts of an assessment."""
    guidelines = sorted({finding.guideline_id for finding in assessment.findings})
    return Outcome(assessment.outcome, tuple(guidelines), assessment.automatic or "")


def assessed(assessor: AssessorLike, text: Text) -> Outcome:
    """Assess one text as the policy's own organisation would."""
    context = replace(text.context, organisation=tuple(assessor.policy.organisation))
    return outcome_of(assessor.assess(text.text, context, post_sensitive=text.post_sensitive))


def flip(identifier: str, before: Outcome, after: Outcome) -> Flip | None:
    """Return the flip of one item, None where it comes out the same."""
    return Flip(identifier, before, after) if before != after else None


def flips(texts: Iterable[Text], before: AssessorLike, after: AssessorLike) -> Iterator[Flip]:
    """Yield the items that come out otherwise under `after` than under `before`, in order; holds one text at a time."""
    for text in texts:
        found = flip(text.id, assessed(before, text), assessed(after, text))
        if found is not None:
            yield found

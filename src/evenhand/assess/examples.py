"""A policy's own examples, put to the test: each must come out as the file says.

A breach example must breach its guideline; one of no breach must not. An example may also say what is
proposed (`outcome`) and whether the machine may hide it by itself (`automatic`). Only the guideline that an
example stands under counts: an insult is no breach of the rule on adverts, whatever else it is.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

from evenhand.policy import Example, FalseClaim, Guideline, Policy
from evenhand.signals.interface import ClaimEntry, Context, Signal


class FindingLike(Protocol):
    """The part of a finding that an example is compared with."""

    @property
    def guideline_id(self) -> str:
        """The guideline judged breached."""


class AssessmentLike(Protocol):
    """The part of an assessment that an example is compared with."""

    @property
    def findings(self) -> Sequence[FindingLike]:
        """The guidelines judged breached."""

    @property
    def signals(self) -> Sequence[Signal]:
        """Everything that was measured."""

    @property
    def outcome(self) -> str:
        """What is proposed to people."""

    @property
    def automatic(self) -> str | None:
        """What the machine may do by itself now: `hide`, or None."""


class AssessorLike(Protocol):
    """Whatever can assess a text: `evenhand.assess.Assessor`, or a stand-in."""

    def assess(self, text: str, context: Context) -> AssessmentLike:
        """Assess one text in its context."""


@dataclass(frozen=True, slots=True)
class WrongExample:
    """An example that came out wrong; `path` is where it stands in the policy file."""

    path: tuple[str | int, ...]
    guideline_id: str
    text: str
    cause: str
    cure: str


def context_of(example: Example, policy: Policy, claims: Sequence[FalseClaim] = ()) -> Context:
    """Return the context in which `example` is to be judged."""
    return Context(
        platform=example.platform,
        kind=example.kind,
        post=example.post,
        parent=example.parent,
        organisation=policy.organisation,
        false_claims=tuple(ClaimEntry(c.id, c.stated, c.correction, c.source) for c in claims),
        look_alikes=example.look_alikes,
        look_alike_authors=example.look_alikes,
    )


def count(policy: Policy) -> int:
    """Return how many examples a policy has."""
    return sum(len(guideline.breach) + len(guideline.no_breach) for guideline in policy.guidelines)


def wrong_examples(policy: Policy, assessor: AssessorLike, claims: Sequence[FalseClaim] = ()) -> Iterator[WrongExample]:
    """Assess every example of `policy` and yield those that come out wrong, in the order of the file."""
    for number, guideline in enumerate(policy.guidelines):
        for key, examples in (("breach", guideline.breach), ("no_breach", guideline.no_breach)):
            for index, example in enumerate(examples):
                assessment = assessor.assess(example.text, context_of(example, policy, claims))
                for cause in _causes(guideline, example, assessment, breach=key == "breach"):
                    path = ("guidelines", number, key, index, "text")
                    yield WrongExample(path, guideline.id, example.text, cause, _cure(guideline, assessment))


def _causes(guideline: Guideline, example: Example, assessment: AssessmentLike, *, breach: bool) -> Iterator[str]:
    found = any(finding.guideline_id == guideline.id for finding in assessment.findings)
    if found != breach:
        said = "a breach" if breach else "no breach"
        yield f"this is given as {said} of '{guideline.id}', and comes out as {'a breach' if found else 'none'}"
    if example.outcome is not None and assessment.outcome != example.outcome:
        yield f"this is given as '{example.outcome}', and comes out as '{assessment.outcome}'"
    if example.automatic is not None and example.automatic != (assessment.automatic is not None):
        able = "may" if assessment.automatic else "may not"
        yield f"this is given as automatic: {str(example.automatic).lower()}, and the machine {able} hide it"


def _cure(guideline: Guideline, assessment: AssessmentLike) -> str:
    measured = ", ".join(f"{signal.name} {signal.score:.2f}" for signal in assessment.signals if signal.score > 0)
    return (
        f"measured here: {measured or 'nothing'}. Mend the condition of '{guideline.id}' or its detectors, "
        "or move the example if it is the example that is wrong"
    )

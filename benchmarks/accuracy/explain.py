"""What a moderator reads of ten hard texts: which guideline, how sure, which words moved it, and what it means.

    python benchmarks/accuracy/explain.py > docs/explanations.md

The texts are invented and taught nothing.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Final

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from evenhand.assess import Assessment, Assessor, Finding
from evenhand.assess.surroundings import surroundings
from evenhand.policy import Policy, find, load
from evenhand.signals.catalogue import CATALOGUE
from evenhand.signals.interface import Context

PRIYA, DAN = "Meet Priya, one of our new prison officers.", "Meet Dan, a senior officer at one of our prisons."
HARD: Final = (
    ("With a face like that no wonder she hides behind a uniform", PRIYA),
    ("Women like her are only hired to tick a box and the lads will run rings round her", PRIYA),
    ("We know which gym you use. See you there.", DAN),
    ("One dark night she will learn what happens to screws", PRIYA),
    ("Nobody asked you, petal. Adults are talking.", "New visiting hours from May."),
    ("Whitlock on the gate has been taking envelopes off visitors for years and everyone knows", "Visits are back."),
    ("HMPPS is a joke, run by clowns who could not organise a queue", "Our annual report is out."),
    ("I cannot do this any more, nobody would even notice if I was gone", "World Mental Health Day."),
    ("Someone underneath your post is telling people where that girl lives, please look", ""),
    ('"You people should not be allowed near our kids" is what I get at the school gate for being Muslim.', PRIYA),
)


def told(text: str, finding: Finding, policy: Policy) -> list[str]:
    """One finding in words."""
    guideline = next(one for one in policy.guidelines if one.id == finding.guideline_id)
    words = dict.fromkeys(text[one.start : one.end] for one in finding.evidence)
    says = dict.fromkeys(one.detail for one in finding.evidence if one.detail)
    return [
        f"- **{guideline.title}.** {'; '.join(says) or 'Found by the whole of it.'}",
        f"  - Words: {', '.join(f'“{word}”' for word in words) or 'none stands out alone'}",
        f"  - The guideline: {' '.join(guideline.definition.split()).split('. ')[0].rstrip('.')}.",
    ]


def page(text: str, post: str, judged: Assessment, policy: Policy) -> list[str]:
    """Everything said of one text."""
    lines = [f"> {text}", "", f"Under: {post}" if post else "A private message.", ""]
    for finding in judged.findings:
        lines += told(text, finding, policy)
    for intent in judged.intents:
        lines.append(f"- Read as: {policy.intents[intent.id].meaning}")
    if not judged.findings and not judged.intents:
        lines.append("- Nothing found: it stays up.")
    return [*lines, f"- Proposed: {judged.outcome.replace('_', ' ')}.", ""]


def main() -> None:
    """Assess and print."""
    path = find("hmpps")
    policy = load(path, signals=CATALOGUE)
    assessor, around = Assessor(policy), surroundings(policy, path.parent)
    print("# What a moderator reads of ten hard texts\n")
    print("Written by `benchmarks/accuracy/explain.py` with the model that ships; texts invented, not taught.\n")
    for text, post in HARD:
        kind = "comment" if post else "direct_message"
        context = Context(
            "facebook", kind, post, organisation=around.organisation, false_claims=around.false_claims
        )  # fmt: skip
        print("\n".join(page(text, post, assessor.assess(text, context), policy)))


if __name__ == "__main__":
    main()

"""What the decision form offers on this platform, under this policy, for this contribution."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils import timezone

from evenhand.cases.deciding import measures_on
from evenhand.desk import words
from evenhand.intake.models import Contribution
from evenhand.judgement.models import Assessment, FalseClaim
from evenhand.judgement.policies import policy_of
from evenhand.platforms.capabilities import Capability, Sight, Support, capability
from evenhand.platforms.interface import Operation, Platform
from evenhand.sanctions.models import CHARACTERISTICS
from evenhand.sanctions.warnings import means_on

KEEP = "none"
TAKES_AWAY = {Operation.HIDE, Operation.DELETE}


@dataclass(frozen=True, slots=True)
class Option:
    """One thing that can be chosen, with the sentence beneath it."""

    value: str
    text: str
    hint: str = ""


@dataclass(frozen=True, slots=True)
class Offer:
    """Everything the form offers."""

    suggested: tuple[Option, ...]
    guidelines: tuple[Option, ...]
    measures: tuple[Option, ...]
    claims: tuple[Option, ...]
    characteristics: tuple[Option, ...]
    confirm_codes: frozenset[str]
    claim_codes: frozenset[str]
    characteristic_hint: str = ""


def offer(contribution: Contribution, assessment: Assessment | None) -> Offer:
    """What to offer; empty of guidelines while the contribution has not been read yet."""
    if assessment is None:
        return Offer((), (), (), (), (), frozenset(), frozenset())
    policy = policy_of(assessment.policy_version)
    found = [str(finding["guideline_id"]) for finding in assessment.findings]
    every = {rule.id: Option(rule.id, rule.title, rule.definition) for rule in policy.guidelines}
    return Offer(
        suggested=tuple(every[code] for code in dict.fromkeys(found) if code in every),
        guidelines=tuple(option for code, option in every.items() if code not in found),
        measures=_measures(contribution),
        claims=_claims(),
        characteristics=tuple(Option(code, text) for code, text in CHARACTERISTICS),
        confirm_codes=frozenset(rule.id for rule in policy.guidelines if rule.track == "immediate_block"),
        claim_codes=frozenset(rule.id for rule in policy.guidelines if rule.needs_source),
        characteristic_hint=_characteristic_hint(assessment),
    )


def _characteristic_hint(assessment: Assessment) -> str:
    """Which characteristic the learned model reads in it, if any: the most likely ones first, in a sentence."""
    scores = {str(signal["name"]): float(signal["score"]) for signal in assessment.signals}
    names = dict(CHARACTERISTICS)
    read = sorted((code for code in names if f"hint_{code}" in scores), key=lambda code: -scores[f"hint_{code}"])
    if not read:
        return ""
    said = " or ".join(str(names[code]).lower() for code in read[:2])
    return f"The model reads it as about {said}. It may be wrong: choose what you see yourself."


def how(platform: str, operation: Operation) -> str:
    """In plain words: who does it here, who still sees the contribution afterwards, and whether it can be undone."""
    found = capability(Platform(platform), operation)
    said = [_who_does(found, words.platform(platform))]
    if operation in TAKES_AWAY:
        said.append(_who_sees(found))
        if not found.reversible:
            said.append("It cannot be undone.")
    return " ".join(part for part in said if part)


def _who_does(found: Capability, name: str) -> str:
    if found.supported == Support.API:
        return f"Evenhand does this on {name}."
    if found.supported == Support.PARTIAL:
        return f"Evenhand does this on {name} where it can; else it becomes a manual task."
    return f"{name} lets only a person do this, so it becomes a manual task."


def _who_sees(found: Capability) -> str:
    """Who still sees it: a body's promise to its authors must be true on this platform (clause 40)."""
    if found.visible_to_stranger == Sight.CLICK_THROUGH:
        return "Others see it only after one more click."
    if found.visible_to_author == Sight.YES and found.visible_to_friend == Sight.YES:
        return "Its author and their friends still see it; others do not."
    if found.visible_to_author == Sight.YES:
        return "Its author still sees it; others do not."
    return "Nobody sees it any more." if found.visible_to_stranger == Sight.NO else ""


def _measures(contribution: Contribution) -> tuple[Option, ...]:
    platform = contribution.channel.platform
    return tuple(
        Option(
            name,
            words.OPERATIONS[name],
            _warning_way(contribution) if name == "warn" else how(platform, Operation(name)),
        )
        for name in measures_on(platform, contribution.kind)
    )


def _warning_way(contribution: Contribution) -> str:
    way = "a private message" if means_on(contribution) == "message" else "a public reply in neutral words"
    return f"Sent as {way}, with the guideline and a link to the guidelines. It counts once it is delivered."


def _claims() -> tuple[Option, ...]:
    rows = FalseClaim.objects.filter(expires_on__gte=timezone.localdate()).order_by("code")
    return tuple(Option(row.code, row.claim, f"Source: {row.source}") for row in rows)

"""Builds the context of one version from the database: post, parent, featured staff, claims, look-alikes."""

from __future__ import annotations

from django.utils import timezone

from evenhand.intake.models import Contribution, Version
from evenhand.judgement import look_alikes
from evenhand.judgement.models import FalseClaim
from evenhand.policy import Policy
from evenhand.signals.interface import ClaimEntry, Context


def context_for(version: Version, policy: Policy) -> Context:
    """The context of `version`, as a value; reading it also remembers the text for later look-alikes."""
    contribution = version.contribution
    post = contribution.post
    alike = look_alikes.seen_before(version)
    return Context(
        platform=contribution.channel.platform,
        kind=contribution.kind,
        post=post.text if post else "",
        parent=_parent_text(contribution),
        featured=tuple(post.featured) if post else (),
        organisation=tuple(policy.organisation),
        false_claims=_claims(),
        look_alikes=alike.count,
        look_alike_authors=alike.authors,
    )


def _parent_text(contribution: Contribution) -> str:
    if contribution.parent_id is None:
        return ""
    latest = Version.objects.filter(contribution_id=contribution.parent_id).order_by("-number").first()
    return latest.text if latest else ""


def _claims() -> tuple[ClaimEntry, ...]:
    rows = FalseClaim.objects.filter(expires_on__gte=timezone.localdate()).order_by("code")
    return tuple(ClaimEntry(row.code, row.claim, row.correction, row.source) for row in rows)

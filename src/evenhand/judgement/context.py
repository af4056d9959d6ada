"""Builds the context of one version from the database: post, parent, featured staff, claims, look-alikes."""

from __future__ import annotations

from django.db.models import QuerySet
from django.utils import timezone

from evenhand.intake.models import Contribution, Version
from evenhand.judgement import look_alikes
from evenhand.judgement.models import FalseClaim
from evenhand.judgement.uses import Use, may_use
from evenhand.policy import Policy
from evenhand.signals.interface import ClaimEntry, Context
from evenhand.signals.lookalikes import Seen
from evenhand.store.prepared import Value, prepared


@prepared
def _unexpired(today: Value) -> QuerySet[FalseClaim]:
    return FalseClaim.objects.filter(expires_on__gte=today).order_by("code")


def context_for(version: Version, policy: Policy) -> Context:
    """The context of `version`, as a value; reading it also remembers the text for later look-alikes."""
    return _context(version, policy, look_alikes.seen_before(version), claims())


def context_again(version: Version, policy: Policy, known: tuple[ClaimEntry, ...]) -> Context:
    """The context in which `version` was assessed, against the claims `known`; remembers nothing."""
    return _context(version, policy, look_alikes.seen_then(version), known)


def is_sensitive(version: Version) -> bool:
    """Whether the post that it stands under is tagged as sensitive."""
    post = version.contribution.post
    return post is not None and post.sensitive


def _context(version: Version, policy: Policy, alike: Seen, known: tuple[ClaimEntry, ...]) -> Context:
    contribution = version.contribution
    post = contribution.post
    return Context(
        platform=contribution.channel.platform,
        kind=contribution.kind,
        post=post.text if post else "",
        parent=_parent_text(contribution),
        featured=tuple(post.featured) if post else (),
        organisation=tuple(policy.organisation),
        false_claims=known,
        look_alikes=alike.count,
        look_alike_authors=alike.authors,
        infer_risk=may_use(contribution.channel, Use.INFER_RISK),
    )


def _parent_text(contribution: Contribution) -> str:
    if contribution.parent_id is None:
        return ""
    latest = Version.objects.filter(contribution_id=contribution.parent_id).order_by("-number").first()
    return latest.text if latest else ""


def claims() -> tuple[ClaimEntry, ...]:
    """The false claims on the register that have not expired."""
    rows = _unexpired.rows(timezone.localdate())
    return tuple(ClaimEntry(row.code, row.claim, row.correction, row.source) for row in rows)

"""Builds the context of one version from the database: post, parent, featured staff, claims, look-alikes."""

from __future__ import annotations

from collections.abc import Sequence

from django.db.models import QuerySet
from django.utils import timezone

from evenhand.intake.models import Contribution, Version
from evenhand.judgement import look_alikes
from evenhand.judgement.models import Assessment, FalseClaim, Incident
from evenhand.judgement.uses import Use, may_use
from evenhand.policy import Policy
from evenhand.signals.interface import ClaimEntry, Context
from evenhand.signals.lookalikes import Seen
from evenhand.store.prepared import Value, prepared


@prepared
def _incidents(now: Value) -> QuerySet[Incident]:
    return Incident.objects.filter(state="on", until__gt=now)


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
    """Whether it is read as under a sensitive post: its post is tagged so, or incident mode is on."""
    post = version.contribution.post
    return (post is not None and post.sensitive) or incident_on()


def sensitive_then(versions: Sequence[Version]) -> set[int]:
    """Of these, by key, those that were read as under a sensitive post when they were last assessed."""
    rows = Assessment.objects.filter(version__in=[one.pk for one in versions]).order_by("pk")
    then = dict(rows.values_list("version_id", "post_sensitive"))
    return {one.pk for one in versions if (then[one.pk] if one.pk in then else is_sensitive(one))}


def incident_on() -> bool:
    """Whether incident mode is on."""
    return _incidents.exists(timezone.now())


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

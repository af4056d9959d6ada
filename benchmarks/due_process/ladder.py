"""What was decided about a million comments: breaches, strikes, warnings, grounds and blocks, as rows."""

from __future__ import annotations

from benchmarks.million import insert

from evenhand.actions.models import Action
from evenhand.cases.models import Case, Decision
from evenhand.judgement.models import Guideline, PolicyVersion
from evenhand.people.models import User
from evenhand.sanctions.models import TEN_MINUTES_US, Block, LadderGround, Strike, Warning

EVERY = 10
"""One in so many comments breached a guideline."""
MICRO = "(extract(epoch FROM {at}) * 1000000)::bigint"


def decided(version: PolicyVersion, moderator: User, approver: User) -> dict[str, int]:
    """Fill it; how many rows of each."""
    rule = Guideline.objects.get(policy_version=version, code="harassment")
    of = {"contribution_id": "c.id", "author_id": "c.author_id", "channel_id": "c.channel_id"}
    breaches = f"intake_contribution c WHERE c.id %% {EVERY} = 0"
    insert(
        Case,
        breaches,
        id="c.id",
        contribution_id="c.id",
        assessment_id="c.id",
        kind="'review'",
        state="'closed'",
        outcome="'breach'",
        opened_at="c.first_seen_at",
        closed_at="c.first_seen_at + interval '1 hour'",
    )
    made = {
        "decisions": insert(
            Decision,
            breaches,
            id="c.id",
            contribution_id="c.id",
            contribution_kind="c.kind",
            version_id="c.id",
            case_id="c.id",
            assessment_id="c.id",
            policy_version_id=str(version.pk),
            guideline_id=str(rule.pk),
            needs_source="false",
            verdict="'breach'",
            facts="'It calls somebody names.'",
            measures="'platform_report,warn'",
            actor="'person'",
            person_id=str(moderator.pk),
            key="'bench-' || c.id",
            decided_at="c.first_seen_at + interval '1 hour'",
        ),
        "strikes": insert(
            Strike,
            breaches,
            **of,
            id="c.id",
            decision_id="c.id",
            guideline_id=str(rule.pk),
            nature=f"'{rule.nature}'",
            assessment_id="c.id",
            dated_us=MICRO.format(at="c.published_at"),
        ),
    }
    warned = f"sanctions_strike c WHERE c.id %% {2 * EVERY} = 0"
    insert(
        Action,
        warned,
        **{**of, "contribution_id": "c.contribution_id"},
        id="md5('action' || c.id)::uuid",
        decision_id="c.id",
        contribution_kind="'comment'",
        operation="'warn'",
        means="'message'",
        text="'Please read our guidelines.'",
        actor="'person'",
        person_id=str(moderator.pk),
        key="'bench-' || c.id",
        state="'done'",
        seen="'receipt'",
        done_at="to_timestamp(c.dated_us / 1000000) + interval '1 hour'",
    )
    delivered = "(c.dated_us + 3600000000)"
    made["warnings"] = insert(
        Warning,
        warned,
        id="md5('warning' || c.id)::uuid",
        strike_id="c.id",
        author_id="c.author_id",
        channel_id="c.channel_id",
        guideline_id="c.guideline_id",
        policy_version_id=str(version.pk),
        nature="c.nature",
        guidelines_link="'https://www.example.gov.uk/guidelines'",
        action_id="md5('action' || c.id)::uuid",
        state="'delivered'",
        means="'message'",
        delivered_us=delivered,
        lapses_us=f"{delivered} + 31536000000000",
    )
    made["grounds"] = insert(
        LadderGround,
        f"""(SELECT DISTINCT ON (s.id) s.id, s.author_id, s.channel_id, s.nature, s.dated_us, w.id AS warning_id,
              w.delivered_us, w.lapses_us FROM sanctions_strike s JOIN sanctions_warning w ON w.author_id = s.author_id
              AND w.channel_id = s.channel_id AND s.dated_us > w.delivered_us + {TEN_MINUTES_US}
              AND s.dated_us <= w.lapses_us WHERE s.id %% {3 * EVERY} = 0 ORDER BY s.id, w.delivered_us) g""",  # noqa: S608 (our own numbers)
        id="g.id",
        warning_id="g.warning_id",
        strike_id="g.id",
        author_id="g.author_id",
        channel_id="g.channel_id",
        nature="g.nature",
        delivered_us="g.delivered_us",
        lapses_us="g.lapses_us",
        breach_us="g.dated_us",
    )
    made["blocks"] = insert(
        Block,
        "(SELECT DISTINCT ON (author_id) * FROM sanctions_ladderground ORDER BY author_id, id) g",
        id="md5('block' || g.id)::uuid",
        author_id="g.author_id",
        channel_id="g.channel_id",
        ground="'ladder'",
        ladder_id="g.id",
        approved_by_id=str(approver.pk),
        review_on="current_date + 180",
        state="'in_force'",
    )
    return made

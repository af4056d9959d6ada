"""A channel, its authors and what they wrote, by the million: the rows that every benchmark of the desk begins with."""

from __future__ import annotations

from benchmarks.million import AUTHORS, RARE, insert

from evenhand.cases.models import Case
from evenhand.channels.models import Channel
from evenhand.intake.models import Author, Contribution, Disposition, Post, Version
from evenhand.judgement import policies
from evenhand.judgement.models import Assessment, PolicyVersion
from evenhand.policy import load, load_claims
from evenhand.signals.catalogue import CATALOGUE

POSTS = 2_000
TEXT = f"said.words || ' ref' || (i %% {RARE})"


def policy() -> PolicyVersion:
    """The HMPPS policy, in force."""
    file = policies.policy_file("hmpps")
    version = policies.store(load(file, signals=CATALOGUE))
    policies.store_claims(load_claims(file.with_name("hmpps-claims.yaml")))
    policies.activate(version, None)
    return version


def a_channel() -> Channel:
    """One channel, with authors and posts."""
    on = Channel.objects.create(platform="facebook", external_id="page-1", name="Bench", base_url="http://127.0.0.1:1")
    insert(
        Author,
        f"generate_series(1, {AUTHORS}) i",
        id="i",
        channel_id=str(on.pk),
        external_id="'writer-' || i",
        handle="'writer.' || i",
        display_name="'Writer ' || i",
    )
    insert(
        Post,
        f"generate_series(1, {POSTS}) i",
        id="i",
        channel_id=str(on.pk),
        external_id="'post-' || i",
        published_at=f"now() - ({POSTS} - i) * interval '8 hours'",
    )
    return on


def wrote(  # noqa: PLR0913 (what, whose, how many, over how long: each named by its caller)
    on: Channel, version: PolicyVersion, kind: str, *, first: int, last: int, days: int
) -> None:
    """Contributions `first` to `last` of one kind, evenly over the last `days`; few authors write much of it.

    Who wrote is drawn by the square of chance: the busiest of 100,000 wrote some 3,000 of a million.
    """
    every = f"generate_series({first}, {last}) i"
    ago = f"now() - ({last} - i)::float8 / {last - first + 1} * interval '{days} days'"
    insert(Disposition, every, id="i", state="'kept'")
    insert(
        Contribution,
        every,
        id="i",
        channel_id=str(on.pk),
        external_id="'page_' || i",
        kind=f"'{kind}'",
        author_id=f"1 + floor({AUTHORS} * power(random(), 2))::bigint",
        post_id="NULL" if kind == "direct_message" else f"1 + i %% {POSTS}",
        permalink="'https://social.example/' || i",
        published_at=ago,
        first_seen_at=ago,
        latest_version="1",
        disposition_id="i",
    )
    texts = f"{every} JOIN said ON said.n = i %% (SELECT count(*) FROM said)"  # noqa: S608 (our own numbers)
    insert(
        Version,
        texts,
        id="i",
        contribution_id="i",
        number="1",
        change="'created'",
        text=TEXT,
        digest="lpad(i::text, 64, '0')",
        dated_at=ago,
        seen_at=ago,
    )
    insert(
        Assessment,
        every,
        id="i",
        version_id="i",
        policy_version_id=str(version.pk),
        outcome="'allow'",
        language="'en'",
        intents="""'[{"id": "question", "score": 0.9}]'::jsonb""",
    )


def asked(first: int, last: int, waiting: int) -> None:
    """A question case for each of these; the newest `waiting` are open."""
    insert(
        Case,
        f"intake_contribution c WHERE c.id BETWEEN {first} AND {last}",
        id="c.id",
        contribution_id="c.id",
        assessment_id="c.id",
        kind="'question'",
        state=f"CASE WHEN c.id > {last - waiting} THEN 'open' ELSE 'closed' END",
        outcome=f"CASE WHEN c.id > {last - waiting} THEN '' ELSE 'answered' END",
        opened_at="c.first_seen_at",
        due_at="c.first_seen_at + interval '2 days'",
        closed_at=f"CASE WHEN c.id > {last - waiting} THEN NULL ELSE c.first_seen_at + interval '1 day' END",
    )

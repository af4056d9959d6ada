"""What people say of the body's own posts: what each is for, and whether it is sensitive. Each change is on record.

Sensitive: what stands under it is read with the lower thresholds that the policy gives for that (`post_sensitive`).
It counts for what is read from then on; what was read before is not read again.
"""

from __future__ import annotations

from django.db import transaction

from evenhand import records
from evenhand.cases.errors import RefusedError
from evenhand.intake.models import Post
from evenhand.people.models import User
from evenhand.people.permissions import may

PURPOSES = {
    "recruitment": "Recruiting people",
    "explaining": "Explaining our work",
    "operational": "Operational update",
    "news": "News",
    "campaign": "Campaign",
    "other": "Something else",
}
LONGEST_WHY = 500


@transaction.atomic
def describe(post: Post, person: User, *, purpose: str, sensitive: bool, why: str = "") -> Post:
    """Say what a post is for and whether it is sensitive. RefusedError where a change of that has no reason."""
    if not may(person, "decide"):
        raise RefusedError("Your role does not describe posts. Ask a moderator.")
    if purpose and purpose not in PURPOSES:
        raise RefusedError("Choose what the post is for.", "purpose")
    row = Post.objects.select_for_update().get(pk=post.pk)
    if sensitive != row.sensitive and not why.strip():
        told = "is sensitive" if sensitive else "is no longer sensitive"
        raise RefusedError(f"Say why it {told}: it changes what is found in comments under it.", "why")
    if len(why) > LONGEST_WHY:
        raise RefusedError(f"Write at most {LONGEST_WHY} characters.", "why")
    before = (row.purpose, row.sensitive)
    if before == (purpose, sensitive):
        return row
    row.purpose, row.sensitive = purpose, sensitive
    row.save(update_fields=["purpose", "sensitive"])
    records.append(
        "post.described",
        subject=f"post:{row.pk}",
        actor=f"person:{person.pk}",
        facts={
            "purpose": {"from": before[0], "to": purpose},
            "sensitive": {"from": before[1], "to": sensitive},
        },
        content={"why": why.strip()} if why.strip() else None,
    )
    return row

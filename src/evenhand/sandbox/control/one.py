"""The page of one contribution: who sees it, what it said before, and what its author or a moderator can do."""

from __future__ import annotations

from evenhand.sandbox.control.html import NAMES, Told, choice, form, frame, safe, table, when, words
from evenhand.sandbox.control.manual import CAN
from evenhand.sandbox.control.page import author_name
from evenhand.sandbox.state.model import Contribution
from evenhand.sandbox.state.views import VIEWERS, view
from evenhand.sandbox.state.world import World

SEEN, BY_CLICK, NOT_SEEN = "Sees it", "Only by a click", "Does not see it"


def page(world: World, found: Contribution, told: Told) -> str:
    """The whole page."""
    heading = f"{NAMES[found.platform]}: {found.kind.replace('_', ' ')} by {author_name(world, found)}"
    return frame(heading, told, f"{_told_of(found)}{_sights(world, found)}{_author(found)}{_others(found)}")


def _told_of(found: Contribution) -> str:
    facts = {
        "State": found.state.replace("_", " "),
        "Published": when(found.published_at),
        "Under": found.parent or found.post or found.thread,
        "Id": found.id,
    }
    shown = "".join(f"<dt>{name}</dt><dd>{safe(value)}</dd>" for name, value in facts.items() if value)
    before = ""
    if found.versions:
        rows = [(safe(when(each.at)), f'<div class="text">{safe(each.text)}</div>') for each in found.versions]
        before = table("What it said before", ("Written", "Text"), rows)
    return f"<blockquote>{safe(found.text)}</blockquote><dl>{shown}</dl>{before}"


def _sights(world: World, found: Contribution) -> str:
    rows = []
    for viewer in VIEWERS:
        seen = view(world, found, viewer)
        replies = seen["replies"]
        count = len(replies) if isinstance(replies, list) else 0
        sees = SEEN if seen["visible"] else BY_CLICK if seen["click_through"] else NOT_SEEN
        rows.append((safe(viewer), f"<strong>{sees}</strong>", str(count)))
    return f"<h2>Who sees it</h2>{table('As seen by', ('Viewer', 'This', 'Replies seen'), rows)}"


def _author(found: Contribution) -> str:
    if found.gone or found.by_organisation:
        return ""
    which = {"platform": found.platform, "id": found.id}
    edit = form("edit", words("text", "New text", found.typed or found.text, needed=True), "Edit", which)
    return f"<h2>As its author</h2>{edit}{form('remove', '', 'Remove it', which, second=True)}"


def _others(found: Contribution) -> str:
    if found.gone:
        return ""
    which = {"platform": found.platform, "id": found.id}
    fields = choice("operation", "What", sorted(CAN[found.platform])) + words(
        "text", "Text, for a reply or a message", of="hand_"
    )
    by_hand = form("by_hand", fields, "Do it", which)
    own_filter = ""
    if found.platform in {"facebook", "instagram", "youtube"}:
        own_filter = f"<h2>As the platform's own filter</h2>{form('filter', '', 'Hide it', which, second=True)}"
    return f"<h2>By hand, as a moderator on the site</h2>{by_hand}{own_filter}"

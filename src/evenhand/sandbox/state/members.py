"""What members of the public do: publish, edit, remove. Each act is in the ledger, and the webhooks hear of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from evenhand.sandbox.state.ids import thread_of
from evenhand.sandbox.state.model import (
    COMMENT,
    DIRECT_MESSAGE,
    HELD,
    HIDDEN,
    KINDS,
    MENTION,
    PLATFORMS,
    REMOVED_BY_AUTHOR,
    REPLY,
    VISITOR_POST,
    Author,
    Contribution,
    Version,
)
from evenhand.sandbox.state.organisation import fell_with
from evenhand.sandbox.state.world import ImpossibleError, World


@dataclass(frozen=True, slots=True)
class Draft:
    """What is to be published. Empty fields are filled: a live post, a new author, now."""

    platform: str
    text: str
    kind: str = COMMENT
    post: str = ""
    parent: str = ""
    author: str = ""
    at: datetime | None = None


def publish(world: World, draft: Draft) -> Contribution:
    """Publish as a member of the public.

    Raises:
        ImpossibleError: unknown platform, post or parent, a kind the platform lacks, or a blocked author.
    """
    kind = REPLY if draft.parent and draft.kind == COMMENT else draft.kind
    _check(draft.platform, kind)
    author = world.person(draft.platform, draft.author)
    if author.blocked or (author.dm_blocked and kind == DIRECT_MESSAGE):
        detail: dict[str, object] = {"because": "blocked", "text": draft.text}
        world.ledger.add(
            world.clock.now(), draft.platform, "contribution.refused", author=author.id, operation=kind, detail=detail
        )
        raise ImpossibleError(f"{draft.platform} lets a blocked author publish nothing. Use another author.")
    made = _made(world, draft, kind, author)
    if (draft.platform, made.post) in world.closed:
        raise ImpossibleError(f"Comments under the post '{made.post[:80]}' are closed. Nobody can comment there now.")
    world.add(made)
    told: dict[str, object] = {"kind": kind, "post": made.post, "parent": made.parent, "text": made.text}
    at = world.clock.now()
    world.ledger.add(
        at, made.platform, "contribution.published", id=made.id, author=author.id, effect=True, detail=told
    )
    world.tell("add", made)
    if kind != DIRECT_MESSAGE and world.own_filter(made):
        filtered(world, made)
    return made


def _check(platform: str, kind: str) -> None:
    if platform not in PLATFORMS:
        raise ImpossibleError(f"There is no platform '{platform[:40]}'. There are {', '.join(PLATFORMS)}.")
    if kind not in KINDS[platform]:
        raise ImpossibleError(f"{platform} has no '{kind[:40]}'. It has {', '.join(sorted(KINDS[platform]))}.")


def _made(world: World, draft: Draft, kind: str, author: Author) -> Contribution:
    platform, channel = draft.platform, world.channels[draft.platform]
    post, parent, thread = _place(world, draft, kind)
    n = len(world.contributions) + 1
    at = draft.at or world.clock.now()
    if kind == DIRECT_MESSAGE:
        thread = thread_of(platform, channel.external_id, author.id)
        new_id = world.ids.message(platform)
        return Contribution(
            platform, new_id, n, kind, draft.text, author.id, at, thread=thread, recipient=channel.external_id
        )
    under = {VISITOR_POST: channel.external_id, MENTION: author.id}.get(kind, post)
    if platform == "linkedin":
        under = world.posts[platform, post].activity
    new_id = world.ids.comment(platform, under, parent)
    made = Contribution(
        platform, new_id, n, kind, draft.text, author.id, at, post=post, parent=parent, typed=draft.text
    )
    if platform == "x":
        made.thread = thread or new_id
        _address(made, f"@{channel.handle}")
    return made


def _address(made: Contribution, handle: str) -> None:
    """X puts the account's handle before a reply; only a handle that the author wrote calls on the account."""
    made.summons = handle.lower() in made.typed.lower()
    if not made.summons:
        made.text = f"{handle} {made.typed}"
    if made.kind == MENTION:
        made.typed, made.summons = made.text, True


def _place(world: World, draft: Draft, kind: str) -> tuple[str, str, str]:
    """Post, parent and X's conversation of a new contribution."""
    platform = draft.platform
    if kind in {DIRECT_MESSAGE, VISITOR_POST, MENTION}:
        return "", "", ""
    if kind == REPLY:
        above = world.live(platform, draft.parent)
        if above is None:
            raise ImpossibleError(f"There is nothing with the id '{draft.parent[:80]}' on {platform} to reply to.")
        if above.is_post:
            return above.id, "", ""
        flat = platform != "x" and above.parent  # everywhere but on X there is one level of replies
        return above.post, above.parent if flat else above.id, above.thread
    if not draft.post:
        newest = next(post.id for post in world.posts_of(platform) if not post.dark)
        return newest, "", newest if platform == "x" else ""
    post = world.posts.get((platform, draft.post))
    if post:
        return post.id, "", post.id if platform == "x" else ""
    visited = world.live(platform, draft.post)
    if visited and visited.is_post:
        return visited.id, "", ""
    raise ImpossibleError(f"There is no post '{draft.post[:80]}' on {platform}. GET /_sandbox/posts lists them.")


def edit(world: World, platform: str, external_id: str, text: str) -> Contribution:
    """The author changes the text. On X that makes a new id.

    Raises:
        ImpossibleError: nothing with that id is there.
    """
    found = _existing(world, platform, external_id)
    old = Version(found.id, found.text, found.dated_at)
    found.versions.append(old)
    found.text = found.typed = text
    found.edited_at = world.clock.now()
    if platform == "x" and found.kind != DIRECT_MESSAGE:
        world.rename(found, world.ids.comment("x", "", ""))
        _address(found, f"@{world.channels['x'].handle}")
    detail: dict[str, object] = {"text": found.text, "previous_id": old.id, "previous_text": old.text}
    world.ledger.add(
        found.edited_at, platform, "contribution.edited", id=found.id, author=found.author, effect=True, detail=detail
    )
    world.tell("edited", found)
    return found


def remove(world: World, platform: str, external_id: str) -> Contribution:
    """The author takes it back; replies under it fall with it.

    Raises:
        ImpossibleError: nothing with that id is there.
    """
    found = _existing(world, platform, external_id)
    replies = world.replies(found)
    found.state = REMOVED_BY_AUTHOR
    at = world.clock.now()
    world.ledger.add(at, platform, "contribution.removed", id=found.id, author=found.author, effect=True)
    world.tell("remove", found)
    fell_with(world, found, replies)
    return found


def filtered(world: World, contribution: Contribution) -> None:
    """The platform's own filter hides something that nobody asked it to."""
    if contribution.platform in {"x", "linkedin"}:
        return  # these show no such filter to the page
    youtube = contribution.platform == "youtube"
    contribution.state = HELD if youtube else HIDDEN
    contribution.likely_spam = youtube
    world.ledger.add(
        world.clock.now(),
        contribution.platform,
        "platform.filtered",
        id=contribution.id,
        author=contribution.author,
        operation="hide",
        effect=True,
    )
    world.tell("hide", contribution)


def _existing(world: World, platform: str, external_id: str) -> Contribution:
    found = world.live(platform, external_id)
    if found is None:
        raise ImpossibleError(f"There is nothing with the id '{external_id[:80]}' on {platform}, or no longer.")
    return found

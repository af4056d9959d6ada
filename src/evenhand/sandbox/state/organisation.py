"""What the organisation's account does to the platforms' state: hide, show, delete, reply, write, block.

Pure effects: whether they are allowed, how they are asked for and that they are in the ledger is the platforms' and
the gate's part.
"""

from __future__ import annotations

from collections.abc import Iterable

from evenhand.sandbox.state.ids import thread_of
from evenhand.sandbox.state.model import (
    COMMENT,
    DELETED,
    DIRECT_MESSAGE,
    HIDDEN,
    REPLY,
    VISIBLE,
    Author,
    Contribution,
    Post,
)
from evenhand.sandbox.state.world import World


def set_state(world: World, contribution: Contribution, state: str) -> bool:
    """Hide, hold, reject or show; whether anything changed."""
    if contribution.state == state and not contribution.likely_spam:
        return False
    changed = contribution.state != state
    contribution.state, contribution.likely_spam = state, False
    if changed and state in {HIDDEN, VISIBLE}:
        world.tell("hide" if state == HIDDEN else "unhide", contribution)
    return changed


def delete(world: World, contribution: Contribution) -> bool:
    """Delete it; replies under it fall with it."""
    replies = world.replies(contribution)
    contribution.state = DELETED
    world.tell("remove", contribution)
    fell_with(world, contribution, replies)
    return True


def fell_with(world: World, parent: Contribution, replies: Iterable[Contribution]) -> None:
    """A platform takes a thread down with its first comment; X leaves the replies standing."""
    if parent.platform == "x":
        return
    for reply in replies:
        below = world.replies(reply)
        reply.state = DELETED
        detail: dict[str, object] = {"because": "parent", "parent": parent.id}
        world.ledger.add(
            world.clock.now(),
            reply.platform,
            "contribution.removed",
            id=reply.id,
            author=reply.author,
            effect=True,
            detail=detail,
        )
        fell_with(world, reply, below)


def advertise(world: World, text: str, staff: str = "") -> Post:
    """A dark post on Facebook: an advert that stands on no timeline. `staff` names who is in it."""
    new_id, _ = world.ids.post("facebook", world.channels["facebook"].external_id)
    made = Post(
        platform="facebook",
        id=new_id,
        n=len(world.posts),
        slug=f"advert-{new_id}",
        text=text,
        title=text[:60],
        published_at=world.clock.now(),
        purpose="recruitment",
        staff=(staff,) if staff else (),
        dark=True,
    )
    world.add_post(made)
    return made


def reply(world: World, to: Contribution | Post, text: str) -> Contribution:
    """Answer in public, under a contribution or straight under a post."""
    platform = to.platform
    channel = world.channels[platform]
    post, parent, thread = to.id, "", to.id
    if isinstance(to, Contribution) and not to.is_post:
        flat = platform != "x" and to.parent
        post, parent, thread = to.post, to.parent if flat else to.id, to.thread
    under = world.posts[platform, post].activity if platform == "linkedin" else post
    made = Contribution(
        platform=platform,
        id=world.ids.comment(platform, under, parent),
        n=len(world.contributions) + 1,
        kind=REPLY if parent else COMMENT,
        text=text,
        typed=text,
        author=channel.external_id,
        published_at=world.clock.now(),
        post=post,
        parent=parent,
        thread=thread if platform == "x" else "",
        answers=to.id if parent and parent != to.id else "",
        by_organisation=True,
    )
    world.add(made)
    world.tell("add", made)
    return made


def write(world: World, author: Author, text: str) -> Contribution:
    """Send a direct message."""
    channel = world.channels[author.platform]
    made = Contribution(
        platform=author.platform,
        id=world.ids.message(author.platform),
        n=len(world.contributions) + 1,
        kind=DIRECT_MESSAGE,
        text=text,
        author=channel.external_id,
        published_at=world.clock.now(),
        thread=thread_of(author.platform, channel.external_id, author.id),
        recipient=author.id,
        by_organisation=True,
    )
    world.add(made)
    world.tell("add", made)
    return made


def set_comments(world: World, post: Post, *, opened: bool) -> bool:
    """Let people comment under a post, or not; whether anything changed. What stands there stays."""
    key = (post.platform, post.id)
    changed = (key in world.closed) == opened
    (world.closed.discard if opened else world.closed.add)(key)
    return changed


def block(author: Author, *, blocked: bool) -> bool:
    """Block or unblock; whether anything changed."""
    changed = author.blocked != blocked
    author.blocked = blocked
    return changed

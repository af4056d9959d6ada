"""What a moderator does by hand on the platform's own site, as a manual task of the house asks.

The site can do what the API cannot: X's and LinkedIn's blocks, LinkedIn's deletions. The ledger says `by_hand`.
"""

from __future__ import annotations

from evenhand.sandbox.state import organisation
from evenhand.sandbox.state.model import HELD, HIDDEN, REJECTED, VISIBLE, Author, Contribution
from evenhand.sandbox.state.world import ImpossibleError, World

ALWAYS = {"reply", "block", "unblock", "platform_report"}
CAN = {
    "facebook": ALWAYS | {"hide", "unhide", "delete", "message"},
    "instagram": ALWAYS | {"hide", "unhide", "delete", "message"},
    "x": ALWAYS | {"hide", "unhide", "message"},
    "linkedin": ALWAYS | {"delete"},
    "youtube": ALWAYS | {"hide", "unhide", "delete"},
}


def do(world: World, platform: str, operation: str, external_id: str, text: str = "") -> dict[str, object]:
    """Do it at once; `external_id` is a contribution's, or an author's for block, unblock and message."""
    if operation in {"close_comments", "open_comments"}:
        return _comments(world, platform, external_id, opened=operation == "open_comments")
    if operation not in CAN.get(platform, set()):
        can = ", ".join(sorted(CAN.get(platform, set())))
        raise ImpossibleError(f"Nobody can '{operation[:40]}' by hand on {platform[:40]}. There: {can or 'nothing'}.")
    found = world.live(platform, external_id)
    author = world.authors.get((platform, found.author if found else external_id))
    if operation in {"block", "unblock", "message"}:
        if author is None:
            raise ImpossibleError(f"There is no author or contribution '{external_id[:80]}' on {platform}.")
        effect, made = _on_author(world, author, operation, text)
    else:
        if found is None:
            raise ImpossibleError(f"There is nothing with the id '{external_id[:80]}' on {platform}, or no longer.")
        effect, made = _on_contribution(world, found, operation, text)
    detail: dict[str, object] = {"made": made, "text": text} if made else {}
    world.ledger.add(
        world.clock.now(),
        platform,
        "by_hand",
        id=external_id,
        author=author.id if author else "",
        operation=operation,
        effect=effect,
        detail=detail,
    )
    return {"effect": effect, "made": made}


def _comments(world: World, platform: str, post_id: str, *, opened: bool) -> dict[str, object]:
    """Every platform's site lets its account say whether people can comment under a post."""
    post = world.posts.get((platform, post_id))
    if post is None:
        raise ImpossibleError(f"There is no post '{post_id[:80]}' on {platform[:40]}. GET /_sandbox/posts lists them.")
    effect = organisation.set_comments(world, post, opened=opened)
    operation = "open_comments" if opened else "close_comments"
    world.ledger.add(world.clock.now(), platform, "by_hand", id=post.id, operation=operation, effect=effect)
    return {"effect": effect, "made": ""}


def _on_author(world: World, author: Author, operation: str, text: str) -> tuple[bool, str]:
    if operation == "message":
        if not text:
            raise ImpossibleError("'text' is missing: a message needs one.")
        return True, organisation.write(world, author, text).id
    return organisation.block(author, blocked=operation == "block"), ""


def _on_contribution(world: World, found: Contribution, operation: str, text: str) -> tuple[bool, str]:
    youtube = found.platform == "youtube"
    if operation == "platform_report":
        return True, ""  # the platform has been told; nothing changes that anybody could see
    if operation == "reply":
        if not text:
            raise ImpossibleError("'text' is missing: a reply needs one.")
        return True, organisation.reply(world, found, text).id
    if operation == "delete":
        return (organisation.set_state(world, found, REJECTED) if youtube else organisation.delete(world, found)), ""
    hidden = HELD if youtube else HIDDEN
    return organisation.set_state(world, found, hidden if operation == "hide" else VISIBLE), ""

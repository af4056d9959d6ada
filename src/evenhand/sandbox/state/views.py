"""How the author, a stranger, a friend of the author and the organisation's moderator see one contribution.

`visible`: it stands in the thread. `click_through`: it does not, but anybody can open it (X's hidden replies).
"""

from __future__ import annotations

from dataclasses import dataclass

from evenhand.sandbox.state.model import DIRECT_MESSAGE, HELD, HIDDEN, VISIBLE, Contribution
from evenhand.sandbox.state.world import World

VIEWERS = ("author", "stranger", "friend", "moderator")

# platform → who still sees what the organisation hid there, without a click
_SEES_HIDDEN = {
    "facebook": frozenset({"author", "friend", "moderator"}),
    "instagram": frozenset({"author", "moderator"}),
    "x": frozenset({"moderator"}),
}


@dataclass(frozen=True, slots=True)
class Sight:
    """What one viewer sees of one contribution."""

    visible: bool
    click_through: bool = False

    @property
    def readable(self) -> bool:
        """Whether the text can be read, by a click or without."""
        return self.visible or self.click_through


def sight(world: World, contribution: Contribution, viewer: str) -> Sight:
    """What `viewer` sees; author and friend are those of this contribution. A parent that is not seen hides it too."""
    own = _own(contribution, viewer)
    parent = world.find(contribution.platform, contribution.parent) if contribution.parent else None
    if parent is None or not own.readable or contribution.platform == "x":
        return own
    above = sight(world, parent, _reader(contribution, parent, viewer))
    return Sight(own.visible and above.visible, own.readable and above.readable and not above.visible)


def _reader(contribution: Contribution, other: Contribution, viewer: str) -> str:
    """What the viewer of one contribution is to another one: whoever did not write that one is a stranger to it."""
    same = viewer == "moderator" or other.author == contribution.author or contribution.kind == DIRECT_MESSAGE
    return viewer if same else "stranger"


def _own(contribution: Contribution, viewer: str) -> Sight:
    state, platform = contribution.state, contribution.platform
    if contribution.kind == DIRECT_MESSAGE:
        return Sight(state == VISIBLE and viewer in {"author", "moderator"})
    if state == HIDDEN:
        return Sight(viewer in _SEES_HIDDEN.get(platform, frozenset()), platform == "x" and viewer != "moderator")
    if state == HELD:
        return Sight(viewer == "moderator")  # on YouTube not even its author sees it
    return Sight(state == VISIBLE)  # rejected and deleted: nobody


def view(world: World, contribution: Contribution, viewer: str) -> dict[str, object]:
    """The control API's view: text as shown to a reader, and the replies that this viewer sees below it."""
    seen = sight(world, contribution, viewer)
    below = _below(world, contribution) if seen.readable else []
    replies = [
        {"id": each.id, "text": each.typed or each.text, "by_organisation": each.by_organisation}
        for each in below
        if _own(each, _reader(contribution, each, viewer)).visible
    ]
    return {
        "visible": seen.visible,
        "click_through": seen.click_through,
        "text": (contribution.typed or contribution.text) if seen.readable else "",
        "replies": replies,
    }


def _below(world: World, contribution: Contribution) -> list[Contribution]:
    if contribution.kind != DIRECT_MESSAGE:
        beside = world.find(contribution.platform, contribution.parent) if contribution.parent else None
        flattened = [each for each in world.replies(beside) if each.answers == contribution.id] if beside else []
        return [*world.replies(contribution), *flattened]
    later = world.thread(contribution.platform, contribution.thread)
    return [each for each in later if each.n > contribution.n and each.by_organisation]

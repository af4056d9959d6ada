"""What hiding means is said as it is: who still sees a hidden comment on the simulated platform is what we tell."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from tests import house as h
from tests.house import House
from tests.sandbox.helpers import Sandbox

from evenhand.cases.deciding import measures_on
from evenhand.policy import render_public
from evenhand.sanctions import statements
from evenhand.sandbox.testing import running

Sight = tuple[bool, bool, bool]
TOLD: dict[Sight, tuple[str, str]] = {
    (True, True, False): ("you and your friends can still see it; others cannot", "and by their friends"),
    (True, False, False): ("you can still see it; others cannot", "by the person who wrote it."),
    (False, False, False): ("nobody sees it while it is held, not even you", "nobody sees it until"),
}
"""By whether author, friend and stranger see it: what the statement says, and what the public page says."""
CLICK = ("anyone who looks for it can read it", "anyone who looks for it can read it")


@pytest.fixture(scope="module")
def served() -> Iterator[Sandbox]:
    with running() as url:
        sandbox = Sandbox(url)
        yield sandbox
        sandbox.http.close()


def hide(sandbox: Sandbox, platform: str) -> str:
    """Publish something and hide it, as the platform's own API does."""
    made = sandbox.publish(platform)
    ways: dict[str, Callable[[], object]] = {
        "facebook": lambda: sandbox.call("facebook", "POST", made, data={"is_hidden": "true"}),
        "instagram": lambda: sandbox.call("instagram", "POST", made, data={"hide": "true"}),
        "x": lambda: sandbox.call("x", "PUT", f"tweets/{made}/hidden", json={"hidden": True}),
        "youtube": lambda: sandbox.call(
            "youtube",
            "POST",
            "comments/setModerationStatus",
            params={"id": made, "moderationStatus": "heldForReview"},
        ),
    }
    ways[platform]()
    return made


@pytest.mark.clause(40)
@pytest.mark.parametrize("platform", ["facebook", "instagram", "x", "youtube"])
def test_who_still_sees_a_hidden_comment_is_what_its_author_and_everybody_are_told(
    house: House, served: Sandbox, platform: str
) -> None:
    made = hide(served, platform)
    sights = served.sights(platform, made)
    clicked = all(served.see(platform, made, viewer)["click_through"] for viewer in ("author", "friend", "stranger"))
    in_letter, in_public = CLICK if clicked else TOLD[sights["author"], sights["friend"], sights["stranger"]]
    decision = house.decide(house.write(h.MILD, on=platform), "disrespect", ("hide",))
    assert in_letter in statements.made(decision).words
    assert in_public in " ".join(render_public(h.hmpps()).split())


@pytest.mark.clause(40)
def test_where_nothing_can_be_hidden_hiding_is_neither_offered_nor_promised(house: House) -> None:
    house.on("linkedin")
    assert "hide" not in measures_on("linkedin", "comment")
    assert "LinkedIn: comments cannot be hidden" in " ".join(render_public(h.hmpps()).split())

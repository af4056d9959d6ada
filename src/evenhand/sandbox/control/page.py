"""The control page at `/`: what stands on the platforms; publish, traffic and the clock as forms."""

from __future__ import annotations

from evenhand.sandbox.control.html import NAMES, Told, choice, field, form, frame, link, safe, table, when, words
from evenhand.sandbox.state.model import KINDS, PLATFORMS, Contribution
from evenhand.sandbox.state.world import World

SHOWN = 100
LONGEST = 500


def page(world: World, traffic: dict[str, object], platform: str, told: Told) -> str:
    """The whole page, with the contributions of one platform or of all."""
    where = platform if platform in PLATFORMS else ""
    return frame(
        "Simulated platforms",
        told,
        "<p>Nothing here is real: five platforms are simulated on this machine, and every person is invented.</p>"
        f"{_publish()}{_traffic(traffic)}{_clock(world)}{_contributions(world, where)}",
        front=True,
    )


def _publish() -> str:
    kinds = sorted({kind for found in KINDS.values() for kind in found})
    fields = (
        choice("platform", "Platform", PLATFORMS)
        + choice("kind", "Kind", kinds, "comment")
        + field("author", "Author (may be empty)")
        + field("parent", "Reply to (id, may be empty)")
        + words("text", "Text", needed=True)
    )
    return f"<h2>Publish</h2>{form('publish', fields, 'Publish')}"


def _traffic(state: dict[str, object]) -> str:
    said = f"<p>Traffic is {safe(state['state'])}; {safe(state['acts'])} acts so far.</p>"
    if state["state"] == "running":
        asked = form("traffic", "", "Stop traffic", {"state": "stop"}, second=True)
    else:
        asked = form(
            "traffic", field("per_second", "Acts a second", "2", short=True), "Start traffic", {"state": "start"}
        )
    return f"<h2>Traffic</h2>{said}{asked}"


def _clock(world: World) -> str:
    clock = world.clock
    pace = "" if clock.rate == 1 else f" It runs {clock.rate:g} times as fast as real time."
    fields = field("offset_seconds", "Seconds from real time", str(int(clock.offset.total_seconds())))
    fields += field("rate", "Times as fast", f"{clock.rate:g}", short=True)
    said = f"<p>It is {safe(when(clock.now()))} here (UTC).{pace}</p>"
    return f"<h2>Clock</h2>{said}{form('clock', fields, 'Move the clock')}"


def _contributions(world: World, platform: str) -> str:
    links = " ".join(
        f'<a href="/?platform={name}"{" aria-current=true" if name == platform else ""}>{NAMES[name]}</a>'
        for name in PLATFORMS
    )
    all_of_them = world.all(platform)
    newest = all_of_them[-SHOWN:]
    caption = f"The newest {SHOWN} of {len(all_of_them)}"
    heads = ("Platform", "Kind", "Author", "Text", "State", "Id")
    listed = table(caption, heads, [_row(world, each) for each in reversed(newest)])
    return f'<h2>Contributions</h2><p class="links"><a href="/">All</a> {links}</p>{listed}'


def _row(world: World, each: Contribution) -> tuple[str, ...]:
    return (
        NAMES[each.platform],
        safe(each.kind.replace("_", " ")),
        safe(author_name(world, each)),
        f'<div class="text">{safe(each.text[:LONGEST])}</div>',
        f"<strong>{safe(each.state.replace('_', ' '))}</strong>",
        link("/contribution", each.id, platform=each.platform, id=each.id),
    )


def author_name(world: World, each: Contribution) -> str:
    """Who wrote it."""
    author = world.authors.get((each.platform, each.author))
    return "the organisation" if each.by_organisation or author is None else author.name
